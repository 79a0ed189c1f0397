"""The slides one by one, from the figures and sentences that the pages show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from core.market import Price
from core.market.days import PUBLISHER_EN, PUBLISHER_ZH
from core.numbers import ZERO
from core.numbers import tonnes as rounded
from core.rules.book import Reading
from core.scenario.answers import depletion
from core.scenario.compare import Against
from core.scenario.levers import Effect
from core.scenario.model import RULES, Scenario
from core.scenario.result import PERCENTILES, Result
from core.trace import readings
from pages import brief, parts
from pages.base import Context
from pages.depletion_parts import assumed, compare, levers
from pages.depletion_parts.odds import likely
from ui import blocks
from ui import rules as shown
from ui.documents.slides import BARS, LINES, STACKED, Chart, Series, Slide, Table
from ui.format import month, number, percent, tonnes, tonnes_book, unit_price
from ui.theme import CATEGORIES, LIGHT
from ui.working import cited

YEAR = timedelta(days=365)
WHOLE, YUAN, GAINED = "#,##0", "0.00", "+0.0;-0.0;0"  # as a spreadsheet writes values
HUES = (LIGHT.available, CATEGORIES[1], CATEGORIES[2], CATEGORIES[4])  # as on the compare view
PROPOSALS, UNSURE, STEPS, TOLD = 8, 6, 7, 3  # rows, rows, bars, steps said in words
NAME = 24  # letters of a name within a sentence
BANDED = 2  # scenarios whose bands can be told apart


@dataclass(frozen=True)
class Told:
    """What several slides are about. `base`: the scenario that levers move; `results`: of the scenarios compared,
    `against`: the first of them each further one; `asked`: as it was typed."""

    ctx: Context
    price: Price
    base: Scenario
    results: tuple[Result, ...]
    against: tuple[Against, ...]
    steps: tuple[Effect, ...]
    asked: str


def cover(told: Told) -> Slide:
    say, ahead = told.ctx.say, brief.ahead_sentences(told.ctx)
    return Slide(say("deck.title"), (say("brief.under", day=told.ctx.today), ahead[0]), notes=_notes(told, ahead))


def state(told: Told) -> Slide:
    """Stored, and what became of it: the pieces stand where the whole has them."""
    ctx, say, reserve = told.ctx, told.ctx.say, told.ctx.snapshot.reserve
    parts_ = (("available", reserve.available_t, LIGHT.available), ("held", reserve.held_t, LIGHT.held),
              ("cancelled", reserve.cancelled_t, LIGHT.cancelled))
    lifted = (None, reserve.available_t + reserve.held_t, reserve.available_t, None)
    columns = ("stored", "cancelled", "held", "available")
    series = [Series(say("deck.lifted"), [_float(one) for one in lifted], "", label=False), *(
        Series(say(f"reserve.{name}"), [_float(amount) if column in ("stored", name) and amount else None
                                        for column in columns], colour) for name, amount, colour in parts_)]
    held = [one for one in reserve.orders if one.status == "held"]
    exact = brief.state_sentence(ctx)
    return Slide(
        brief.pace_sentence(ctx),
        (say("deck.state_stored", plots=len(reserve.plots), townships=reserve.townships,
             stored=tonnes(reserve.stored_t)),
         say("deck.state_held", held=tonnes(reserve.held_t), count=len(held)),
         say("deck.state_cancelled", cancelled=tonnes(reserve.cancelled_t), count=len(reserve.orders) - len(held)),
         say("deck.state_open", open=tonnes(brief.open_t(ctx)))),
        Chart(STACKED, [say(f"reserve.{name}") for name in columns], series, say("axis.tonnes"), WHOLE,
              say("deck.state_alt"), legend=True),
        notes=_notes(told, [exact, brief.pace_sentence(ctx)], source=say("deck.source_books",
                                                                        version=ctx.snapshot.version)))


def price(told: Told) -> Slide:
    """Both prices of the last year, and how today's came about."""
    ctx, say, today = told.ctx, told.ctx.say, told.price
    rows = [row for row in ctx.snapshot.prices if row[0].market_date > ctx.today - YEAR] or ctx.snapshot.prices[-2:]
    low, high = min(row[2] for row in rows), max(row[2] for row in rows)
    sentence = say("price.answer", date=today.trade_date, price=unit_price(today.trading_price),
                   market_date=today.market_date, average=unit_price(today.national_average),
                   multiplier=percent(today.multiplier))
    points = [say("deck.price_range", low=unit_price(low), high=unit_price(high)), parts.price_source(ctx)]
    if age := parts.stale_days(ctx):
        points.append(say("price.stale", date=ctx.snapshot.series.last_date, days=age))
    return Slide(
        sentence, points,
        Chart(LINES, [row[0].market_date for row in rows], [
            Series(say("price.national"), [float(row[1]) for row in rows], LIGHT.muted, 1.5),
            Series(say("price.trading"), [float(row[2]) for row in rows], LIGHT.price)],
            say("axis.cny_t"), YUAN, say("deck.price_alt"), every=3),
        notes=_notes(told, [sentence, *points[:1]], readings(today.step), parts.price_source(ctx)))


