"""References: what somebody mistypes is found out, what looks alike is forgiven."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problem import Problem
from core.reference import ALPHABET, BITS, grouped, read, reference

ONE = "4HMASW9NF6YV"


def test_the_alphabet_is_crockfords_without_letters_that_look_like_others() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.fuzz(target="roundtrips")
@given(st.integers(0, 2**BITS - 1))
def test_every_number_has_a_reference_of_its_own_that_can_be_read(number: int):
    found = reference(number)
    assert read(grouped(found)) == found
    value = 0
    for one in found[:-1]:
        value = value * 32 + ALPHABET.index(one)
    assert value == number


@pytest.mark.parametrize("typed", [
    "4HMA-SW9N-F6YV", "4hma sw9n f6yv", " 4HMA—SW9N－F6YV。", "４ＨＭＡ－ｓｗ９ｎ－Ｆ６ＹＶ", "4hma_sw9n_f6yu"])
def test_small_full_width_and_spaced_letters_are_read(typed: str):
    assert read(typed) == ONE


def test_zero_and_one_may_be_typed_as_letters() -> None:
    assert read("oooo-deMo-ooIg") == read("0000-DEM0-001G")


def test_every_single_wrong_character_is_found() -> None:
    for at, right in enumerate(ONE):
        for wrong in set(ALPHABET) - {right}:
            with pytest.raises(Problem, match="reference_check"):
                read(ONE[:at] + wrong + ONE[at + 1:])


def test_every_two_that_were_exchanged_are_found() -> None:
    for first in range(len(ONE)):
        for second in range(first + 1, len(ONE)):
            if ONE[first] != ONE[second]:
                typed = list(ONE)
                typed[first], typed[second] = typed[second], typed[first]
                with pytest.raises(Problem, match="reference_check"):
                    read("".join(typed))


@pytest.mark.parametrize("typed", ["", "4HMA", ONE + "0", "四汉马", "4HMA-SW9N-F6Y*", "x" * 10_000, "\x00" * 12])
def test_what_is_no_reference_is_said_to_be_none(typed: str):
    with pytest.raises(Problem, match="reference_form"):
        read(typed)
