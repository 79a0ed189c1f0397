"""A process that acts on the books and is killed, again and again: what it had acknowledged must all be there."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from bench.engines import Differs
from bench.journal_case import hold
from store import Store
from store.acts import act
from store.journal import start

ROOT = Path(__file__).resolve().parents[1]
WRITER = """
import sys
from pathlib import Path
from bench.journal_case import fill, hold
from store import Store
from store.acts import act, books
store = Store(Path(sys.argv[1]))
fill(store)
for number in range(len(books(store).orders), 1_000_000):
    done = act(store, hold(number), "registrar", "", f"key {number}")
    print(number, done[-1].hash, flush=True)
"""


def crash(path: Path, times: int, seed: int = 1) -> int:
    """Kill a writer at random moments, `times` over on the same file; how many acts were acknowledged in all.

    Differs when an acknowledged act is missing or another, or none was; Problem when the journal does not verify.
    """
    chance, known = random.Random(seed), dict[int, str]()
    for _ in range(times):
        if not (said := _killed(path, chance)):
            raise Differs("the writer came to nothing before it was killed")
        known |= said
        store = Store(path)
        try:
            start(store)  # chain, balances and tables; a Problem if anything is wrong
            for number, last in list(known.items())[-3:]:  # sent again: the first outcome
                if act(store, hold(number), "registrar", "", f"key {number}")[-1].hash != last:
                    raise Differs(f"act {number} is another one after the restart")
            with store.read() as cursor:
                kept = {int(key[4:]) for key, in cursor.execute(
                    "SELECT key FROM journal_act WHERE key LIKE 'key %'").fetchall()}
        finally:
            store.close()
        if missing := known.keys() - kept:
            raise Differs(f"acknowledged, but gone: {sorted(missing)}")
    return len(known)


def _killed(path: Path, chance: random.Random) -> dict[int, str]:
    """What one writer acknowledged before it was killed."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(chance.randint(1, 12))]
        time.sleep(chance.random() * 0.02)
        writer.kill()
        said += writer.stdout.read().splitlines()
    return {int(number): last for number, last in (line.split() for line in said if len(line.split()) == 2)}
