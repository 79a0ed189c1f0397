"""A list of proposals, read from a workbook or CSV and assessed by the loss calculator.

One row a proposal, or one row a stand of forest with the proposal's name repeated (or left empty below it, as merged
cells read). What holds of the whole proposal need stand once. Its tonnes are given, or assessed under the rules of the
planned day. A proposal that cannot be used is refused with every reason found, and the others are read all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from core.carbon import Loss, Occupation, SpeciesTable, Stratum, assess
from core.landuse import Kind
from core.numbers import ZERO, tonnes
from core.problem import Problem
from core.rules.book import RuleBook, RulesAt
from core.scenario import listing_cells as cells
from core.scenario.model import ONE, Listed
from core.scenario.plain import MOST
from core.sheet import Row, read_sheet

MOST_ROWS = 2000
MOST_T = Decimal(10_000_000)
LONGEST_NAME = 80
SUM = re.compile(r"(合\s*计|小\s*计|总\s*计|共\s*计|(sub)?total|sum)\s*[:：]?", re.IGNORECASE)
REMARK = re.compile(r"(注|备注|说明|填表|制表|审核|notes?)[^:：]{0,6}[:：]", re.IGNORECASE)
EXAMPLE = re.compile(r"(示例|example)\s*[:：]", re.IGNORECASE)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a list is assessed with. `kind_names`: what people call a kind of project, casefolded → its id; `first`:
    the first month that can be planned for."""

    book: RuleBook
    species: SpeciesTable
    kinds: Mapping[str, Kind]
    kind_names: Mapping[str, str]
    first: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal of the list. `owed_t` is `loss.owed_t`, unless the list `given` it itself.

    rows: its lines in the file; area_hm2 and value_cny (investment) are None where the list says nothing; loss: None
    where the list gives the tonnes and no stand to assess.
    """

    name: str
    rows: tuple[int, ...]
    planned: date
    occupation: Occupation
    kind: str
    township: str
    probability: Decimal
    owed_t: Decimal
    given: bool
    area_hm2: Decimal | None
    value_cny: Decimal | None
    loss: Loss | None

    def listed(self, approved: bool = True) -> Listed:
        """As a proposal of a scenario: facilities that serve forestry stay, so they count as permanent."""
        use = "temporary" if self.occupation.kind == "temporary" else "permanent"
        return Listed(self.name, self.planned.replace(day=1), self.owed_t, self.probability, use, approved)


@dataclass(frozen=True, slots=True)
class Refused:
    """A proposal that cannot be used, with every reason found."""

    name: str
    rows: tuple[int, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a file holds. `examples`, `sums`: lines left out as the template's examples, as sums and remarks."""

    file: str
    proposals: tuple[Proposal, ...]
    refused: tuple[Refused, ...]
    examples: int = 0
    sums: int = 0


@dataclass(slots=True)
class _Reader:
    """Reads cells and keeps what is wrong with them, so that one upload tells all."""

    rows: Sequence[Row]
    problems: list[Problem] = field(default_factory=list)

    def attempt(self, asked: Callable[[], Value]) -> Value | None:
        try:
            return asked()
        except Problem as problem:
            self.problems.append(problem)
            return None

    def agreed(self, key: str, reader: Callable[[Row], Value | None]) -> Value | None:
        """What the rows say of the whole proposal: once, or the same each time."""
        first: tuple[Value, Row] | None = None
        for row in self.rows:
            value = self.attempt(lambda row=row: reader(row))  # type: ignore[misc]
            if value is None:
                continue
            if first is None:
                first = value, row
            elif value != first[0]:
                self.problems.append(Problem("sheet_differs", file=row.file, row=row.line, other=first[1].line,
                                             what=key))
        return None if first is None else first[0]

    def needed(self, key: str, read: Callable[[Row], Value | None]) -> Value | None:
        before = len(self.problems)
        value = self.agreed(key, read)
        if value is None and len(self.problems) == before:
            self.attempt(lambda: self.rows[0].need(key))
        return value


def read_listing(file: str, data: bytes, desk: Desk) -> Listing:
    """The proposals in a CSV or xlsx file, in its order.

    Problem where nothing of the file can be used: those of core.sheet.read_sheet, `sheet_list_unit`, `sheet_list_many`,
    `sheet_rows`.
    """
    rows = read_sheet(file, data, cells.COLUMNS)
    if len(rows) > MOST_ROWS:
        raise Problem("sheet_rows", file=file, limit=MOST_ROWS)
    for row in rows:
        for key in cells.UNCLEAR:
            if row.text(key):
                raise Problem("sheet_list_unit", file=file, field=key)
    groups, refused, examples, sums = _grouped(rows)
    if not groups and not refused:
        raise Problem("sheet_empty", file=file)
    if len(groups) > MOST["listed"]:
        raise Problem("sheet_list_many", file=file, count=len(groups), limit=MOST["listed"])
    proposals = []
    for name, lines in groups.items():
        found = _proposal(name, lines, desk)
        if isinstance(found, Proposal):
            proposals.append(found)
        else:
            refused.append(found)
    return Listing(file, tuple(proposals), tuple(sorted(refused, key=lambda one: one.rows)), examples, sums)


