"""What grows on a parcel: land class, species, age, volume, category and use of a forest stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from data.demo.geometry import fixed, generator

# Land class (DI_LEI 2019) at the valley floor and on the ridge: shares are mixed by relative height.
LAND_CLASSES = ("030100", "030301", "030302", "030401", "030402")
LAND_LOW = (0.34, 0.32, 0.12, 0.07, 0.15)
LAND_HIGH = (0.87, 0.04, 0.02, 0.03, 0.04)
PUBLIC = ("11", "12")  # categories of public welfare forest


@dataclass(frozen=True)
class Species:
    """How a species behaves here: volume in m³/hm² = full · (1 − e^(−rate·age))^1.3, kept in range."""

    full_m3: float
    rate: float
    volume: tuple[float, float]
    age: tuple[int, int, int]  # least, typical, greatest
    planted: float  # share of planted stands
    low: float  # weight at the valley floor
    high: float  # weight on the ridge


TREES = {
    "云南松": Species(150, 0.035, (20, 140), (9, 32, 80), 0.25, 0.00, 0.56),
    "栎类": Species(118, 0.035, (30, 110), (15, 40, 90), 0.03, 0.00, 0.14),
    "阔叶混": Species(105, 0.045, (20, 100), (10, 30, 75), 0.10, 0.02, 0.07),
    "旱冬瓜": Species(110, 0.060, (20, 100), (6, 22, 50), 0.35, 0.00, 0.06),
    "云南油杉": Species(122, 0.035, (20, 110), (12, 35, 80), 0.15, 0.00, 0.05),
    "桉树": Species(92, 0.090, (15, 80), (6, 14, 32), 1.00, 0.22, 0.04),
    "硬阔类": Species(100, 0.040, (20, 95), (10, 28, 70), 0.20, 0.08, 0.04),
    "思茅松": Species(150, 0.050, (25, 135), (8, 24, 55), 0.70, 0.00, 0.02),
    "软阔类": Species(90, 0.060, (15, 80), (6, 18, 45), 0.40, 0.10, 0.02),
    "台湾相思": Species(70, 0.070, (8, 55), (6, 14, 30), 1.00, 0.12, 0.00),
    "印度黄檀": Species(60, 0.065, (6, 45), (6, 14, 30), 1.00, 0.10, 0.00),
    "余甘子": Species(25, 0.090, (3, 20), (6, 12, 35), 0.60, 0.12, 0.00),
    "新银合欢": Species(46, 0.110, (5, 35), (6, 12, 25), 1.00, 0.12, 0.00),
    "印楝": Species(46, 0.075, (5, 38), (6, 15, 28), 1.00, 0.12, 0.00),
}
YOUNG = {"台湾相思": 0.30, "印度黄檀": 0.20, "余甘子": 0.25, "新银合欢": 0.25}
ECONOMIC = {"余甘子": ("251", 0.35), "印楝": ("253", 0.20), "软阔类": ("255", 0.10)}  # use, share


def make_stand(rng: np.random.Generator, height: float, like: Mapping[str, Any] | None) -> dict[str, Any]:
    """What grows on a parcel: drawn by relative height, or as on the parcel before it."""
    mixed = (1 - height) * np.array(LAND_LOW) + height * np.array(LAND_HIGH)
    land = like["land_class"] if like else _pick(rng, dict(zip(LAND_CLASSES, mixed, strict=True)))
    if land in ("030301", "030302"):
        return _shrub(rng, land)
    if land == "030402":
        return _young(rng, like["species"] if like else _pick(rng, YOUNG))
    weights = {name: (1 - height) * tree.low + height**1.5 * tree.high for name, tree in TREES.items()}
    return _tree(rng, land, like["species"] if like else _pick(rng, weights))


def reserve_stand(plot: Mapping[str, Any]) -> dict[str, Any]:
    """A reserve plot as the inventory of 2025 sees it: young plantation, protection forest."""
    age = 2025 - int(plot["planted_on"][:4])
    canopy = 0.22 + 0.03 * (age - 4)
    fields = _fields(generator(9), "030402", "12", plot["forest_use"], "planted", plot["species_zh"], age, None, canopy)
    return fields | {"protection_grade": 3}


def _pick(rng: np.random.Generator, weights: Mapping[str, float]) -> str:
    """One key, drawn by weight."""
    share = np.array(list(weights.values()))
    return list(weights)[int(rng.choice(len(share), p=share / share.sum()))]


def _economic(rng: np.random.Generator, species: str, category: str, use: str) -> tuple[str, str]:
    """Category and use, turned into economic forest for a share of some species."""
    if species in ECONOMIC and rng.random() < ECONOMIC[species][1]:
        return "22", ECONOMIC[species][0]
    return category, use


def _shrub(rng: np.random.Generator, land: str) -> dict[str, Any]:
    """Dry valley shrub 车桑子; canopy is the cover, special shrub the denser one."""
    special = land == "030301"
    cover = rng.uniform(0.35, 0.80) if special else rng.uniform(0.30, 0.50)
    category = _pick(rng, {"11": 0.20, "12": 0.65, "22": 0.15} if special else {"12": 0.60, "22": 0.40})
    use = "112" if category in PUBLIC else "240"
    age = int(rng.integers(3, 26))
    return _fields(rng, land, category, use, "natural", "车桑子", age, None, cover)


def _young(rng: np.random.Generator, species: str) -> dict[str, Any]:
    """Planted, 2–9 years old, no volume yet."""
    category = _pick(rng, {"11": 0.10, "12": 0.60, "22": 0.30})
    category, use = _economic(rng, species, category, "112" if category in PUBLIC else "233")
    age, canopy = int(rng.integers(2, 10)), rng.uniform(0.08, 0.35)
    return _fields(rng, "030402", category, use, "planted", species, age, None, canopy)


def _tree(rng: np.random.Generator, land: str, species: str) -> dict[str, Any]:
    """Tree land (canopy 0.20 and more) or open forest (0.10–0.19)."""
    tree = TREES[species]
    wild = rng.random() >= tree.planted
    age = _age(rng, tree, wild)
    is_open = land == "030401"
    canopy = rng.uniform(0.10, 0.195) if is_open else float(np.clip(rng.normal(0.56, 0.13), 0.20, 0.90))
    full = tree.full_m3 * (1 - np.exp(-tree.rate * age)) ** 1.3
    volume = full * (canopy / 0.6) ** 0.6 * np.exp(rng.normal(0, 0.12))
    low, high = (tree.volume[0] / 3, tree.volume[1] / 3) if is_open else tree.volume
    volume = float(np.clip(volume, low * rng.uniform(1, 1.15), high * rng.uniform(0.93, 1)))

    grown = {"11": 0.32, "12": 0.40, "21": 0.05, "22": 0.23}
    category = _pick(rng, grown if wild else {"12": 0.42, "21": 0.16, "22": 0.42})
    if category in PUBLIC:
        uses = {"111": 0.38, "112": 0.52, "115": 0.03, "117": 0.04, "127": 0.03}
    else:
        uses = {"231": 0.35, "232": 0.30, "233": 0.35} if species == "桉树" else {"233": 0.9, "240": 0.1}
    category, use = _economic(rng, species, category, _pick(rng, uses))
    origin = "natural" if wild else "planted"
    return _fields(rng, land, category, use, origin, species, age, fixed(volume, 1), canopy)


def _age(rng: np.random.Generator, tree: Species, wild: bool) -> int:
    """Age of trees in years; a species that is always planted is mostly of its typical age."""
    least, typical, greatest = tree.age
    middle, spread = (typical, 0.45) if wild else (0.75 * typical, 0.25)
    age = round(rng.normal(middle, (greatest - typical) * spread))  # drawn for every species, used or not
    if tree.planted == 1:
        return int(rng.triangular(least, typical, greatest + 1))
    return int(np.clip(age, least, greatest))


def _fields(
    rng: np.random.Generator,
    land: str,
    category: str,
    use: str,
    origin: str,
    species: str,
    age: int,
    volume: Decimal | None,
    canopy: float,
) -> dict[str, Any]:
    """The inventory fields of a parcel; protection grade 1 (strictest) to 4 follows category and use."""
    usual = {"11": 2, "12": 3, "21": 4, "22": 4}[category]
    grade = 1 if use == "127" else usual - int(category == "12" and rng.random() < 0.1)
    return {
        "land_class": land,
        "forest_category": category,
        "forest_use": use,
        "origin": origin,
        "species": species,
        "age": age,
        "volume_m3_hm2": volume,
        "canopy": fixed(min(canopy, 0.19) if land == "030401" else canopy, 2),
        "protection_grade": grade,
    }