def proposals(told: Told) -> Slide:
    """What is planned, the largest first, and its sum."""
    ctx, say = told.ctx, told.ctx.say
    planned = sorted((one for one in told.base.listed if one.approved), key=lambda one: -one.owed_t)
    owed = sum((one.owed_t for one in planned), ZERO)
    expected = sum((one.owed_t * one.probability for one in planned), ZERO)
    first, rest = planned[:PROPOSALS], planned[PROPOSALS:]
    rows = [[blocks.typed(one.name), month(one.month), say(f"depletion.use.{one.use}"), percent(one.probability),
             number(one.owed_t, 3)] for one in first]
    if rest:
        rows.append([say("deck.rest", count=len(rest)), "", "", "", number(sum((one.owed_t for one in rest), ZERO), 3)])
    rows.append([say("deck.sum"), "", "", "", number(owed, 3)])
    available = ctx.snapshot.reserve.available_t
    title = say("deck.proposals", count=len(planned), tonnes=tonnes_book(owed),
                available=tonnes_book(available)) if planned else say("deck.no_proposals")
    points = [say("deck.proposals_expected", tonnes=tonnes_book(rounded(expected)))] if planned else [
        say("deck.source_books", version=ctx.snapshot.version)]
    if missing := len(ctx.snapshot.unassessed):
        points.append(say("forest.unassessed", count=missing))
    return Slide(title, points, table=Table(
        [say(f"deck.column.{name}") for name in ("project", "month", "use", "odds", "owed")], rows, (3, 4),
        total=True) if planned else None, notes=_notes(
            told, [title, *points], source=say("deck.source_books", version=ctx.snapshot.version)))


def scenarios(told: Told) -> Slide:
    """The balance ahead in each: the median, and where nine of ten cases lie."""
    ctx, say = told.ctx, told.ctx.say
    first = told.results[0].scenario
    lines = []
    for letter, hue, one in zip(compare.LETTERS, HUES, told.results, strict=False):
        for at, level in enumerate(PERCENTILES):
            if level == 50 or (level in (5, 95) and (letter == compare.LETTERS[0] or len(told.results) <= BANDED)):
                lines.append(Series(
                    f"{letter} {level} %" if level != 50 else f"{letter} {say('depletion.middle')}",
                    [_float(Decimal(f"{value:.6f}")) for value in one.balance[:, at]], hue,
                    2.5 if level == 50 else 1.0, dashed=level != 50,
                    label=level == 50 and len(told.results) <= BANDED))
    names = ("scenario", "odds", "date", "unmet")
    title = say("deck.odds", end=month(first.end), odds=tuple(
        say("deck.odds_of", letter=letter, name=_short(one.scenario.name), odds=likely(depletion(one).share))
        for letter, one in zip(compare.LETTERS, told.results, strict=False)))
    return Slide(
        title, chart=Chart(
            LINES, [first.month(at) for at in range(first.months)], lines, say("axis.tonnes"), WHOLE,
            say("depletion.fans_alt"), legend=True),
        table=Table([say(f"depletion.column.{name}") for name in names],
                    [row[:4] for row in _rows(told)], (1, 2, 3)),
        notes=_notes(told, [title, *brief.ahead_sentences(ctx), say("depletion.compare_about")],
                     source=say("deck.source_played", paths=f"{told.results[0].paths:,}", seed=told.results[0].seed),
                     given=[f"{what}: {much} ({whence})" for what, much, whence in assumed.rows(ctx, told.base)]))


def steps(told: Told) -> Slide:
    """The steps that gain most."""
    ctx, say = told.ctx, told.ctx.say
    best = [one for one in told.steps if one.change.months.low > 0][:STEPS]
    sentence = levers.answer(ctx, told.steps)
    lines = [say("deck.step", step=blocks.typed(levers.step(ctx, one.lever)), months=number(one.change.months.mean, 1),
                 odds=levers.signed(one.change.odds.mean * 100, 1)) for one in best[:TOLD]]
    book = ctx.snapshot.rules.at(ctx.today)
    sized = [book[one.id] for one in ctx.snapshot.rules if one.id.startswith("scenario.step.")]
    return Slide(
        sentence, lines or [say("depletion.levers_about")],
        Chart(BARS, [levers.step(ctx, one.lever) for one in best], [Series(
            say("depletion.column.months_gained"), [_float(Decimal(f"{one.change.months.mean:.6f}")) for one in best],
            LIGHT.available)], say("depletion.column.months_gained"), GAINED, say("deck.steps_alt")) if best else None,
        notes=_notes(told, [sentence, *lines, say("depletion.levers_about")], sized))


