"""A scenario as a file people keep, read and write by hand: YAML.

    zhanbu_scenario: 1
    name: 基准
    start: 2026-12
    months: 120
    listed:
      - {name: 光伏二期, month: 2027-03, owed_t: 320.5, probability: 0.8}
"""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

import yaml

from core.problem import Problem
from core.rules.book import RuleBook
from core.rules.load import parse_yaml
from core.scenario.checks import check
from core.scenario.draft import frozen
from core.scenario.model import Certificates, PriceModel, Scenario, Sizes
from core.scenario.plain import from_plain, to_plain

MAX_BYTES = 500_000
WITHIN: dict[str, tuple[str, type]] = {"arrivals": ("sizes", Sizes), "offsets": ("supply", Certificates)}


class _Dumper(yaml.SafeDumper):
    """Numbers bare, with every digit they have; nothing written as a reference to something above."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = f"{value:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(Decimal, _number)


def write(scenario: Scenario) -> bytes:
    """The file, UTF-8: every value, also those that are the model's defaults today."""
    text: str = yaml.dump(to_plain(scenario), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120,
                          default_flow_style=None)
    return text.encode()


def read(file: str, data: bytes, book: RuleBook | None = None, price: PriceModel | None = None) -> Scenario:
    """The checked scenario of a file; Problem with the file and what cannot be used in it.

    What a file written by hand leaves out: rules are frozen as `book` has them, the price goes on as `price` says.
    `file` is only for naming mistakes.
    """
    plain = _content(file, data)
    try:
        if isinstance(plain, dict):
            plain = _completed(plain, book, price)
        scenario = from_plain(plain)
        check(scenario)
    except Problem as problem:
        at = problem.fields.get("at")
        if isinstance(at, Problem):  # sentences name things as the page does; who writes a file knows its keys
            raise Problem("scenario_file_at", file=file, problem=problem, path=_path(at)) from None
        raise Problem("scenario_file", file=file, problem=problem) from None
    return scenario


def _content(file: str, data: bytes) -> object:
    if len(data) > MAX_BYTES:
        raise Problem("scenario_file_size", file=file, limit=MAX_BYTES // 1000)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("scenario_file_encoding", file=file) from None
    try:
        return parse_yaml(text, file)
    except Problem as problem:
        line, what = max(1, int(str(problem.fields["line"]))), problem.fields["what"]
        if isinstance(what, Problem):
            raise Problem("scenario_file_line", file=file, line=line, what=what) from None
        raise Problem("scenario_file_yaml", file=file, line=line) from None


def _path(at: Problem) -> str:
    """Where a place of core.scenario.checks stands in a file: listed[2].month."""
    _, *names = str(at.fields["field"]).split(".")
    if names[0] in WITHIN and names[-1] in {one.name for one in fields(WITHIN[names[0]][1])}:
        names.insert(1, WITHIN[names[0]][0])
    if "row" in at.fields:
        names[0] += f"[{at.fields['row']}]"
    return ".".join(names)


def _completed(plain: dict[str, Any], book: RuleBook | None, price: PriceModel | None) -> dict[str, Any]:
    """With the rules and what of the price the file leaves out; what it has stays, right or wrong."""
    own = dict(plain)
    rules = own.get("rules", [])
    if book is not None and isinstance(rules, list):
        given = {row.get("rule") for row in rules if isinstance(row, dict)}
        added = [one for one in frozen(book) if one.rule not in given]
        own["rules"] = rules + [{"rule": one.rule, "since": one.since, "value": one.value} for one in added]
    model = own.get("price", {})
    if price is not None and isinstance(model, dict):
        kept = {} if "until" in model else {"until": price.until, "fingerprint": price.fingerprint}
        own["price"] = {"model": price.model, "national_cny": price.national_cny, **kept, **model}
    return own
