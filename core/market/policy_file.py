"""Policies as a file people keep, and as text: `policies:` with a name and changes of rules each.

    policies:
      - name: 二十日均价
        changes:
          price_window_days: 20
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

import yaml

from core.market.policy import Policy, change, checked_name, reformed
from core.problem import Problem
from core.rules.book import RuleBook, RuleValue
from core.rules.load import parse_yaml
from core.rules.values import as_text

MAX_BYTES, MAX_POLICIES = 64_000, 20


def texts(changes: Mapping[str, RuleValue]) -> dict[str, str]:
    """Changes with their values as text."""
    return {rule: as_text(value) for rule, value in changes.items()}


def policy_of(name: str, changes: object, book: RuleBook) -> Policy:
    """A policy from a name and rule → text; Problem for what the rules cannot take."""
    if not isinstance(changes, Mapping):
        raise Problem("policy_changes")
    policy = Policy(checked_name(name), {str(rule): change(book, str(rule), _text(value))
                                         for rule, value in changes.items()})
    reformed(book, policy)
    return policy


def from_json(name: str, text: str, book: RuleBook) -> Policy:
    """What the store keeps: `changes` as JSON."""
    try:
        changes = json.loads(text)
    except ValueError:
        raise Problem("policy_changes") from None
    return policy_of(name, changes, book)


def write_policies(policies: Iterable[Policy]) -> bytes:
    """The file, UTF-8."""
    rows = [{"name": one.name, "changes": {rule: _scalar(value) for rule, value in one.changes.items()}}
            for one in policies]
    return yaml.safe_dump({"policies": rows}, allow_unicode=True, sort_keys=False).encode()


def read_policies(file: str, data: bytes, book: RuleBook) -> tuple[Policy, ...]:
    """The policies of a file; Problem with file and number of the first that cannot be used, nothing is left out."""
    if len(data) > MAX_BYTES:
        raise Problem("policy_file_size", file=file, limit=MAX_BYTES // 1000)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("rule_file_encoding", file=file) from None
    try:
        content = parse_yaml(text, file)
    except Problem as problem:
        raise Problem("policy_file_yaml", file=file, line=max(1, int(str(problem.fields["line"])))) from None
    rows = content.get("policies") if isinstance(content, dict) and set(content) == {"policies"} else None
    if not isinstance(rows, list) or not 1 <= len(rows) <= MAX_POLICIES:
        raise Problem("policy_file_shape", file=file, limit=MAX_POLICIES)
    found = []
    for number, row in enumerate(rows, start=1):
        if not (isinstance(row, dict) and set(row) == {"name", "changes"} and isinstance(row["name"], str)):
            raise Problem("policy_file_row", file=file, number=number)
        try:
            found.append(policy_of(row["name"], row["changes"], book))
        except Problem as problem:
            raise Problem("policy_file_policy", file=file, number=number, problem=problem) from None
    return tuple(found)


def _text(value: object) -> str:
    """A value as written; Problem for lists and the like."""
    if not isinstance(value, str | Decimal) or len(str(value)) > 40:
        raise Problem("policy_changes")
    return f"{value:f}" if isinstance(value, Decimal) and abs(value.adjusted()) < 20 else str(value)


def _scalar(value: RuleValue) -> str | int | _Number:
    """A value as YAML writes it: numbers bare, as many digits as there are."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else _Number(as_text(value))
    return as_text(value)


class _Number(str):
    """A decimal number's text, written without quotes."""


yaml.SafeDumper.add_representer(
    _Number, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", str(value)))
