"""What the law says of the same land, beside the carbon: protection grades and the restoration fee, never netted."""

from __future__ import annotations

import streamlit as st

from core.landuse import Fee, GradeFinding, check_grades, restoration_fee
from core.numbers import area
from pages.base import Context
from pages.loss_result import Result
from ui import blocks
from ui.format import hectares, money

OTHER = "other"  # what stands chosen until somebody says what is built


def fee_of(found: Result) -> Fee:
    """The fee under the rules of the day asked about."""
    return restoration_fee(found.site.parcels, found.asked.what, found.book.at(found.asked.on), found.asked.urban,
                           found.asked.kind.commercial)


def grades_of(found: Result) -> tuple[GradeFinding, ...]:
    return check_grades(found.site.parcels, found.asked.kind, found.book.at(found.asked.on))


def law(ctx: Context, found: Result) -> None:
    say = ctx.say
    st.header(say("loss.law"), anchor=False)
    if not found.site.parcels:
        blocks.note(say("loss.law_unknown"))
        return
    grades = grades_of(found)
    project = say(f"project.{found.asked.kind.id}")
    bad = [one for one in grades if one.allowed is False]
    for one in bad:
        unsaid = found.asked.kind.id == OTHER and one.grade != 1
        key = "loss.grade_never" if one.grade == 1 else "loss.grade_other" if unsaid else "loss.grade_bad"
        tell = blocks.warning if unsaid else blocks.refusal
        tell(say(key, grade=grade_name(ctx, one.grade), area=hectares(area(one.area_hm2)), project=project,
                 limit=grade_name(ctx, int(one.limit.number)), labels=_some(ctx, one.labels)))
    blocks.table([say("loss.grade.column"), "hm²", say("loss.grade.verdict")],
                 [[grade_name(ctx, one.grade), f"{area(one.area_hm2):,}",
                   say(f"loss.grade.{'unknown' if one.allowed is None else 'yes' if one.allowed else 'no'}")]
                  for one in grades], (1,))
    if grades and not bad:
        blocks.note(say("loss.grade_good", project=project, limit=grade_name(ctx, int(grades[0].limit.number)),
                        source=say.pick(grades[0].limit.reference.title_zh, grades[0].limit.reference.title_en)))
    fee = fee_of(found)
    blocks.note(say("loss.fee", amount=money(fee.amount_cny)))
    if fee.unknown_hm2:
        blocks.note(say("loss.fee_unknown", area=hectares(area(fee.unknown_hm2))))


def grade_name(ctx: Context, grade: int | None) -> str:
    """Ⅰ … Ⅳ, or that it is not known."""
    return ctx.say("loss.grade.unknown" if grade is None else f"loss.grade.{grade}")


def _some(ctx: Context, labels: tuple[str, ...], most: int = 5) -> str:
    return ctx.say.pick("、", ", ").join(labels[:most]) + (" …" if len(labels) > most else "")
