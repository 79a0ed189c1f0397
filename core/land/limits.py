"""How much a land file may hold. What is larger is refused before it does harm."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`unpacked`: bytes of everything in an archive; `text`: bytes of one XML or JSON text."""

    bytes: int
    unpacked: int
    text: int
    features: int
    vertices: int
    entries: int = 200  # of an archive
    ratio: int = 250  # unpacked : packed; attribute tables full of blanks reach about 100
    repair_vertices: int = 2_000  # repairing a scribble takes time that grows without bound
    crossings: int = 100
    pairs: int = 5_000  # overlapping pairs that are named one by one
    columns: int = 255


PROPOSAL = Limits(bytes=20_000_000, unpacked=100_000_000, text=20_000_000, features=2_000, vertices=200_000)
INVENTORY = Limits(bytes=400_000_000, unpacked=2_000_000_000, text=400_000_000, features=300_000,
                   vertices=30_000_000)
