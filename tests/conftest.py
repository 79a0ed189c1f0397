"""One store and one day for the whole run: `open_house` opens one store per process."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="zhanbu-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["ZHANBU_STORE"] = str(Path(_folder) / "zhanbu.duckdb")
os.environ["ZHANBU_TODAY"] = "2026-11-23"
