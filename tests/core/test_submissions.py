"""What the public may send: bounded, tidy, without numbers of persons outside the field for a contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.problem import Problem
from core.submissions import LONGEST_TEXT, Sent, Step, Submission, checked, contact, next_step, tidy, unread

TODAY = date(2026, 11, 23)
SENT = Sent("concern", "plot", "YM-01", "沟边", "有人砍树，请来看看")
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
KEPT = Submission("4HMASW9NF6YV", "t", SENT, AT, TODAY, 7, False)


def test_words_are_kept_as_they_were_typed_without_what_shows_nothing() -> None:
    assert tidy(" <b>=1+1</b>\u202e 😀👨\u200d👩\u200d👧 ‏\x00\x1b[31m\r\n\r\n\r\n\r\nDROP TABLE\t%s ") == (
        "<b>=1+1</b> 😀👨\u200d👩\u200d👧 [31m\n\nDROP TABLE %s")


@pytest.mark.parametrize(("change", "key"), [
    ({"text": "树"}, "voice_text"), ({"text": " \u202e\n" * 40}, "voice_text"),
    ({"text": "长" * (LONGEST_TEXT + 1)}, "voice_text"), ({"place": "长" * 81}, "voice_line"),
    ({"text": "请打电话 138 1234 5678"}, "voice_personal"),
    ({"text": "电话１３８１２３４５６７８找我"}, "voice_personal"),
    ({"text": "身份证53232819900101123X"}, "voice_personal"), ({"place": "卡 6222021234567890123"}, "voice_personal"),
    ({"seen_on": date(2026, 11, 24)}, "voice_seen_on"), ({"contact": "李家村口老李"}, "voice_contact")])
def test_what_cannot_be_kept_is_refused(change: dict[str, object], key: str):
    with pytest.raises(Problem, match=key):
        checked(replace(SENT, **change), TODAY)


def test_a_certificate_may_have_as_many_digits_as_a_person() -> None:
    assert checked(replace(SENT, about="certificate", name="532328199001011234"), TODAY).name


@pytest.mark.parametrize(("typed", "kept"), [
    ("", ""), ("１３８ 1234 5678", "138 1234 5678"), ("+86 (878) 821-1234", "+86 (878) 821-1234"),
    (" wang@example.gov.cn\n", "wang@example.gov.cn")])
def test_a_contact_is_a_phone_or_a_mail(typed: str, kept: str):
    assert contact(typed) == kept


@pytest.mark.parametrize("typed", ["53232819900101123X", "532328199001011234", "a@b", "=1+1", "wang@x.cn; li@x.cn"])
def test_a_contact_is_nothing_else(typed: str):
    with pytest.raises(Problem, match="voice_contact"):
        contact(typed)


def step(state: str, note: str = "已处理", entry: int = 0) -> Step:
    return Step(state, AT, "registrar", entry, note)


def test_it_is_taken_up_then_answered_or_set_aside_and_ends_there() -> None:
    up = replace(KEPT, steps=(step("taken_up", "", 12),))
    done = replace(KEPT, steps=(*up.steps, step("answered")))
    assert (KEPT.state, up.state, up.entry, up.closed, done.closed) == ("received", "taken_up", 12, False, True)
    assert next_step(KEPT, step("set_aside")) and next_step(KEPT, step("answered")) and next_step(up, step("answered"))
    assert next_step(done, step("answered")) is None  # the same again
    for known, state in ((up, "set_aside"), (done, "set_aside"), (done, "taken_up"), (up, "received")):
        with pytest.raises(Problem, match="submission_state"):
            next_step(known, step(state))


@pytest.mark.parametrize(("note", "key"), [("", "ledger_text"), ("打13812345678", "journal_personal")])
def test_an_answer_says_something_and_names_nobody(note: str, key: str):
    with pytest.raises(Problem, match=key):
        next_step(KEPT, step("answered", note))


def test_an_objection_is_unread_until_somebody_did_something_with_it() -> None:
    objection = replace(KEPT, sent=replace(SENT, kind="objection"))
    read = replace(objection, steps=(step("taken_up", "", 3),))
    assert unread([KEPT, objection, read], "YM-01") == 1
    assert unread([objection], "YM-02") == 0
