"""What pydantic finds wrong in a request, as problems of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.problem import Problem


def problem_of(error: Mapping[str, Any]) -> Problem:
    """One of pydantic's findings as a problem of ours, with the number of the row it stands in."""
    place = [part for part in error["loc"] if part not in ("body", "query", "path")]
    row = next((part for part in place if isinstance(part, int)), None)
    field = place[-1][:80] if place and isinstance(place[-1], str) else ""
    problem = _finding(error, field)
    return problem if row is None else Problem("in_row", row=row + 1, problem=problem)


def _finding(error: Mapping[str, Any], field: str) -> Problem:
    kind, context = error["type"], error.get("ctx", {})
    own = context.get("error")
    if isinstance(own, Problem):
        return own
    if not field:
        return Problem("request_body")
    if kind == "missing":
        return Problem("request_missing", field=field)
    if kind == "extra_forbidden":
        return Problem("request_unknown_field", field=field)
    if kind == "literal_error":
        options = context["expected"].replace("'", "").replace(" or ", ", ")
        return Problem("request_option", field=field, options=options)
    if kind == "less_than_equal":
        return Problem("request_limit", field=field, limit=context["le"])
    if kind == "greater_than_equal":
        return Problem("request_least", field=field, limit=context["ge"])
    if kind == "too_long":
        return Problem("request_many", field=field, limit=context["max_length"])
    if kind.startswith("decimal") or kind == "finite_number":
        return Problem("request_number", field=field)
    return Problem("request_value", field=field)


def place_of(loc: Sequence[str | int]) -> dict[str, str]:
    """Where a finding stands: the parameter of query or path, or a JSON pointer into the body."""
    if loc and loc[0] in ("query", "path"):
        return {"parameter": str(loc[-1])}
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in loc[1:])
    return {"pointer": "#" + "".join(f"/{part}" for part in parts)}
