"""What the running product says of itself to whoever runs it: log lines on stderr, meters for Prometheus.

It holds numbers, names of kinds and places in the code. Not here: anything of a visitor or of a person, rules, SQL,
Streamlit, words for people.
"""

from watching.happenings import acting
from watching.log import event, failed

__all__ = ["acting", "event", "failed"]
