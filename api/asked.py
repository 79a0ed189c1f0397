"""What comes in: the body of an estimate and the days of a query, as pydantic models."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from api.findings import problem_of
from core.carbon import Occupation, Stratum
from core.problem import Problem

MAX_STRATA = 500
LARGEST = Decimal(1_000_000)  # of any number here; core has the rules' own, narrower limits
HALF = re.compile(r"\\u[dD][89a-fA-F]")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def iso_day(value: object) -> date:
    """A date written YYYY-MM-DD; nothing else that a parser might take for one."""
    if type(value) is date:
        return value
    text = value if isinstance(value, str) else ""
    try:
        if ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Problem("request_date", value=str(value)[:40])


def rule_value(value: object) -> Decimal | str | bool:
    """A value for a rule: number, text or yes/no."""
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        value = Decimal(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value) <= LARGEST and _places(value) <= 20:
        return value
    raise Problem("request_rule_value")


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


NUMBER_SCHEMA = {"anyOf": [{"type": "number"}, {"type": "string"}]}
Day = Annotated[date, BeforeValidator(iso_day), WithJsonSchema({"type": "string", "format": "date"})]
Number = Annotated[Decimal, Field(ge=-LARGEST, le=LARGEST, decimal_places=20), WithJsonSchema(NUMBER_SCHEMA)]
Positive = Annotated[Decimal, Field(ge=0, le=LARGEST, decimal_places=20), WithJsonSchema(NUMBER_SCHEMA)]
RuleInput = Annotated[Any, BeforeValidator(rule_value),
                      WithJsonSchema({"anyOf": [*NUMBER_SCHEMA["anyOf"], {"type": "boolean"}]})]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StratumRequest(_Strict):
    """A piece of forest of one kind. Give the volume, the age of a young stand, or a measured removal."""

    species: str = Field(min_length=1, max_length=100, examples=["Pinus yunnanensis"],
                         description="Latin or Chinese name, group, or inventory code")
    area_hm2: Number = Field(description="Area, hm²", examples=[3.2])
    volume_m3_hm2: Number | None = Field(None, description="Standing volume, m³/hm²", examples=[100])
    age: Number | None = Field(None, description="Mean age, years", examples=[25])
    origin: Literal["natural", "planted"] | None = Field(None, description="Origin of the stand")
    cover: Number | None = Field(None, description="Cover of shrubs, 0–1")
    biomass_t_hm2: Number | None = Field(None, description="Whole-tree biomass, t d.m./hm²")
    removal_t_hm2_yr: Positive | None = Field(
        None, description="Removal known from two measurements, tCO2e/hm² a year")
    uncertainty: Number | None = Field(
        None, description="Half-width of the volume's 90 % interval relative to its mean, e.g. 0.12")

    def stratum(self) -> Stratum:
        """The same as a value of core."""
        own = self.model_dump()
        return Stratum(half_width=own.pop("uncertainty"), **own)


class EstimateRequest(_Strict):
    """A proposed land use: what it occupies, for how long, and how much of the debt certificates cover."""

    date: Day | None = Field(None, description="Date of the trade; today in Asia/Shanghai if absent",
                             examples=["2025-06-03"])
    occupation: Literal["permanent", "temporary", "serving"] = Field(
        description="Kind of occupation; serving: facilities that serve forestry itself")
    years: Number | None = Field(None, description="Term of a temporary occupation, years")
    long_works: bool = Field(False, description="Energy, transport or water works with a long building time")
    strata: list[StratumRequest] | None = Field(None, max_length=MAX_STRATA,
                                                description="The forest, piece by piece")
    geometry: dict[str, Any] | None = Field(
        None, description="Or its outline: GeoJSON Polygon, MultiPolygon or Feature(s), EPSG:4490 or WGS 84; "
                          "the forest under it is read from the inventory")
    bands: bool = Field(False, description="Also give each loss's band from the errors of the parameters")
    offset_t: Number = Field(Decimal(0), description="Tonnes met by certificates, tCO2e")
    reform: dict[str, RuleInput] = Field(
        default_factory=dict, description="What if: other values for parameters of the scheme, by their id",
        examples=[{"loss_basis": "stock"}])

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.strata is None) == (self.geometry is None):
            raise Problem("estimate_strata_or_geometry")
        return self

    def use(self) -> Occupation:
        """The occupation as a value of core."""
        return Occupation(self.occupation, self.years if self.occupation == "temporary" else None,
                          self.long_works)


def read_json(data: bytes) -> Any:
    """Parsed JSON whose numbers are Decimal; Problem `request_json…` or `request_encoding`."""
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number,
                           object_pairs_hook=_once)
        if HALF.search(text):  # half of a pair of characters is no text and could not be answered with
            json.dumps(value, ensure_ascii=False, default=str).encode()
        return value
    except UnicodeError:
        raise Problem("request_encoding") from None
    except json.JSONDecodeError as error:
        raise Problem("request_json", line=error.lineno, column=error.colno) from None
    except (InvalidOperation, RecursionError):  # an exponent or a depth nobody means
        raise Problem("request_json_value") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Problem("request_json_twice", field=next(name for name in names if names.count(name) > 1)[:80])
    return found


def _no_number(_: str) -> None:
    raise Problem("request_json_value")


def read_request(data: bytes) -> EstimateRequest:
    """The body of an estimate from the bytes of a file; Problem for the first mistake."""
    try:
        return EstimateRequest.model_validate(read_json(data))
    except ValidationError as error:
        raise problem_of(error.errors()[0]) from None
