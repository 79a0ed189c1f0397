"""Which pieces the loss comes from, and what leaving each of them out would save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from core.carbon import Stratum
from core.numbers import area
from pages.base import Context
from pages.loss_result import Result
from pages.loss_result.answer import band
from pages.loss_where import Site
from ui import blocks, figures
from ui.format import T, hectares, money, number
from ui.show import chart

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Saving:
    """What leaving a stratum out saves: tonnes and yuan, in all and per hm² given up."""

    label: str
    area_hm2: Decimal
    tonnes: Decimal
    yuan: Decimal

    @property
    def tonnes_hm2(self) -> Decimal:
        return self.tonnes / self.area_hm2

    @property
    def yuan_hm2(self) -> Decimal:
        return self.yuan / self.area_hm2


def savings(ctx: Context, found: Result) -> list[Saving]:
    """Each stratum left out by itself, the most tonnes per hm² first; empty for a single stratum."""
    if len(found.loss.strata) < 2:
        return []
    out = []
    for at, one in enumerate(found.loss.strata):
        without = found.loss.without(at)
        out.append(Saving(name(ctx, one.stratum, at + 1), one.stratum.area_hm2, found.loss.owed_t - without,
                          found.cost.amount_cny - found.with_owed(without)[1].amount_cny))
    return sorted(out, key=lambda one: -one.tonnes_hm2)


def strata(ctx: Context, found: Result) -> None:
    say, loss = ctx.say, found.loss
    st.header(say("loss.which"), anchor=False)
    values = {"flow": "flow_t", "stock": "stock_t", "total": "total_t"}[loss.basis]
    ranked = sorted(enumerate(loss.strata), key=lambda pair: -getattr(pair[1], values))
    rows = tuple((name(ctx, one.stratum, at + 1), float(getattr(one, values))) for at, one in ranked[:SHOWN])
    spread = tuple((float(found.bands.strata[at].p5), float(found.bands.strata[at].p95)) for at, _ in ranked[:SHOWN])
    figure = _figure(ctx.key, rows, spread, ctx)
    headers = [say(f"loss.column.{column}") for column in
               ("label", "area", "volume", "age", "stock", "flow", "total", "band", "growth")]
    chart(figure, say("loss.which_alt"), say, "loss:strata", lambda: (headers, [
        [name(ctx, one.stratum, at + 1), number(one.stratum.area_hm2, 4), _or_dash(one.stratum.volume_m3_hm2),
         _or_dash(one.stratum.age), number(one.stock_t, 3), number(one.flow_t, 3), number(one.total_t, 3),
         band(found.bands.strata[at]), growth(ctx, one.growth_source, one.alternatives)] for at, one in ranked],
        (1, 2, 3, 4, 5, 6, 7)))
    if len(ranked) > SHOWN:
        blocks.note(say("loss.more_strata", shown=SHOWN, count=len(ranked)))


@st.cache_resource(max_entries=64, show_spinner=False)
def _figure(key: tuple[int, str, str], rows: tuple[tuple[str, float], ...], spread: tuple[tuple[float, float], ...],
            _ctx: Context) -> go.Figure:
    return figures.bars(rows, T, _ctx.colours, _ctx.colours.loss, places=3, spread=spread)


def leave_out(ctx: Context, found: Result, whole: Site) -> None:
    """The ranking, and the choice of pieces to leave out at once."""
    say = ctx.say
    ranked = savings(ctx, found)
    if not ranked and not st.session_state["loss:out"]:
        return
    st.header(say("loss.leave_out"), anchor=False)
    if ranked:
        best = ranked[0]
        blocks.note(say("loss.leave_out_note", label=best.label, area=hectares(best.area_hm2),
                        tonnes=number(best.tonnes, 3), yuan=money(best.yuan)))
        blocks.table([say(f"loss.out.{column}") for column in ("label", "area", "tonnes", "yuan", "tonnes_hm2",
                                                                "yuan_hm2")],
                     [[one.label, number(one.area_hm2, 4), number(one.tonnes, 3), money(one.yuan),
                       number(one.tonnes_hm2, 3), money(one.yuan_hm2)] for one in ranked[:SHOWN]], (1, 2, 3, 4, 5))
    if whole.labels:
        kept = [label for label in st.session_state["loss:out"] if label in whole.labels]
        if kept != st.session_state["loss:out"]:
            st.session_state["loss:out"] = kept
            blocks.note(say("loss.out.gone"))
        st.multiselect(say("loss.out.choose"), whole.labels, key="loss:out", placeholder=say("loss.out.none"),
                       persist_state="session", max_selections=max(len(whole.labels) - 1, 1))
        left_out = sum((one.area_hm2 for one in whole.strata if one.label in kept), Decimal(0))
        if left_out:
            blocks.note(say("loss.out.done", count=len(kept), area=hectares(area(left_out))))


def growth(ctx: Context, used: str, alternatives: Sequence[tuple[str, Decimal]]) -> str:
    """Which growth source was used and what the others would give."""
    text = ctx.say(f"growth.{used}")
    for other, flow in alternatives:
        text += ctx.say("loss.alternative", name=ctx.say(f"growth.{other}"), flow=number(flow, 3))
    return text


def name(ctx: Context, stratum: Stratum, at: int) -> str:
    """The stratum's own number (else its place) and its species."""
    species = ctx.snapshot.species.find(stratum.species)
    return f"{stratum.label or at} {ctx.say.pick(species.name_zh, species.name_en)}"


def _or_dash(value: Decimal | None) -> str:
    return "–" if value is None else number(value, 1)
