"""`manage.py fuzz`: the properties of the tests tried with new examples until the time is over.

The tests marked `fuzz(target=…)` run in rounds, each target with as many examples as fit its share of the time. What
fails is left out of the next rounds, and is kept in .hypothesis/ so that the next call tries it first.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
MARK = re.compile(r'fuzz\(target="([a-z_]+)"\)')
COUNT = re.compile(r"^ +- (\d+) passing, (\d+) failing, and (\d+) invalid test cases", re.MULTILINE)
FAILURES = re.compile(r"^=+ (?:FAILURES|ERRORS) =+\n(.*?)(?=^=+ )", re.MULTILINE | re.DOTALL)
FIRST, FEWEST, MOST = 50, 10, 100_000  # examples of each property: in the first round, at least, at most
SHARE_S = (5, 60)  # of the time for a target in one round: at least, at most
PATIENCE = 10  # times its share: then a target hangs
TESTS_FAILED = 1  # pytest's own code; others mean that nothing could be tried


@dataclass(slots=True)
class Tried:
    """What became of a target. `examples`: that held; `rejected`: that said nothing; `failure`: what pytest says."""

    target: str
    files: tuple[str, ...] = field(repr=False)
    examples: int = 0
    rejected: int = 0
    seconds: float = 0
    failure: str = ""
    rounds: int = 0
    next: int = FIRST


def targets() -> dict[str, tuple[str, ...]]:
    """target: the files with its tests, found by their marks."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in sorted(set(MARK.findall(path.read_text("utf-8")))):
            found.setdefault(name, []).append(str(path.relative_to(ROOT)))
    return {name: tuple(files) for name, files in sorted(found.items())}


def run(one: Tried, share_s: float, seed: int | None) -> None:
    """A round of one target: counts, time and, if something failed, what."""
    command = [sys.executable, "-m", "pytest", *one.files, "-m", f"fuzz(target='{one.target}')", "--tb=short",
               "-p", "no:cacheprovider", "--hypothesis-profile=search", "--hypothesis-show-statistics"]
    if seed is not None:
        command.append(f"--hypothesis-seed={seed + one.rounds}")
    started = time.monotonic()
    try:
        done = subprocess.run(command, cwd=ROOT, env=os.environ | {"ZHANBU_EXAMPLES": str(one.next)},
                              capture_output=True, text=True, encoding="utf-8", errors="replace",
                              timeout=max(PATIENCE * share_s, 120))
    except subprocess.TimeoutExpired as late:
        one.failure = f"No end after {late.timeout:.0f} s: an example hangs (某个样例没有结束)."
        one.seconds += time.monotonic() - started
        return
    took = time.monotonic() - started
    one.seconds += took
    one.rounds += 1
    for passing, _, invalid in COUNT.findall(done.stdout):
        one.examples += int(passing)
        one.rejected += int(invalid)
    if done.returncode:
        section = FAILURES.search(done.stdout) if done.returncode == TESTS_FAILED else None
        one.failure = section[1].strip() if section else (done.stdout + done.stderr).strip()
    wanted = one.next * min(4.0, max(0.25, share_s / took))
    one.next = min(MOST, max(FEWEST, int(wanted)))


@click.command()
@click.argument("names", metavar="[TARGET]...", nargs=-1)
@click.option("--minutes", type=click.FloatRange(min=0), default=5.0, show_default=True,
              help="How long, in all; each target runs at least once (总时长，分钟；每个目标至少一轮).")
@click.option("--seed", type=click.IntRange(min=0), default=None,
              help="Draw the same examples as another call with this seed, and none that were kept (随机种子).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object (输出 JSON).")
def fuzz(names: tuple[str, ...], minutes: float, seed: int | None, as_json: bool) -> None:
    """Try the properties of importers, rules, books and API with new examples (用随机样例考验导入、规则、账目与接口).

    Exit code 1 if one did not hold; what failed is tried first in the next call.
    """
    known = targets()
    for name in names:
        if name not in known:
            raise click.BadParameter(f"{name}: {', '.join(known)}", param_hint="TARGET")
    tried = [Tried(name, files) for name, files in known.items() if not names or name in names]
    end = time.monotonic() + minutes * 60
    while whole := [one for one in tried if not one.failure]:
        for one in whole:
            left = end - time.monotonic()
            if one.rounds and left <= 0:
                continue
            before = one.examples
            run(one, min(SHARE_S[1], max(SHARE_S[0], left / len(whole))), seed)
            click.echo(f"{one.target}: {one.examples - before} more, "
                       f"{'FAILED' if one.failure else 'all held'} ({one.seconds:.0f} s so far)", err=True)
        if time.monotonic() >= end:
            break
    print(json.dumps([_plain(one) for one in tried], ensure_ascii=False, indent=2) if as_json else _table(tried))
    raise SystemExit(1 if any(one.failure for one in tried) else 0)


def _plain(one: Tried) -> dict[str, object]:
    kept = {name: value for name, value in asdict(one).items() if name != "next"}
    return kept | {"seconds": round(one.seconds, 1), "held": not one.failure}


def _table(tried: list[Tried]) -> str:
    """A line for each target, then each failure with how to see it again."""
    lines = [f"{'target':<12}{'examples':>10}{'rejected':>10}{'seconds':>9}"]
    lines += [f"{one.target:<12}{one.examples:>10,}{one.rejected:>10,}{one.seconds:>9.0f}"
              f"  {'FAILED (未通过)' if one.failure else 'held (通过)'}" for one in tried]
    for one in tried:
        if one.failure:
            lines += ["", f"== {one.target} ".ljust(80, "="), one.failure, "",
                      f"Again (重现): python manage.py fuzz {one.target}"]
    return "\n".join(lines)
