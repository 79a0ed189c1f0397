"""Answers as JSON with exact decimals."""

from __future__ import annotations

from starlette.responses import Response

from core.exact_json import to_json

__all__ = ["ExactJSON", "to_json"]


class ExactJSON(Response):
    """A JSON answer with exact decimals."""

    media_type = "application/json"

    def render(self, content: object) -> bytes:
        return to_json(content).encode()
