"""The sheet of sample plots that ships as an example: what parameters do to removals is shown with it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from core.carbon import SpeciesTable, Survey
from core.carbon.sheets import read_survey
from store.shipped import DATA

UNTIL = date(2028, 1, 1)  # measured at the start of 2025, grown on over the neutrality period


@lru_cache(maxsize=1)
def sample_survey(species: SpeciesTable) -> Survey:
    """Seven plots of one young stand, measured once."""
    path = DATA / "demo" / "measurements" / "YM-01.csv"
    return read_survey(path.name, path.read_bytes(), species)
