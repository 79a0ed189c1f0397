"""Where, by forest types and areas: rows of species, hm², m³/hm² and age, and their text in the address."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from core.carbon import Stratum
from pages.base import Context
from pages.loss_where import Site

MAX_ROWS = 20
FIRST_ROW = ("pinus_yunnanensis", 2.0, 60.0, None)
ROW_FIELDS = ("species", "area", "volume", "age")
ROW_SEPARATOR = "!"
LARGEST = 1e7
Row = tuple[str, float | None, float | None, float | None]


def areas(ctx: Context) -> Site:
    say = ctx.say
    species = {one.id: one for one in ctx.snapshot.species.all}
    for at, row in enumerate(list(st.session_state["loss:ids"]), start=1):
        with st.container(border=True):
            top = st.columns([6, 1], vertical_alignment="bottom")
            top[0].selectbox(say("loss.row.species", row=at), list(species), key=f"loss:row:{row}:species",
                             format_func=lambda key: say.pick(species[key].name_zh, species[key].name_en),
                             persist_state="session", placeholder=say("loss.row.choose"))
            if len(st.session_state["loss:ids"]) > 1:
                top[1].button(":material/delete:", key=f"loss:row:{row}:drop", help=say("loss.row.drop"),
                              on_click=_drop_row, args=(row,), type="tertiary")
            cells = st.columns(3)
            cells[0].number_input(say("loss.row.area"), step=0.1, format="%.8g", key=f"loss:row:{row}:area",
                                  persist_state="session", value=None)
            cells[1].number_input(say("loss.row.volume"), step=1.0, format="%.6g", key=f"loss:row:{row}:volume",
                                  value=None, persist_state="session", help=say("loss.row.volume_help"))
            cells[2].number_input(say("loss.row.age"), step=1.0, format="%.0f", key=f"loss:row:{row}:age",
                                  value=None, persist_state="session", help=say("loss.row.age_help"))
    if len(st.session_state["loss:ids"]) < MAX_ROWS:
        st.button(say("loss.row.add"), key="loss:row:add", on_click=add_row, icon=":material/add:")
    return site_of_rows(rows())


def site_of_rows(found: Sequence[Row]) -> Site:
    """Rows of the form as a site."""
    return Site(tuple(Stratum(name, _decimal(area, 4) or Decimal(0), _decimal(volume, 1), _decimal(age, 0))
                      for name, area, volume, age in found))


def rows() -> list[Row]:
    return [tuple(st.session_state.get(f"loss:row:{row}:{field}") for field in ROW_FIELDS)  # type: ignore[misc]
            for row in st.session_state["loss:ids"]]


def add_row(row: Row = (FIRST_ROW[0], 1.0, None, None)) -> None:
    number = st.session_state["loss:next"]
    st.session_state["loss:next"] = number + 1
    st.session_state["loss:ids"] = [*st.session_state["loss:ids"], number]
    for field, value in zip(ROW_FIELDS, row, strict=True):
        st.session_state[f"loss:row:{number}:{field}"] = value


def _drop_row(row: int) -> None:
    st.session_state["loss:ids"] = [one for one in st.session_state["loss:ids"] if one != row]


def _decimal(value: float | None, places: int) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.{places}f}")


def row_text(row: Row) -> str:
    name, *numbers = row
    return "~".join([name or "", *("" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")
                                   for value in numbers)])


def read_rows(text: str, species: set[str]) -> list[Row]:
    found: list[Row] = []
    for part in text.split(ROW_SEPARATOR)[:MAX_ROWS]:
        name, *numbers = part.split("~")
        if name not in species or len(numbers) != len(ROW_FIELDS) - 1:
            raise ValueError(part)
        area, volume, age = (float(number) if number else None for number in numbers)
        if any(value is not None and not abs(value) <= LARGEST for value in (area, volume, age)):  # nan is not, either
            raise ValueError(part)
        found.append((name, area, volume, age))
    return found
