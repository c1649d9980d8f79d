from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize

from tightrope.dynamics.hedging import Offer, openness, shares, slope, utility


def random_offer(random, draws, powers, battlefields):
    shape = (draws, powers, battlefields)
    return Offer(
        effort=np.exp(random.normal(0, 1, shape)),
        efficiency=np.exp(random.normal(0, 0.5, shape)),
        head_start=np.exp(random.normal(-0.5, 1, shape)),
        loss=random.random(shape) / 2,
        concentration=random.uniform(0.5, 4, draws),
        punishment=random.uniform(0, 1, draws),
    )


def test_the_slope_is_that_of_the_utility():
    offer = random_offer(np.random.default_rng(1), 1, 4, 1)
    at = np.array([0.3, 0.9, 0.1, 0.6])
    numeric = approx_fprime(at, lambda a: utility(offer, a[None, :, None])[0, 0], 1e-7)
    assert slope(offer, at[None, :, None])[0, :, 0] == pytest.approx(numeric, abs=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_no_other_optimiser_climbs_higher_from_where_it_ends(seed):
    offer = random_offer(np.random.default_rng(seed), 1, 4, 1)
    own = openness(offer)
    found = minimize(
        lambda a: -utility(offer, a[None, :, None])[0, 0],
        own[0, :, 0],
        jac=lambda a: -slope(offer, a[None, :, None])[0, :, 0],
        bounds=[(0.0, 1.0)] * 4,
        method="L-BFGS-B",
    )
    assert -found.fun - utility(offer, own)[0, 0] < 1e-4


def test_a_state_that_fears_nothing_is_open_to_all():
    offer = random_offer(np.random.default_rng(2), 50, 3, 2)
    free = Offer(
        effort=offer.effort, efficiency=offer.efficiency, head_start=offer.head_start, loss=offer.loss,
        concentration=np.zeros(50), punishment=np.zeros(50),
    )  # fmt: skip
    assert (openness(free) == 1).all()


def test_a_state_that_fears_concentration_closes_itself_to_the_largest():
    head = np.array([[[4.0], [1.0], [1.0]]])
    offer = Offer(
        effort=np.array([[[0.5], [1.0], [1.0]]]), efficiency=np.ones((1, 3, 1)), head_start=head,
        loss=np.zeros((1, 3, 1)), concentration=np.array([30.0]), punishment=np.zeros(1),
    )  # fmt: skip
    chosen = openness(offer)[0, :, 0]
    assert chosen == pytest.approx([0.0, 1.0, 1.0])
    assert shares(offer, chosen[None, :, None])[0, :, 0] == pytest.approx([0.5, 0.25, 0.25])


def test_fear_of_one_power_closes_a_state_to_its_rivals():
    offer = Offer(
        effort=np.ones((1, 2, 1)), efficiency=np.ones((1, 2, 1)), head_start=np.ones((1, 2, 1)),
        loss=np.array([[[0.9], [0.0]]]), concentration=np.zeros(1), punishment=np.array([1.0]),
    )  # fmt: skip
    assert openness(offer)[0, :, 0] == pytest.approx([1.0, 0.0])
