"""One store and one day for the whole run: `open_house` opens one store per process.

Properties are tried with the same examples on every machine, so that a run can be repeated;
`pytest --hypothesis-profile=search` tries new ones, and four times as many: so does `python manage.py fuzz`, which says
by ZHANBU_EXAMPLES how many. What it found wrong is kept in .hypothesis/ and tried first the next time.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, core, settings
from hypothesis.vendor.pretty import RepresentationPrinter

_folder = tempfile.mkdtemp(prefix="zhanbu-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["ZHANBU_STORE"] = str(Path(_folder) / "zhanbu.duckdb")
os.environ["ZHANBU_TODAY"] = "2026-11-23"

settings.register_profile("repeat", deadline=None, max_examples=50, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=int(os.environ.get("ZHANBU_EXAMPLES", "200")),
                          print_blob=True, suppress_health_check=list(HealthCheck))
settings.load_profile("repeat")
# The plugin of schemathesis makes Hypothesis print no value of what failed, in any test; its own say it themselves.
core.RepresentationPrinter = RepresentationPrinter
