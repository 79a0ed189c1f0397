"""The depletion engine against plain NumPy with the same model; one slider step; memory at a million paths."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from bench.depletion_case import EVERYTHING, prices
from bench.depletion_reference import play
from bench.engines import Differs
from bench.table import Figure, Goal
from bench.timing import in_turn
from core.scenario.engine import simulate

PATHS, REDRAWN, MANY = 100_000, 5_000, 1_000_000
APART = 0.02  # of means over 20 000 paths
MONTHS = EVERYTHING.months
COMPARED = ("first", "unmet", "peak", "served", "cost", "villages")
# The most a process of its own ever held (VmHWM; getrusage would tell the parent's, for it outlives exec).
MEMORY = """
import sys
from bench.depletion_case import EVERYTHING, prices
from core.scenario.engine import simulate
simulate(EVERYTHING, prices(EVERYTHING.months), paths=int(sys.argv[1]))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def check(paths: int = 20_000) -> None:
    """The mean of every figure of a path, and the share of paths short in each month."""
    bank = prices(MONTHS)
    ours, theirs = simulate(EVERYTHING, bank, paths=paths), play(EVERYTHING, bank, paths)[0]
    for name in COMPARED:
        one, other = (float(getattr(each, name).mean()) for each in (ours, theirs))
        if abs(one / other - 1) > APART:
            raise Differs(f"{name} of the engine and of the reference: {one:,.1f}, {other:,.1f}")
    if (np.abs(ours.short - theirs.short) > APART * paths).any():
        raise Differs("the chance of a shortage differs")


def peak_memory(paths: int) -> float | None:
    """MiB at the most of a new process that plays so many paths; None where only Linux knows."""
    if not sys.platform.startswith("linux"):
        return None
    done = subprocess.run([sys.executable, "-c", MEMORY, str(paths)], cwd=Path(__file__).resolve().parents[1],
                          capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def scenario(folder: Path, quick: bool) -> list[Figure]:
    """The depletion engine, every feature of the model in use."""
    check()
    bank = prices(MONTHS)
    paths, many = (PATHS // 5, MANY // 10) if quick else (PATHS, MANY)
    spent = in_turn({"ours": lambda: simulate(EVERYTHING, bank, paths=paths),
                     "plain": lambda: play(EVERYTHING, bank, paths)}, 1 if quick else 5, warm=1)
    step = in_turn({"ours": lambda: simulate(EVERYTHING, bank, paths=REDRAWN),
                    "plain": lambda: play(EVERYTHING, bank, REDRAWN)}, 3 if quick else 15)
    against = "the same model in plain NumPy"
    return [
        Figure("depletion", f"{paths:,} paths × {MONTHS} months, every feature", against, spent["ours"], spent["plain"],
               goal=Goal("≤", 1 / 10), note="one thread; both give the same percentiles by month and figures by path,"
               " and agree on their means and on the chance of a shortage in each month"),
        Figure("depletion", f"{REDRAWN:,} paths × {MONTHS} months: one slider step", against, step["ours"],
               step["plain"], goal=Goal("≤", 500, "ms")),
        Figure("depletion", f"memory at the most, {many:,} paths, program included", "", peak_memory(many), unit="MiB",
               goal=Goal("≤", 500, "MiB")),
    ]
