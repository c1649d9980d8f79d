"""Whether verdicts on claims are as often right as they say: `python benchmarks/claims.py`; the last line is JSON.

A truth x ~ N(0, 1) is seen as y = x + e with e ~ N(0, 1). The posterior N(y / 2, 1 / 2) is exact, so of the claims
"x is above zero" that are true in a part p of the draws, a part p must be true.
"""

from __future__ import annotations

import json
import time

import numpy as np
from scipy.special import expit

from tightrope.dynamics.claim_outcomes import Known
from tightrope.dynamics.claims import check_claims
from tightrope.measures import Measurement
from tightrope.measures.capital import DomainCapital
from tightrope.measures.posterior import Run
from tightrope.measures.readings import Scope
from tightrope.records import Answer, Claim, ClaimKind, Compare, Relation, TestIs, When

STATES, DRAWS, YEAR = 5_000, 1_200, 2020


def simulated(random: np.random.Generator) -> tuple[np.ndarray, Known, tuple[Claim, ...]]:
    """Return which claims are true, what they are held against, and the claims."""
    truth = random.normal(size=STATES)
    seen = truth + random.normal(size=STATES)
    share = expit(random.normal(seen[:, None] / 2, np.sqrt(0.5), size=(STATES, DRAWS)))
    shares = np.stack([1 - share, share], axis=1)[:, :, None]
    nothing = np.full((STATES, 3, 1, DRAWS), np.nan)
    capital = DomainCapital(
        measured=np.ones((STATES, 3), dtype=bool),
        shares=nothing,
        of_powers=shares,
        elicited=None,
        channels=(),
        by_channel=np.empty(0),
        by_prior=np.zeros((STATES, 3, 1)),
        by_judgement={},
    )
    states = tuple(f"S{place:04d}" for place in range(STATES))
    measurement = Measurement(
        estimates=(),
        left_out=(),
        gaps=(),
        scope=Scope((), states, ("CHN", "RUS"), (YEAR,)),
        run=Run(seed=1, draws=DRAWS),
        series={},
        posteriors={},
        sources=(),
        from_files=(),
        conflicts=(),
        capital={"economy": capital},
        overall={},
    )
    claims = tuple(
        Claim(
            id=state.lower(),
            kind=ClaimKind.JUDGEMENT,
            by={},
            source="",
            said=When.year(YEAR),
            label={},
            test=Compare(
                measure="capital_share_powers",
                relation=Relation.ABOVE,
                over=(state,),
                power="RUS",
                domain="economy",
                year=YEAR,
                number=0.5,
            ),
            test_is=TestIs.EQUAL,
            leaves_out={},
        )
        for state in states
    )
    return truth > 0, Known(measurement, (), (), ()), claims


def main() -> None:
    true, known, claims = simulated(np.random.default_rng(20251126))
    start = time.perf_counter()
    verdicts = check_claims(claims, known)
    seconds = time.perf_counter() - start
    part = np.array([one.low for one in verdicts])
    answers = np.array([one.answer.value for one in verdicts])
    print("true in so many of the draws   claims   of them true")
    apart = []
    for low in np.arange(0.0, 1.0, 0.1):
        within = (part >= low) & (part < low + 0.1 + (low > 0.85))
        apart.append(abs(float(true[within].mean() - part[within].mean())))
        print(
            f"{low:.1f} to {low + 0.1:.1f}  {part[within].mean():.3f}   {within.sum():6d}   {true[within].mean():.3f}"
        )
    print(
        json.dumps(
            {
                "claims": STATES,
                "largest_difference": round(max(apart), 3),
                "supported_and_true": round(float(true[answers == Answer.SUPPORTED.value].mean()), 3),
                "contradicted_and_false": round(float(1 - true[answers == Answer.CONTRADICTED.value].mean()), 3),
                "decided": round(float((answers != Answer.UNDECIDED.value).mean()), 3),
                "seconds": round(seconds, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
