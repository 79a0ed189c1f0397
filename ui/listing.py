"""The empty list of proposals: with three example lines, what each column means, and lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from core.carbon import SpeciesTable
from core.carbon.stand import KINDS
from core.landuse import Kind
from ui.words import LANGUAGES, Words, words
from ui.workbook import Cell, Sheet, workbook

REQUIRED = ("name", "planned", "use")
FILLED = (*REQUIRED, "years", "township", "kind", "probability", "owed_t", "species", "area_hm2", "volume_m3_hm2",
          "age", "origin", "value_wan")
PINE, OAK = "pinus_yunnanensis", "quercus"  # of the examples


def kind_names(kinds: Iterable[str]) -> dict[str, str]:
    """What people call a kind of project, casefolded → its id: the words of both languages, whole and one by one."""
    out: dict[str, str] = {}
    for lang in LANGUAGES:
        for kind in kinds:
            whole = words(lang)(f"project.{kind}").casefold()
            for name in (whole, *whole.replace("、", ",").split(",")):
                out.setdefault(name.strip(), kind)
    return out


def template_workbook(say: Words, kinds: Mapping[str, Kind], species: SpeciesTable, first: date) -> bytes:
    """Sheet one to fill in, sheet two says what the columns mean, sheet three holds the choices. Months of the
    examples follow `first`."""
    choices: dict[str, list[str]] = {
        "use": [say(f"listing.use.{use}") for use in KINDS],
        "kind": [say(f"project.{kind}") for kind in kinds],
        "species": [say.pick(one.name_zh, one.name_en) for one in species.all],
    }
    headers = [say(f"sheet.{key}") for key in FILLED]
    sources = {FILLED.index(key): _range(say("listing.choices"), at, len(values))
               for at, (key, values) in enumerate(choices.items())}
    notes = [(say(f"sheet.{key}"), say("export.yes") if key in REQUIRED else "", say(f"listing.note.{key}"))
             for key in FILLED]
    longest = max(len(values) for values in choices.values())
    return workbook([
        Sheet(say("listing.sheet"), headers,
              [[line.get(key) for key in FILLED] for line in _examples(say, species, first)],
              ["0%" if key == "probability" else "" for key in FILLED], sources),
        Sheet(say("sheet.notes"), (say("sheet.column"), say("sheet.required"), say("sheet.meaning")),
              [*notes, ("", "", say("listing.note_examples"))]),
        Sheet(say("listing.choices"), [say(f"sheet.{key}") for key in choices],
              [[values[at] if at < len(values) else None for values in choices.values()] for at in range(longest)]),
    ])


def _range(sheet: str, column: int, count: int) -> str:
    letter = "ABC"[column]
    return f"='{sheet}'!${letter}$2:${letter}${count + 1}"


def _examples(say: Words, species: SpeciesTable, first: date) -> Sequence[Mapping[str, Cell]]:
    """A permanent use of two stands, and a temporary one that has been assessed."""
    pine, oak = (say.pick(one.name_zh, one.name_en) for one in (species.find(PINE), species.find(OAK)))
    road: dict[str, Cell] = {"name": say("listing.example_first")}
    return (
        {**road, "planned": date(first.year + 1, 3, 1), "use": say("listing.use.permanent"),
         "kind": say("project.road"), "probability": Decimal("0.8"), "species": pine, "area_hm2": Decimal("1.2"),
         "volume_m3_hm2": 85, "age": 32, "value_wan": 360},
        {**road, "species": oak, "area_hm2": Decimal("0.6"), "volume_m3_hm2": 60},
        {"name": say("listing.example_second"), "planned": date(first.year + 1, 6, 1),
         "use": say("listing.use.temporary"), "years": 1, "owed_t": Decimal("12.5"), "area_hm2": Decimal("0.5")},
    )
