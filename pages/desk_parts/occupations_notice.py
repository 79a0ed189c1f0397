"""告知书, the notice of loss: signing it, taking it back, its sheet to read and to hand on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from core.compensation.mix import mix
from core.ledger.occupation import Assessment, LossNotice, Occupation, RevokeNotice, SignNotice
from core.numbers import ZERO, tonnes_down
from core.problem import Problem
from core.rules import Reading
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.occupations_assess import basis, inventory, step_of, strata, working_text
from ui import blocks
from ui.blocks import Card
from ui.documents.notice import notice_letter
from ui.format import T, hectares, number, percent, tonnes_book
from ui.show import drawer
from ui.workbook import Cell, Formula, Sheet, live


def sign(ctx: Context, one: Occupation) -> None:
    """The reviewer's act: what will be notified, once more, and the button."""
    say = ctx.say
    assert one.assessment is not None
    st.subheader(say("occupations.sign"), anchor=False)
    blocks.note(say("occupations.sign_note", owed=tonnes_book(one.assessment.owed_t),
                    number=f"YM-N-{ctx.today.year}-{ctx.books.notices.get(ctx.today.year, 0) + 1:04}"))
    strata(ctx, one.assessment.strata, one.assessment.owed_t)
    blocks.note(basis(ctx, one, one.assessment))
    acting.submit(ctx, "desk:occupations:sign", say("occupations.sign_do"), SignNotice,
                  lambda: SignNotice(one.proposal), icon=":material/verified:", confirm=say("occupations.sign_sure"))


def most_offset(ctx: Context, notice: LossNotice) -> tuple[Reading, Decimal]:
    """The rule on the day it was signed, and the most that may be offset."""
    rules = ctx.snapshot.rules.at(notice.signed_on)
    return rules["offset_max_share"], mix(notice.owed_t, ZERO, rules).offset_max_t


def sheet(ctx: Context, one: Occupation, notice: LossNotice) -> None:
    """What the occupier is told."""
    say, made = ctx.say, one.assessment
    assert made is not None
    st.subheader(say("occupations.notice_title", number=notice.number), anchor=False)
    share, most = most_offset(ctx, notice)
    blocks.cards([
        Card(say("occupations.owed"), number(notice.owed_t, 3), T, say("occupations.signed", date=notice.signed_on),
             "loss"),
        Card(say("occupations.offset_most"), number(most, 3), T,
             say("occupations.offset_share", share=percent(share.number)), "cancelled"),
        Card(say("occupations.buy_least"), number(notice.owed_t - most, 3), T, say("occupations.buy_note"),
             "available")])
    blocks.note(say("occupations.notice_text", project=blocks.typed(say.pick(one.project_zh, one.project_en)),
                    township=say.pick(one.township_zh, one.township_en), area=hectares(made.area_hm2),
                    owed=tonnes_book(notice.owed_t), most=tonnes_book(most), least=tonnes_book(notice.owed_t - most)))
    drawer(say("occupations.notice_strata", count=len(made.strata)), "desk:occupations:notice_strata",
           lambda: strata(ctx, made.strata, made.owed_t))
    with st.container(horizontal=True):
        st.download_button(say("occupations.notice_docx"), lambda: notice_letter(
            one, notice, made, most_t=most, share=share.number, inventory=inventory(ctx, made.inventory),
            strata=[(_named(ctx, name), hm2, owed) for name, hm2, owed in made.strata], say=say),
                           file_name=f"{notice.number}.docx", mime=exports.TYPES["docx"], on_click="ignore",
                           key="desk:occupations:notice_docx", icon=":material/description:")
        st.download_button(say("occupations.notice_xlsx"), lambda: _workbook(ctx, one, notice, made),
                           file_name=f"{notice.number}.xlsx", mime=exports.TYPES["xlsx"], on_click="ignore",
                           key="desk:occupations:notice_xlsx", icon=":material/download:")
        st.download_button(say("occupations.notice_json"), lambda: working_text(ctx, made).encode(),
                           file_name=f"{notice.number}.json", mime=exports.TYPES["json"], on_click="ignore",
                           key="desk:occupations:notice_json", icon=":material/data_object:")
    if not one.ordered_t:
        drawer(say("occupations.revoke"), "desk:occupations:revoking", lambda: _revoke(ctx, one, notice))


def _named(ctx: Context, stratum: str) -> str:
    """A stratum as its reader calls it, where it is named by a species."""
    try:
        species = ctx.snapshot.species.find(stratum)
    except Problem:
        return stratum
    return ctx.say.pick(species.name_zh, species.name_en)


def _revoke(ctx: Context, one: Occupation, notice: LossNotice) -> None:
    blocks.note(ctx.say("occupations.revoke_note", number=notice.number))
    acting.submit(ctx, "desk:occupations:revoke", ctx.say("occupations.revoke_do"), RevokeNotice,
                  lambda: RevokeNotice(one.proposal), icon=":material/undo:", primary=False)


def _workbook(ctx: Context, one: Occupation, notice: LossNotice, made: Assessment) -> bytes:
    """The notice, its pieces, the working and every parameter as they were frozen."""
    say, (share, most) = ctx.say, most_offset(ctx, notice)
    step = step_of(working_text(ctx, made))
    rows: list[Sequence[Cell]] = [
        (say("occupations.notice"), notice.number, ""), (say("occupations.signed_on"), notice.signed_on, ""),
        (say("occupations.column.proposal"), one.proposal, ""),
        (say("occupations.column.project"), say.pick(one.project_zh, one.project_en), ""),
        (say("occupations.column.township"), say.pick(one.township_zh, one.township_en), ""),
        (say("occupations.column.planned"), one.planned_on, ""),
        (say("occupations.area"), made.area_hm2, "hm²"), (say("occupations.owed"), notice.owed_t, "tCO₂e"),
        (say("export.offset_share"), share.number, ""),
        (say("occupations.offset_most"), live("=ROUNDDOWN(B9*B10,3)", tonnes_down(notice.owed_t * share.number), most),
         "tCO₂e"),
        (say("occupations.buy_least"), Formula("=B9-B11", notice.owed_t - most), "tCO₂e"),
        (say("occupations.assessed_on"), made.assessed_on, ""), (say("occupations.inventory"), made.inventory, ""),
        (say("occupations.rules_of"), one.planned_on, ""), (say("occupations.hash_rules"), made.rules, ""),
        (say("occupations.hash_working"), made.working, "")]
    return workbooks.book(ctx, [
        Sheet(say("occupations.notice"), (say("export.what"), say("export.value"), say("export.unit")), rows),
        Sheet(say("export.strata"), [say(f"occupations.stratum.{name}") for name in ("name", "area", "tonnes")],
              [(_named(ctx, name), hm2, owed) for name, hm2, owed in made.strata], ("", exports.HM2, exports.T3),
              total=say("export.sum"), sums=(1, 2))], (step,), read=("offset_max_share",), demo=one.demo)
