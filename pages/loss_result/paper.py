"""The estimate as a sheet for the occupier to take home: the page's own figures on paper."""

from __future__ import annotations

from core.trace import assumptions
from pages.base import Context
from pages.loss_result import Result
from pages.loss_result.answer import band
from ui.documents.sheet import Figure, Sheet
from ui.format import money, number, percent, tonnes_book, unit_price

COLUMNS = ("label", "species", "area", "stock", "flow", "total")


def estimate(ctx: Context, found: Result) -> Sheet:
    """Owed, offset, purchase, cost; the pieces; what it rests on and what is assumed."""
    say, loss, mixed, costs = ctx.say, found.loss, found.mix, found.cost
    steps = (loss.step, mixed.step, costs.step)
    open_ = len({one.id for step in steps for one in assumptions(step)})
    notes = [
        say("paper.estimate_basis", basis=say(f"loss.basis.{loss.basis}"), years=loss.years,
            kind=say(f"loss.kind.{found.asked.what.kind}"), day=found.asked.on),
        say("paper.estimate_price", price=unit_price(costs.price.trading_price), day=costs.price.market_date,
            average=unit_price(costs.price.national_average),
            share=percent(costs.price.multiplier)),
        say("paper.estimate_offset", most=tonnes_book(mixed.offset_max_t)),
        *([say("loss.assumptions", count=open_)] if open_ else []),
        say("paper.estimate_note")]
    project = say(f"project.{found.asked.kind.id}")
    return Sheet(
        say.lang, ctx.today, say("paper.estimate"), project[:1].upper() + project[1:],
        say("paper.estimate_as_of", day=ctx.today),
        [Figure(say("loss.owed"), tonnes_book(loss.owed_t), band(found.bands.owed) if loss.owed_t else ""),
         Figure(say("loss.offset"), tonnes_book(mixed.offset_t)),
         Figure(say("loss.purchase"), tonnes_book(mixed.purchase_t)),
         Figure(say("loss.cost"), money(costs.amount_cny), unit_price(costs.price.trading_price))],
        [say(f"loss.column.{name}") for name in COLUMNS],
        [[one.stratum.label or str(at), say.pick(one.species.name_zh, one.species.name_latin),
          number(one.stratum.area_hm2, 4), number(one.stock_t, 3), number(one.flow_t, 3), number(one.total_t, 3)]
         for at, one in enumerate(loss.strata, start=1)],
        (2, 3, 4, 5), (say("paper.sum"), "", number(loss.area_hm2, 4), number(loss.stock_t, 3), number(loss.flow_t, 3),
                       number(loss.total_t, 3)),
        notes, say("paper.estimate_version", version=ctx.snapshot.version),
        say("frame.demo") if found.site.demo else "")
