"""The commands of `python manage.py`, each in a module that is imported only when it is called.

Here: reading arguments, calling core and store, printing. Not here: calculation, SQL, anything of Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

# name: "module:attribute" of a click command or group. Its docstring's first line is its help.
COMMANDS = {
    "run": "commands.serve:run",
    "health": "commands.health:health",
    "staff-link": "commands.staff_link:staff_link",
    "estimate": "commands.estimate:estimate",
    "carbon": "commands.carbon:carbon",
    "land": "commands.land:land",
    "scenario": "commands.scenario:scenario",
    "journal": "commands.journal:journal",
    "store": "commands.store:store",
    "bulletins": "commands.bulletins:bulletins",
    "docs": "commands.docs:docs",
    "demo": "commands.demo:demo",
    "import": "commands.county:import_county",
    "release": "commands.release:release",
    "test": "commands.checks:test",
    "fuzz": "commands.fuzz:fuzz",
    "bench": "commands.bench:bench",
}


class LateGroup(click.Group):
    """A group that imports a command when it is asked for; a group below has its own `late`."""

    late: Mapping[str, str] = COMMANDS

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.late)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.late:
            return None
        module, _, attribute = self.late[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from ui.edition import edition

        click.echo(f"Zhanbu {edition()}")
        ctx.exit()


@click.group(cls=LateGroup, invoke_without_command=True, context_settings={"max_content_width": 110})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
              help="Print the version (显示版本).")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Zhanbu, the decision desk for forest carbon-sink compensation (占补：林业碳汇占补平衡决策台)."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
