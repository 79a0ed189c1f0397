"""From a tree's stem to its biomass: single-tree equations (E4a) and volume equations (E4b).

Source: data/allometry.csv. Each equation is a product of powers, a · ρ^p · D^q · H^r, with D = DBH in cm, H in m,
ρ = basic wood density in t d.m./m³; it gives above-ground biomass in kg d.m. or stem volume in m³.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from core.carbon.species import SINCE, Factors, Species
from core.problem import Problem
from core.rules.book import Reading, Reference, RulesAt


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation. `what` it gives: agb_kg or volume_m3; `reading`: its text with status and source."""

    id: str
    species: str
    age_group: str
    what: str
    a: Decimal
    rho: Decimal
    dbh: Decimal
    height: Decimal
    reading: Reading

    @property
    def needs_height(self) -> bool:
        return self.height != 0

    def of(self, dbh_cm: Decimal, height_m: Decimal | None, density: Decimal) -> Decimal:
        """kg d.m. above ground, or m³; Problem `tree_no_height` where the equation needs what was not measured."""
        value = self.a * _power(dbh_cm, self.dbh)
        if self.needs_height:
            if height_m is None:
                raise Problem("tree_no_height", equation=self.reading.text)
            value *= _power(height_m, self.height)
        return value * _power(density, self.rho) if self.rho else value


@lru_cache(maxsize=50_000)
def _power(base: Decimal, exponent: Decimal) -> Decimal:
    """The costly part of an equation; diameters and heights are measured so roughly that they come again."""
    return base ** exponent


@dataclass(frozen=True)
class Equations:
    """All equations; which of them a species uses is up to the rules `tree_route` and `tree_equation`."""

    all: tuple[Equation, ...]

    def choose(self, species: Species, rules: RulesAt) -> tuple[Equation, tuple[Reading, ...]]:
        """The species' own equation, else the general one, or the volume equation of its group; the rules read."""
        route = rules["tree_route"]
        if route.value == "volume_equation":
            return self._first(one for one in self.all
                               if one.what == "volume_m3" and one.age_group == species.age_group), (route,)
        for one in self.all:
            if one.what == "agb_kg" and one.species == species.id:
                return one, (route,)
        general = rules["tree_equation"]
        return self._first(one for one in self.all if one.id == general.value), (route, general)

    @staticmethod
    def _first(found: Iterable[Equation]) -> Equation:
        for one in found:
            return one
        raise Problem("tree_no_equation")


def above_ground_kg(equation: Equation, dbh_cm: Decimal, height_m: Decimal | None, factors: Factors) -> Decimal:
    """Above-ground biomass of one tree, kg d.m.; a volume becomes biomass by D · BEF."""
    value = equation.of(dbh_cm, height_m, factors.d.number)
    if equation.what == "volume_m3":
        return value * factors.d.number * factors.bef.number * 1000
    return value


def load_equations(path: Path) -> Equations:
    """Read data/allometry.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return Equations(tuple(_equation(row) for row in csv.DictReader(file)))


def _equation(row: dict[str, str]) -> Equation:
    reference = Reference(row["source_zh"], row["source_en"], row["href"])
    reading = Reading(f"allometry.{row['id']}", row["text"], "", SINCE, row["status"], reference)
    a, rho, dbh, height = (_number(row[name]) for name in ("a", "rho", "dbh", "height"))
    return Equation(row["id"], row["species"], row["age_group"], row["what"], a, rho, dbh, height, reading)


def _number(text: str) -> Decimal:
    if "/" in text:
        ratio = Fraction(text)
        return Decimal(ratio.numerator) / Decimal(ratio.denominator)
    return Decimal(text)
