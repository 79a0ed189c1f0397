"""How `[auth]` must look before the server starts, and what a claim of roles may be."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit import config
from streamlit.runtime.secrets import Secrets

from core.people import claims_of, roles_in
from core.problem import Problem
from ui import hosts, provider
from ui.provider import checked, sealed

GOOD = {"redirect_uri": "https://zhanbu.example/oauth2callback", "cookie_secret": "kJ8s-2nQx7LmPz4RtYw9VbHc3Fd6Gg5Aa1",
        "client_id": "zhanbu", "client_secret": "x", "server_metadata_url": "https://id.example/.well-known/openid"}


@pytest.mark.parametrize(("given", "key"), [
    ({"client_id": " "}, "auth_missing"), ({"cookie_secret": "short"}, "auth_secret"),
    ({"cookie_secret": "x" * 40}, "auth_secret"), ({"redirect_uri": "https://zhanbu.example/"}, "auth_callback"),
    ({"redirect_uri": "zhanbu.example/oauth2callback"}, "auth_callback"),
    ({"server_metadata_url": "http://id.example/.well-known"}, "auth_open"),
    ({"server_metadata_url": "file:///etc/passwd"}, "auth_open"),
])
def test_a_provider_that_is_not_fully_or_not_safely_set_stops_the_start(given: dict, key: str):
    with pytest.raises(Problem) as problem:
        checked({**GOOD, **given}, None)
    assert problem.value.key == key


def test_the_claim_is_roles_another_one_or_none():
    assert [checked(GOOD, one).claim for one in (None, "realm_access.roles", "")] == ["roles", "realm_access.roles", ""]
    assert checked(GOOD, None).host == "zhanbu.example"


@pytest.mark.parametrize(("said", "claim", "found"), [
    ({"roles": ["admin", "Admin", "system", "public", None]}, "roles", {"admin"}),
    ({"roles": "planner, reviewer root"}, "roles", {"planner", "reviewer"}),
    ({"realm_access": {"roles": ["registrar"]}}, "realm_access.roles", {"registrar"}),
    ({"a.b": ["planner"], "a": {"b": ["admin"]}}, "a.b", {"planner"}),
    ({"roles": {"admin": True}}, "roles", set()), ({"realm": 7}, "realm.roles", set()), ({"": ["admin"]}, "x", set()),
])
def test_only_the_roles_of_the_table_count(said: dict, claim: str, found: set[str]):
    assert roles_in(said, claim) == found


def test_an_address_counts_only_if_the_provider_has_verified_it():
    said = {"iss": "i", "sub": "s", "email": "A@B.org"}
    assert claims_of(said, "roles").mail == ""
    assert claims_of({**said, "email_verified": True}, "roles").mail == "a@b.org"
    assert claims_of({"sub": "s"}, "roles") is None
    assert claims_of({**said, "name": "<b>\u202e Li\nNa"}, "roles").name == "<b> Li Na"


def test_the_seal_is_the_whole_cookie_and_no_other():
    cookies = {"_streamlit_user": "a", "_streamlit_user_1": "b", "_streamlit_user_tokens": "t", "other": "o"}
    assert sealed(cookies) == "ab"
    assert sealed({"other": "o"}) == ""


def test_the_name_to_which_the_provider_sends_browsers_back_is_answered(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.staff.provider", checked(GOOD, None))
    assert hosts.known("zhanbu.example", None, hosts.named.__wrapped__())
    monkeypatch.setattr("ui.staff.provider", None)
    assert not hosts.known("zhanbu.example", None, hosts.named.__wrapped__())


@pytest.mark.parametrize(("text", "key"), [('auth = "x"', "auth_missing"), ("[auth", "auth_unreadable"), ("", None)])
def test_a_secrets_file_is_read_or_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str,
                                                   key: str | None):
    file = tmp_path / "secrets.toml"
    file.write_text(text, "utf-8")
    real = config.get_option

    def option(name: str) -> object:
        return [str(file)] if name == "secrets.files" else real(name)

    monkeypatch.setattr(config, "get_option", option)
    monkeypatch.setattr(provider.st, "get_option", option)
    monkeypatch.setattr(provider.st, "secrets", Secrets())
    if key is None:
        assert provider.configured() is None
        return
    with pytest.raises(Problem) as problem:
        provider.configured()
    assert problem.value.key == key
