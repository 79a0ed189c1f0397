"""Attributes of a batch of rows: the file's columns → our values, each distinct value read once.

core.land.fields reads one value at a time and says what it could not understand. A column of a million rows has a
few hundred distinct values, so each is asked about once and the answer dealt out to its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from core.land.fields import UNITS, decimal_of, normalise, text_of
from core.problem import Problem

READ_ONCE = ("township", "village", "compartment", "sub_compartment", "land_class", "forest_category", "forest_use",
             "origin", "species", "age", "canopy", "volume_m3_hm2", "protection_grade")
WANTED = (*READ_ONCE, "area_hm2", "volume_m3")  # these two have nearly as many values as rows
MOST_SEEN = 200_000  # distinct values of a column that are remembered
TREES, SHRUBS = "030100", ("030301", "030302")
FOREST_2019, NO_FOREST_OLDER = "03", "02"  # of the national land survey; of the older forest-land database
MOST_AGE, MOST_VOLUME_TENTHS = 1_000, 20_000
AREA_OFF = 0.01
GRADES = {"1": 1, "2": 2, "3": 3, "4": 4}
ORIGINS = ("natural", "planted", "")


@dataclass(frozen=True)
class Values:
    """One column dealt out: `of` holds our value by distinct value, `at` which of them each row has."""

    column: str
    at: Any
    raw: list[Any]
    of: list[Any]
    odd: list[str]  # the check's kind where a value was not understood, else ""

    def texts(self) -> Any:
        """Array of text, "" where there is none."""
        return np.array([str(one) if one is not None else "" for one in self.of], dtype=object)[self.at]

    def flags(self, test: Callable[[Any, str], bool]) -> Any:
        """Rows whose value and check meet `test`."""
        return np.array([test(one, odd) for one, odd in zip(self.of, self.odd, strict=True)], dtype=bool)[self.at]


@dataclass
class Reader:
    """Reads batches of one file; remembers the distinct values it has met."""

    columns: Mapping[str, str]
    system: str | None
    unit: str
    known_species: Callable[[str], object]
    _seen: dict[str, dict[Any, tuple[Any, str]]] = field(default_factory=dict)

    def value(self, batch: pa.RecordBatch, name: str) -> Values:
        """Field `name` of every row; empty throughout where the file has no such column."""
        column = self.columns.get(name)
        if column is None:
            return Values("", np.zeros(len(batch), np.int64), [None], [None], [""])
        cells = batch.column(batch.schema.get_field_index(column))
        if not pa.types.is_dictionary(cells.type):
            cells = cells.dictionary_encode()
        raw = [*cells.dictionary.to_pylist(), None]
        at = cells.indices.fill_null(len(raw) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
        seen = self._seen.setdefault(name, {})
        for one in raw:
            if one not in seen:
                seen[one] = self._read(name, column, one)
        if len(seen) > MOST_SEEN:
            self._seen[name] = {}
        return Values(column, at, raw, [seen[one][0] for one in raw], [seen[one][1] for one in raw])

    def floats(self, batch: pa.RecordBatch, name: str) -> Any:
        """A column of numbers as float64, as the file has it; NaN where there is none."""
        column = self.columns.get(name)
        if column is None:
            return np.full(len(batch), np.nan)
        cells = batch.column(batch.schema.get_field_index(column))
        if pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type):
            return cells.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        found = (decimal_of(text_of(one)) for one in cells.to_pylist())
        return np.array([np.nan if one is None else float(one) for one in found])

    def _read(self, name: str, column: str, raw: Any) -> tuple[Any, str]:
        values, checks = normalise({column: raw}, {name: column}, feature=0, system=self.system, unit=self.unit)
        value, odd = values.get(name), checks[0].what if checks else ""
        if name == "species" and value is not None and not odd:
            try:
                self.known_species(value)
            except Problem:
                odd = "unknown_species"
        return value, odd


@dataclass(frozen=True)
class Read:
    """Our columns of a batch, and which rows have which fault or remark: kind → (rows, the values they have)."""

    columns: dict[str, Any]
    faults: dict[str, tuple[Any, Values]]
    remarks: dict[str, tuple[Any, Values | None]]


def read(reader: Reader, batch: pa.RecordBatch, m2: Any) -> Read:
    """All fields of a batch. `m2`: area of each row's polygon, for volumes per parcel and stated areas."""
    got = {name: reader.value(batch, name) for name in READ_ONCE}
    land, species = got["land_class"], got["species"]
    code = land.texts()
    shrub = np.isin(code, SHRUBS)
    named = species.texts() != ""
    unknown = species.flags(lambda _, odd: odd == "unknown_species")
    age = numbers(got["age"], 0)
    volume, worst = numbers(got["volume_m3_hm2"], 1), got["volume_m3_hm2"]
    if not worst.column:
        volume = _per_hectare(reader.floats(batch, "volume_m3"), m2)
    canopy = numbers(got["canopy"], 2)
    stand = (volume > 0) & ~shrub
    no_land = code == ""
    not_forest = land.flags(lambda value, _: _no_forest(value, reader.system)) & ~stand
    strange = land.flags(lambda _, odd: bool(odd))
    faults = {
        "age_impossible": ((age < MISSING) | (age > MOST_AGE), got["age"]),
        "volume_impossible": ((volume < MISSING) | (volume > MOST_VOLUME_TENTHS), worst),
        "not_forest": (not_forest, land),
        "no_class": ((no_land | strange) & ~named & ~stand & ~not_forest, land),
        "species_unknown": (unknown & (stand | (age >= 0)) & ~shrub & ~not_forest, species),
        "species_missing": (~named & stand, species),
    }
    stated = reader.floats(batch, "area_hm2") * 10_000 / float(UNITS[reader.unit])
    with np.errstate(invalid="ignore"):
        off = (stated > 0) & (np.abs(stated - m2) > AREA_OFF * m2) & (m2 > 0)
    remarks = {
        "class_unknown": (strange, land),
        "code_unknown": (got["forest_category"].flags(_odd) | got["forest_use"].flags(_odd)
                         | got["origin"].flags(_odd) | got["protection_grade"].flags(_odd), got["forest_category"]),
        "no_number": (got["age"].flags(_odd) | worst.flags(_odd) | got["canopy"].flags(_odd), worst),
        "canopy_impossible": ((canopy < MISSING) | (canopy > 100), got["canopy"]),
        "tree_land_bare": ((code == TREES) & ~named & ~stand, species),
        "unmeasured": (named & ~unknown & ~shrub & (volume < 0) & (age < 0), got["volume_m3_hm2"]),
        "area_differs": (off, None),
    }
    origin = got["origin"].texts()
    columns = {
        "township_zh": got["township"].texts(), "village": got["village"].texts(),
        "compartment": got["compartment"].texts(), "sub_compartment": got["sub_compartment"].texts(),
        "land_class": code, "forest_category": got["forest_category"].texts(),
        "forest_use": got["forest_use"].texts(), "origin": np.where(np.isin(origin, ORIGINS), origin, ""),
        "species": np.where(unknown & ~stand, "", species.texts()),
        "age": _whole(age), "volume_m3_hm2": decimals(volume, 10, 1),
        "canopy": decimals(np.where(remarks["canopy_impossible"][0], MISSING, canopy), 4, 2),
        "protection_grade": _whole(np.array([GRADES.get(str(one), MISSING) for one in got["protection_grade"].of])[
            got["protection_grade"].at]),
    }
    return Read(columns, faults, remarks)


