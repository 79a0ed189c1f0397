"""`import`: the county's own plots, inventory, proposals and purchases instead of the illustrative ones."""

from __future__ import annotations

from pathlib import Path

import click

from commands.say import sentences


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only say whether it can be stored.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is printed.")
def import_county(folder: Path, only_check: bool, lang: str | None) -> None:
    """Store the county's own data in place of the demo (导入本县数据).

    FOLDER holds the five files that data/demo/README.md describes. Everything is checked first; the first
    row that cannot be stored is named and nothing is changed.
    """
    from store import open_house
    from store.county import check, replace_layer
    from store.shipped import shipped_species

    with sentences(lang) as say:
        counts = check(folder, shipped_species())
        for name, count in counts.items():
            click.echo(say("command.import_file", file=name, count=count))
        if only_check:
            click.echo(say("command.import_checked"))
            return
        house = open_house()
        house.write(lambda cursor: replace_layer(cursor, folder))
        house.close()
        click.echo(say("command.import_done"))
