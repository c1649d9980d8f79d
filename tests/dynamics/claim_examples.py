"""A measurement whose draws are given, and claims about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tightrope.dynamics.claim_outcomes import Known
from tightrope.measures import Measurement
from tightrope.measures.capital import DomainCapital, OverallCapital
from tightrope.measures.posterior import Run
from tightrope.measures.readings import Scope
from tightrope.records import (
    Channel,
    ChannelKind,
    Claim,
    ClaimKind,
    Compare,
    Estimate,
    Event,
    Relation,
    Test,
    TestIs,
    Tie,
    Verdict,
    When,
)

POWERS = ("CHN", "RUS")
YEARS = (2020, 2021)
TIES = Channel(
    name="security.ties",
    kind=ChannelKind.TIES,
    unit="count",
    offset=0.5,
    noise=0.2,
    drift=0.1,
    relations=("base-host",),
    organisations=("CSTO",),
    complete=True,
)


def measured(shares: np.ndarray, by_prior: np.ndarray | None = None, seed: int = 1) -> Measurement:
    """A measurement of the economy; shares of the powers are (N, 2, 2, S), in two years."""
    states = tuple(f"S{place:03d}" for place in range(len(shares)))
    rest = np.full((len(shares), 1, *shares.shape[2:]), np.nan)
    prior = np.zeros((len(shares), 3, 2)) if by_prior is None else by_prior
    capital = DomainCapital(
        measured=~np.isnan(np.concatenate([shares, rest], axis=1)[:, :, 0, 0]),
        shares=np.full((len(shares), 3, *shares.shape[2:]), np.nan),
        of_powers=shares,
        elicited=None,
        channels=(),
        by_channel=np.empty(0),
        by_prior=prior,
        by_judgement={},
    )
    overall = {
        state: OverallCapital(
            domains=("economy", "security"), powers=(0, 1), shares=shares[place], elicited=None, by_prior=prior[place]
        )
        for place, state in enumerate(states)
    }
    return Measurement(
        estimates=(),
        left_out=(),
        gaps=(),
        scope=Scope((TIES,), states, POWERS, YEARS),
        run=Run(seed=seed, draws=shares.shape[-1]),
        series={},
        posteriors={},
        sources=(),
        from_files=(),
        conflicts=(),
        capital={"economy": capital},
        overall=overall,
    )


def known(
    shares: np.ndarray | None = None,
    *,
    by_prior: np.ndarray | None = None,
    estimates: Sequence[Estimate] = (),
    events: Sequence[Event] = (),
    ties: Sequence[Tie] = (),
    seed: int = 1,
) -> Known:
    given = np.full((1, 2, 2, 4000), 0.5) if shares is None else shares
    return Known(measured(given, by_prior, seed), tuple(estimates), tuple(events), tuple(ties))


def a_claim(test: Test | None, name: str = "claim", test_is: TestIs = TestIs.EQUAL) -> Claim:
    return Claim(
        id=name,
        kind=ClaimKind.JUDGEMENT,
        by={"en": "somebody"},
        source="0" * 20,
        said=When.year(2021),
        label={"en": "something"},
        test=test,
        test_is=test_is,
        leaves_out={},
    )


def comparison(relation: Relation, **fields: Any) -> Compare:
    usual = {"measure": "capital_share_powers", "over": ("S000",), "power": "RUS", "domain": "economy", "year": 2021}
    return Compare(relation=relation, **{**usual, **fields})


def by_name(verdicts: Sequence[Verdict]) -> dict[str, Verdict]:
    return {one.claim: one for one in verdicts}
