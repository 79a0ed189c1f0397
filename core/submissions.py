"""What the public sends (R1, R12): concerns, and objections to a public notice. Nothing of it is public by itself.

It is kept beside the journal. Staff take it up by an act of the journal in words of their own, answer it, or set it
aside with a reason; whoever has its reference reads state and answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.ledger import fields
from core.ledger.personal import check_public
from core.ledger.plot_file import PlotFile
from core.ledger.state import Books
from core.problem import Problem

KINDS = ("concern", "objection")
ABOUTS = ("plot", "occupation", "certificate", "other")
STATES = ("received", "taken_up", "answered", "set_aside")
AFTER = {"received": ("taken_up", "answered", "set_aside"), "taken_up": ("answered",)}  # what may follow
LEAST_TEXT, LONGEST_TEXT, LONGEST_LINE = 4, 1000, 80
JOINER = "\u200d"  # holds an emoji together; other characters that show nothing are dropped
PHONE = re.compile(r"\+?[\d() -]{6,24}")
PHONE_DIGITS = range(6, 16)  # an identity card and a bank account have more
MAIL = re.compile(r"[^@\s,;<>]{1,40}@[^@\s,;<>]{1,38}\.[^@\s,;<>]{2,20}")
RECENT = timedelta(days=30)  # for which a notice that is over is still listed


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody typed. `about`: one of ABOUTS, `name` its number where it was said; an objection is about the plot
    under notice. `contact`: phone or mail, empty where none was given."""

    kind: str
    about: str
    name: str
    place: str
    text: str
    seen_on: date | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What staff did with it. `entry`: of the journal, 0 without one; `note`: the answer or the reason, which whoever
    has the reference reads."""

    state: str
    at: datetime
    role: str
    entry: int
    note: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What is kept. `token`: drawn for the form it came by; the journal may name it, never the reference.
    `received_at`: UTC; `received_on`: the day in the county; `version`: of the data then. The contact is empty where
    none was given or it was deleted."""

    reference: str
    token: str
    sent: Sent
    received_at: datetime
    received_on: date
    version: int
    demo: bool
    steps: tuple[Step, ...] = ()

    @property
    def state(self) -> str:
        return self.steps[-1].state if self.steps else "received"

    @property
    def closed(self) -> bool:
        return self.state not in AFTER

    @property
    def entry(self) -> int:
        """The entry of the journal by which it was taken up; 0 without one."""
        return next((one.entry for one in self.steps if one.entry), 0)


def tidy(text: str) -> str:
    """What was typed without characters that show nothing (control characters, marks of direction) and without blanks
    around it; lines stay lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(one for one in lines if one in ("\n", JOINER) or unicodedata.category(one)[0] != "C")
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def line(text: str) -> str:
    return " ".join(tidy(text).split())


def checked(sent: Sent, today: date) -> Sent:
    """As it is kept; Problem `voice_text`, `voice_line`, `voice_personal`, `voice_seen_on`, `voice_contact`."""
    if sent.kind not in KINDS or sent.about not in ABOUTS:
        raise ValueError("no form of ours")
    text, name, place = tidy(sent.text), line(sent.name), line(sent.place)
    if not LEAST_TEXT <= len(text) <= LONGEST_TEXT:
        raise Problem("voice_text", least=LEAST_TEXT, longest=LONGEST_TEXT, length=len(text))
    if max(len(name), len(place)) > LONGEST_LINE:
        raise Problem("voice_line", longest=LONGEST_LINE)
    for one in (text, place):
        _impersonal(one)
    if sent.seen_on is not None and sent.seen_on > today:
        raise Problem("voice_seen_on", date=sent.seen_on, today=today)
    return replace(sent, text=text, name=name, place=place, contact=contact(sent.contact))


def _impersonal(text: str) -> None:
    """Numbers of persons would go on with the words; a contact has a field of its own."""
    try:
        check_public(unicodedata.normalize("NFKC", text))
    except Problem as problem:
        raise Problem("voice_personal", start=problem.fields["start"]) from None


def contact(typed: str) -> str:
    """A phone number or a mail address in one line; empty for none. Problem `voice_contact`."""
    text = unicodedata.normalize("NFKC", line(typed))
    phone = PHONE.fullmatch(text) and sum(map(str.isdigit, text)) in PHONE_DIGITS
    if text and not phone and not (len(text) <= LONGEST_LINE and MAIL.fullmatch(text)):
        raise Problem("voice_contact")
    return text


def notices(books: Books, today: date) -> tuple[tuple[PlotFile, ...], tuple[PlotFile, ...]]:
    """Plots whose public notice runs or is to begin, the one that ends first first; those whose notice ended lately."""
    files = [one for one in books.plots.values() if one.notice is not None and not one.withdrawn]
    running = [one for one in files if not one.stands and today <= _end(one)]
    over = [one for one in files if today - RECENT <= _end(one) < today]
    return (tuple(sorted(running, key=lambda one: (_end(one), one.plot))),
            tuple(sorted(over, key=lambda one: (_end(one), one.plot), reverse=True)))


def _end(file: PlotFile) -> date:
    assert file.notice is not None  # whoever asks has looked
    return file.notice.end


def check_notice(books: Books, plot: str, today: date) -> None:
    """Whether one may object: from the first to the last day of the notice. Problem `voice_notice`."""
    if not any(one.plot == plot and one.notice is not None and one.notice.start <= today
               for one in notices(books, today)[0]):
        raise Problem("voice_notice", plot=plot[:fields.LONGEST_NAME])


def next_step(known: Submission, step: Step) -> Step | None:
    """The step as it is kept, None where it was done already in the same words; Problem `submission_state`. Answers and
    reasons are read by whoever has the reference: they name nobody (Problem `journal_personal`)."""
    note = fields.public(step.note, "answer") if step.state != "taken_up" else ""
    if known.steps and (known.state, known.steps[-1].entry, known.steps[-1].note) == (step.state, step.entry, note):
        return None
    if step.state not in AFTER.get(known.state, ()):
        raise Problem("submission_state", state=f"submission_state.{known.state}")
    return replace(step, note=note)


def unread(every: Collection[Submission], plot: str) -> int:
    """How many objections to a plot's notice nobody has dealt with: nothing is stored before."""
    return sum(one.sent.kind == "objection" and one.sent.name == plot and one.state == "received" for one in every)
