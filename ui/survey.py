"""The empty sheet for sample-plot trees, with what each column means."""

from __future__ import annotations

from core.carbon.sheets import COLUMNS
from ui.words import Words
from ui.workbook import Sheet, workbook

EXAMPLE = {"stratum": "1", "stratum_area_hm2": 12.5, "planted_on": "2020-06-18", "sample_plot": "1",
           "plot_area_hm2": 0.06, "date": "2025-01-01", "dbh_cm": 4.2, "height_m": 3.1, "count": 1}


def template_workbook(say: Words) -> bytes:
    """Sheet one to fill in, with one example line; sheet two says what the columns mean."""
    headers = [say(f"sheet.{column.key}") for column in COLUMNS]
    example = [say("sheet.example_species") if column.key == "species" else EXAMPLE.get(column.key)
               for column in COLUMNS]
    notes = [(say(f"sheet.{column.key}"), say("export.yes") if column.required else "", say(f"sheet.{column.key}_note"))
             for column in COLUMNS]
    return workbook([
        Sheet(say("sheet.trees"), headers, [example]),
        Sheet(say("sheet.notes"), (say("sheet.column"), say("sheet.required"), say("sheet.meaning")), notes),
    ])
