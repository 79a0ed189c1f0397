"""Links of one use and the sessions they open: when each ends, and what opens none."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.problem import Problem
from ui.sessions import MOST_LINKS, Links, Sessions, idle_hours, leave_link

HOUR = timedelta(hours=1)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


def refusal(links: Links, token: str) -> str:
    with pytest.raises(Problem) as asked:
        links.check(token)
    with pytest.raises(Problem) as problem:
        links.redeem(token)
    assert asked.value.key == problem.value.key
    return problem.value.key


def test_a_token_is_good_for_one_use() -> None:
    links = Links("secret")
    assert refusal(links, "guess") == "staff_wrong"
    links.check("secret")
    links.redeem("secret")
    assert refusal(links, "secret") == "staff_spent"
    assert refusal(links, "guess") == "staff_wrong"


@pytest.mark.parametrize("token", ["", "secret", "令牌", "\ud800"])
def test_without_a_token_nothing_opens(token: str) -> None:
    assert refusal(Links(""), token) == "staff_none"


def test_of_many_at_once_one_gets_in() -> None:
    links, inside = Links("secret"), []
    start = threading.Barrier(8)

    def knock() -> None:
        start.wait()
        try:
            links.redeem("secret")
        except Problem:
            return
        inside.append(1)

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(inside) == 1


def test_a_link_made_later_lasts_a_quarter_of_an_hour_and_the_first_until_it_is_used(clock: Clock) -> None:
    links = Links("first", clock=clock)
    one, other = links.make(), links.make()
    clock.time += timedelta(minutes=14, seconds=59)
    links.redeem(one)
    clock.time += timedelta(seconds=1)
    assert refusal(links, other) == "staff_late"
    assert refusal(links, one) == "staff_spent"
    clock.time += timedelta(days=40)
    links.redeem("first")


def test_the_oldest_links_are_forgotten_not_opened_again() -> None:
    links = Links("first")
    links.redeem("first")
    for _ in range(MOST_LINKS):
        last = links.make()
    assert refusal(links, "first") == "staff_wrong"
    links.redeem(last)


def test_a_link_left_beside_the_store_opens_a_running_server_once(tmp_path: Path) -> None:
    folder = tmp_path / "x.links"
    links, others = Links("", folder), Links("first", folder)
    assert refusal(links, "x") == "staff_none"
    token = leave_link(folder)
    assert token not in " ".join(map(str, folder.iterdir()))
    links.check(token)
    links.redeem(token)
    assert refusal(links, token) == "staff_spent"
    assert refusal(others, token) == "staff_wrong"
    assert list(folder.iterdir()) == []


def test_a_link_left_there_too_long_is_refused_and_goes_with_the_next(tmp_path: Path) -> None:
    token = leave_link(tmp_path)
    [file] = tmp_path.iterdir()
    os.utime(file, (0, 0))
    (tmp_path / "notes.txt").write_text("not ours", "utf-8")
    assert refusal(Links("", tmp_path), token) == "staff_late"
    leave_link(tmp_path)
    assert not file.exists()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_session_lasts_while_something_is_done_and_a_day_at_most(clock: Clock) -> None:
    sessions = Sessions(idle=2 * HOUR, clock=clock)
    key = sessions.open()
    for _ in range(12):
        clock.time += 2 * HOUR - timedelta(seconds=1)
        found = sessions.find(key, act=True)
        assert found is not None
    assert found.until - clock.time == timedelta(seconds=12)
    clock.time = found.until
    assert sessions.find(key, act=True) is None


def test_looking_without_an_act_does_not_keep_a_session_open(clock: Clock) -> None:
    sessions = Sessions(idle=2 * HOUR, clock=clock)
    key = sessions.open()
    clock.time += HOUR
    assert sessions.find(key) is not None
    clock.time += HOUR
    assert sessions.find(key) is None


def test_each_session_ends_alone_and_a_made_up_id_names_none() -> None:
    sessions = Sessions()
    one, other = sessions.open(), sessions.open()
    assert len(one) >= 32
    sessions.close(one)
    assert sessions.find(one) is None
    assert sessions.find(other) is not None
    for forged in ("", "x", other[:-1], other + "x", other.swapcase(), "令牌"):
        assert sessions.find(forged) is None


def test_what_memory_holds_opens_nothing() -> None:
    sessions, links = Sessions(), Links("first")
    key, token = sessions.open(), links.make()
    assert key not in repr(vars(sessions))
    assert token not in repr(vars(links))
    assert "first" not in repr(vars(links))


@pytest.mark.parametrize(("setting", "hours"), [("", 8), (" ", 8), ("1", 1), ("24", 24), (" 4 ", 4)])
def test_the_hours_that_were_set(setting: str, hours: int) -> None:
    assert idle_hours(setting) == hours


@pytest.mark.parametrize("setting", ["0", "25", "-1", "1.5", "八", "٤", "9" * 5000, "1e1", "never"])
def test_hours_that_make_no_sense(setting: str) -> None:
    with pytest.raises(Problem) as problem:
        idle_hours(setting)
    assert problem.value.key == "staff_hours"
