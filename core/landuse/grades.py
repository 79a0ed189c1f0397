"""Which protection grades of forest land a kind of project may use (建设项目使用林地审核审批管理办法, Art. 4)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from core.landuse.fee import Parcel
from core.numbers import ZERO
from core.rules.book import Reading, RulesAt


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of project. `grade_class` names the rule `grade_limit.<class>`.

    `long_works`: energy, transport and water works, whose temporary use may last four years
    (土地管理法实施条例 Art. 20); `commercial`: pays the restoration fee of commercial projects.
    """

    id: str
    grade_class: str
    long_works: bool
    commercial: bool


@dataclass(frozen=True, slots=True)
class GradeFinding:
    """Land of one protection grade under a footprint, and whether the project may use it."""

    grade: int | None
    area_hm2: Decimal
    allowed: bool | None
    labels: tuple[str, ...]
    limit: Reading


def check_grades(parcels: Sequence[Parcel], kind: Kind, rules: RulesAt) -> tuple[GradeFinding, ...]:
    """Per grade, worst first; `allowed` is None where the grade is not known."""
    limit = rules[f"grade_limit.{kind.grade_class}"]
    found: dict[int | None, list[Parcel]] = {}
    for one in parcels:
        found.setdefault(one.grade, []).append(one)
    return tuple(
        GradeFinding(grade, sum((one.area_hm2 for one in group), ZERO),
                     None if grade is None else grade >= limit.number, tuple(one.label for one in group), limit)
        for grade, group in sorted(found.items(), key=lambda item: 9 if item[0] is None else item[0]))


def load_kinds(path: Path) -> dict[str, Kind]:
    """Read data/project_kinds.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["kind"]: Kind(row["kind"], row["grade_class"], row["long_works"] == "yes",
                                 row["commercial"] == "yes")
                for row in csv.DictReader(file)}
