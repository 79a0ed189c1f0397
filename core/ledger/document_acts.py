"""What happens to documents: decisions, and what their entries change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from core.ledger.draft import Change
from core.ledger.entry import Fact
from core.ledger.state import Books
from core.rules.book import RulesAt

ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {}
CHANGES: Mapping[str, Change] = {}
OFFICES: Mapping[type, tuple[str, ...]] = {}
REASONED: frozenset[type] = frozenset()
