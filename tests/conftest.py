"""What all tests share: properties are tried with the same examples on every machine, so that a run can be repeated.

`pytest --hypothesis-profile=search` tries new ones.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("repeat", deadline=None, max_examples=100, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=100)
settings.load_profile("repeat")