def decision(told: Told) -> Slide:
    """What is asked, as it was typed, beside what each scenario costs and brings."""
    say = told.ctx.say
    lines = [blocks.typed(one) for one in (line.strip() for line in told.asked.splitlines()) if one]
    title = say("deck.asked", asked=lines[0]) if lines else say("deck.nothing_asked")
    would = [say("deck.against", first=compare.LETTERS[0], letter=letter, name=_short(one.scenario.name),
                 months=levers.signed(less.months.mean, 1), odds=levers.signed(less.odds.mean * 100, 1),
                 short=levers.signed(less.unmet_t.mean))
             for letter, one, less in zip(compare.LETTERS[1:], told.results[1:], told.against, strict=False)]
    names = ("scenario", "odds", "cost", "villages")
    return Slide(
        title, [*lines[1:], *would],
        table=Table([say(f"depletion.column.{name}") for name in names],
                    [[row[0], row[1], row[4], row[5]] for row in _rows(told)], (1, 2, 3)),
        notes=_notes(told, [*lines, *would, say("depletion.compare_about")]))


def basis(told: Told) -> Slide:
    """Where the figures come from, and what nobody has confirmed yet."""
    ctx, say = told.ctx, told.ctx.say
    book = ctx.snapshot.rules.at(ctx.today)
    scenario = [one.id for one in ctx.snapshot.rules
                if one.id.startswith("scenario.") and not one.id.startswith("scenario.step.")]
    found = {one.id: one for one in (*readings(told.price.step), *(
        book[name] for name in (*RULES, "batch_yield_t_hm2", *scenario)))}
    unsure = [one for one in found.values() if one.is_assumption]
    title = say("deck.basis", day=ctx.today, count=len(unsure))
    points = [say("deck.source_books", version=ctx.snapshot.version), parts.price_source(ctx), say("deck.no_forecast")]
    more = len(unsure) - UNSURE
    return Slide(title, points, table=Table(
        [say("depletion.assumption"), say("export.value"), say("export.status")],
        [[shown.name(ctx.snapshot.rules[one.id], say), _value(told, one), say(f"status.{one.status}")]
         for one in unsure[:UNSURE]]
        + ([[say("deck.rest_on", count=more, page=say("shell.page.conformity")), "", ""]] if more > 0 else []), (1,))
        if unsure else None, notes=_notes(told, [title, *points], found.values()))


def _rows(told: Told) -> list[list[str]]:
    return [[blocks.typed(cell) for cell in compare.row(told.ctx, letter, one)]
            for letter, one in zip(compare.LETTERS, told.results, strict=False)]


def _short(name: str) -> str:
    """A name within a sentence."""
    return blocks.typed(name if len(name) <= NAME else f"{name[:NAME - 1].rstrip()}…")


def _notes(told: Told, spoken: Sequence[str], rules: Iterable[Reading] = (), source: str = "",
           given: Sequence[str] = ()) -> list[str]:
    """What the speaker says; sources with the day of the last bulletin and the data's version; rules; assumptions."""
    ctx, say = told.ctx, told.ctx.say
    out = [*spoken, "", say("deck.notes_source")]
    out += [one for one in (source, say("brief.foot", version=ctx.snapshot.version, day=ctx.snapshot.series.last_date),
                            say.pick(PUBLISHER_ZH, PUBLISHER_EN)) if one]
    if ctx.snapshot.demo:
        out.append(say("frame.demo_note"))
    rules = list(rules)
    firm, unsure = ([_cited(told, one) for one in rules if one.is_assumption == kind] for kind in (False, True))
    if firm:
        out += ["", say("deck.notes_rules"), *firm]
    if unsure or given:
        out += ["", say("deck.notes_assumed"), *unsure, *given]
    return out


def _cited(told: Told, one: Reading) -> str:
    """A rule as it is called, its value, and the clause."""
    ctx = told.ctx
    return f"{shown.name(ctx.snapshot.rules[one.id], ctx.say)}: {_value(told, one)} · {cited(one, ctx.say)}"


def _value(told: Told, one: Reading) -> str:
    return shown.value(one.value, one.unit, told.ctx.say, told.ctx.snapshot.species)


def _float(value: Decimal | None) -> float | None:
    """For a chart: to the kilogram."""
    return None if value is None else float(rounded(value))
