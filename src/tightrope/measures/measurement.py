"""What comes of measuring: estimates, draws, what was left out, what is missing and where sources disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tightrope.measures.capital import DomainCapital, OverallCapital
from tightrope.measures.conflicts import Conflict
from tightrope.measures.figures import Reading, SeriesKey
from tightrope.measures.posterior import Posterior, Run
from tightrope.measures.readings import Scope
from tightrope.records import Estimate

#: The domain of quantities that are about all domains together.
ALL_DOMAINS = "all"

#: What a gravity equation expects the powers to hold over a state in a year: shares by power.
Expected = Mapping[tuple[str, int], Mapping[str, float]]


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """Records that entered no estimate: what they are about, why, and how many."""

    what: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A power that has no share over a state in a domain (or in ``all``), why, and in which years."""

    state: str
    domain: str
    power: str
    reason: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """All estimates of a run, what was left out of it, and what could not be estimated.

    Attributes:
        estimates: sorted by state, year, domain, quantity and power.
        left_out: records that were not used, with the reason.
        gaps: shares that do not exist, with the reason.
        scope: what was measured.
        run: seed and number of draws.
        series: the readings of each series.
        posteriors: the draws of each domain.
        sources: ids of the tables and documents that the readings come from, sorted; a figure that several give counts
            for the best of them.
        from_files: domains whose draws are those of an earlier run, sorted.
        conflicts: where sources contradict each other, and readings that are far from all others.
        capital: shares of each domain.
        overall: shares over all domains by state; a state without them is absent.
    """

    estimates: tuple[Estimate, ...]
    left_out: tuple[LeftOut, ...]
    gaps: tuple[Gap, ...]
    scope: Scope = field(compare=False)
    run: Run = field(compare=False)
    series: Mapping[SeriesKey, tuple[Reading, ...]] = field(compare=False)
    posteriors: Mapping[str, Posterior] = field(compare=False)
    sources: tuple[str, ...] = field(compare=False)
    from_files: tuple[str, ...] = field(compare=False)
    conflicts: tuple[Conflict, ...] = field(compare=False)
    capital: Mapping[str, DomainCapital] = field(compare=False)
    overall: Mapping[str, OverallCapital] = field(compare=False)
