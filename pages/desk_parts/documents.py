"""The documents of a thing: what is attached and whether it is still what it was, attaching, fetching, removing."""

from __future__ import annotations

import streamlit as st

from core.attachment import clean_name
from core.ledger.document import ABOUT, KINDS, LARGEST, MEDIA, AttachDocument, Document, RemoveDocument
from core.ledger.document_acts import documents_of
from core.ledger.entry import Entry
from core.problem import Problem
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.named import plain
from store import documents as files
from ui import blocks
from ui.format import listed, number
from ui.show import drawer

# What is most likely attached to a thing, offered first.
USUAL = {"plot": "agreement", "occupation": "assessment", "order": "payment", "certificate": "other",
         "lot": "monitoring", "remedy": "monitoring", "finding": "photo", "decision": "minutes"}
MIME = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "csv": "text/csv",
        "geojson": "application/geo+json"}
HASH_SHOWN = 12


def documents(ctx: Context, about: str, name: str) -> None:
    """A drawer with all of it; `about` is one of core.ledger.document.ABOUT, `name` the thing's number."""
    if about not in ABOUT:
        raise ValueError(about)
    found = documents_of(ctx.books, about, name)
    drawer(ctx.say("desk.documents", count=len(found)), _key(about, name), lambda: _body(ctx, about, name, found))


def _key(about: str, name: str, form: str = "") -> str:
    return f"desk:documents:{about}:{name}{form}"


def _still_open(about: str, name: str) -> None:
    """After an act: the drawer has another label, so it would be closed."""
    st.session_state[_key(about, name)] = True


def _body(ctx: Context, about: str, name: str, found: tuple[Document, ...]) -> None:
    say, called = ctx.say, files.names(ctx.snapshot.store, about, name)
    titles = {one.sha256: called.get(one.sha256) or say("desk.documents_unnamed") for one in found}
    if found:
        states = {one.sha256: files.state(ctx.snapshot.store, one.sha256) for one in found}
        blocks.table(
            [say(f"desk.documents.column.{column}") for column in ("kind", "file", "size", "hash", "entry", "state")],
            [(say(f"desk.documents.kind.{one.kind}"), say.pick(titles[one.sha256], titles[one.sha256]), _size(one.size),
              one.sha256[:HASH_SHOWN], str(one.entry), say(f"desk.documents.state.{states[one.sha256]}"))
             for one in found], right=(2, 4))
        for one in found:
            if states[one.sha256] == files.SOUND:
                _fetch(ctx, one, titles[one.sha256])
            else:
                blocks.refusal(say.problem(Problem(f"document_{states[one.sha256]}", sha256=one.sha256[:HASH_SHOWN])))
    else:
        blocks.note(say("desk.documents_empty"))
    _attach(ctx, about, name)
    if found:
        _remove(ctx, about, name, found, titles)


def _fetch(ctx: Context, one: Document, title: str) -> None:
    """The bytes are read, and checked again, when they are asked for."""
    file = title if title.casefold().endswith((f".{one.media}", ".jpeg")) else f"{title}.{one.media}"
    st.download_button(f"{ctx.say('desk.documents_fetch')} {plain(ctx.say.pick(title, title))}",
                       lambda: files.read(ctx.snapshot.store, one.sha256), file_name=clean_name(file),
                       mime=MIME.get(one.media, "application/octet-stream"), on_click="ignore",
                       key=_key(one.about, one.name, f":fetch:{one.sha256}"), icon=":material/download:")


def _attach(ctx: Context, about: str, name: str) -> None:
    say, key = ctx.say, acting.form(_key(about, name, ":attach"))
    file = f"{key}:file"
    usual = USUAL[about]
    blocks.note(say("desk.documents_note", known=listed(MEDIA, say)))
    left, right = st.columns([3, 2])
    left.file_uploader(say("desk.documents_file"), key=file,
                       max_upload_size=LARGEST // 1_000_000)
    right.selectbox(say("desk.documents_kind"), (usual, *(one for one in KINDS if one != usual)), key=f"{key}:kind",
                    format_func=lambda kind: say(f"desk.documents.kind.{kind}"))

    def make() -> AttachDocument:
        given = st.session_state.get(file)
        if given is None:
            raise Problem("document_none")
        return files.keep(ctx.snapshot.store, about, name, st.session_state[f"{key}:kind"], given.name,
                          given.getvalue())

    acting.submit(ctx, key, say("desk.documents_attach"), AttachDocument, make, icon=":material/attach_file:",
                  then=lambda entries: _still_open(about, name))


def _remove(ctx: Context, about: str, name: str, found: tuple[Document, ...], titles: dict[str, str]) -> None:
    """Shown once somebody chose which one."""
    say, key = ctx.say, acting.form(_key(about, name, ":remove"))
    labels = {one.sha256: f"{say(f'desk.documents.kind.{one.kind}')} · "
                          f"{say.pick(titles[one.sha256], titles[one.sha256])}" for one in found}
    chosen = st.selectbox(say("desk.documents_remove"), list(labels), index=None, key=f"{key}:which",
                          placeholder=say("desk.documents_which"), format_func=lambda sha256: labels.get(sha256, "–"))

    def done(entries: tuple[Entry, ...]) -> None:
        files.removed(ctx.snapshot.store, entries)
        _still_open(about, name)

    if chosen is not None:
        acting.submit(ctx, key, say("desk.documents_remove"), RemoveDocument,
                      lambda: RemoveDocument(about, name, chosen), icon=":material/delete:", primary=False,
                      confirm=say("desk.documents_remove_note"), then=done)


def _size(size: int) -> str:
    """12 KB, 3.4 MB"""
    return f"{number(size / 1_000_000, 1)} MB" if size >= 1_000_000 else f"{number(max(size / 1_000, 1))} KB"
