"""Records as plain rows, and the ids that follow from their content."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from tightrope.records.errors import CheckError
from tightrope.records.when import When


def check_bounds(lower: float, upper: float, *, signed: bool = False) -> None:
    """Refuse bounds that are not numbers or the wrong way round, and negative ones; ``upper`` may be infinite.

    Args:
        lower: lower bound.
        upper: upper bound.
        signed: whether the unit's zero is only the middle of a scale, so that figures below it are possible.

    Raises:
        CheckError: with both bounds in its words.
    """
    if not (math.isfinite(lower) and not math.isnan(upper) and lower <= upper and (signed or lower >= 0)):
        raise CheckError(f"impossible bounds {lower} .. {upper}")


def as_row(record: Any) -> dict[str, Any]:
    """Return a record as plain JSON values: times as ISO text, tuples as lists, ``inf`` as ``None``.

    The order of keys is the order of the record's fields.
    """
    return {name: _plain(getattr(record, name), annotation) for name, annotation in _fields_of(record.__class__)}


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, str(field.type)) for field in fields(kind))


def _plain(value: Any, annotation: str = "") -> Any:
    if type(value) is str:  # first, since most values are; an enumeration is none
        return value
    if annotation == "float" and math.isfinite(value):
        return float(value)  # 3 and 3.0 are the same figure and must give the same id
    if value is None or type(value) is bool or type(value) is int:
        return value
    if isinstance(value, When):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return as_row(value)
    if isinstance(value, float) and math.isinf(value):
        return None
    return value


def content_id(record: Any) -> str:
    """Return the first 20 hexadecimal digits of the SHA-256 of the record's canonical JSON.

    The kind is part of the hash. 80 bits: a billion records collide with probability 4e-7.
    """
    return digest(type(record).__name__.lower(), as_row(record))


def digest(kind: str, content: Any) -> str:
    """Return the first 20 hexadecimal digits of the SHA-256 of a kind and its JSON content."""
    text = json.dumps([kind, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
