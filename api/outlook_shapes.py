"""What goes out about the county's outlook: models that document it in the OpenAPI page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.shapes import Answer, Demo, Share, Tonnes, Yuan

MONTH = r"^\d{4}-\d{2}$"


class Versions(Answer):
    format: int = Field(description="Of the inputs")
    engine: int = Field(description="The same scenario, seed and engine give the same figures")
    data_version: int = Field(description="Of the books the scenario began from; 0 where it began from none")


class OddsAnswer(Answer):
    """A probability and the 95 % interval that comes from the number of paths."""

    share: Share
    low: Share
    high: Share


class TonnesBand(Answer):
    """Percentiles over the paths, tCO2e."""

    p5: Tonnes
    p25: Tonnes
    p50: Tonnes
    p75: Tonnes
    p95: Tonnes


class YuanBand(Answer):
    """Percentiles over the paths, CNY."""

    p5: Yuan
    p25: Yuan
    p50: Yuan
    p75: Yuan
    p95: Yuan


class DepletedBy(Answer):
    share: Share = Field(description="Of all paths")
    month: str | None = Field(pattern=MONTH, description="By when as many have run short; null: not within the horizon")


class YearAnswer(Answer):
    from_month: str = Field(alias="from", pattern=MONTH, description="First of twelve months")
    cost_cny: YuanBand


class MeanFlows(Answer):
    """Means over the paths, tCO2e."""

    stored_t: Tonnes
    owed_t: Tonnes
    offset_t: Tonnes
    purchase_t: Tonnes = Field(description="To be bought: owed − offset")
    made_good_t: Tonnes = Field(description="Drawn from the reserve at settlements and after fire or felling")
    served_t: Tonnes = Field(description="Bought, of this month's or waiting purchases")


class MonthAnswer(Answer):
    month: str = Field(pattern=MONTH)
    depleted: OddsAnswer = Field(description="That this month or an earlier one is short")
    short: OddsAnswer = Field(description="That this month is short")
    balance_t: TonnesBand
    short_t: TonnesBand = Field(description="Waits to be bought, or was sold and nothing stands behind it")
    mean: MeanFlows


class ExpectedMonth(Answer):
    month: str = Field(pattern=MONTH)
    closing_t: Tonnes
    short_t: Tonnes
    served_t: Tonnes


class Expected(Answer):
    """The same scenario without chance."""

    short_from: str | None = Field(pattern=MONTH)
    empty_from: str | None = Field(pattern=MONTH)
    unmet_t: Tonnes
    peak_short_t: Tonnes
    purchase_t: Tonnes
    stored_t: Tonnes
    served_t: Tonnes
    cost_cny: Yuan
    villages_cny: Yuan
    months: list[ExpectedMonth]


class Results(Answer):
    versions: Versions
    paths: int
    seed: int
    depletion: OddsAnswer = Field(description="That the reserve is short in any month of the horizon")
    months_enough: Share = Field(description="Months before the first shortage, mean over the paths")
    depleted_by: list[DepletedBy]
    unmet_t: TonnesBand = Field(description="Short at the end of the horizon")
    peak_t: TonnesBand = Field(description="Largest shortage of any month")
    served_t: TonnesBand
    cost_cny: YuanBand = Field(description="Paid for purchases over the horizon")
    villages_cny: YuanBand = Field(description="Of it, what goes to collective owners and village groups")
    years: list[YearAnswer]
    months: list[MonthAnswer]
    expected: Expected


class Inputs(Answer):
    """The whole scenario: what `scenario run` reads as YAML. docs/depletion.md says what each field means."""

    zhanbu_scenario: Literal[1] = Field(description="Version of this format")
    name: str
    start: str = Field(pattern=MONTH)
    months: int
    price: dict[str, Any]
    rules: list[dict[str, Any]] = Field(description="As they stood when the scenario was made")
    lots: list[dict[str, Any]]
    listed: list[dict[str, Any]]
    arrivals: list[dict[str, Any]]
    steady_t: Tonnes
    offsets: dict[str, Any]
    batches: list[dict[str, Any]]
    settlement: dict[str, Any]
    reversals: list[dict[str, Any]]
    reforms: list[dict[str, Any]]
    paths: int
    seed: int
    data_version: int


class Outlook(Answer):
    scenario: int = Field(description="Number of the scenario")
    name: str
    version: int = Field(description="Of the scenario under that name")
    published_at: datetime = Field(description="UTC")
    published_on: date = Field(description="The same day in Asia/Shanghai")
    in_force: bool = Field(description="Whether it is the county's outlook now; else a later one followed it")
    reason: str = Field(description="Why it was published")
    demo: Demo
    inputs: Inputs
    results: Results
