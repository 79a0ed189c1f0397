"""Species and their factors (carbon fraction, BEF, density, root ratio) under a parameter set.

Source: data/species.csv (names and mapping) and data/carbon_parameters.csv (values, each with its
source and status). carbon.md §2: `national_table` uses the dominant-species table; `measured_density`
replaces D by the Global Wood Density estimate, and R and CF where a measurement of the species exists.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from core.problem import Problem
from core.rules.book import Dated, Reading, Reference, Rule, RulesAt
from core.trace import Given, Name, Step, read

CO2_PER_C = (Decimal(44), Decimal(12))  # exact ratio of molar masses, applied last: × 44 ÷ 12
SINCE = date(2020, 1, 1)  # see the head of data/rules/*.yaml
MAPPING = Reference("本系统约定的树种对应表；国家表按优势树种列值",
                    "This product's own table of species; the national table lists dominant species")
GENERAL = ("—", "通用")  # rows that are no species: what applies of them stands in data/rules/
FACTORS = ("CF", "BEF", "D", "R")
LARGEST_FACTOR = Decimal(10_000)
STANDARD_DEVIATION = re.compile(r"\bsd ([0-9.]+)")
HALF_90 = Decimal("1.645")  # half-width of a normal 90 % interval in standard deviations


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
    """CF tC/t d.m., BEF 1, D t d.m./m³, R 1 of one species under one parameter set; `group`: whose row is used."""

    species: Species
    group: Given
    cf: Reading
    bef: Reading
    d: Reading
    r: Reading

    def co2_per_m3(self) -> Step:
        """E5: φ = 44/12 · CF · BEF · D · (1 + R), tCO2e per m³ of standing volume."""
        value = co2(self.cf.number * self.bef.number * self.d.number * (1 + self.r.number))
        return Step(
            "carbon.phi", value, "tCO2e/m³", "φ = 44/12 · CF · BEF · D · (1 + R)",
            (Given("species", self.species.name), self.group, read("CF", self.cf), read("BEF", self.bef),
             read("D", self.d), read("R", self.r)),
        )


def co2(carbon: Decimal) -> Decimal:
    """Carbon to CO2: × 44 ÷ 12. The multiplication comes first so that nothing is lost before it."""
    return carbon * CO2_PER_C[0] / CO2_PER_C[1]


class SpeciesTable:
    """All species, found by Chinese or Latin name, group, alias or inventory code."""

    def __init__(self, species: Iterable[tuple[Species, tuple[str, ...]]]):
        self._names: dict[str, Species] = {}
        self.all: tuple[Species, ...] = ()
        for one, aliases in species:
            self.all += (one,)
            for name in (one.id, one.name_zh, one.name_en, one.name_latin, one.inventory_code, *aliases):
                if name:
                    self._names.setdefault(name.casefold(), one)

    def find(self, name: str) -> Species:
        """The species of that name; Problem `species_unknown`."""
        try:
            return self._names[str(name).strip().casefold()]
        except KeyError:
            raise Problem("species_unknown", name=name) from None

    def mappings(self) -> tuple[Rule, ...]:
        """Which row of the national table each tree species uses, as rules `mapping.<species id>`."""
        trees = [one for one in self.all if one.national_group]
        groups = tuple(sorted({one.national_group for one in trees}))
        return tuple(
            Rule(f"mapping.{one.id}", f"{one.name_zh}采用的优势树种组", f"Row of the national table for {one.name_en}",
                 "", one.mapping_status, (Dated(SINCE, one.national_group, MAPPING),), groups, file="species.csv")
            for one in trees)

    def factors(self, species: Species, parameter_set: str, rules: RulesAt) -> Factors:
        """Factors of a tree species; Problem `species_no_factors` where the tables have none.

        A set of the county's own (any other name) is the national table with the values it gives itself, for the
        species or its group: rules `set.<name>.<species id or group>.<D, BEF, R or CF>`.
        """
        if species.form != "tree":
            raise Problem("species_no_factors", name=species.name_zh)
        group = rules[f"mapping.{species.id}"]
        table = _national(species, group.text, rules)
        if parameter_set == "measured_density":
            own = ((species.density_row, "basic_wood_density", "D"), (species.name_zh, "R", "R"),
                   (species.name_zh, "CF_aboveground", "CF"))
            table |= {symbol: rules[f"species.{row}.{name}"] for row, name, symbol in own
                      if f"species.{row}.{name}" in rules}
        elif parameter_set != "national_table":
            table |= {symbol: rules[f"set.{parameter_set}.{who}.{symbol}"]
                      for who in (group.text, species.id) for symbol in FACTORS
                      if f"set.{parameter_set}.{who}.{symbol}" in rules}
        return Factors(species, Given("group", self.find(group.text).name, rule=group),
                       *(table[symbol] for symbol in FACTORS))


def _national(species: Species, group: str, rules: RulesAt) -> dict[str, Reading]:
    """A group's row of the national table of dominant species."""
    names = {symbol: f"species.{group}.{symbol}" for symbol in FACTORS}
    if not all(name in rules for name in names.values()):
        raise Problem("species_no_factors", name=species.name_zh)
    return {symbol: rules[name] for symbol, name in names.items()}


def load_species(path: Path) -> SpeciesTable:
    """Read data/species.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return SpeciesTable(_species(row) for row in csv.DictReader(file))


def load_parameters(path: Path) -> tuple[Rule, ...]:
    """The rows of data/carbon_parameters.csv as rules `species.<Chinese name>.<parameter>`.

    Rows of no species and those whose value is no single number (equations, ranges) are left out; of rows with one
    name the first counts.
    A standard deviation in the row's scope gives the rule its plausible range (90 %).
    """
    rules: dict[str, Rule] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rule = _parameter(row)
            if rule is not None and row["species_zh"] not in GENERAL:
                rules.setdefault(rule.id, rule)
    return tuple(rules.values())


def _species(row: Mapping[str, str]) -> tuple[Species, tuple[str, ...]]:
    fields = {name: row[name] for name in Species.__dataclass_fields__}
    return Species(**fields), tuple(filter(None, row["aliases"].split("|")))


def _parameter(row: Mapping[str, str]) -> Rule | None:
    try:
        value = Decimal(row["value"])
    except InvalidOperation:
        return None
    unit = {"basic_wood_density": "t d.m./m³", "D": "t d.m./m³", "dimensionless": "1"}.get(
        row["parameter"], "1" if row["unit"] == "dimensionless" else row["unit"].replace(" C/", "C/"))
    reference = Reference(row["source_zh"], row["source"], row["reference"] if "://" in row["reference"] else "")
    found = STANDARD_DEVIATION.search(row["scope"])
    spread = Decimal(found[1]) * HALF_90 if found else None
    return Rule(f"species.{row['species_zh']}.{row['parameter']}", f"{row['species_zh']} {row['parameter']}",
                f"{row['species_latin']} {row['parameter']}", unit, row["status"],
                (Dated(SINCE, value, reference),), (), Decimal(0), LARGEST_FACTOR, "carbon_parameters.csv",
                None if spread is None else (value - spread, value + spread))
