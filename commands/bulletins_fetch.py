"""`bulletins fetch`: the bulletins of missing market days from the address that was set."""

from __future__ import annotations

from datetime import datetime

import click

from commands.bulletins_import import LANG, lines
from commands.say import sentences

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("fetch")
@click.option("--from", "first", type=DAY, help="First day; every missing day if absent (起始日).")
@click.option("--to", "last", type=DAY, help="Last day; today if absent (截止日).")
@LANG
def fetch_bulletins(first: datetime | None, last: datetime | None, lang: str | None) -> None:
    """Fetch and store the bulletins of missing market days (获取缺少的行情通报).

    ZHANBU_BULLETIN_URL gives the address of a day's bulletin with {yyyymmdd}, or {yyyy}, {mm} and {dd}, in the place
    of the date; without it this is off. At most 30 days a run. What is refused or contradicts stored figures is
    reported and not stored; the exit code is then 1.
    """
    from store import open_house
    from store.fetching import fetch

    with sentences(lang) as say:
        house = open_house()
        try:
            found = fetch(house, first and first.date(), last and last.date())
        finally:
            house.close()
        for one in found:
            if one.problem is not None:
                click.echo(say.problem(one.problem))
            elif one.planned is None:
                click.echo(say("command.bulletins.not_out", day=one.day))
            else:
                click.echo("\n".join(lines(one.planned, say)))
        stored = sum(1 for one in found if one.planned is not None and one.planned.state in ("new", "better"))
        click.echo(say("command.bulletins.fetched", count=len(found), stored=stored))
        if any(one.trouble for one in found):
            raise SystemExit(1)
