"""Reads rule files; every mistake is named with its file and key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeGuard

import yaml

from core.problem import Problem
from core.rules.book import STATUSES, Brackets, Dated, Reference, Rule, RuleBook, RuleValue

FIELDS = {"description", "unit", "status", "reference", "values", "options", "range", "plausible", "whole"}
REQUIRED = FIELDS - {"options", "range", "plausible", "whole"}


class _Refused(yaml.constructor.ConstructorError):
    """A mistake that has a sentence of its own."""

    def __init__(self, what: Problem, mark: yaml.Mark | None) -> None:
        super().__init__(None, None, what.key, mark)
        self.what = what


class _Strict(yaml.constructor.SafeConstructor):
    """YAML whose numbers are decimals as written, never floats, and whose keys stand once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be one word", key_node.start_mark)
            if key_node.tag == "tag:yaml.org,2002:merge":  # merges of merges grow without bound
                raise yaml.constructor.ConstructorError(None, None, "<< is not read here", key_node.start_mark)
            if key_node.value in seen:
                raise _Refused(Problem("yaml_twice", name=str(key_node.value)[:40]), key_node.start_mark)
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    text = loader.construct_scalar(node)  # `!!int [1]` is none
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _Refused(Problem("yaml_number", value=text[:40]), node.start_mark) from None


