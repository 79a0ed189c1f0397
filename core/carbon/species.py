"""Species and their factors (carbon fraction, BEF, density, root ratio) under a parameter set.

Source: data/species.csv (names and mapping) and data/carbon_parameters.csv (values, each with its
source and status). carbon.md §2: `national_table` uses the dominant-species table; `measured_density`
replaces D by the Global Wood Density estimate, and R and CF where a measurement of the species exists.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from core.problem import Problem
from core.rules.book import Reading, Reference
from core.trace import Given, Name, Step, read

CO2_PER_C = (Decimal(44), Decimal(12))  # exact ratio of molar masses, applied last: × 44 ÷ 12
SINCE = date(2020, 1, 1)  # see the head of data/rules/*.yaml


@dataclass(frozen=True, slots=True)
class Species:
    """A species or species group of the forest inventory. `form` is tree or shrub."""

    id: str
    name_zh: str
    name_en: str
    name_latin: str
    form: str
    inventory_code: str
    national_group: str
    mapping_status: str
    density_row: str
    age_group: str

    @property
    def name(self) -> Name:
        return Name(self.name_zh, self.name_latin)


@dataclass(frozen=True, slots=True)
class Factors:
    """CF tC/t d.m., BEF 1, D t d.m./m³, R 1 of one species under one parameter set."""

    species: Species
    cf: Reading
    bef: Reading
    d: Reading
    r: Reading

    def co2_per_m3(self) -> Step:
        """E5: φ = 44/12 · CF · BEF · D · (1 + R), tCO2e per m³ of standing volume."""
        value = co2(self.cf.number * self.bef.number * self.d.number * (1 + self.r.number))
        return Step(
            "carbon.phi", value, "tCO2e/m³", "φ = 44/12 · CF · BEF · D · (1 + R)",
            (Given("species", self.species.name), read("CF", self.cf), read("BEF", self.bef),
             read("D", self.d), read("R", self.r)),
        )


def co2(carbon: Decimal) -> Decimal:
    """Carbon to CO2: × 44 ÷ 12. The multiplication comes first so that nothing is lost before it."""
    return carbon * CO2_PER_C[0] / CO2_PER_C[1]


class SpeciesTable:
    """All species, found by Chinese or Latin name, group, alias or inventory code."""

    def __init__(self, species: Iterable[tuple[Species, tuple[str, ...]]],
                 parameters: Mapping[tuple[str, str], Reading]):
        self._names: dict[str, Species] = {}
        self.all: tuple[Species, ...] = ()
        for one, aliases in species:
            self.all += (one,)
            for name in (one.id, one.name_zh, one.name_en, one.name_latin, one.inventory_code, *aliases):
                if name:
                    self._names.setdefault(name.casefold(), one)
        self._parameters = dict(parameters)

    def find(self, name: str) -> Species:
        """The species of that name; Problem `species_unknown`."""
        try:
            return self._names[str(name).strip().casefold()]
        except KeyError:
            raise Problem("species_unknown", name=name) from None

    def factors(self, species: Species, parameter_set: str) -> Factors:
        """Factors of a tree species; Problem `species_no_factors` where the tables have none."""
        if species.form != "tree":
            raise Problem("species_no_factors", name=species.name_zh)
        cf, bef, d, r = (self._group(species, name) for name in ("CF", "BEF", "D", "R"))
        if parameter_set == "measured_density":
            d = self._parameters.get((species.density_row, "basic_wood_density"), d)
            r = self._parameters.get((species.name_zh, "R"), r)
            cf = self._parameters.get((species.name_zh, "CF_aboveground"), cf)
        return Factors(species, cf, bef, d, r)

    def parameters(self) -> tuple[Reading, ...]:
        """Every numeric parameter of the tables, for the list of what to confirm."""
        return tuple(self._parameters.values())

    def _group(self, species: Species, parameter: str) -> Reading:
        try:
            reading = self._parameters[(species.national_group, parameter)]
        except KeyError:
            raise Problem("species_no_factors", name=species.name_zh) from None
        if species.mapping_status == "design_choice":  # the value is another group's by our own mapping
            return Reading(reading.id, reading.value, reading.unit, reading.since, "design_choice",
                           reading.reference)
        return reading


def load_species(species_csv: Path, parameters_csv: Path) -> SpeciesTable:
    """Read both shipped tables. Rows whose value is no single number (equations, ranges) are left out."""
    with species_csv.open(encoding="utf-8", newline="") as file:
        species = [_species(row) for row in csv.DictReader(file)]
    parameters: dict[tuple[str, str], Reading] = {}
    with parameters_csv.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            reading = _parameter(row)
            if reading is not None:
                parameters.setdefault((row["species_zh"], row["parameter"]), reading)
    return SpeciesTable(species, parameters)


def _species(row: Mapping[str, str]) -> tuple[Species, tuple[str, ...]]:
    fields = {name: row[name] for name in Species.__dataclass_fields__}
    return Species(**fields), tuple(filter(None, row["aliases"].split("|")))


def _parameter(row: Mapping[str, str]) -> Reading | None:
    try:
        value = Decimal(row["value"])
    except InvalidOperation:
        return None
    unit = {"basic_wood_density": "t d.m./m³", "D": "t d.m./m³", "dimensionless": "1"}.get(
        row["parameter"], "1" if row["unit"] == "dimensionless" else row["unit"].replace(" C/", "C/"))
    return Reading(f"species.{row['species_zh']}.{row['parameter']}", value, unit, SINCE, row["status"],
                   Reference(row["source_zh"], row["source"], row["reference"] if "://" in row["reference"] else ""))