def _grouped(rows: Sequence[Row]) -> tuple[dict[str, list[Row]], list[Refused], int, int]:
    """(name → its rows, rows that belong to nobody, number of examples, number of sums and remarks)."""
    groups: dict[str, list[Row]] = {}
    refused: list[Refused] = []
    examples = sums = 0
    above = ""
    for row in rows:
        if not any(text for key, text in row.cells.items() if key != "number"):  # lines numbered in advance
            continue
        if any(SUM.fullmatch(row.text(key)) for key in ("number", "name", "township", "species", "kind")) or (
                not row.text("planned") and any(REMARK.match(row.text(key)) for key in ("number", "name"))):
            sums += 1
            continue
        above = row.text("name") or above
        if EXAMPLE.match(above):
            examples += 1
        elif above:
            groups.setdefault(above, []).append(row)
        else:
            refused.append(Refused("", (row.line,), (Problem("sheet_missing", file=row.file, row=row.line,
                                                             field="name"),)))
    return groups, refused, examples, sums


def _proposal(name: str, rows: Sequence[Row], desk: Desk) -> Proposal | Refused:
    reader = _Reader(rows)
    lines = tuple(row.line for row in rows)
    planned = reader.needed("planned", lambda row: cells.planned(row, desk.first))
    use = reader.needed("use", cells.use)
    years = reader.agreed("years", lambda row: row.number("years", ZERO, Decimal(100)))
    kind = reader.agreed("kind", lambda row: cells.kind(row, desk.kinds, desk.kind_names)) or "other"
    probability = reader.agreed("probability", cells.probability)
    value = reader.agreed("value_cny", cells.investment)
    township = reader.agreed("township", lambda row: row.text("township")[:LONGEST_NAME] or None) or ""
    given = _given(reader)
    areas = [reader.attempt(lambda row=row: cells.area(row)) for row in rows]  # type: ignore[misc]
    strata = [] if any(row.text("owed_t") for row in rows) and not _has_stand(rows) else [
        reader.attempt(lambda row=row, size=size: cells.stratum(row, size, desk.species))  # type: ignore[misc]
        for row, size in zip(rows, areas, strict=True)]
    if not (reader.problems or strata) and planned is not None and use == "temporary" and years is not None:
        reader.attempt(lambda: _term(rows[0], years, desk.book.at(planned), desk.kinds[kind].long_works))
    if not reader.problems:
        assert planned is not None and use is not None
        occupation = Occupation(use, years if use == "temporary" else None, desk.kinds[kind].long_works)
        loss = reader.attempt(lambda: _assessed(rows, strata, occupation, planned, desk)) if strata else None
        if not reader.problems:
            owed = given if given is not None else loss.owed_t if loss else ZERO
            known = [one for one in areas if one is not None]
            return Proposal(name[:LONGEST_NAME], lines, planned, occupation, kind, township,
                            ONE if probability is None else probability, owed, given is not None,
                            sum(known, ZERO) if known else None, value, loss)
    return Refused(name[:LONGEST_NAME], lines, tuple(reader.problems))


def _given(reader: _Reader) -> Decimal | None:
    """The tonnes the list gives itself, to 0.001 t. Given twice under one name they may belong to two projects."""
    said = [row for row in reader.rows if row.text("owed_t")]
    values = [reader.attempt(lambda row=row: row.number("owed_t", ZERO, MOST_T)) for row in said]  # type: ignore[misc]
    if len(said) > 1:
        reader.problems.append(Problem("sheet_list_owed_twice", file=said[1].file, row=said[1].line,
                                       other=said[0].line, field="owed_t"))
    return tonnes(values[0]) if values and values[0] is not None else None


def _has_stand(rows: Sequence[Row]) -> bool:
    """Whether there is a stand to assess beside given tonnes: a species and a volume or age."""
    return any(row.text("species") and any(row.text(key) for key in (*cells.VOLUMES, "age")) for row in rows)


def _term(row: Row, years: Decimal, rules: RulesAt, long_works: bool) -> None:
    """The longest term of a temporary use, where there is no stand whose assessment checks it."""
    limit = rules.number("temporary_long_max_years" if long_works else "temporary_max_years")
    if not 0 < years <= limit:
        inner = Problem("occupation_years", value=years, limit=limit)
        raise Problem("sheet_list_row", file=row.file, row=row.line, problem=inner)


def _assessed(rows: Sequence[Row], strata: Sequence[Stratum | None], occupation: Occupation, on: date,
              desk: Desk) -> Loss:
    """The calculator's answer; its refusals name the row of the file."""
    try:
        return assess([one for one in strata if one is not None], occupation, on, desk.book, desk.species)
    except Problem as problem:
        row, inner = rows[0], problem
        if problem.key == "in_row" and isinstance(problem.fields["problem"], Problem):
            row, inner = rows[int(str(problem.fields["row"])) - 1], problem.fields["problem"]
        raise Problem("sheet_list_row", file=row.file, row=row.line, problem=inner) from None