def _date(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> date | str:
    text = str(loader.construct_scalar(node))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        if len(text) > len("2020-01-01"):
            return text  # a moment, not a day: refused where it is used
        raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from None


_Strict.add_constructor("tag:yaml.org,2002:timestamp", _date)
for _tag in ("int", "float"):
    _Strict.add_constructor(f"tag:yaml.org,2002:{_tag}", _decimal)


class _Loader(_Strict, yaml.SafeLoader):
    """For what anybody may send: it ends with an error however deep a text is nested."""


class _Quick(_Strict, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """For the operator's own files: the parser in C, where PyYAML has it, takes a fifth of the time."""


def load_rules(folder: Path) -> RuleBook:
    """Every *.yaml of `folder` as one book; Problem with file and key for the first mistake."""
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.yaml")):
        for rule in _rules(parse_kept(_text(path), path.name), path.name):
            if rule.id in rules:
                raise Problem("rule_file_twice", file=path.name, key=rule.id, other=rules[rule.id].file)
            rules[rule.id] = rule
    return RuleBook(rules)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Problem("rule_file_encoding", file=path.name) from None


def parse_rules(text: str, file: str) -> tuple[Rule, ...]:
    """The rules of one file's text. `file` is only for naming mistakes."""
    return _rules(parse_yaml(text, file), file)


def _rules(content: object, file: str) -> tuple[Rule, ...]:
    if not isinstance(content, dict):
        raise Problem("rule_file_shape", file=file, key="-", field="-")
    return tuple(_rule(str(key), entry, file) for key, entry in content.items())


def parse_kept(text: str, file: str) -> object:
    """`parse_yaml` for files of the operator's own: five times as fast, with the same results and the same Problem."""
    try:
        return yaml.load(text, _Quick)
    except (yaml.YAMLError, ValueError, KeyError):
        return parse_yaml(text, file)


def parse_yaml(text: str, file: str) -> object:
    """YAML with decimals and keys that stand once; Problem `rule_file_yaml` with the line of the first mistake.

    What is wrong there is a Problem where we refuse it, the parser's own English words otherwise.
    """
    try:
        return yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        what = error.what if isinstance(error, _Refused) else getattr(error, "problem", "") or ""
        raise Problem("rule_file_yaml", file=file, line=line, what=what) from None
    except (RecursionError, ValueError, KeyError):  # nested beyond any sense; no decimal can be that; `!!bool perhaps`
        raise Problem("rule_file_yaml", file=file, line=0, what="") from None


def _rule(key: str, entry: object, file: str) -> Rule:
    def wrong(field: str) -> Problem:
        return Problem("rule_file_shape", file=file, key=key, field=field)

    if not isinstance(entry, dict):
        raise wrong("-")
    for field in sorted(set(entry) - FIELDS, key=str):
        raise Problem("rule_file_unknown", file=file, key=key, field=field)
    for field in sorted(REQUIRED - set(entry)):
        raise Problem("rule_file_missing", file=file, key=key, field=field)
    words = entry["description"]
    if not _in_both(words):
        raise wrong("description")
    if not isinstance(entry["unit"], str):
        raise wrong("unit")
    if entry["status"] not in STATUSES:
        value = entry["status"] if isinstance(entry["status"], str) else "…"  # whatever else it is may be long
        raise Problem("rule_file_status", file=file, key=key, value=value[:40], options=", ".join(STATUSES))
    if not (isinstance(entry["values"], dict) and entry["values"]):
        raise wrong("values")
    reference = _reference(entry["reference"], wrong("reference"))
    values = tuple(
        _dated(since, value, reference, wrong) for since, value in entry["values"].items()
    )
    if [dated.since for dated in values] != sorted({dated.since for dated in values}):
        raise wrong("values")
    bounds = entry.get("range", [None, None])
    if not (isinstance(bounds, list) and len(bounds) == 2
            and all(bound is None or isinstance(bound, Decimal) for bound in bounds)):
        raise wrong("range")
    likely = entry.get("plausible")
    if likely is not None and not (isinstance(likely, list) and len(likely) == 2 and all(
            isinstance(bound, Decimal) for bound in likely) and likely[0] <= likely[1]):
        raise wrong("plausible")
    whole = entry.get("whole", False)
    if not isinstance(whole, bool):
        raise wrong("whole")
    options = entry.get("options", [])
    if not (isinstance(options, list) and all(isinstance(option, str) for option in options)):
        raise wrong("options")
    rule = Rule(key, words["zh"], words["en"], entry["unit"], entry["status"], values,
                tuple(options), bounds[0], bounds[1], file, tuple(likely) if likely else None, whole)
    for value in (*(dated.value for dated in values), *(likely or ())):
        try:
            rule.check(value)
        except Problem as problem:
            raise problem.at(rule=f"{file}: {key}") from None
    if not options and isinstance(values[0].value, str):
        raise wrong("values")  # 0,30 or 30% is text to YAML: only a choice among options may be text
    return rule


def _reference(entry: object, wrong: Problem) -> Reference:
    if not (isinstance(entry, dict) and set(entry) <= {"title", "href"}):
        raise wrong
    title, href = entry.get("title"), entry.get("href", "")
    if isinstance(title, str):  # a document that is cited the same in both languages
        title = {"zh": title, "en": title}
    if not (_in_both(title) and isinstance(href, str)):
        raise wrong
    return Reference(title["zh"], title["en"], href)


def _in_both(words: object) -> TypeGuard[dict[str, str]]:
    """Whether something is said in both languages."""
    return isinstance(words, dict) and all(isinstance(words.get(lang), str) and words[lang] for lang in ("zh", "en"))


def _dated(since: object, value: object, reference: Reference, wrong: Any) -> Dated:
    if type(since) is not date:
        raise wrong("values")
    if isinstance(value, Mapping):  # a value with a reference of its own
        if set(value) != {"value", "reference"}:
            raise wrong("values")
        reference = _reference(value["reference"], wrong("values"))
        value = value["value"]
    return Dated(since, _value(value, wrong), reference)


def _value(value: object, wrong: Any) -> RuleValue:
    if isinstance(value, (Decimal, str, bool)):
        return value
    if isinstance(value, list) and value:
        return _brackets(value, wrong)
    raise wrong("values")


def _brackets(rows: list[object], wrong: Any) -> Brackets:
    out: list[tuple[Decimal | None, Decimal | str]] = []
    for row in rows:
        if not (isinstance(row, list) and len(row) == 2 and isinstance(row[1], (Decimal, str))):
            raise wrong("values")
        upper = row[0]
        if not (upper is None or isinstance(upper, Decimal)):
            raise wrong("values")
        out.append((upper, row[1]))
    uppers = [upper for upper, _ in out[:-1]]
    known = [upper for upper in uppers if upper is not None]
    if out[-1][0] is not None or len(known) != len(uppers) or known != sorted(set(known)):
        raise wrong("values")
    return tuple(out)
