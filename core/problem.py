"""A refusal somebody can act on."""

from __future__ import annotations

from collections.abc import Mapping


class Problem(ValueError):
    """Something cannot be done; `key` names the sentence, `fields` fill it.

    The sentence itself stands in the catalogues as `problem.<key>`, in each language, and says
    what happened, where, and what to do. Code compares keys, people read sentences.
    """

    def __init__(self, key: str, /, **fields: object) -> None:
        super().__init__(key, fields)
        self.key = key
        self.fields = fields

    def __str__(self) -> str:
        detail = ", ".join(f"{name}={value}" for name, value in self.fields.items())
        return f"{self.key} ({detail})" if detail else self.key

    def at(self, **fields: object) -> Problem:
        """The same problem with its place (row, file, …) named."""
        return Problem(self.key, **{**self.fields, **fields})

    @classmethod
    def again(cls, key: str, fields: Mapping[str, object]) -> Problem:
        """One that another process has told."""
        return cls(key, **fields)
