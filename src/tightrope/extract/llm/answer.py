"""From what a model wrote to claims: plain values of the right kind, whatever it wrote."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

KINDS = ("events", "stocks", "ties", "positions")
_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.S)
_FENCE = re.compile(r"^\s*```[a-zA-Z]*\s*\n(.*?)\n?\s*```\s*$", re.S)


class NoJSONError(ValueError):
    """The answer is not the JSON object that was asked for."""


@dataclass(frozen=True, slots=True)
class RawClaim:
    """One record as the model wrote it; nothing of it is believed yet.

    Attributes:
        kind: ``events``, ``stocks``, ``ties`` or ``positions``.
        fields: what stands in it.
    """

    kind: str
    fields: dict[str, Any]

    def text(self, name: str) -> str:
        """A field as text; empty if it is anything else."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A field as a list of texts; a single text is a list of one. Anything else in it makes it empty."""
        value = self.fields.get(name)
        found = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return tuple(found) if all(isinstance(one, str) for one in found) else ()

    def number(self, name: str) -> float | None:
        """A field as a finite number; ``None`` if it is anything else."""
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        try:
            number = float(value)
        except OverflowError:
            return None
        return number if math.isfinite(number) else None


def parse(text: str) -> dict[str, Any]:
    """Read the object of an answer; reasoning before it and a code fence around it do not matter.

    Raises:
        NoJSONError: it is no JSON, or none of the four lists is in it.
    """
    body = _THOUGHT.sub("", text, count=1)
    fenced = _FENCE.match(body)
    try:
        found = json.loads(fenced.group(1) if fenced else body)
    except RecursionError:
        raise NoJSONError("nested too deeply") from None
    except ValueError as error:
        raise NoJSONError(str(error)[:120]) from None
    if not isinstance(found, dict) or not any(isinstance(found.get(kind), list) for kind in KINDS):
        raise NoJSONError(f"no object with the lists {', '.join(KINDS)}")
    return found


def claims(found: dict[str, Any]) -> Iterator[RawClaim | None]:
    """Yield every record of an answer; ``None`` for what is no object."""
    for kind in KINDS:
        items = found.get(kind)
        for item in items if isinstance(items, list) else ():
            yield RawClaim(kind, item) if isinstance(item, dict) else None
