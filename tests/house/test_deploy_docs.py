"""docs/deploy.md: every setting is there, and what it installs exists and agrees with the product."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from api.front import OPEN
from commands.wheels import MACHINES
from ui.upload_limit import UPLOADS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "deploy.md").read_text("utf-8")
EXAMPLES = ROOT / "docs" / "examples" / "deploy"
SETTING = re.compile(r"ZHANBU_[A-Z_]*[A-Z]")
READ = re.compile(f"""["']({SETTING.pattern})["']""")  # a variable as a text of its own; a sentence is none
CODE = ("core", "watching", "store", "ui", "api", "kiosk", "pages", "commands")


def test_every_setting_that_the_code_reads_is_in_the_table() -> None:
    settings = TEXT[TEXT.index("\n## Settings\n"):TEXT.index("\n## What was tried\n")]
    files = [ROOT / "app.py", ROOT / "manage.py", *(path for folder in CODE for path in (ROOT / folder).rglob("*.py"))]
    read = {name for path in files for name in READ.findall(path.read_text("utf-8"))}
    assert {"ZHANBU_STORE", "ZHANBU_HOSTS", "ZHANBU_VENV"} < read
    assert read - set(SETTING.findall(settings)) == set()


def test_the_example_of_settings_sets_what_there_is() -> None:
    lines = [line for line in (EXAMPLES / "zhanbu.env").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert {line.partition("=")[0] for line in lines} - set(re.findall(r"`([A-Z_]+)`", TEXT)) == set()


def test_what_the_page_leads_to_is_there() -> None:
    """Files beside it, and headings, its own and theirs."""
    targets = set(re.findall(r"\]\(([^)]+)\)", TEXT))
    assert len(targets) > 10
    for one in targets:
        file, _, heading = one.partition("#")
        page = ROOT / "docs" / (file or "deploy.md")
        assert page.exists(), one
        assert not heading or heading in _headings(page), one
    assert {one for one in MACHINES if f"`{one}`" not in TEXT} == set()


def _headings(page: Path) -> set[str]:
    """As an address names them."""
    found = re.findall("^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", one.lower()).replace(" ", "-") for one in found}


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxies_let_uploads_through_and_nothing_else_that_large(name: str) -> None:
    text = (EXAMPLES / name).read_text("utf-8")
    assert UPLOADS in text
    assert [int(size) for size in re.findall(r"(?:max_body_size|max_size) (\d+)", text)] in ([5, 401], [401, 5])


def test_every_proxy_sets_anew_what_visitors_could_forge_and_asks_the_call_that_tells_health() -> None:
    nginx, caddy = ((EXAMPLES / name).read_text("utf-8") for name in ("nginx.conf", "Caddyfile"))
    for location in re.findall(r"location .*?\n    }", nginx, re.S):
        for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", "Host $http_host", 'Forwarded ""'):
            assert f"proxy_set_header {header};" in location
    assert nginx.count("location ") == 2
    assert f"health_uri {OPEN}health" in caddy


def test_the_service_starts_the_product_as_the_page_says() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(EXAMPLES / "zhanbu.service", "utf-8")
    service = unit["Service"]
    assert service["ExecStart"].split()[1:3] == ["/opt/zhanbu/current/manage.py", "run"]
    held = {name: service[name] for name in ("ProtectSystem", "NoNewPrivileges", "Restart")}
    assert held == {"ProtectSystem": "strict", "NoNewPrivileges": "true", "Restart": "on-failure"}
    assert f"ZHANBU_STORE=/var/lib/{service['StateDirectory']}/" in (EXAMPLES / "zhanbu.env").read_text("utf-8")
