"""Random games for the tests of contests."""

from __future__ import annotations

import numpy as np

from tightrope.dynamics.contest import Game


def random_games(random, games, powers, battlefields, *, heads=1.0, bound=True):
    """Games whose numbers spread over some orders of magnitude; a third of the head starts is 0."""
    shape = (games, powers, battlefields)
    budget = battlefields * np.exp(random.normal(-1.5, 1.0, (games, powers)))
    return Game(
        value=np.exp(random.normal(0.0, 1.0, shape)),
        efficiency=np.exp(random.normal(0.0, 1.0, shape)),
        head_start=heads * np.exp(random.normal(-1.0, 2.0, shape)) * (random.random(shape) < 0.7),
        cost=np.exp(random.normal(0.0, 0.5, (games, powers))),
        budget=budget if bound else np.full((games, powers), np.inf),
    )
