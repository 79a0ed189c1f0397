"""Every refusal that can be raised has a sentence in both languages, filled with what it is raised with."""

import ast
import string
from pathlib import Path

import pytest

from core.problem import Problem
from ui.words import words

ROOT = Path(__file__).resolve().parents[2]
PLACES = [*(path for folder in ("core", "watching", "store", "api") for path in sorted((ROOT / folder).rglob("*.py"))),
          ROOT / "commands" / "estimate.py"]
RAISED_AS = {"Problem", "StoreBusy", "StoreBroken", "CrsUnknown", "CodesUnclear", "Cancelled"}
GIVEN = {"CrsUnknown": {"codes"}}  # fields that a kind of refusal adds itself


def raised() -> dict[str, set[str]]:
    """key → the fields that every call with this key gives."""
    found: dict[str, set[str]] = {}
    for path in PLACES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                    and node.func.id in RAISED_AS):
                continue
            fields = {keyword.arg for keyword in node.keywords} | GIVEN.get(node.func.id, set())
            for key in keys_of(node.args[0], path):
                found[key] = found.get(key, fields) & fields
    return found


def keys_of(first: ast.expr, path: Path) -> list[str]:
    if isinstance(first, ast.Constant):
        return [first.value]
    if isinstance(first, ast.IfExp):
        return [*keys_of(first.body, path), *keys_of(first.orelse, path)]
    assert path.name == "problem.py", f"{path.name}:{first.lineno}: a key nobody can read here"
    return []  # Problem.at: the same key again


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


RAISED = raised()


# Places and reasons that only stand within other sentences: those end the sentence.
PARTS = {"scenario_at", "scenario_at_part", "scenario_at_row", "scenario_path", "yaml_twice", "yaml_number"}


def test_the_search_finds_the_refusals():
    assert len(RAISED) > 60
    assert {"feature_swapped", "feature_outside", "store_busy", "in_row"} <= set(RAISED)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", sorted(RAISED))
def test_each_has_a_sentence(key: str, lang: str):
    say = words(lang)
    assert say.has(f"problem.{key}"), f"no sentence for {key} in {lang}"
    sentence = say(f"problem.{key}")
    assert placeholders(sentence) <= RAISED[key]
    assert key in PARTS or sentence.endswith(("。", "}") if lang == "zh" else (".", "}"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_sentence_is_left_over(lang: str):
    from ui.words import catalogue

    mine = {key.removeprefix("problem.") for key in catalogue(lang) if key.startswith("problem.")}
    elsewhere = "".join(path.read_text("utf-8") for folder in ("pages", "ui", "commands")
                        for path in (ROOT / folder).rglob("*.py"))
    assert not {key for key in mine - set(RAISED) if f'"{key}"' not in elsewhere}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_mending_of_an_outline_has_a_sentence(lang: str):
    say = words(lang)
    fields = {"flattened": {}, "not_polygon": {"type": "Point"}, "repaired": {"reason": "Self-intersection"},
              "partly_outside": {"share": "3.0 %"}}
    for key, own in fields.items():
        assert "2" in say(f"land.{key}", feature=2, **own)


def test_a_problem_within_a_row_is_rendered_as_its_sentence():
    problem = Problem("in_row", row=3, problem=Problem("stratum_age", value=400, limit=300))
    assert words("en").problem(problem) == (
        "Row 3: The age 400 is above the 300 years accepted. Check it, or leave it out and give the volume.")
    assert words("zh").problem(problem).startswith("第 3 行：年龄 400 年超过")
