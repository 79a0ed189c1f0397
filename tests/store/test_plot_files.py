"""Listed plots in the table that pages read: there with the act, as their file says, gone with illustrative data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from shapely.geometry import box

from core.ledger.commands import Correct, StoreLot
from core.ledger.plot_file import OpenPlotFile
from core.problem import Problem
from store import Store, plot_files
from store.acts import act, books
from store.journal import verify
from store.shipped import remove_demo
from store.snapshot import current

Ask = Callable[..., list[tuple[Any, ...]]]
D = Decimal
LOT = StoreLot("YM-18-L1", "2026-1", "YM-18", date(2026, 1, 1), date(2028, 12, 31), D("158.563"), date(2026, 10, 8),
               demo=True)


def test_a_listed_plot_is_there_for_everybody(own: Store) -> None:
    assert {one.plot for one in current(own).reserve.plots} == {f"YM-{number:02}" for number in range(1, 14)}
    act(own, LOT, "registrar", "", "a")
    snapshot = current(own)
    plot = next(one for one in snapshot.reserve.plots if one.plot == "YM-18")
    assert (plot.township_en, plot.species, plot.area_hm2, plot.stage, plot.demo) == (
        "Pingtian", "Dalbergia sissoo", D("20.6412"), "listed", True)
    assert plot.geometry == plot_files.outline(own, books(own).plots["YM-18"].outline)
    assert snapshot.reserve.stored_t == D("2471.275") + D("158.563")
    assert verify(own).plots["YM-18"].lots == ("YM-18-L1",)


def test_what_is_corrected_in_a_file_is_corrected_in_the_table(own: Store, ask: Ask) -> None:
    act(own, LOT, "registrar", "", "a")
    for number, plot in enumerate(("YM-18", "YM-01")):
        entry = books(own).plots[plot].entry
        act(own, Correct(entry, "name_zh", "示例 更名地块"), "registrar", "名称有误", f"c{number}")
    assert ask(own, "SELECT plot FROM plot WHERE name_zh = '示例 更名地块' ORDER BY plot") == [("YM-01",), ("YM-18",)]
    verify(own)


def test_a_row_that_says_something_else_is_found(own: Store) -> None:
    act(own, LOT, "registrar", "", "a")
    with own.read() as cursor:
        for change in ("area_hm2 = 1", "stage = 'monitoring'", "geometry = '{}'", "demo = false"):
            cursor.begin()
            cursor.execute(f"UPDATE plot SET {change} WHERE plot = 'YM-18'")
            with pytest.raises(Problem) as problem:
                plot_files.compare(cursor, books(own))
            cursor.rollback()
            assert (problem.value.key, problem.value.fields) == ("books_differ", {"table": "plot", "name": "YM-18"})


def test_an_outline_is_kept_once_and_asked_for(own: Store, ask: Ask) -> None:
    shape, same = box(101.8, 25.6, 101.81, 25.61), box(101.8 + 1e-12, 25.6, 101.81, 25.61)  # to the millimetre
    names = {own.write(lambda cursor, one=one: plot_files.keep(cursor, plot_files.body_of(one)))
             for one in (shape, same)}
    assert len(names) == 1
    assert plot_files.geometry_of(plot_files.outline(own, names.pop())).equals(shape)
    own.write(lambda cursor: cursor.execute("DELETE FROM plot_outline"))
    with pytest.raises(Problem) as problem:
        act(own, LOT, "registrar", "", "a")
    assert problem.value.key == "plot_outline_gone"
    assert ask(own, "FROM lot WHERE plot = 'YM-18'") == []
    verify(own)


def test_files_go_with_the_illustrative_data_unless_one_is_the_county_s_own(own: Store, ask: Ask) -> None:
    act(own, LOT, "registrar", "", "a")
    own.write(remove_demo)
    assert (books(own).plots, ask(own, "SELECT count(*) FROM plot")) == ({}, [(0,)])
    act(own, OpenPlotFile("甲", "甲地块", "Plot A", "物茂乡", "Wumao", "第一组", "Acacia confusa", D("1"),
                          date(2020, 1, 1)), "registrar", "", "b")
    own.write(remove_demo)
    assert list(books(own).plots) == ["甲"]
