"""What the reserve will be asked for: the listed proposals, the projects nobody has listed yet, offsetting."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import streamlit as st

from core.numbers import plain
from core.scenario.model import SIZES, USES, Arrivals, Certificates, Listed, Scenario, Sizes
from pages.base import Context
from pages.depletion_parts.sources import cited
from pages.depletion_parts.state import field
from pages.depletion_parts.tables import decimal, edited, first_of_month
from ui import blocks

MONTH_NAMES = tuple(f"m{at:02}" for at in range(1, 13))


def listed(ctx: Context, scenario: Scenario) -> Scenario:
    say = ctx.say
    uses = {say(f"depletion.use.{name}"): name for name in USES}
    names = {name: label for label, name in uses.items()}
    proposals = {one.name: one.proposal for one in scenario.listed}
    columns = {
        "name": st.column_config.TextColumn(say("depletion.name"), width="medium"),
        "month": st.column_config.DateColumn(say("column.month"), format="YYYY-MM"),
        "owed": st.column_config.NumberColumn(say("depletion.owed"), format="%.3f"),
        "probability": st.column_config.NumberColumn(say("depletion.probability"), default=100.0, format="%.4g"),
        "use": st.column_config.SelectboxColumn(say("depletion.use"), options=list(uses), default=next(iter(uses))),
        "approved": st.column_config.CheckboxColumn(say("depletion.approved"), default=True),
    }

    def row(one: Listed) -> list[Any]:
        return [one.name, one.month, float(one.owed_t), float(one.probability * 100), names[one.use], one.approved]

    def parse(name: Any, month: Any, owed: Any, probability: Any, use: Any, approved: Any) -> Listed | None:
        if None in (month, owed, probability):
            return None
        return Listed(name or "–", first_of_month(month), decimal(owed), decimal(probability, 100),
                      uses.get(use, USES[0]), bool(approved), proposals.get(name, ""))

    found = edited(ctx, "listed", scenario.listed, columns, row, parse, say("depletion.in.listed"))
    blocks.note(say("depletion.listed_about"))
    return replace(scenario, listed=found)


def arrivals(ctx: Context, scenario: Scenario) -> Scenario:
    say = ctx.say
    uses = {say(f"depletion.use.{name}"): name for name in USES}
    kinds = {say(f"depletion.sizes.{name}"): name for name in SIZES}
    use_names, kind_names = ({name: label for label, name in one.items()} for one in (uses, kinds))
    columns = {
        "name": st.column_config.TextColumn(say("depletion.name"), width="medium"),
        "per_year": st.column_config.NumberColumn(say("depletion.per_year"), format="%.4g"),
        "begins": st.column_config.DateColumn(say("depletion.begins"), format="YYYY-MM"),
        "ends": st.column_config.DateColumn(say("depletion.ends"), format="YYYY-MM"),
        "growth": st.column_config.NumberColumn(say("depletion.growth"), default=0.0, format="%.4g"),
        "use": st.column_config.SelectboxColumn(say("depletion.use"), options=list(uses), default=next(iter(uses))),
        "sizes": st.column_config.SelectboxColumn(say("depletion.sizes"), options=list(kinds),
                                                  default=kind_names["lognormal"]),
        "median": st.column_config.NumberColumn(say("depletion.median"), format="%.6g"),
        "p95": st.column_config.NumberColumn(say("depletion.p95"), format="%.6g"),
        "sample": st.column_config.TextColumn(say("depletion.sample"), help=say("depletion.sample_help")),
        **{name: st.column_config.NumberColumn(say("depletion.season", month=at), default=1.0, format="%.4g",
                                               width="small")
           for at, name in enumerate(MONTH_NAMES, start=1)},
    }

    def row(one: Arrivals) -> list[Any]:
        sizes = one.sizes
        return [one.name or say(f"depletion.unlisted.{one.use}"), float(one.per_year), one.begins,
                one.ends, float(one.growth * 100), use_names[one.use], kind_names[sizes.kind],
                float(sizes.median_t), float(sizes.p95_t), " ".join(plain(value) for value in sizes.sample),
                *(float(weight) for weight in one.season)]

    def parse(name: Any, per_year: Any, begins: Any, ends: Any, growth: Any, use: Any, kind: Any, median: Any,
              p95: Any, sample: Any, *season: Any) -> Arrivals | None:
        sizes = _sizes(kinds.get(kind, "lognormal"), median, p95, sample)
        if per_year is None or sizes is None:
            return None
        return Arrivals(name or "–", decimal(per_year), sizes, uses.get(use, USES[0]), decimal(growth or 0, 100),
                        tuple(decimal(1 if weight is None else weight) for weight in season),
                        *(None if one is None else first_of_month(one) for one in (begins, ends)))

    found = edited(ctx, "arrivals", scenario.arrivals, columns, row, parse, say("depletion.in.arrivals"))
    blocks.note(say("depletion.arrivals_about"))
    return replace(scenario, arrivals=found)


def _sizes(kind: str, median: Any, p95: Any, sample: Any) -> Sizes | None:
    """Sizes from their cells; None where one that this kind needs is missing."""
    values = tuple(Decimal(text) for text in re.findall(r"\d+(?:\.\d+)?", str(sample or "")))
    if kind == "sample":
        return Sizes(kind, sample=values) if values else None
    if median is None or (kind == "lognormal" and p95 is None):
        return None
    return Sizes(kind, decimal(median), decimal(p95 or 0), values)


def offsets(ctx: Context, scenario: Scenario) -> Scenario:
    """How surely occupiers offset, and how many certificates there are."""
    say, given = ctx.say, scenario.offsets
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    with left:
        field(st.number_input, "depletion:offset_width", float(given.half_width * 100),
              lambda now, value: replace(now, offsets=replace(now.offsets, half_width=decimal(value, 100))),
              say("depletion.offset_width"), step=1.0, format="%.4g",
              help=cited(ctx, "scenario.offset_half_width", given.half_width))
    with right:
        field(st.toggle, "depletion:limited", given.supply is not None, _limited(ctx), say("depletion.limited"),
              help=say("depletion.limited_help"))
    if given.supply is not None:
        for place, (name, help_) in zip(st.columns(3, gap="medium"), (
                ("opening_t", None), ("per_year_t", None),
                ("valid_months", cited(ctx, "scenario.certificate_valid_months",
                                       Decimal(given.supply.valid_months)))), strict=True):
            with place:
                _certificate(ctx, name, given.supply, help_)
    return scenario


def _certificate(ctx: Context, name: str, supply: Certificates, help_: str | None) -> None:
    whole = name == "valid_months"

    def change(now: Scenario, value: Any) -> Scenario:
        assert now.offsets.supply is not None
        kept = int(value) if whole else decimal(value)
        return replace(now, offsets=replace(now.offsets, supply=replace(now.offsets.supply, **{name: kept})))

    found = getattr(supply, name)
    field(st.number_input, f"depletion:certificate_{name}", int(found) if whole else float(found), change,
          ctx.say(f"depletion.certificate.{name}"), step=1 if whole else 10.0, format="%d" if whole else "%.3f",
          help=help_)


def _limited(ctx: Context) -> Any:
    valid = int(ctx.snapshot.rules.at(ctx.today).number("scenario.certificate_valid_months"))
    none = Certificates(Decimal(0), Decimal(0), valid)
    return lambda now, value: replace(now, offsets=replace(now.offsets, supply=none if value else None))
