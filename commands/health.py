"""`health`: what the admins' page of that name says, for a terminal or a job that calls it."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any

import click

from commands.say import sentences
from commands.serve import reachable
from core.problem import Problem

if TYPE_CHECKING:
    from ui.words import Words

PATIENCE_S = 60  # verifying a long journal takes its time
OK = 200


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True,
              help="The server's port (端口).")
@click.option("--address", default="localhost", show_default=True,
              help="This machine's name for itself, as the server was started (本机地址，与启动时一致).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (输出 JSON).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's if absent (语言).")
def health(port: int, address: str, as_json: bool, lang: str | None) -> None:
    """What is wrong with the product on this machine, and what to do (运行状况).

    Asks the running server; if there is none, says so and looks at the data itself. Exit code 1 when something is
    wrong.
    """
    with sentences(lang) as say:
        found = _asked(reachable(address), port, say) or _looked(say)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo(found["answer"])
        for one in found["findings"]:
            click.echo(f"{one['level']:5} {one['what']}\n      {one['do']}")
    raise SystemExit(0 if found["well"] else 1)


def _asked(host: str, port: int, say: Words) -> dict[str, Any] | None:
    """What the server says; None where none answers, or something else does."""
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
    try:
        connection.request("GET", f"/metrics/health?lang={say.lang}")
        reply = connection.getresponse()
        found = json.loads(reply.read()) if reply.status == OK else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return found if isinstance(found, dict) and {"well", "answer", "findings"} <= found.keys() else None


def _looked(say: Words) -> dict[str, Any]:
    """What the data say; Problem `health_busy` where a program has them open that did not answer."""
    from api.standing import facts
    from core.health import judge
    from store import StoreBusy
    from store.house import open_at, store_path, store_place
    from ui import health as words_of
    from ui.provider import configured

    try:
        opened = open_at(store_place(), new=False)
    except StoreBusy:
        raise Problem("health_busy", file=store_path().name, option="--port") from None
    try:
        now = facts(opened, configured() is not None, verify=True, serving=False)
        return words_of.told(now, judge(now), say)
    finally:
        opened.close()
