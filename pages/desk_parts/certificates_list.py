"""Checking a whole list of certificates, and registering the rows that are in order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import streamlit as st

from core.compensation.certificate_list import CertificateList, Checked, read_certificates
from core.ledger.commands import RegisterCertificate
from core.ledger.state import Books
from core.numbers import ZERO
from core.problem import Problem
from core.rules.book import RulesAt
from pages import exports
from pages.base import Context
from pages.desk_parts.certificates_new import illustrative
from store.acts import act
from ui import blocks, staff
from ui.certificate_template import certificate_template
from ui.format import number, tonnes_book
from ui.show import drawer

FILE, KEPT, DONE = "desk:certificates:list:file", "desk:certificates:list:kept", "desk:certificates:list:done"
UPLOAD_MB = 5
SHOWN = 20


@dataclass(frozen=True)
class Report:
    """What came of registering a file's rows: numbers of the entries written, rows that were refused after all."""

    digest: str
    entries: tuple[int, ...]
    refused: tuple[tuple[Checked, Problem], ...]


def show(ctx: Context) -> None:
    say = ctx.say
    blocks.note(say("certificates.list_about"))
    county = ctx.snapshot.rules.at(ctx.today)["certificate_county"].text
    st.download_button(say("certificates.template"), lambda: certificate_template(say, county, ctx.today),
                       file_name="zhanbu-certificates.xlsx", mime=exports.TYPES["xlsx"], on_click="ignore",
                       key="desk:certificates:list:template", icon=":material/download:", type="tertiary")
    kept = _uploaded(ctx)
    if kept is None:
        return
    name, data = kept
    digest = hashlib.sha256(data).hexdigest()
    demo = illustrative(ctx)
    found = _read(f"{digest}|{name}|{ctx.snapshot.version}|{ctx.today}|{demo}", name, data, ctx.books,
                  ctx.snapshot.rules.at(ctx.today), ctx.today, demo)
    if isinstance(found, Problem):
        blocks.refusal(say.problem(found))
        return
    _result(ctx, found, digest)
    good = found.good
    if good and st.button(say("certificates.register_good", count=len(good)), key="desk:certificates:list:do",
                          type="primary", icon=":material/playlist_add_check:"):
        _register(ctx, good, digest, demo)


def _uploaded(ctx: Context) -> tuple[str, bytes] | None:
    """The file somebody brought in this session."""
    say = ctx.say

    def changed() -> None:
        upload = st.session_state[FILE]
        st.session_state[KEPT] = None if upload is None else (upload.name, upload.getvalue())

    upload = st.file_uploader(say("certificates.file"), type=["xlsx", "csv"], key=FILE, on_change=changed,
                              max_upload_size=UPLOAD_MB)
    kept: tuple[str, bytes] | None = st.session_state.get(KEPT)
    if upload is None and kept is not None:
        blocks.note(say("accounting.file_kept", file=kept[0]))
    return kept


@st.cache_resource(max_entries=8, show_spinner=False)
def _read(key: str, _name: str, _data: bytes, _books: Books, _rules: RulesAt, _today: date,
          _demo: bool) -> CertificateList | Problem:
    try:
        return read_certificates(_name, _data, _books, _rules, _today, _demo)
    except Problem as problem:
        return problem


def _result(ctx: Context, found: CertificateList, digest: str) -> None:
    """What came of it before, what is in order, what is not and why."""
    say = ctx.say
    done: Report | None = st.session_state.get(DONE)
    if done is not None and done.digest == digest:
        _reported(ctx, done)
    worth = sum((row.tonnes or ZERO for row in found.good), ZERO)
    blocks.answer(say("certificates.checked", count=len(found.rows), good=len(found.good), tonnes=tonnes_book(worth),
                      there=len(found.there), bad=len(found.bad)))
    if found.left_out:
        blocks.note(say("certificates.left_out", count=found.left_out))
    if found.bad:
        headers = [say(f"certificates.check.{name}") for name in ("row", "serial", "why")]
        rows = [[str(row.line), row.serial or "–", " ".join(say.problem(one) for one in row.problems)]
                for row in found.bad]
        blocks.table(headers, rows[:SHOWN], right=(0,))
        if len(rows) > SHOWN:
            drawer(say("certificates.more_bad", count=len(rows)), "desk:certificates:list:bad",
                   lambda: blocks.table(headers, rows, right=(0,)))
    if found.good:
        headers = [say(f"certificates.check.{name}") for name in ("row", "serial", "kind", "until", "quantity",
                                                                  "tonnes")]
        rows = [[str(row.line), row.serial, say(f"certificates.kind.{row.command.kind}"),
                 row.command.valid_until.isoformat(), f"{number(row.command.quantity, 3)} {row.command.unit}",
                 number(row.tonnes or ZERO, 3)] for row in found.good if row.command is not None]
        drawer(say("certificates.good_rows", count=len(rows)), "desk:certificates:list:good",
               lambda: blocks.table(headers, rows, right=(0, 4, 5)))


def _reported(ctx: Context, done: Report) -> None:
    say = ctx.say
    if done.entries:
        st.success(say("certificates.registered", count=len(done.entries), first=min(done.entries),
                       last=max(done.entries)), icon=":material/check:")
    for row, problem in done.refused:
        blocks.refusal(say("certificates.row_refused", row=row.line, why=say.problem(problem)))


def _register(ctx: Context, good: tuple[Checked, ...], digest: str, demo: bool) -> None:
    """Row by row, each act under a key of the file and the row: begun again after a break, it goes on where it was."""
    say, entries, refused = ctx.say, [], []
    try:
        office = staff.require(RegisterCertificate)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    bar = st.progress(0.0)
    for at, row in enumerate(good, start=1):
        key = f"certificates {digest[:32]} {row.line}{' demo' if demo else ''}"
        try:
            assert row.command is not None  # the good ones have one
            entries.append(act(ctx.snapshot.store, row.command, office, "", key, staff.who())[-1].number)
        except Problem as problem:
            refused.append((row, problem))
        bar.progress(at / len(good), say("certificates.registering", done=at, count=len(good)))
    before: Report | None = st.session_state.get(DONE)
    earlier = before.entries if before is not None and before.digest == digest else ()
    st.session_state[DONE] = Report(digest, (*earlier, *entries), tuple(refused))
    st.rerun()
