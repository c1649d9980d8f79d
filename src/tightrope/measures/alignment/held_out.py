"""Which variant predicts votes that it has not seen: log loss, Brier score and accuracy on random splits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tightrope.measures.alignment.ballots import ABSTAIN, NO, YES, Ballots, Votes, places_in, rearrange, votes_of
from tightrope.measures.alignment.sampling import Plan, Variant, sample

Floats = npt.NDArray[np.float64]

#: Share of votes that a split holds out.
SHARE = 0.05
_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class Score:
    """How well held-out votes were predicted.

    Attributes:
        log_loss: mean of -log of the probability of what was voted.
        brier: mean squared distance of the three probabilities from what was voted, 0 to 2.
        accuracy: share of votes that were the likeliest.
        votes: how many votes were held out and could be predicted.
    """

    log_loss: float
    brier: float
    accuracy: float
    votes: int


def hold_out(ballots: Ballots, seed: int, share: float = SHARE) -> tuple[Ballots, Votes]:
    """Split at random: ballots without some votes, and those votes with places of items and cells in them.

    Votes whose item or cell is left without any other cannot be predicted and drop out of both.
    """
    votes = votes_of(ballots)
    out = np.random.default_rng([seed, 5]).random(votes.vote.size) < share
    kept = rearrange(ballots, Votes(votes.item[~out], votes.cell[~out], votes.vote[~out]))
    item, cell = places_in(ballots, kept)
    asked = Votes(item[votes.item[out]].astype(np.intp), cell[votes.cell[out]], votes.vote[out])
    known = (asked.item >= 0) & (asked.cell >= 0)
    return kept, Votes(asked.item[known], asked.cell[known], asked.vote[known])


def score_variant(ballots: Ballots, variant: Variant, plan: Plan, split: int) -> Score:
    """Fit a variant to a split and score the mean of its predictions over the draws.

    Args:
        ballots: all votes.
        variant: which sampler.
        plan: how long it runs.
        split: number of the split; the same for every variant.
    """
    kept, asked = hold_out(ballots, split)
    draws = sample(kept, variant, plan, held_out=(asked.item.astype(np.int32), asked.cell))
    return score(draws.predicted, asked.vote)


def score(probabilities: Floats, votes: npt.NDArray[np.int8]) -> Score:
    """Score probabilities of yes, abstain and no (V, 3) against codes of votes (V,)."""
    scaled = probabilities / probabilities.sum(axis=1, keepdims=True)
    truth = np.stack([votes == one for one in (YES, ABSTAIN, NO)], axis=1)
    log_loss = -np.log(np.maximum(scaled[truth], _SMALLEST)).mean()
    brier = ((scaled - truth) ** 2).sum(axis=1).mean()
    accuracy = truth[np.arange(votes.size), scaled.argmax(axis=1)].mean()
    return Score(float(log_loss), float(brier), float(accuracy), votes.size)
