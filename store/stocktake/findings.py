"""What reading an inventory found: rows left out and why, rows stored with a remark, and what would be stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

FIRST = 10  # rows of a kind that are named one by one, unless more are asked for

# Kinds that keep a row out; `command.stocktake.kind.<kind>` names each. `not_forest` is no fault of the file.
LEFT_OUT = ("no_polygon", "broken", "outside", "tiny", "no_class", "not_forest", "species_unknown", "species_missing",
            "age_impossible", "volume_impossible")
REMARKS = ("mended", "class_unknown", "code_unknown", "no_number", "canopy_impossible", "tree_land_bare",
           "unmeasured", "area_differs", "township_filled", "township_missing", "number_twice", "overlap")
HARMLESS = frozenset({"not_forest"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (from 1), the column and the value that do not fit."""

    number: int
    column: str = ""
    value: str = ""


@dataclass(slots=True)
class Finding:
    """All rows of one kind; hm² of those left out, else of those concerned."""

    kind: str
    count: int = 0
    area_hm2: Decimal = Decimal(0)
    first: list[Row] = field(default_factory=list)

    @property
    def left_out(self) -> bool:
        return self.kind in LEFT_OUT


@dataclass
class Report:
    """What would be stored; hm² in EPSG:4543. `columns`: our field → the file's column.

    `listed`: rows of a kind that are named one by one.
    """

    file: str
    sha256: str
    epsg: int
    columns: dict[str, str]
    unused: tuple[str, ...]
    read: int = 0
    rows: int = 0
    area_hm2: Decimal = Decimal(0)
    townships: dict[str, int] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    seconds: float = 0.0
    listed: int = FIRST

    def add(self, kind: str, count: int, area_hm2: Decimal, rows: Iterable[Row]) -> None:
        """Count rows of a kind; of all of them the first `listed` are kept."""
        if count:
            one = self.findings.setdefault(kind, Finding(kind))
            one.count += count
            one.area_hm2 += area_hm2
            for row in rows:
                if len(one.first) >= self.listed:
                    break
                one.first.append(row)

    @property
    def left_out(self) -> int:
        return sum(one.count for one in self.findings.values() if one.left_out)

    @property
    def left_out_hm2(self) -> Decimal:
        return sum((one.area_hm2 for one in self.findings.values() if one.left_out), Decimal(0))

    @property
    def faults(self) -> int:
        """Rows left out that the file should have had right: what --strict does not let pass."""
        return sum(one.count for one in self.findings.values() if one.left_out and one.kind not in HARMLESS)

    def ordered(self) -> list[Finding]:
        """Findings, what is left out first."""
        return [self.findings[kind] for kind in (*LEFT_OUT, *REMARKS) if kind in self.findings]
