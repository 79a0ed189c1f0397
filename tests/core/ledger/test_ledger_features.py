"""The feature tables as tests: every row passes or is refused with exactly its sentences, in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from ledger_tables import HERE, Case, cases, expected, found, play

from core.ledger import chain, commands
from core.ledger.entry import line
from core.problem import Problem
from core.rules import RuleBook
from ui.words import words

TABLES = sorted(HERE.glob("*.feature"))
CASES = [case for table in TABLES for case in cases(table)]
PASSING = [case for case in CASES if case.after]
REFUSED = [case for case in CASES if not case.after]
BY_TITLE = {"ids": lambda case: case.title}


@pytest.mark.parametrize("case", PASSING, **BY_TITLE)
def test_passes(case: Case, written: RuleBook) -> None:
    entries, books = play(case.acts, written)
    wanted = list(expected(case.after))
    assert [(name, what, found(books, name)[what]) for name, what, _ in wanted] == wanted
    assert chain.verify(line(entry).encode() + b"\n" for entry in entries) == books


@pytest.mark.parametrize("case", REFUSED, **BY_TITLE)
def test_is_refused(case: Case, written: RuleBook) -> None:
    play(case.acts[:-1], written)  # nothing before it is
    with pytest.raises(Problem) as refused:
        play(case.acts, written)
    assert tuple(words(lang).problem(refused.value) for lang in ("zh", "en")) == case.sentences


def test_every_command_has_its_table() -> None:
    """Opening balances hold whole books: test_ledger_opening.py shows them."""
    names = {re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() for kind in commands.Command.__args__}
    assert names - {table.stem for table in TABLES} == {"take_over"}
    assert {case.title.split(":")[0] for case in PASSING} == {case.title.split(":")[0] for case in REFUSED}


def test_every_refusal_of_a_decision_is_in_a_table(written: RuleBook) -> None:
    said = set()
    for case in REFUSED:
        try:
            play(case.acts, written)
        except Problem as problem:
            said.add(problem.key)
    folder = Path(commands.__file__).parent
    files = [folder / "act.py", folder / "decide.py", folder / "fields.py", *folder.glob("*_acts.py")]
    made = {node.args[0].value for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem"}
    assert made - said == {"journal_not_empty"}
