"""Every page, every writing function and every call of the API, as every role, against the table of core.access."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from driving import ROOT, Open, open_drawers, signed_in
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from visible import page_text as said

from api import app as api_app
from core import access
from core.access import EVERYBODY, PUBLIC, STAFF
from core.ledger.decide import ACTS
from core.problem import Problem
from store import Store
from ui import staff

SHUT = "本页仅供工作人员使用"


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Each staff.may, staff.require and staff.not_yours of the pages."""
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name) and node.func.value.id == "staff"
                    and node.func.attr in ("may", "require", "not_yours", "is_staff")):
                yield f"{path.name}:{node.lineno} {node.func.attr}", node


def pages() -> list[str]:
    """What the shell lists."""
    for node in ast.parse((ROOT / "pages" / "shell.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "PAGES":
            return list(ast.literal_eval(node.value))
    raise AssertionError("the shell has no list of pages")


def test_every_right_that_the_pages_ask_for_is_in_the_table_and_every_right_is_asked_for() -> None:
    asked, named = set(), {command.__name__ for command in ACTS} | {"kind"}
    for where, call in calls():
        [right] = call.args  # never just "staff"
        if isinstance(right, ast.Constant):
            assert right.value in access.RIGHTS, where
            asked.add(right.value)
        elif isinstance(right, ast.Name):
            assert right.id in named, where
        else:
            assert isinstance(right, ast.JoinedStr) and right.values[0].value == "page.", where
    listed = {right for right in access.RIGHTS if right.startswith(("write.", "see."))}
    assert listed - asked == {"write.links"}  # ui.staff asks for that one


def test_the_table_and_the_shell_list_the_same_pages() -> None:
    assert {f"page.{name}" for name in pages()} == {right for right in access.RIGHTS if right.startswith("page.")}


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_desk_is_drawn_for_staff_alone(open_page: Open, own: Store, monkeypatch: pytest.MonkeyPatch, role: str):
    monkeypatch.setattr("ui.staff._kept", lambda _: signed_in(role) if role != PUBLIC else None)
    at = open_page("desk")
    assert (SHUT in said(at)) == (role not in access.RIGHTS["page.desk"])
    assert ("desk:view" in at.session_state) == (role in STAFF)


@pytest.mark.parametrize("page", ["inventory", "forest"])
def test_other_pages_are_drawn_for_everybody(open_page: Open, own: Store, page: str):
    assert SHUT not in said(open_page(page))


def test_each_command_and_each_right_as_each_role(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.staff._visitor", lambda: (None, {"host": "localhost"}))
    for role in EVERYBODY:
        monkeypatch.setattr("ui.staff._kept", lambda _, role=role: signed_in(role) if role != PUBLIC else None)
        for right in (*ACTS, *access.RIGHTS):
            allowed = role in access.holders(right)
            assert staff.may(right) == allowed
            if role in STAFF and allowed:
                assert staff.require(right) == role
                continue
            with pytest.raises(Problem) as problem:
                staff.require(right)
            assert problem.value.key == ("staff_only" if role == PUBLIC else "staff_role")


def test_a_form_of_another_office_has_no_button_and_says_whose_it_is(open_page: Open, own: Store,
                                                                     monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.staff._kept", lambda _: signed_in("reviewer"))
    at = open_drawers(open_page("desk", view="certificates"))
    assert not [one for one in at.button if one.key and one.key.startswith("desk:certificates:new")]
    assert "这一步由登记员办理" in said(at)


def test_the_api_answers_on_listed_routes_alone(own: Store):
    app = api_app.build()
    every = [one for route in app.routes for one in getattr(route, "original_router", app).routes]
    paths = {route.path for route in every if isinstance(route, APIRoute)}
    assert {f"route.{path}" for path in paths} == {right for right in access.RIGHTS if right.startswith("route.")}

    @app.get("/v1/unlisted")
    def unlisted() -> dict[str, str]:
        return {"never": "seen"}

    assert TestClient(app).get("/v1/unlisted").status_code == 404
