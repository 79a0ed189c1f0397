"""告知书, the notice of loss, as a letter to go on writing in Word: addressee and seal are the bureau's."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.ledger.occupation import Assessment, LossNotice, Occupation
from core.numbers import ZERO
from ui.documents.letter import RIGHT, SMALL_PT, letter, paragraph, saved, table
from ui.documents.typeset import noon
from ui.format import hectares, number, percent, tonnes_book
from ui.words import Words


def notice_letter(one: Occupation, notice: LossNotice, made: Assessment, *, most_t: Decimal, share: Decimal,
                  inventory: str, strata: Sequence[tuple[str, Decimal, Decimal]], say: Words) -> bytes:
    """.docx. `most_t`, `share`: the most that may be offset, tonnes and part of what is owed, on the day it was signed;
    `inventory`: what the assessment was cut with, in words; `strata`: (name, hm², t) of its annex."""
    project, township = say.pick(one.project_zh, one.project_en), say.pick(one.township_zh, one.township_en)
    page = letter(say("paper.notice_title"), f"{notice.number} {one.proposal}",
                  noon(notice.signed_on))
    if one.demo:
        paragraph(page, say("paper.notice_demo", mark=say("frame.demo")), indent=False, heading=True)
    paragraph(page, say("paper.notice_number", number=notice.number), align=RIGHT, indent=False)
    paragraph(page, say("paper.notice_to"), indent=False)
    paragraph(page, say("paper.notice_loss", project=project, township=township, area=hectares(made.area_hm2),
                        use=say("paper.years", years=one.years) if one.years else say("paper.permanent"),
                        owed=tonnes_book(notice.owed_t)))
    paragraph(page, say("paper.notice_choice", most=tonnes_book(most_t), share=percent(share),
                        least=tonnes_book(notice.owed_t - most_t)))
    paragraph(page, say("paper.notice_basis", date=made.assessed_on, inventory=inventory, rules=one.planned_on,
                        entry=notice.entry))
    paragraph(page, "")
    paragraph(page, say("paper.notice_sender"), align=RIGHT, indent=False)
    paragraph(page, say("paper.day", year=notice.signed_on.year, month=notice.signed_on.month,
                        day=notice.signed_on.day), align=RIGHT, indent=False)
    page.add_page_break()
    paragraph(page, say("paper.notice_annex", number=notice.number), indent=False, heading=True)
    table(page, [say(f"occupations.stratum.{name}") for name in ("name", "area", "tonnes")],
          [*((name, number(area, 4), number(owed, 3)) for name, area, owed in strata),
           (say("paper.sum"), number(made.area_hm2, 4), number(notice.owed_t, 3))], right=(1, 2))
    if sum((owed for _, _, owed in strata), ZERO) != notice.owed_t:
        paragraph(page, say("paper.notice_rounded"), indent=False, size=SMALL_PT)
    paragraph(page, say("paper.notice_frozen", rules=made.rules, working=made.working), indent=False, size=SMALL_PT)
    return saved(page)