MISSING = -1  # in arrays of whole numbers; impossible ones below zero become TOO_SMALL
TOO_SMALL, TOO_LARGE = -2, 10**15


def numbers(values: Values, places: int) -> Any:
    """The column as int64 in units of its last decimal place, half up; MISSING where there is none."""
    unit = Decimal(1).scaleb(-places)

    def scaled(value: Any) -> int:
        if not isinstance(value, Decimal):
            return MISSING
        if value < 0 or value > TOO_LARGE // 10**places:
            return TOO_SMALL if value < 0 else TOO_LARGE
        return int(value.quantize(unit, ROUND_HALF_UP).scaleb(places))

    return np.array([scaled(one) for one in values.of], dtype=np.int64)[values.at]


def decimals(scaled: Any, precision: int, scale: int) -> pa.Array:
    """Exact decimals from int64 in units of the last place; null for what is below zero or too large."""
    missing = (scaled < 0) | (scaled >= 10**precision)
    low = np.where(missing, 0, scaled).astype("<i8")
    sixteen = np.zeros((len(low), 2), "<i8")  # little-endian 128-bit numbers; none is negative
    sixteen[:, 0] = low
    known = np.packbits(~missing, bitorder="little")
    return pa.Array.from_buffers(pa.decimal128(precision, scale), len(low),
                                 [pa.py_buffer(known.tobytes()), pa.py_buffer(sixteen.tobytes())])


def _whole(numbers_: Any) -> pa.Array:
    return pa.array(numbers_.clip(MISSING, 2**31 - 1), pa.int32(), mask=numbers_ < 0)


def _per_hectare(m3: Any, m2: Any) -> Any:
    """Tenths of m³/hm² from the parcels' m³ and their polygons; MISSING where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        tenths = np.floor(m3 / (m2 / 10_000) * 10 + 0.5)
    known = np.isfinite(tenths)
    return np.where(known, np.clip(np.where(known, tenths, 0), TOO_SMALL, TOO_LARGE), MISSING).astype(np.int64)


def _no_forest(value: Any, system: str | None) -> bool:
    """Whether a land class is arable land, water, buildings …: the county's whole surface may be in the file."""
    code = str(value or "")
    if not code.isdigit() or len(code) < 4:
        return False
    return not code.startswith(FOREST_2019) if system == "2019" else code.startswith(NO_FOREST_OLDER)


def _odd(_: Any, odd: str) -> bool:
    return bool(odd)
