"""The outcome of a test in each draw, and how outcomes are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tightrope.measures import Measurement, declared
from tightrope.measures.figures import Reading
from tightrope.records import Estimate, Event, Finding, HoldsFor, Join, Lack, Need, Tie

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Known:
    """What claims are held against.

    Attributes:
        measurement: the draws of capital; S of them.
        estimates: what is published of other quantities.
        events: all events.
        ties: all ties.
    """

    measurement: Measurement
    estimates: tuple[Estimate, ...]
    events: tuple[Event, ...]
    ties: tuple[Tie, ...]

    @property
    def draws(self) -> int:
        """S: as many as all Markov chains kept, of an odd number asked for one less."""
        return self.measurement.run.kept * declared.MARKOV_CHAINS

    @property
    def seed(self) -> int:
        """Seed of the measurement, which also draws what is not in it."""
        return self.measurement.run.seed

    @cached_property
    def readings(self) -> dict[tuple[str, str], dict[str, tuple[Reading, ...]]]:
        """Readings by state and holder, then by channel."""
        found: dict[tuple[str, str], dict[str, tuple[Reading, ...]]] = {}
        for key, series in sorted(self.measurement.series.items()):
            found.setdefault((key.state, key.holder), {})[key.channel] = tuple(series)
        return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a test in S draws.

    Attributes:
        sure: where it holds for certain, (S,).
        possible: where it may hold, (S,); wherever it holds for certain, too.
        findings: what it was found from.
        needs: what is not known enough.
    """

    sure: Flags
    possible: Flags
    findings: tuple[Finding, ...] = ()
    needs: tuple[Need, ...] = ()


def unknown(draws: int, findings: tuple[Finding, ...] = (), needs: tuple[Need, ...] = ()) -> Outcome:
    """A test of which nothing is known in any draw."""
    return Outcome(np.zeros(draws, dtype=np.bool_), np.ones(draws, dtype=np.bool_), findings, needs)


def lacking(finding: Finding, lack: Lack) -> Need:
    """What is missing where a finding decides nothing."""
    return Need(
        lack=lack,
        subject=finding.subject,
        state=finding.state,
        power=finding.power,
        domain=finding.domain,
        when=finding.when,
    )


def negation(outcome: Outcome) -> Outcome:
    """The test that holds where this one fails."""
    findings = tuple(replace(one, negated=not one.negated) for one in outcome.findings)
    return Outcome(~outcome.possible, ~outcome.sure, findings, outcome.needs)


def joined(join: Join, outcomes: Sequence[Outcome]) -> Outcome:
    """All of the tests, or any of them, in each draw."""
    return combined(HoldsFor.EACH if join is Join.ALL else HoldsFor.ANY, outcomes)


def combined(holds_for: HoldsFor, outcomes: Sequence[Outcome]) -> Outcome:
    """Whether the tests of several states hold for each, for more than half or for any of them, in each draw."""
    sure = np.sum([one.sure for one in outcomes], axis=0)
    possible = np.sum([one.possible for one in outcomes], axis=0)
    least = {HoldsFor.EACH: len(outcomes), HoldsFor.MOST: len(outcomes) // 2 + 1}.get(holds_for, 1)
    findings = tuple(finding for one in outcomes for finding in one.findings)
    needs = tuple(need for one in outcomes for need in one.needs)
    return Outcome(sure >= least, possible >= least, findings, needs)
