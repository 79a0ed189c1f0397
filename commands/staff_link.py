"""`staff-link`: another one-time staff link for the server that runs on this machine over the same store."""

from __future__ import annotations

import click

from commands.say import sentences
from commands.serve import url_of


@click.command("staff-link")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True,
              help="The server's port (端口).")
@click.option("--address", default="localhost", show_default=True,
              help="This machine's name for itself, as the server was started (本机地址，与启动时一致).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is printed.")
def staff_link(port: int, address: str, lang: str | None) -> None:
    """Make a one-time staff link for the running server (为正在运行的系统再发一个工作人员链接)."""
    from core.problem import Problem
    from store.house import store_path
    from ui.sessions import GOOD_FOR, leave_link, links_of

    with sentences(lang) as say:
        store = store_path()
        if not store.exists():
            raise Problem("staff_no_store", file=str(store))
        try:
            token = leave_link(links_of(store))
        except OSError as error:
            raise Problem("staff_link_unwritten", file=str(links_of(store))) from error
        click.echo(f"{url_of(address, port)}/?staff={token}")
        click.echo(say("staff.link_note", minutes=int(GOOD_FOR.total_seconds() // 60)))
