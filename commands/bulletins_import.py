"""`bulletins import`, `list`, `withdraw`: bulletins into the store, what was recorded, the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.say import sentences
from ui.words import Words

if TYPE_CHECKING:
    from core.market.bulletins import Bulletin, Planned
    from store import Store
    from store.bulletins import Recorded

ROLE = "command"
LANG = click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's if absent (语言).")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON (输出 JSON).")


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only say what would be stored (仅核对，不保存).")
@click.option("--skip-bad", is_flag=True, help="Store the others although some are refused (略过不能用的).")
@click.option("--accept-conflicts", "reason", metavar="REASON",
              help="Store also what contradicts stored figures, for this reason (写明理由，替换已存数据).")
@AS_JSON
@LANG
def import_bulletins(files: tuple[Path, ...], only_check: bool, skip_bad: bool, reason: str | None, as_json: bool,
                     lang: str | None) -> None:
    """Store market bulletins; the same again changes nothing (导入行情通报).

    FILE is a .txt, .html, .csv or .xlsx, or a .zip of them. If any bulletin is refused, nothing is stored, unless
    --skip-bad is given. What contradicts stored figures is reported and left out, unless --accept-conflicts gives a
    reason; `bulletins withdraw` brings the old figures back. The exit code is 1 if anything was refused or left out.
    """
    from commands.bulletins import read_files
    from core.market.bulletins import digest
    from core.market.bulletins.plan import ASKED, REFUSED
    from store import open_house, today
    from store.bulletins import record

    with sentences(lang) as say:
        found = read_files(files)
        house = open_house()
        try:
            planned = looked_at(house, found)
            refused = any(one.state == REFUSED for one in planned)
            asked = {digest(one.bulletin) for one in planned if one.state in ASKED}
            numbers: tuple[int, ...] = ()
            if not only_check and (skip_bad or not refused):
                shown = [one.state for one in planned]
                accepted = asked if reason is not None else ()
                numbers = house.write(lambda cursor: record(cursor, found, today(), shown, ROLE, accepted,
                                                            reason or ""))
        finally:
            house.close()
        _print(say, planned, numbers, only_check, as_json)
        if refused or (asked and (only_check or reason is None)):
            raise SystemExit(1)


def looked_at(house: Store, found: Sequence[Bulletin]) -> tuple[Planned, ...]:
    """What storing the bulletins would do."""
    from core.market.bulletins import plan
    from store import today
    from store.bulletins import known

    with house.read() as cursor:
        return plan(found, known(cursor, today()))


def _print(say: Words, planned: Sequence[Planned], numbers: tuple[int, ...], only_check: bool, as_json: bool) -> None:
    from api.render import to_json

    if as_json:
        click.echo(to_json({"bulletins": [as_values(one, say) for one in planned], "records": numbers}))
        return
    for one in planned:
        click.echo("\n".join(lines(one, say)))
    counts = {state: sum(1 for one in planned if one.state == state) for state in dict.fromkeys(
        one.state for one in planned)}
    click.echo(", ".join(f"{say(f'bulletins.state.{state}')} {count}" for state, count in counts.items()))
    if not only_check:
        click.echo(say("command.bulletins.stored", count=len(numbers), numbers=", ".join(map(str, numbers)) or "–"))


def as_values(one: Planned, say: Words) -> dict[str, Any]:
    """A planned bulletin as JSON values."""
    from commands import bulletins as read

    return read.as_values(one.bulletin, say) | {
        "state": one.state, "since_opening": one.since_opening or None,
        "differences": [{"field": name, "stored": stored, "read": new} for name, stored, new in one.differences],
        "remarks": [say.problem(remark) for remark in one.remarks]}


def lines(one: Planned, say: Words) -> list[str]:
    """A planned bulletin as text: its state, what differs, what is to be said."""
    from ui import format as fmt

    bulletin = one.bulletin
    out = [say("command.bulletins.planned", state=say(f"bulletins.state.{one.state}"),
               kind=say(f"bulletins.kind.{bulletin.kind or 'none'}"), start=bulletin.start,
               title=bulletin.title or "–", file=bulletin.file or "–")]
    out += ["  " + say("command.bulletins.difference", field=say(f"field.{name}"),
                       read=fmt.number(new, places), stored="–" if stored is None else fmt.number(stored, places))
            for name, stored, new in one.differences for places in [0 if name.endswith("_t") else 2]]
    return out + ["  " + say.problem(remark) for remark in (*bulletin.problems, *one.remarks, *bulletin.notes)]


@click.command("list")
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many (条数).")
@AS_JSON
@LANG
def list_bulletins(last: int, as_json: bool, lang: str | None) -> None:
    """List the bulletins recorded last (列出最近导入的行情通报)."""
    from api.render import to_json
    from store import open_house
    from store.bulletins import recorded

    with sentences(lang) as say:
        house = open_house()
        try:
            with house.read() as cursor:
                found = recorded(cursor, last)
        finally:
            house.close()
        if as_json:
            click.echo(to_json([_record(one) for one in found]))
            return
        if not found:
            click.echo(say("command.bulletins.none_recorded"))
        for one in found:
            click.echo(say("command.bulletins.record", number=one.number, on=_local(one), start=one.bulletin.start,
                           title=one.bulletin.title or one.bulletin.file or "–", did=say(f"bulletins.did.{one.did}"),
                           withdrawn="" if one.counts else say("bulletins.withdrawn")).rstrip())


def _record(one: Recorded) -> dict[str, Any]:
    bulletin = one.bulletin
    return {"number": one.number, "kind": bulletin.kind, "start": bulletin.start, "end": bulletin.end,
            "title": bulletin.title, "file": bulletin.file, "did": one.did, "before": one.before,
            "reason": one.reason, "recorded_at": f"{one.recorded_at.isoformat()}Z", "role": one.role,
            "withdrawn": not one.counts, "withdrawn_because": one.withdrawn_because}


def _local(one: Recorded) -> str:
    from store.clock import SHANGHAI

    return one.recorded_at.replace(tzinfo=UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@click.command("withdraw")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why (理由).")
@LANG
def withdraw_bulletin(number: int, reason: str, lang: str | None) -> None:
    """Bring back what stood before record NUMBER (撤回一条导入记录)."""
    from store import open_house
    from store.bulletins import withdraw

    with sentences(lang) as say:
        house = open_house()
        try:
            house.write(lambda cursor: withdraw(cursor, number, reason, ROLE))
        finally:
            house.close()
        click.echo(say("command.bulletins.withdrawn", number=number))
