"""Alerts of remote sensing against stored plots: what is hit, by how much, on which day, known again by its hash."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from shapely import affinity
from shapely.geometry import box

from core.land import LandFeature, area_4543_hm2
from core.land.alerts import alerts, outline_text, read_day
from core.problem import Problem

TODAY = date(2026, 11, 23)
PLOTS = {"A": box(101.80, 25.60, 101.81, 25.61), "B": box(101.81, 25.60, 101.82, 25.61)}


def feature(number: int, geometry, **raw) -> LandFeature:
    return LandFeature(number, "", geometry, area_4543_hm2(geometry), None, {}, raw)


def test_a_polygon_over_two_plots_is_split_between_them() -> None:
    """Four fifths on A, one on B; beside both lies nothing."""
    over = box(101.802, 25.602, 101.812, 25.604)
    one, beside = alerts([feature(1, over), feature(2, box(101.9, 25.7, 101.91, 25.71))], PLOTS, "", TODAY, TODAY)
    assert [plot for plot, _ in one.hits] == ["A", "B"]
    assert one.hits[0][1] == area_4543_hm2(box(101.802, 25.602, 101.81, 25.604))
    assert abs(one.hits[0][1] / one.hit_hm2 - Decimal("0.8")) < Decimal("0.0001")
    assert one.hit_hm2 == one.hm2 == area_4543_hm2(over)
    assert beside.hits == ()


def test_plots_that_are_only_touched_are_not_hit() -> None:
    assert alerts([feature(1, box(101.82, 25.60, 101.83, 25.61))], PLOTS, "", TODAY, TODAY)[0].hits == ()


def test_the_same_outline_has_the_same_hash_however_it_is_drawn() -> None:
    one = box(101.802, 25.602, 101.812, 25.604)
    other = affinity.translate(one.reverse(), 1e-9, -1e-9)
    assert outline_text(one) == outline_text(other) != outline_text(affinity.translate(one, 1e-5))


@pytest.mark.parametrize("value", [
    "2026-11-20", "2026/11/20", "2026.11.20", "20261120", 20261120, Decimal(20261120), 20261120.0, "2026年11月20日",
    "2026-11-20T08:00:00Z", "2026-11-20 08:00", date(2026, 11, 20), datetime(2026, 11, 20, 8, tzinfo=UTC)])
def test_days_are_read_as_files_write_them(value: object) -> None:
    assert read_day(value) == date(2026, 11, 20)


@pytest.mark.parametrize("value", [None, "", "2026-13-01", "20261131", "11/20/2026", "road", 7, 2026.5])
def test_what_is_no_day_is_none(value: object) -> None:
    assert read_day(value) is None


@pytest.mark.parametrize(("value", "key"), [("2026-11-24", "alert_future"), ("unknown", "alert_date")])
def test_a_polygon_without_a_day_that_can_be_is_refused_by_its_number(value: str, key: str) -> None:
    with pytest.raises(Problem) as refused:
        alerts([feature(7, PLOTS["A"], day=value)], PLOTS, "day", TODAY, TODAY)
    assert (refused.value.key, refused.value.fields["feature"]) == (key, 7)
