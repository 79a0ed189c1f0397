"""Damage to good files and texts, as edits that Hypothesis can leave out one by one until the smallest is left."""

from __future__ import annotations

import io
import zipfile

import numpy as np
from hypothesis import strategies as st

DIGITS, LETTERS, MARKS, ANY = b"0123456789", b"abcXYZ_", b" .,-[{\"<", bytes(range(256))
WORDS = (b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\x00\x80", b"\x00\x00\xf0\x7f",
         b"\x01\x00\x00\x00", b"<!DOCTYPE", b"NaN", b"-1", b"\xe5\x85", b"\x81\x30", b"]]>", b"\"", b"<", b"{", b"}")
PIECES = (
    "0", "-1", "1e9", "1e999", "9" * 40, "NaN", "Infinity", "0x1F", "0,5", "１２", "²", "null", "true", "yes", "~",
    "2026-02-30", "9999-12-31", "0000-01-01", "2026-11-23 08:00:00", "''", '"', "'", ",", ":", ": ", "- ", "#", "&a ",
    "*a", "<<: ", "!!float ", "!!binary ", "!!set ", "|\n", "? ", "%", "@", "`", "{", "}", "[", "]", "{}", "[[]]",
    "\n", "\n\n", "\t", "  ", "\r", "\x00", "\x0b", "\x1f", "\x85", "\u2028", "\ufeff", "\u202e", "\ud7ff",
    "e\u0301", "\U0001f332", "𠮷", "示例", "=1+1", "@SUM(A1)", "<", "</", "]]>", "&amp;", "万", "元", "吨", "%s",
    "{0}", "\\u0000")
PLACE = st.integers(0, 2**32)
GENTLE = st.tuples(st.just("like"), PLACE, st.integers(0, 255))  # what reads the inside of the file gets to see it
ROUGH = st.one_of(st.tuples(st.just("byte"), PLACE, st.integers(0, 255)),
                  st.tuples(st.just("over"), PLACE, st.sampled_from(WORDS)),
                  st.tuples(st.just("into"), PLACE, st.sampled_from(WORDS)),
                  st.tuples(st.just("out"), PLACE, st.integers(1, 64)),
                  st.tuples(st.just("again"), PLACE, st.integers(1, 256)),
                  st.tuples(st.just("bit"), PLACE, st.integers(0, 7)))
CUT = st.tuples(st.just("end"), PLACE, st.none())
Edits = list[tuple]
BYTES = st.one_of(st.lists(GENTLE, min_size=1, max_size=3), st.lists(GENTLE, min_size=1, max_size=3),
                  st.lists(ROUGH, min_size=1, max_size=8), st.lists(ROUGH, max_size=3).flatmap(
                      lambda some: CUT.map(lambda cut: [*some, cut])))
TEXTS = st.lists(st.one_of(st.tuples(st.just("over"), PLACE, st.sampled_from(PIECES)),
                           st.tuples(st.just("into"), PLACE, st.sampled_from(PIECES) | st.text(max_size=3)),
                           st.tuples(st.just("word"), PLACE, st.sampled_from(PIECES) | st.text(max_size=9)),
                           st.tuples(st.just("out"), PLACE, st.integers(1, 30)),
                           st.tuples(st.just("drop"), PLACE, st.none()), st.tuples(st.just("twice"), PLACE, st.none()),
                           st.tuples(st.just("swap"), PLACE, PLACE)), min_size=1, max_size=5)


def damaged(data: bytes, edits: Edits) -> bytes:
    """Bytes, words, pieces changed, cut out, repeated or cut off, where the file is not zero: databases mostly are."""
    out = bytearray(data)
    for kind, place, what in edits:
        places = np.flatnonzero(np.frombuffer(bytes(out), "u1"))
        at = int(places[place % len(places)]) if len(places) else 0
        match kind:
            case "like":
                old = out[at:at + 1]
                same = DIGITS if old.isdigit() else LETTERS if old.isalpha() else MARKS if data[:1] in b"{<" else ANY
                out[at:at + 1] = bytes([same[what % len(same)]])
            case "byte":
                out[at:at + 1] = bytes([what])
            case "over":
                out[at:at + len(what)] = what
            case "into":
                out[at:at] = what
            case "out":
                del out[at:at + what]
            case "again":
                out[at:at] = out[at:at + what]
            case "bit" if out:
                out[at] ^= 1 << what
            case "end":
                del out[at:]
    return bytes(out)


def edited(text: str, edits: Edits) -> str:
    """Signs, words and lines of a text changed, taken out, doubled or exchanged."""
    for kind, place, what in edits:
        at = place % (len(text) + 1)
        lines = text.split("\n")
        line = place % len(lines)
        match kind:
            case "over":
                text = text[:at] + what + text[at + len(what):]
            case "into":
                text = text[:at] + what + text[at:]
            case "word":  # up to the next end of a word, as a value is typed anew
                end = next((one for one in range(at, len(text)) if text[one] in " ,\n:]}\"、。<"), len(text))
                text = text[:at] + what + text[end:]
            case "out":
                text = text[:at] + text[at + what:]
            case "drop":
                text = "\n".join(lines[:line] + lines[line + 1:])
            case "twice":
                text = "\n".join([*lines[:line + 1], *lines[line:]])
            case "swap":
                other = what % len(lines)
                lines[line], lines[other] = lines[other], lines[line]
                text = "\n".join(lines)
    return text


def damaged_inside(data: bytes, endings: tuple[str, ...], which: int, edits: Edits, left_out: bool = False) -> bytes:
    """A zip with one of its files of these endings damaged, past the checksums, or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        names = old.namelist()
        fit = [name for name in names if name.endswith(endings)]
        victim = fit[which % len(fit)]
        for name in names:
            if name != victim:
                new.writestr(name, old.read(name))
            elif not left_out:
                new.writestr(name, damaged(old.read(name), edits))
    return out.getvalue()
