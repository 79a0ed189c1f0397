"""The number by which somebody who sent something asks what came of it: nobody guesses it, anybody can type it.

Eleven characters of 5 bits (Crockford's base32: no I, L, O, U) and one that checks them, in three groups of four:
4HMA-SW9N-F6YV. The check finds every single wrong character and every two that were exchanged: the characters are
coefficients over GF(32), x⁵ + x² + 1, and the whole number is a multiple of x + 2.
"""

from __future__ import annotations

import re
import unicodedata

from core.problem import Problem

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONFUSED = str.maketrans("OILU", "011V")
BITS = 55  # that are drawn; the check has 5 more
LENGTH, GROUP = 12, 4
LONGEST = 60  # of what is looked at at all
EXAMPLE = "4HMA-SW9N-F6YV"


def reference(number: int) -> str:
    """Of a number of BITS bits, which somebody has drawn."""
    digits = [number >> shift & 31 for shift in range(BITS - 5, -1, -5)]
    return "".join(ALPHABET[one] for one in (*digits, _check(digits)))


def grouped(reference: str) -> str:
    """As people read it: 4HMA-SW9N-F6YV."""
    return "-".join(reference[at:at + GROUP] for at in range(0, LENGTH, GROUP))


def read(typed: str) -> str:
    """The reference that somebody typed: small letters, full-width ones, blanks, dashes and letters that look alike do
    not matter. Problem `reference_form`, `reference_check`."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", typed[:LONGEST])).upper().translate(CONFUSED)
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        raise Problem("reference_form", length=LENGTH, example=EXAMPLE)
    digits = [ALPHABET.index(one) for one in plain]
    if digits[-1] != _check(digits[:-1]):
        raise Problem("reference_check")
    return plain


def _check(digits: list[int]) -> int:
    total = 0
    for one in digits:
        total = _doubled(total ^ one)
    return total


def _doubled(value: int) -> int:
    return value << 1 ^ (0b100101 if value & 16 else 0)
