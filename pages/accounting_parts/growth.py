"""Growth curve: observations or entered parameters → a curve with its uncertainty, to grow a measurement on with."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import streamlit as st

from api.curves import At, course, oldest
from core.carbon.curve import SHAPES, Curve, entered, fit
from core.carbon.sheets import OBSERVATIONS
from core.land import PROPOSAL
from core.problem import Problem
from core.sheet import read_sheet
from pages.accounting_parts import Shown, grown, published, tables
from pages.accounting_parts.measure import CURVE
from pages.base import Context
from ui import blocks, link

OBSERVED = "accounting:observed"
HIGHEST_AGE, HIGHEST = Decimal(500), Decimal(1_000_000)
LARGEST = 1e5


def growth(ctx: Context) -> Shown:
    say = ctx.say
    left, right = st.columns([5, 8], gap="medium")
    rows: list[list[Any]] = []
    problem: Problem | None = None
    curve: Curve | None = None
    with left:
        blocks.step(1, say("accounting.grow.how"))
        how = st.segmented_control(say("accounting.grow.how"), ("fit", "enter"), key="accounting:from", required=True,
                                   format_func=lambda one: say(f"accounting.grow.{one}"), persist_state="session",
                                   label_visibility="collapsed")
        shape = st.selectbox(say("accounting.grow.shape"), SHAPES, key="accounting:shape", persist_state="session",
                             format_func=lambda one: say(f"value.{one}"), help=say("accounting.grow.shape_help"))
        if how == "fit":
            rows, problem = _observations(ctx)
        values = _power(ctx) if how == "fit" else _parameters(ctx)
        blocks.step(2, say("accounting.grow.ages"))
        first, second = st.columns(2)
        start, end = (box.number_input(say(f"accounting.grow.{name}"), min_value=0.0, max_value=float(HIGHEST_AGE),
                                       step=1.0, format="%.2f", key=f"accounting:{name}", persist_state="session")
                      for box, name in ((first, "start"), (second, "end")))
    good = tables.complete(rows, 0)
    with right:
        if len(good) < len(rows):
            blocks.warning(say("accounting.plan.incomplete", count=len(rows) - len(good)))
        if problem is None and how == "fit" and not good:
            blocks.note(say("accounting.grow.empty"))
        elif problem is None:
            try:
                curve, points = _made(ctx, how, shape, good, values, max(start, end))
                grown.show(ctx, curve, points, _decimal(start), _decimal(end))
            except Problem as refused:
                problem = refused
        if problem is not None:
            blocks.refusal(say.problem(problem))
        elif curve is not None:
            _use(ctx, curve)
            grown.export(ctx, curve)
    published.offer(ctx, OBSERVED)
    return Shown(_state(how, good))


def _decimal(value: float | None) -> Decimal:
    return Decimal(f"{value or 0:.6g}")


def _observations(ctx: Context) -> tuple[list[list[Any]], Problem | None]:
    """The table, which a sheet may fill; and why a sheet could not be read."""
    say = ctx.say
    upload = st.file_uploader(say("accounting.grow.file"), type=["csv", "xlsx"], key="accounting:grow:file",
                              help=say("accounting.grow.file_help"), max_upload_size=PROPOSAL.bytes // 1_000_000)
    problem = None
    if upload is not None:
        digest = hashlib.sha256(upload.getvalue()).hexdigest()
        if st.session_state.get("accounting:grow:read") != digest:  # once: what is edited afterwards stays
            try:
                tables.start(OBSERVED, _sheet(upload.name, upload.getvalue()))
                st.session_state["accounting:grow:read"] = digest
            except Problem as refused:
                problem = refused
    blocks.note(say("accounting.grow.paste"))
    rows = tables.editor(OBSERVED, {
        "age": st.column_config.NumberColumn(say("accounting.grow.age"), format="%.2f"),
        "value": st.column_config.NumberColumn(say("accounting.grow.value"), format="%.3f"),
    }, say("accounting.grow.observations"))
    return rows, problem


def _sheet(name: str, data: bytes) -> list[list[float]]:
    found = []
    for row in read_sheet(name, data, OBSERVATIONS)[:tables.MOST_ROWS]:
        row.need("age"), row.need("value")
        age, value = row.number("age", Decimal(0), HIGHEST_AGE), row.number("value", Decimal(0), HIGHEST)
        found.append([float(age or 0), float(value or 0)])
    return found


def _power(ctx: Context) -> tuple[float | None, ...]:
    """The power if it is fixed."""
    say = ctx.say
    fixed = st.checkbox(say("accounting.grow.fixed"), key="accounting:fixed", persist_state="session",
                        help=say("accounting.grow.fixed_help"))
    if not fixed:
        return (None,)
    return (st.number_input(say("accounting.grow.power"), min_value=0.01, max_value=1e4, step=0.5, format="%.4g",
                            key="accounting:power", persist_state="session"),)


def _parameters(ctx: Context) -> tuple[float | None, ...]:
    found = []
    for box, letter in zip(st.columns(3), "Akc", strict=True):
        label = f"{letter} {ctx.say(f'accounting.grow.parameter_{letter.casefold()}')}"
        found.append(box.number_input(label, min_value=0.0, max_value=LARGEST, format="%.6g",
                                      key=f"accounting:{letter.casefold()}", persist_state="session"))
    return tuple(found)


def _made(ctx: Context, how: str, shape: str, rows: list[list[float]], values: tuple[float | None, ...],
          until: float) -> tuple[Curve, list[At]]:
    """The curve and its course for the chart; Problem where there is none."""
    found = _curve(f"{how}|{shape}|{rows if how == 'fit' else ''}|{values}|{until}", how, shape, rows, values, until)
    if isinstance(found, Problem):
        raise found
    return found


@st.cache_resource(max_entries=64, show_spinner=False)
def _curve(key: str, _how: str, _shape: str, _rows: list[list[float]], _values: tuple[float | None, ...],
           _until: float) -> tuple[Curve, list[At]] | Problem:
    try:
        if _how == "enter":
            a, k, c = (_decimal(value) for value in _values)
            curve = entered(_shape, a, k, c)
        else:
            power = None if _values[0] is None else _decimal(_values[0])
            curve = fit([(_decimal(age), _decimal(value)) for age, value in _rows], _shape, power)
        return curve, course(curve, oldest(curve, _decimal(_until)))
    except Problem as problem:
        return problem


def _use(ctx: Context, curve: Curve) -> None:
    """Take the curve along to Measure, for this session."""
    say = ctx.say
    used = st.session_state.get(CURVE)
    same = used is not None and (used.shape, used.a, used.k, used.c) == (curve.shape, curve.a, curve.k, curve.c)

    def take() -> None:
        st.session_state[CURVE] = curve
        st.session_state["accounting:way"] = "measure"

    st.button(say("accounting.grow.use"), key="accounting:use_curve", on_click=take, disabled=same,
              icon=":material/forest:", help=say("accounting.grow.use_help"))
    if same:
        blocks.note(say("accounting.grow.used"))


def _state(how: str, rows: list[list[Any]]) -> dict[str, object]:
    chosen = st.session_state
    entered_ = how == "enter"
    fixed = not entered_ and chosen.get("accounting:fixed")
    return {"from": how, "shape": chosen["accounting:shape"],
            "observed": link.pack(rows) if rows and not entered_ else None,
            "fixed": "1" if fixed else None, "power": chosen.get("accounting:power") if fixed else None,
            **{name: chosen.get(f"accounting:{name}") if entered_ else None for name in "akc"},
            "start": chosen["accounting:start"], "end": chosen["accounting:end"]}
