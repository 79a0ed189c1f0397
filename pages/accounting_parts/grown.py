"""What the growth curve says: parameters with their errors, the chart, the ratio between two ages, the export."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from api.curves import At, standard_errors
from core.carbon.curve import FORMULAS, Curve
from core.numbers import plain
from pages import exports, parts, workbooks
from pages.base import Context
from ui import blocks, figures_accounting
from ui.blocks import Card
from ui.format import number
from ui.show import chart
from ui.workbook import Sheet
from ui.working import unit

EVERY = 8  # points of the chart that its table skips


def show(ctx: Context, curve: Curve, points: Sequence[At], start: Decimal, end: Decimal) -> None:
    """Problem where the curve has not begun at the first age."""
    say = ctx.say
    ratio = curve.ratio(start, end)
    blocks.answer(say("accounting.grow.answer", start=start, end=end, ratio=number(ratio, 4),
                      first=number(curve.at(start), 3), last=number(curve.at(end), 3)))
    errors = standard_errors(curve)
    items = []
    for letter, value in (("A", curve.a), ("k", curve.k), ("c", curve.c)):
        note = say("accounting.grow.error", error=errors[letter]) if letter in errors else say("accounting.grow.given")
        items.append(Card(f"{letter} {say(f'accounting.grow.parameter_{letter.casefold()}')}", plain(value),
                          unit("1/a" if letter == "k" else "", say), note, "available"))
    if curve.rmse is not None:
        items.append(Card(say("accounting.grow.rmse"), number(curve.rmse, 3), "",
                          say("accounting.grow.count", count=len(curve.observations)), "line"))
    blocks.cards(items)
    st.html(f'<p class="zb-note"><code>{FORMULAS[curve.shape]}</code></p>')
    observed = [(float(age), float(value)) for age, value in curve.observations]
    figure: go.Figure = figures_accounting.growth(points, observed, bool(curve.covariance), say, ctx.colours)
    chart(figure, say("accounting.grow.alt"), say, "accounting:grow", lambda: (
        [say("accounting.grow.age"), say("accounting.grow.value"), say("accounting.grow.low"),
         say("accounting.grow.high")],
        [[number(one.age, 1), number(one.value, 3), number(one.low, 3), number(one.high, 3)]
         for one in points[EVERY - 1::EVERY]], (0, 1, 2, 3)))
    blocks.note(say("accounting.grow.band_note" if curve.covariance else "accounting.grow.no_band"))
    if curve.observations and max(start, end) > max(age for age, _ in curve.observations):
        blocks.warning(say("accounting.grow.beyond", oldest=max(age for age, _ in curve.observations)))
    parts.working(ctx, (curve.step,), "accounting:grow:working")


def export(ctx: Context, curve: Curve) -> None:
    say = ctx.say
    errors = standard_errors(curve)

    def make() -> bytes:
        values = [(say("accounting.grow.shape"), say(f"value.{curve.shape}"), None),
                  *((name, value, errors.get(name)) for name, value in (("A", curve.a), ("k", curve.k),
                                                                        ("c", curve.c))),
                  (say("accounting.grow.rmse"), curve.rmse, None)]
        return workbooks.book(ctx, [
            Sheet(say("export.result"), (say("export.what"), say("export.value"), say("accounting.grow.se")), values),
            Sheet(say("accounting.grow.observations"), (say("accounting.grow.age"), say("accounting.grow.value")),
                  curve.observations)], (curve.step,))

    exports.buttons(ctx, "curve", {"xlsx": make})
