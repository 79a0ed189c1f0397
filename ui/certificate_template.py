"""The empty list of certificates: with two example lines, what each column means, and lists to choose from."""

from __future__ import annotations

from datetime import date, timedelta

from core.compensation.certificate_list import COLUMNS
from core.ledger.reserve_acts import KINDS, UNITS
from ui.words import Words
from ui.workbook import Cell, Sheet, workbook

YEAR = timedelta(days=365)


def certificate_template(say: Words, county: str, today: date) -> bytes:
    """Sheet one to fill in, sheet two says what the columns mean, sheet three holds the choices."""
    keys = [column.key for column in COLUMNS]
    choices: dict[str, list[str]] = {
        "certificate_kind": [say(f"certificates.kind.{kind}") for kind in KINDS], "certificate_unit": list(UNITS)}
    examples: list[list[Cell]] = [
        [say("certificates.example_first"), choices["certificate_kind"][0], say("certificates.example_issuer"), county,
         today + YEAR, 120, "t"],
        [say("certificates.example_second"), choices["certificate_kind"][1], say("certificates.example_issuer"), county,
         today + YEAR, 300, "MWh"]]
    name = say("listing.choices")
    longest = max(len(values) for values in choices.values())
    return workbook([
        Sheet(say("certificates.sheet"), [say(f"sheet.{key}") for key in keys], examples, choices={
            keys.index(key): f"='{name}'!${'AB'[at]}$2:${'AB'[at]}${len(values) + 1}"
            for at, (key, values) in enumerate(choices.items())}),
        Sheet(say("sheet.notes"), (say("sheet.column"), say("sheet.required"), say("sheet.meaning")),
              [*((say(f"sheet.{key}"), say("export.yes"), say(f"certificates.note.{key}")) for key in keys),
               ("", "", say("certificates.note_examples"))]),
        Sheet(name, [say(f"sheet.{key}") for key in choices],
              [[values[at] if at < len(values) else None for values in choices.values()] for at in range(longest)]),
    ])
