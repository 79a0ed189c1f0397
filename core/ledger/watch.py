"""Supervision (R12): the felling ban, patrols, alerts of remote sensing, concerns of the public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

KINDS = ("patrol", "alert", "concern")
STATES = ("open", "checking", "closed")
OUTCOMES = ("nothing", "mended", "loss", "other")  # loss: a reversal of tonnes is recorded as well


@dataclass(frozen=True, slots=True)
class Finding:
    """Something seen on stored plots. `outline`: SHA-256 of where, which the store keeps; names nobody."""

    finding: str
    kind: str
    plots: tuple[str, ...]
    seen_on: date
    source: str
    subject: str
    outline: str
    demo: bool
    entry: int
    state: str = "open"
    outcome: str = ""
    answer: str = ""
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ban:
    """What was decided last on the felling ban of a plot, which is in force by itself from its first lot on.

    Lifted, it comes back with the next lot. `entry`: the last decision; `entries`: all of them.
    """

    plot: str
    lifted: bool
    entry: int
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """The journal gives it its number, YM-W-2026-0001. A patrol that found nothing is recorded as closed."""

    kind: str
    plots: tuple[str, ...]
    seen_on: date
    source: str
    subject: str
    outline: str = ""
    clean: bool = False
    demo: bool = False


@dataclass(frozen=True, slots=True)
class TakeUpFinding:
    finding: str


@dataclass(frozen=True, slots=True)
class CloseFinding:
    """`answer`: what was done, in words that name nobody."""

    finding: str
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True)
class ReopenFinding:
    """With a reason."""

    finding: str


@dataclass(frozen=True, slots=True)
class LiftBan:
    """After the period, when nothing of the plot's lots is to be made up for; with a reason."""

    plot: str


@dataclass(frozen=True, slots=True)
class RestoreBan:
    """With a reason."""

    plot: str


WatchCommand = RecordFinding | TakeUpFinding | CloseFinding | ReopenFinding | LiftBan | RestoreBan
Findings = Mapping[str, Finding]
Bans = Mapping[str, Ban]
