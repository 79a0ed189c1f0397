"""The estimate: what a land use would owe and cost. One function for the API and the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from api.asked import MAX_STRATA, EstimateRequest
from api.pricing import source, staleness
from core.carbon import Loss, Stratum, StratumLoss, assess, bands, by_kind
from core.compensation import Cost, Mix, cost, mix
from core.land import Footprint, read_geojson
from core.market import trading_price
from core.numbers import area
from core.problem import Problem
from core.rules import RuleBook, RulesAt
from core.trace import Step, as_json, assumptions, walk
from store import Snapshot
from store.overlay import Overlay, overlay
from ui.land import note_sentence
from ui.words import Words, words

YOUNG_CURVE = ("carbon.young_curve", "growth.young_curve")  # steps that rest on the illustrative curve


@dataclass(frozen=True, slots=True)
class _Land:
    """The strata asked about; with an outline also what it was cut from."""

    strata: tuple[Stratum, ...]
    footprint: Footprint | None = None
    under: Overlay | None = None


def answer(body: EstimateRequest, snapshot: Snapshot, today: date,
           say: Words | None = None) -> dict[str, Any]:
    """Loss, split and cost of `body`, with their working. `say` words the notes; English by default."""
    say = say or words("en")
    day = body.date or today
    book = _reformed(snapshot.rules, body.reform)
    land = _land(body, snapshot, day)
    loss = _assess(body, land, day, book, snapshot)
    share = mix(loss.owed_t, body.offset_t, book.at(day))
    paid = cost(share.purchase_t, trading_price(snapshot.series, day, book))
    steps = (loss.step, share.step, paid.step)
    return {
        "date": day, "data_version": snapshot.version, "demo": _is_demo(land, loss, snapshot),
        "occupation": loss.occupation.kind, "occupation_years": loss.occupation.years,
        **_loss(loss, book, day), **(_bands(loss, book.at(day)) if body.bands else {}),
        "strata": [_stratum(one) for one in loss.strata],
        **_compensation(share, paid, say),
        **staleness(snapshot, day, book),
        **_outline(land, loss, say),
        "working": [as_json(step, say.lang) for step in steps],
        "assumptions": _assumptions(steps),
    }


def _reformed(book: RuleBook, reform: dict[str, Any]) -> RuleBook:
    """The book with the values of the what-if; a number may come as text."""
    return book.reform_all({name: _as_rule(book, name, value) for name, value in reform.items()})


def _as_rule(book: RuleBook, name: str, value: Any) -> Any:
    if isinstance(value, str) and isinstance(book[name].values[-1].value, Decimal):
        try:
            return Decimal(value)
        except InvalidOperation:
            pass  # the rule itself says what it takes
    return value


def _land(body: EstimateRequest, snapshot: Snapshot, day: date) -> _Land:
    """The forest by kind where it is read from the inventory: single stands of it are for staff."""
    if body.geometry is None:
        return _Land(tuple(one.stratum() for one in body.strata or ()))
    floats = json.loads(json.dumps(body.geometry, default=float))  # coordinates need no decimals
    footprint = read_geojson(floats, county=snapshot.county)
    under = overlay(snapshot.store, footprint.geometry)
    strata = under.strata()
    if not strata:
        raise Problem("estimate_no_forest", area=under.footprint_hm2)
    if len(strata) > MAX_STRATA:
        raise Problem("estimate_too_wide", count=len(strata), limit=MAX_STRATA)
    return _Land(by_kind(strata, snapshot.rules.at(day), snapshot.species)[0], footprint, under)


def _assess(body: EstimateRequest, land: _Land, day: date, book: RuleBook, snapshot: Snapshot) -> Loss:
    """The loss; under an outline a problem names the species, because nobody has typed a row."""
    try:
        return assess(land.strata, body.use(), day, book, snapshot.species)
    except Problem as problem:
        if land.under is None or problem.key != "in_row":
            raise
        stratum = land.strata[int(str(problem.fields["row"])) - 1]
        raise Problem("in_kind", species=stratum.species, problem=problem.fields["problem"]) from None


def _is_demo(land: _Land, loss: Loss, snapshot: Snapshot) -> bool:
    """Illustrative sub-compartments under the outline, or a stand reckoned by the illustrative curve."""
    if any(step.key in YOUNG_CURVE for step in walk(loss.step)):
        return True
    return land.under is not None and snapshot.inventory.has_demo


def _loss(loss: Loss, book: RuleBook, day: date) -> dict[str, Any]:
    other, other_t = loss.other_sets[0]
    return {
        "area_hm2": area(loss.area_hm2), "years": loss.years,
        "loss_basis": loss.basis, "loss_t": loss.owed_t,
        "loss_stock_t": loss.stock_t, "loss_flow_t": loss.flow_t, "loss_total_t": loss.total_t,
        "long_years": loss.long_years, "loss_flow_long_t": loss.flow_long_t,
        "loss_flow_uncut_t": loss.flow_uncut_t,
        "parameter_set": book.at(day)["parameter_set"].text,
        "other_parameter_set": {"name": other, "loss_t": other_t},
        "other_parameter_sets": [{"name": name, "loss_t": t} for name, t in loss.other_sets],
    }


def _bands(loss: Loss, rules: RulesAt) -> dict[str, Any]:
    """5, 25, 50, 75 and 95 % of each loss over draws of its uncertain factors."""
    found = bands(loss, rules)
    return {"bands": {
        "draws": found.draws, "seed": found.seed,
        **{name: {mark: getattr(getattr(found, name), mark) for mark in ("p5", "p25", "p50", "p75", "p95")}
           for name in ("owed", "stock", "flow", "total")},
        "drivers": [{"factor": symbol, "share": Decimal(f"{share:.4f}")} for symbol, share in found.drivers]}}


def _stratum(one: StratumLoss) -> dict[str, Any]:
    asked = one.stratum
    return {
        "species": asked.species, "species_zh": one.species.name_zh, "species_latin": one.species.name_latin,
        "area_hm2": asked.area_hm2, "volume_m3_hm2": asked.volume_m3_hm2, "age": asked.age,
        "origin": asked.origin,
        "loss_stock_t": one.stock_t, "loss_flow_t": one.flow_t, "loss_total_t": one.total_t,
        "growth_source": one.growth_source,
        "growth_alternatives": [{"growth_source": name, "loss_flow_t": t} for name, t in one.alternatives],
    }


def _compensation(share: Mix, paid: Cost, say: Words) -> dict[str, Any]:
    price = paid.price
    return {
        "offset_max_t": share.offset_max_t, "offset_t": share.offset_t, "purchase_t": share.purchase_t,
        "trade_date": price.trade_date, "market_date": price.market_date,
        "national_average": price.national_average, "multiplier": price.multiplier,
        "trading_price": price.trading_price, "amount_cny": paid.amount_cny,
        "source": source(price.day, say),
    }


def _outline(land: _Land, loss: Loss, say: Words) -> dict[str, Any]:
    empty = [{"note": "no_stock", "feature": at,
              "detail": say("loss.no_stock", labels=loss.strata[at - 1].stratum.label or at, count=1)}
             for at in loss.without_stock]
    if land.under is None or land.footprint is None:
        return {"notes": empty}
    return {
        "footprint_hm2": land.under.footprint_hm2, "forest_hm2": land.under.forest_hm2,
        "uncovered_hm2": land.under.uncovered_hm2,
        "notes": [*({"note": note.key, "feature": note.feature, "detail": note_sentence(note, say)}
                    for note in land.footprint.notes), *empty],
    }


def _assumptions(steps: tuple[Step, ...]) -> list[str]:
    """Ids of what an official still has to confirm, each once, in reading order."""
    return list(dict.fromkeys(reading.id for step in steps for reading in assumptions(step)))
