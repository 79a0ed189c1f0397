"""`manage.py test`: lint, types, the house's arrows, then the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from commands.chromium import ensure_chromium

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"
# heading: arguments for this Python, so that the tools are those of its environment wherever it lies
STATIC_CHECKS = {
    "ruff check .": ["-m", "ruff", "check", "."],
    "mypy": ["-m", "mypy"],
    "lint-imports": ["-c", LINT_IMPORTS],  # it cannot be called with -m
    "audit": ["-m", "commands.audit"],
}
# A process for each core, and no more than that does good; a file's tests stay together with what they set up. In the
# order of the folders: the browser's few long tests come early, not last, when the other processes have nothing to do.
SPREAD = ("-n", "auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder")


def call(heading: str, arguments: list[str], **environment: str) -> int:
    """Run one step under its heading; its exit code."""
    print(f"\n== {heading} ".ljust(80, "="), flush=True)
    with subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=os.environ | environment) as step:
        try:
            return step.wait()
        except KeyboardInterrupt:  # the step has it too and ends in its own words
            step.wait()
            raise SystemExit(130) from None


def run_all(pytest_arguments: tuple[str, ...]) -> int:
    """Every check, or with arguments pytest alone. Pytest comes last: its closing line closes the output."""
    checks = {} if pytest_arguments else STATIC_CHECKS
    failed = [name for name, arguments in checks.items() if call(name, arguments) != 0]
    chromium = ensure_chromium()
    heading = " ".join(("pytest", *pytest_arguments))
    code = call(heading, ["-m", "pytest", *(pytest_arguments or SPREAD)], ZHANBU_CHROMIUM=str(chromium))
    if failed:
        click.echo(f"Failed before pytest (pytest 之前未通过): {', '.join(failed)}", err=True)
    return code or (1 if failed else 0)


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(pytest_arguments: tuple[str, ...]) -> None:
    """Run every check and test (运行全部检查与测试).

    With arguments pytest alone runs, and gets them (带参数时只运行 pytest，参数交给 pytest).
    """
    raise SystemExit(run_all(pytest_arguments))
