"""What holds of the source itself: a pure core, words in catalogues, short files, nothing of one machine."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "watching", "store", "ui", "api", "kiosk", "pages", "commands")
LONGEST = 350
NOT_OURS = {".git", ".venv", "__pycache__", "test-artifacts", "node_modules"}
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".sql", ".po", ".css", ".js", ".html", ".json", ".csv"}
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
MACHINE = re.compile(
    r"/(?:home|root|tmp|Users)/"  # somebody's folders
    r"|\b(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b"  # private networks
    r"|https?://[^/\s\"']+\.(?:internal|corp|lan|local)\b")
SIMULATIONS = {"core/carbon/bands.py", "core/carbon/curve.py", "core/carbon/quantiles.py", "core/land/gcj.py",
               "core/land/shift.py", "core/market/volatility.py",
               *(f"core/scenario/{name}.py" for name in ("answers", "draws", "engine", "paths", "prices",
                                                       "result", "sensitivity", "solver")),
               *(f"core/market/ahead/{name}.py" for name in ("backtest", "fan", "horizon", "models", "paths", "sample",
                                                             "waiting"))}
EXAMPLES = {("tests/house/test_manage.py", "10.1." + "2.3")}  # an address as an example
# Rules that wait for the features that will read them (domain.md R6, R10; carbon.md §2).
KEPT_FOR_LATER = {"crediting_min_years", "crediting_max_years", "monitoring_cycle_years"}


def ours(folder: Path = ROOT) -> Iterator[Path]:
    """Files of the project: no caches, no environment, nothing made while it runs."""
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith(".") and path.name not in (".ci", ".streamlit", ".gitignore")
        made = path.relative_to(ROOT).as_posix() in ("data/local",) or (path / "pyvenv.cfg").exists()
        if path.name in NOT_OURS or hidden or made:
            continue
        if path.is_dir():
            yield from ours(path)
        else:
            yield path


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in ours(ROOT / folder) if path.suffix == ".py"]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def docstrings(module: ast.Module) -> set[ast.expr]:
    """The expressions that are docstrings."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(first.value)
    return found


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Text a file holds in code, f-strings included, with its line; docstrings and comments left out."""
    module = tree(path)
    skip = docstrings(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skip:
            yield node.lineno, node.value


# --- core


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where things come from"
            yield (node.module or "").partition(".")[0]


def test_core_imports_nothing_that_is_not_pure() -> None:
    allowed = {"core", "numpy", "shapely", "pyproj", "yaml", "openpyxl", "defusedxml", "scipy", "SALib"}
    impure = {"os", "time", "random", "secrets", "socket", "subprocess", "threading", "urllib", "http", "logging"}
    files = python_files("core")
    assert len(files) > 10
    found = {(named(path), name) for path in files for name in imported(tree(path))}
    assert {(path, name) for path, name in found if name not in allowed | sys.stdlib_module_names} == set()
    assert {(path, name) for path, name in found if name in impure} == set()


def test_core_asks_no_clock_and_no_environment() -> None:
    forbidden = {"now", "today", "utcnow", "fromtimestamp", "environ", "getenv", "time", "perf_counter"}
    found = [(named(path), node.lineno, node.attr) for path in python_files("core")
             for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute) and node.attr in forbidden]
    assert found == []


def test_core_keeps_no_state_of_its_own() -> None:
    """No `global`, and no list at the top of a module that a call could fill."""
    found = []
    for path in python_files("core"):
        module = tree(path)
        found += [(named(path), node.lineno) for node in ast.walk(module) if isinstance(node, ast.Global)]
        found += [(named(path), node.lineno) for node in module.body if isinstance(node, ast.Assign)
                  and isinstance(node.value, ast.List) and ast.unparse(node.targets[0]) != "__all__"]
    assert found == []


def test_core_does_no_arithmetic_on_floats_of_its_own() -> None:
    """Tonnes and money are decimals: no float literal and no call of float() in core, simulations and fits apart."""
    found = []
    for path in python_files("core"):
        if named(path) in SIMULATIONS:
            continue
        for node in ast.walk(tree(path)):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            call = isinstance(node, ast.Call) and ast.unparse(node.func) in ("float", "round")
            if literal or call:
                found.append((named(path), node.lineno))
    assert found == []


# --- the house


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_what_lives_there_and_what_must_not(package: str) -> None:
    text = ast.get_docstring(tree(ROOT / package / "__init__.py"))
    assert text
    assert re.search(r"\bnot (?:live )?here\b", text, re.IGNORECASE)


def test_every_module_says_what_it_is() -> None:
    files = [path for path in python_files(*PACKAGES) if path.read_text("utf-8").strip()]
    assert [named(path) for path in files if not ast.get_docstring(tree(path))] == []


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in ours() if path.suffix == ".py"}
    assert len(lengths) > 40
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_words_for_people_stand_in_the_catalogues() -> None:
    """No Chinese in the code of pages, kiosk and ui: it would not change with the language."""
    files = python_files("pages", "kiosk", "ui")
    assert len(files) > 10
    assert [(named(path), line, text) for path in files for line, text in texts(path) if CHINESE.search(text)] == []


def test_nothing_of_one_machine_is_in_the_project() -> None:
    found = []
    for path in ours():
        if path.suffix in TEXT and path.stat().st_size < 1_000_000:
            found += [(named(path), match.group()) for match in MACHINE.finditer(path.read_text("utf-8"))
                      if (named(path), match.group()) not in EXAMPLES]
    assert found == []


@pytest.mark.parametrize("parts", [
    ("see /", "home/ann/x"), ("'/", "root/.cache'"), ("/", "tmp/x"), ("http://192.", "168.1.7:80"),
    ("https://git.", "corp/x"),
])
def test_the_search_for_machines_finds_them(parts: tuple[str, str]) -> None:
    assert MACHINE.search("".join(parts))
    assert not MACHINE.search(parts[1])


def test_every_rule_is_read_somewhere_or_kept_for_later() -> None:
    """A rule nobody reads is a promise nobody keeps; names built from parts count by their first part."""
    ids = {name for path in (ROOT / "data" / "rules").glob("*.yaml")
           for name in yaml.safe_load(path.read_text("utf-8"))}
    used = {text for path in python_files(*PACKAGES) for _, text in texts(path)}
    unread = {name for name in ids if name not in used
              and not any(name.startswith(prefix) for prefix in used if prefix.endswith(".") and len(prefix) > 3)}
    assert unread - KEPT_FOR_LATER == set()
    assert KEPT_FOR_LATER - ids == set()
