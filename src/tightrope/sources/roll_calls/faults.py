"""Known faults of the sources, as data: each row says what it expects to find, what that means and why we know."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Fault:
    """One known fault.

    Attributes:
        found: what the source has there; with anything else, it was mended.
        means: what it stands for; empty if it cannot be used.
        why: how we know.
    """

    found: str
    means: str
    why: str


@cache
def known_faults(source: str, field: str) -> Mapping[str, Fault]:
    """Faults of one source in one field, by resolution or row; faults of names by the name found."""
    text = files("tightrope.sources.roll_calls").joinpath("faults.csv").read_text("utf-8")
    return {
        row["resolution"] or row["found"]: Fault(row["found"], row["means"], row["why"])
        for row in csv.DictReader(text.splitlines())
        if row["source"] == source and row["field"] == field
    }
