"""What Measure answers: the sentence, the cards, the sample plots, the strata, how the tonnes came about."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import streamlit as st

from api.survey import means
from core.numbers import plain
from core.trace import Given as Input
from pages.accounting_parts import signed, where
from pages.base import Context
from ui import blocks, figures_accounting
from ui.blocks import Card
from ui.format import T, hectares, number, percent, tonnes_book
from ui.show import chart

if TYPE_CHECKING:
    from pages.accounting_parts.measure import Result

T_HM2 = f"{T}/hm²"


def show(ctx: Context, found: Result) -> None:
    _answer(ctx, found)
    _cards(ctx, found)
    _mind(ctx, found)
    _how(ctx, found)
    _plots(ctx, found)
    _strata(ctx, found)


def _answer(ctx: Context, found: Result) -> None:
    say, removals = ctx.say, found.removals
    name = where.name(ctx, found.given.plot) if found.given.plot else say("accounting.other_land")
    span = say("accounting.span", start=removals.start, end=removals.end) if removals.start else say(
        "accounting.span_open", end=removals.end)
    fields = {"name": name, "span": span, "removals": tonnes_book(removals.removals_t)}
    if removals.removals_t <= 0:
        blocks.answer(say("accounting.answer_none", **fields))
    elif found.given.books is None:
        blocks.answer(say("accounting.answer", area=hectares(found.survey.area_hm2), **fields))
    else:
        difference, _ = found.given.books.difference(removals.removals_t)
        key = "accounting.answer_more" if difference >= 0 else "accounting.answer_less"
        blocks.answer(say(key, stored=tonnes_book(found.given.books.stored_t),
                          difference=tonnes_book(abs(difference)), **fields))


def _cards(ctx: Context, found: Result) -> None:
    say, removals, made = ctx.say, found.removals, found.answer
    items = [
        Card(say("accounting.removals"), number(removals.removals_t, 3), T, say(f"plots.basis.{removals.basis}"),
             "available" if removals.removals_t > 0 else "loss"),
        Card(say("accounting.band"), f"{number(made['band']['p5'])}–{number(made['band']['p95'])}", "t",
             say("accounting.band_note"), "line"),
        Card(say("accounting.per_hm2"), number(made["removals_t_hm2_yr"], 3), T_HM2,
             say("accounting.per_hm2_note", years=plain(round(removals.years, 2))), "line"),
    ]
    held = found.given.books
    if held is not None:
        difference, share = held.difference(removals.removals_t)
        items.append(Card(say("accounting.books"), number(held.stored_t, 3), T, say(
            "accounting.books_beside", difference=signed(number(abs(difference), 3), difference),
            share="–" if share is None else signed(percent(abs(share), 1), share)), "line"))
    blocks.cards(items)


def _mind(ctx: Context, found: Result) -> None:
    """What to know before relying on the figure."""
    say, removals, made = ctx.say, found.removals, found.answer
    if removals.basis == "projected":
        blocks.warning(say("accounting.by_own_curve" if found.curve else "accounting.by_illustrative"))
    if made["below_minimum"]:
        names = made["below_minimum"]
        blocks.warning(say("plots.few", least=made["minimum_plots"],
                           names=say.pick("、".join(names), ", ".join(names))))
    if not removals.paired:
        blocks.warning(say("plots.not_paired"))
    elif removals.not_paired:
        blocks.note(say("plots.left_out", count=removals.not_paired))
    if made["rounds"] > 2:
        blocks.note(say("plots.dropped", rounds=made["rounds"]))
    held = found.given.books
    if held is not None and not held.same_period(removals):
        blocks.warning(say("accounting.other_period", start=held.start, until=held.until))
    if held is not None and found.given.plot and found.survey.area_hm2 != found.given.plot.area_hm2:
        blocks.warning(say("accounting.other_area", sheet=hectares(found.survey.area_hm2),
                           plot=hectares(found.given.plot.area_hm2)))


def _how(ctx: Context, found: Result) -> None:
    """From the change of the stock to what can be stored, and why something is taken off."""
    say, removals, made = ctx.say, found.removals, found.answer
    st.header(say("accounting.how"), anchor=False)
    change, rules = made["change"], ctx.snapshot.rules.at(ctx.today)
    given = {one.symbol: one for one in removals.step.inputs}
    rows = [[say("accounting.how.change"), number(change["total_t"], 3),
             say("accounting.how.change_note", reliability=percent(change["reliability"]),
                 low=number(change["low_t"], 3), high=number(change["high_t"], 3))],
            [say("accounting.how.counted"), number(_value(given["ΔC"]), 3),
             say("accounting.how.counted_note", relative=percent(removals.change.relative_90, 1),
                 share=percent(change["discount"], 2))],
            [say("accounting.how.baseline"), number(_value(given["ΔC_BSL"]), 3), say("accounting.how.baseline_note")]]
    rows += [[say(f"step.{part.key}"), number(part.value, 3), ""] for part in removals.step.steps[2:]
             if isinstance(part.value, Decimal)]
    rows += [[say("accounting.how.risk"), percent(_value(given["K_RISK"])), _mark(ctx, given["K_RISK"])],
             [say("accounting.removals"), number(removals.removals_t, 3), say("accounting.how.rounded")]]
    blocks.table([say("export.what"), T, say("accounting.how.why")], rows, (1,), sum_row=True)
    key = "accounting.discounted" if change["discount"] else "accounting.not_discounted"
    reading = rules["uncertainty_discount"]
    classes = [say("accounting.class_last", share=percent(share)) if upper is None else
               say("accounting.class", upper=percent(upper), share=percent(share))
               for upper, share in (reading.value if isinstance(reading.value, tuple) else ())
               if isinstance(share, Decimal)]
    blocks.note(say(key, relative=percent(removals.change.relative_90, 1), share=percent(change["discount"], 2),
                    classes=say.pick("；", "; ").join(classes), status=say(f"status.{reading.status}")))
    if made["assumptions"]:
        blocks.note(say("accounting.assumptions", count=len(made["assumptions"])))


def _value(given: Input) -> Decimal:
    return given.value if isinstance(given.value, Decimal) else Decimal(0)


def _mark(ctx: Context, given: Input) -> str:
    """A parameter's status, with ◊ where it is still to be confirmed."""
    if given.rule is None:
        return ""
    return ("◊ " if given.rule.is_assumption else "") + ctx.say(f"status.{given.rule.status}")


