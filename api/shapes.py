"""What goes out: models that document the answers in the OpenAPI page. A test holds the answers to them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema


def _number(description: str) -> Any:
    return Annotated[Decimal, WithJsonSchema({"type": "number", "description": description})]


Tonnes = _number("tCO2e, 3 decimals")
Yuan = _number("CNY, 2 decimals")
YuanPerTonne = _number("CNY/t, 2 decimals")
Hectares = _number("hm², 4 decimals")
Share = _number("share, 0–1")
Given = _number("as given")
Demo = Annotated[bool, Field(description="Whether a figure behind this is illustrative")]


class Answer(BaseModel):
    """Fields may be added to an answer; none is renamed."""

    model_config = ConfigDict(extra="forbid")


class Health(Answer):
    status: Literal["ok"]
    version: str = Field(description="Edition of this program")
    data_version: int = Field(description="Grows by one with each change of the data")


class Lot(Answer):
    lot: str
    batch: str
    plot: str
    species: str | None = Field(description="Latin name")
    township: str | None
    area_hm2: Hectares | None
    period_start: date = Field(description="First day of the neutrality period")
    period_end: date
    stored_t: Tonnes
    available_t: Tonnes
    held_t: Tonnes
    cancelled_t: Tonnes = Field(description="Used for good: for orders, and in place of what other lots are short of")
    demo: Demo


class Reserve(Answer):
    as_of: date
    data_version: int
    demo: Demo
    area_hm2: Hectares
    plots: int
    townships: int
    stored_t: Tonnes = Field(description="available + held + cancelled")
    available_t: Tonnes
    held_t: Tonnes
    cancelled_t: Tonnes = Field(description="Used for good: for orders, and in place of what other lots are short of")
    lots: list[Lot]


class PlotProperties(Answer):
    plot: str
    name: str = Field(description="In the language asked for")
    name_zh: str
    name_en: str
    township: str
    species: str = Field(description="Latin name")
    area_hm2: Hectares
    stage: str = Field(description="Step of the pipeline")
    stored_t: Tonnes
    demo: Demo


class PlotFeature(Answer):
    type: Literal["Feature"]
    id: str
    properties: PlotProperties
    geometry: dict[str, Any] = Field(description="GeoJSON polygon, EPSG:4490")


class Plots(Answer):
    type: Literal["FeatureCollection"]
    demo: Demo
    features: list[PlotFeature]


class Source(Answer):
    publisher: str
    title: str = Field(description="Title of the bulletin")
    url: str


class Week(Answer):
    start: date
    end: date
    volume_t: Tonnes
    turnover_cny: Yuan


class Traded(Answer):
    market_date: date = Field(description="Market day the figures are of")
    national_average: YuanPerTonne
    trading_price: YuanPerTonne
    volume_t: Tonnes | None = Field(description="All trades of the day; null where only its week is known")
    turnover_cny: Yuan | None
    quality: Literal["A", "B", "W"] = Field(
        description="A daily bulletin, B secondary table checked by official months, W week's totals only")
    week: Week | None = Field(None, description="Only where quality is W")


class Price(Traded):
    trade_date: date
    multiplier: Share
    definition: Literal["all_trades", "listed", "close"] = Field(description="Which average counts")
    source: Source
    demo: Demo
    stale_working_days: int | None = Field(
        None, description="Only where the last market day lies back further than the scheme lets pass")


class PriceRow(Traded):
    source: str = Field(description="Title of the bulletin")
    trade_date: date | None = Field(None, description="Only with by=trade_date: the date this is the price of")


class Prices(Answer):
    publisher: str
    url: str
    demo: Demo
    prices: list[PriceRow]
    next: date | None = Field(None, description="Ask again with after= this date; absent on the last page")


class GrowthAlternative(Answer):
    growth_source: str
    loss_flow_t: Tonnes


class StratumAnswer(Answer):
    species: str
    species_zh: str
    species_latin: str
    area_hm2: Given
    volume_m3_hm2: Given | None
    age: Given | None
    origin: str | None
    loss_stock_t: Tonnes
    loss_flow_t: Tonnes
    loss_total_t: Tonnes
    growth_source: str = Field(description="measured, volume_rate, young_curve or none")
    growth_alternatives: list[GrowthAlternative] = Field(description="The flow by each other source there is")


class OtherSet(Answer):
    name: str
    loss_t: Tonnes


class BandAnswer(Answer):
    """Percentiles over the draws, tCO2e."""

    p5: Tonnes
    p25: Tonnes
    p50: Tonnes
    p75: Tonnes
    p95: Tonnes


class Driver(Answer):
    factor: str = Field(description="Symbol in the formulas: V volume, p growth rate, D, BEF, CF, R …")
    share: Share = Field(description="Of the variance of the owed tonnes")


class BandsAnswer(Answer):
    draws: int
    seed: int
    owed: BandAnswer
    stock: BandAnswer
    flow: BandAnswer
    total: BandAnswer
    drivers: list[Driver]


class NoteAnswer(Answer):
    note: str
    feature: int = Field(description="Number of the feature, from 1")
    detail: str = Field(description="Sentence in the language asked for")


class Estimate(Answer):
    date: date
    data_version: int
    demo: Demo
    occupation: Literal["permanent", "temporary", "serving"]
    occupation_years: Given | None
    area_hm2: Hectares
    years: int = Field(description="Years of lost removal that are counted")
    loss_basis: Literal["flow", "stock", "total"] = Field(description="Which of the three losses is owed")
    loss_t: Tonnes = Field(description="What is owed")
    loss_stock_t: Tonnes
    loss_flow_t: Tonnes
    loss_total_t: Tonnes
    long_years: int
    loss_flow_long_t: Tonnes = Field(description="Flow over long_years, for comparison")
    loss_flow_uncut_t: Tonnes | None = Field(description="Temporary use: flow until the stand has recovered")
    parameter_set: str
    other_parameter_set: OtherSet = Field(description="What would be owed under the other set of factors")
    other_parameter_sets: list[OtherSet] = Field(description="The same under each further set there is")
    strata: list[StratumAnswer]
    offset_max_t: Tonnes
    offset_t: Tonnes
    purchase_t: Tonnes
    trade_date: date | None = Field(description="This and what follows to source: null while no prices are published")
    market_date: date | None
    national_average: YuanPerTonne | None
    multiplier: Share | None
    trading_price: YuanPerTonne | None
    amount_cny: Yuan | None
    source: Source | None
    stale_working_days: int | None = None
    footprint_hm2: Hectares | None = Field(None, description="Only where an outline was given")
    forest_hm2: Hectares | None = None
    bands: BandsAnswer | None = Field(None, description="Only if asked for")
    uncovered_hm2: Hectares | None = Field(None, description="Of the footprint, not forest of the inventory")
    notes: list[NoteAnswer] = Field(description="What was mended in the outline")
    working: list[dict[str, Any]] = Field(
        description="Loss, split and cost as trees of steps: formula, inputs, rule versions, sources")
    assumptions: list[str] = Field(description="Ids of the parameters that an official still has to confirm")


class CancelledLot(Answer):
    lot: str
    tonnes: Tonnes


class Certificate(Answer):
    certificate: str
    order: str
    project_zh: str
    project_en: str
    township_zh: str
    trade_date: date
    tonnes: Tonnes = Field(description="Cancelled for it")
    lots: list[CancelledLot]
    entry: int = Field(description="Number of the journal's entry that gave it")
    recorded_at: str = Field(description="When that entry was written, UTC")
    hash: str = Field(description="The entry's SHA-256")
    demo: Demo


class Refusal(Answer):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str = Field(description="What happened, where, and what to do, in the language asked for")
    instance: str
    problem: str = Field(description="The refusal's key, the same in every language")
    reference: str | None = Field(None, description="Of a failure, to tell the operator")
    errors: list[dict[str, str]] | None = Field(None, description="Each wrong field of the request")
