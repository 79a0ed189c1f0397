"""Values → JSON text in which a Decimal stands digit by digit as it was rounded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal


def to_json(value: object) -> str:
    """JSON text; 2471.275 t stays 2471.275, which a detour over float could not promise."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_text(str(key))}:{to_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(to_json, value)) + "]"
    return _text(value.isoformat() if isinstance(value, date) else value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
