"""Best-response gaps of the contest in 1,000 random games: `python benchmarks/contest.py`; the last line is JSON."""

from __future__ import annotations

import json
import time

import numpy as np

from tightrope.dynamics.contest import Game, best_response_gaps, equilibrium

GAMES, TARGET = 1_000, 1e-6


def random_game(random: np.random.Generator) -> Game:
    """Return a game of 2 to 7 powers over 1 to 20 battlefields; half have head starts, a third of the budgets bind."""
    powers, battlefields = int(random.integers(2, 8)), int(random.integers(1, 21))
    shape = (1, powers, battlefields)
    heads = np.exp(random.normal(-1.0, 2.0, shape)) * (random.random(shape) < 0.7) * (random.random() < 0.5)
    return Game(
        value=np.exp(random.normal(0.0, 1.0, shape)),
        efficiency=np.exp(random.normal(0.0, 1.0, shape)),
        head_start=heads,
        cost=np.exp(random.normal(0.0, 0.5, (1, powers))),
        budget=battlefields * np.exp(random.normal(-1.5, 1.0, (1, powers))),
    )


def main() -> None:
    random = np.random.default_rng(20250106)
    worst, over, bound, seconds = [], [], [], 0.0
    for _ in range(GAMES):
        game = random_game(random)
        start = time.perf_counter()
        found = equilibrium(game)
        seconds += time.perf_counter() - start
        spent = found.effort.sum(axis=2) / game.budget
        worst.append(float(best_response_gaps(game, found).max()))
        over.append(float(spent.max() - 1.0))
        bound.append(float((spent > 0.9999).mean()))
    print(
        json.dumps(
            {
                "games": GAMES,
                "largest_gap": max(worst),
                "target": TARGET,
                "games_above_target": sum(gap >= TARGET for gap in worst),
                "largest_overspending": max(0.0, *over),
                "budgets_spent": round(float(np.mean(bound)), 3),
                "seconds": round(seconds, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
