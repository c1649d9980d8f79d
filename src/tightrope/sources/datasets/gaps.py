"""Gaps that are known to lie in public data sets, as data: each row says what it expects to find.

Where a file holds the expected figure, that figure is a lower bound only. Where it holds another one, the source was
mended or is another version; the figure then stands as it is, and the reader says so.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from tightrope.records import Failure, Observation, When

#: Relative difference below which a figure is the expected one.
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Gap:
    """One known gap: the figure that the source shows although the truth is higher, and why we know."""

    expected: float
    why: str


@cache
def known_gaps(dataset: str) -> Mapping[tuple[str, str, When], Gap]:
    """Gaps of one data set by (holder, over, when)."""
    text = files("tightrope.sources.datasets").joinpath("known_gaps.csv").read_text("utf-8")
    return {
        (row["holder"], row["over"], When.parse(row["when"])): Gap(float(row["expected"]), row["why"])
        for row in csv.DictReader(text.splitlines())
        if row["dataset"] == dataset
    }


def open_up(dataset: str, observations: Iterable[Observation]) -> tuple[list[Observation], list[Failure]]:
    """Make lower bounds of the figures that are known to be too low.

    Returns:
        All observations, those with a known gap without an upper bound and with the reason in the locator; and a
        note for each gap that this file does not have as expected.
    """
    gaps, result, notes = known_gaps(dataset), [], []
    for seen in observations:
        gap = gaps.get((seen.holder, seen.over, seen.when))
        if gap is None:
            result.append(seen)
        elif math.isclose(gap.expected, seen.lower, rel_tol=SAME):
            result.append(replace(seen, upper=math.inf, locator=f"{seen.locator}; at least: {gap.why}"))
        else:
            result.append(seen)
            found = f"{seen.lower:g} instead of {gap.expected:g}"
            notes.append(Failure(seen.locator, f"the known gap is not in this file ({found}): {gap.why}"))
    return result, notes
