"""Assemblies whose truth is known: the same states, items, links and absences, with simulated votes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tightrope.measures.alignment.ballots import ABSTAIN, NO, YES, Ballots, Votes, places_in, rearrange, votes_of
from tightrope.measures.alignment.mean_field import standardised
from tightrope.measures.alignment.sampling import anchor_of

Floats = npt.NDArray[np.float64]

#: Standard deviation of a state's first position.
FIRST_SD = 1.4


@dataclass(frozen=True, slots=True)
class Simulated:
    """Simulated votes and what they came from.

    Attributes:
        ballots: the votes; items on which all came out alike are gone.
        truth: true position of each of their cells, (M,), standardised over them.
    """

    ballots: Ballots
    truth: Floats


def simulate(ballots: Ballots, theta: Floats, cuts: Floats, seed: int) -> Simulated:
    """Draw every vote anew from the model.

    Args:
        ballots: who voted on what; how they voted does not matter.
        theta: true position of each cell, (M,), on the scale of ``cuts``.
        cuts: true β, γ1, γ2 of each item, (J, 3).
        seed: any integer from 0 on.
    """
    votes = votes_of(ballots)
    b, low, high = cuts[votes.item].T
    z = b * theta[votes.cell] + np.random.default_rng([seed, 7]).standard_normal(votes.item.size)
    drawn = np.where(z < low, YES, np.where(z > high, NO, ABSTAIN)).astype(np.int8)
    found = rearrange(ballots, Votes(votes.item, votes.cell, drawn))
    _, cell = places_in(found, ballots)
    truth = standardised(theta[cell])
    anchor = found.states.index(anchor_of(found.states))
    return Simulated(found, truth * math.copysign(1.0, truth[found.layout.state == anchor].mean()))


def draw_truth(ballots: Ballots, cut_sd: float, seed: int) -> tuple[Floats, Floats]:
    """Draw positions (M,) and β, γ1, γ2 (J, 3) as the coherent variant's priors have them.

    The variances of first positions and of steps are not drawn but those of a typical assembly: 1.4² and 0.03 of it.

    Args:
        ballots: whose cells and items.
        cut_sd: prior standard deviation of cut points.
        seed: any integer from 0 on.
    """
    random, layout = np.random.default_rng([seed, 11]), ballots.layout
    theta = np.empty(layout.state.size)
    for cell, gap in enumerate(layout.gap):
        theta[cell] = (
            random.normal(theta[cell - 1], FIRST_SD * np.sqrt(0.03 * gap)) if gap else random.normal(0, FIRST_SD)
        )
    low_high = np.sort(random.normal(0, cut_sd, (len(ballots.items), 2)), axis=1)
    return theta, np.column_stack([random.standard_normal(len(ballots.items)), low_high])
