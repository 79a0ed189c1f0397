"""`demo`: make or remove the illustrative data."""

from __future__ import annotations

import click

from commands.say import sentences


@click.command()
@click.option("--remove", is_flag=True, help="Take every illustrative row out; real prices stay.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is printed.")
def demo(remove: bool, lang: str | None) -> None:
    """Make or remove the illustrative data (装入或删除演示数据)."""
    from store import open_house
    from store.shipped import load_demo, remove_demo
    from store.snapshot import current

    with sentences(lang) as say:
        house = open_house()
        house.write(remove_demo if remove else load_demo)
        reserve = current(house).reserve
        click.echo(say("command.demo", plots=len(reserve.plots), area=reserve.area_hm2, stored=reserve.stored_t))
        house.close()
