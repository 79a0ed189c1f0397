"""One application process of several: opens the store, waits for the word, sells; says what became of each order."""

import sys
from concurrent.futures import ThreadPoolExecutor

from bench.journal_case import hold
from core.problem import Problem
from store.acts import act
from store.house import open_at

SHARED = range(1, 11)  # orders that every process sends, with the same keys


def main(place: str, own: int, count: int, threads: int) -> None:
    """`count` orders of 1 t with numbers of its own, from `own` on, and SHARED: a line for each, its number and that
    of its entry or the refusal."""
    store = open_at(place)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()

    def sell(number: int) -> str:
        try:
            return f"{number} {act(store, hold(number), 'registrar', '', f'order {number}')[-1].number}"
        except Problem as problem:
            return f"{number} {problem.key}"

    with ThreadPoolExecutor(threads) as pool:
        for said in pool.map(sell, [*range(own, own + count), *SHARED]):
            sys.stdout.write(f"{said}\n")
            sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
