"""Gaps that are known to lie in public data sets, as data: each row says what it expects to find.

Where a file holds the expected figure, that figure is a lower bound only, or means nothing (``at least``, ``unknown``).
Where it holds another one, the source was mended or is another version; the figure then stands as it is, and the reader
says so.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.table import place

#: Relative difference below which a figure is the expected one.
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Gap:
    """One known gap: the figure that the source shows although the truth is another, and why we know.

    Attributes:
        expected: the figure in the source.
        unknown: whether it says nothing at all; otherwise the truth is higher.
        why: how we know.
    """

    expected: float
    unknown: bool
    why: str

    def shows_in(self, value: float) -> bool:
        """Whether a file with this figure has the gap."""
        return math.isclose(self.expected, value, rel_tol=SAME)

    def note(self, where: str, value: float) -> Failure:
        """Say that a figure was not taken, or that a file no longer has the gap."""
        if self.shows_in(value):
            return Failure(where, f"{value:g} is not taken: {self.why}")
        found = f"{value:g} instead of {self.expected:g}"
        return Failure(where, f"the known gap is not in this file ({found}): {self.why}")


@cache
def known_gaps(dataset: str) -> Mapping[tuple[str, str, When], Gap]:
    """Gaps of one data set by (holder, over, when)."""
    text = files("tightrope.sources.datasets").joinpath("known_gaps.csv").read_text("utf-8")
    return {
        (row["holder"], row["over"], When.parse(row["when"])): Gap(
            float(row["expected"]), row["means"] == "unknown", row["why"]
        )
        for row in csv.DictReader(text.splitlines())
        if row["dataset"] == dataset
    }


def open_up(dataset: str, observations: Iterable[Observation], path: Path) -> tuple[list[Observation], list[Failure]]:
    """Make lower bounds of the figures that are known to be too low, and take out those that say nothing.

    Args:
        dataset: whose gaps.
        observations: of one file.
        path: that file, for messages.

    Returns:
        All other observations, those with a known gap without an upper bound and with the reason in the locator; and
        a note for each that was taken out and for each gap that this file does not have as expected.
    """
    gaps, result, notes = known_gaps(dataset), [], []
    for seen in observations:
        gap = gaps.get((seen.holder, seen.over, seen.when))
        if gap is None:
            result.append(seen)
        elif not gap.shows_in(seen.lower):
            result.append(seen)
            notes.append(gap.note(f"{place(path)}, {seen.locator}", seen.lower))
        elif gap.unknown:
            notes.append(gap.note(f"{place(path)}, {seen.locator}", seen.lower))
        else:
            result.append(replace(seen, upper=math.inf, locator=f"{seen.locator}; at least: {gap.why}"))
    return result, notes