@st.cache_resource(max_entries=16, show_spinner=False)
def _figure(shown: str, key: tuple[int, str, str], _ctx: Context, _bars: list[tuple[str, str, int, float]],
            _rounds: list[str], _spans: list[tuple[str, float, float, float]]) -> go.Figure:
    """`shown`: all that is drawn, in one text: Streamlit takes longer to tell lists apart than to draw them."""
    return figures_accounting.sample_plots(_bars, _rounds, _spans, _ctx.say, _ctx.colours)


def _plots(ctx: Context, found: Result) -> None:
    """Each sample plot and round, with the strata's means and their intervals."""
    say, made = ctx.say, found.answer
    st.header(say("accounting.sample_plots"), anchor=False)
    several = len(found.survey.strata) > 1
    starts = found.survey.rounds
    bars = []
    for row in made["sample_plots"]:
        if row["stock_t_hm2"] is not None:
            at = sum(row["date"] >= start for start in starts)
            name = f"{row['stratum']}-{row['plot']}" if several else row["plot"]
            bars.append((row["stratum"], name, at, float(row["stock_t_hm2"])))
    names = [say("accounting.round", date=start) for start in starts]
    spans = [(one.stratum, float(one.mean), float(one.low), float(one.high))
             for one in means(found.removals.stocks[-1])]
    figure = _figure(repr((bars, names, spans)), ctx.key, ctx, bars, names, spans)
    headers = [say(f"accounting.column.{name}") for name in ("stratum", "plot", "date", "plot_area", "trees", "stock")]
    chart(figure, say("accounting.sample_plots_alt"), say, "accounting:plots", lambda: (headers, [
        [row["stratum"], row["plot"], row["date"].isoformat(), number(row["area_hm2"], 4), number(row["trees"]),
         "–" if row["stock_t_hm2"] is None else number(row["stock_t_hm2"], 3)] for row in made["sample_plots"]],
        (3, 4, 5)))


def _strata(ctx: Context, found: Result) -> None:
    say, made = ctx.say, found.answer
    st.header(say("accounting.strata"), anchor=False)
    blocks.note(say(f"accounting.strata_note.{found.removals.basis}"))
    blocks.table([say(f"accounting.column.{name}") for name in ("stratum", "area", "plots", "mean", "sd", "total")],
                 [[one["stratum"], number(one["area_hm2"], 4), number(one["plots"]), number(one["mean_t_hm2"], 3),
                   number(one["sd_t_hm2"], 3), number(one["total_t"], 3)] for one in made["strata"]],
                 (1, 2, 3, 4, 5))
