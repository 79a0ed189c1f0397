"""The uncertainty run of a proposal: ours against one plain NumPy loop over the strata, each drawing for itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench import stores
from bench.engines import ON, PERMANENT, Differs, sample_strata
from bench.table import Figure, Goal
from bench.timing import in_turn
from core.carbon import Bands, assess, bands
from core.carbon.growth import growth_rate
from core.carbon.species import HALF_90
from store.database import Store
from store.snapshot import Snapshot

DRAWS, STRATA = 10_000, 50
APART = 0.15  # the plain loop draws each stratum's factors anew: narrower, but around the same middle


def uncertainty(folder: Path, quick: bool) -> list[Figure]:
    """10 000 draws over 50 strata: bands of the three losses and of each stratum."""
    store = Store(stores.copy(stores.shipped(folder), "bands.duckdb"))
    try:
        snapshot = Snapshot(store)
        strata = sample_strata(snapshot)[:STRATA]
    finally:
        store.close()
    rules, species = snapshot.rules.at(ON), snapshot.species
    loss = assess(strata, PERMANENT, ON, snapshot.rules, species)
    spread = {symbol: float(rules.number(f"spread.{symbol}") / HALF_90) for symbol in ("V", "p", "D", "BEF", "CF", "R")}
    table = []
    for one in strata:
        found = species.find(one.species)
        factors = species.factors(found, "national_table", rules)
        rate, _ = growth_rate(one.age, one.origin, found.age_group, rules)
        table.append([float(value) for value in (one.area_hm2, one.volume_m3_hm2 or 0, rate.number, factors.d.number,
                                                 factors.bef.number, factors.cf.number, factors.r.number)])

    def plain() -> np.ndarray:
        rng = np.random.default_rng(1)

        def draw(relative: float) -> np.ndarray:
            sd = np.sqrt(np.log1p(relative ** 2))
            return np.exp(sd * rng.standard_normal(DRAWS) - sd * sd / 2)

        owed = np.zeros(DRAWS)
        for area, volume, rate, density, bef, carbon, root in table:
            stock = area * volume * draw(spread["V"]) * density * draw(spread["D"]) * bef * draw(spread["BEF"])
            stock *= carbon * draw(spread["CF"]) * (1 + root * draw(spread["R"])) * 44 / 12
            owed += 3 * rate * draw(spread["p"]) * stock
        return np.percentile(owed, (5, 25, 50, 75, 95))

    def ours() -> Bands:
        return bands(loss, rules, DRAWS, 1)

    if any(abs(middle / float(loss.owed_t) - 1) > APART for middle in (float(ours().owed.mean), plain()[2])):
        raise Differs("the bands do not lie around what is owed")
    spent = in_turn({"ours": ours, "plain": plain}, 3 if quick else 15)
    what = f"{DRAWS:,} draws, {len(strata)} strata"
    return [Figure("bands", what, "a plain NumPy loop that draws each stratum for itself", spent["ours"],
                   spent["plain"], goal=Goal("≤", 300, "ms"),
                   note="ours draws shared parameters once and gives bands of every stratum and what the width comes"
                        " from; the loop only the owed tonnes")]
