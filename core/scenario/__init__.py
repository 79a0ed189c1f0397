"""When the reserve runs out and what would prevent it. Today: one deterministic path, month by month."""

from core.scenario.depletion import Batch, Month, Occupying, Outcome, Scenario, run

__all__ = ["Batch", "Month", "Occupying", "Outcome", "Scenario", "run"]
