"""The sampler: every conditional, the whole sweep, and how often its intervals hold the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from capital_world import COUNT, CUTS, OTHER_SHARE, SHARE, TIES, Floats, scattered
from scipy import stats
from successive import disagreement

from tightrope.measures import declared
from tightrope.measures.chains import WANDERING
from tightrope.measures.factor import Parameters, draw_prior, offsets, remaining, system
from tightrope.measures.gibbs import Sampler, normal_between
from tightrope.measures.moves import Walk
from tightrope.measures.simulate import Simulated, simulate

TIMES = (2000.5, 2001.5, 2004.5, 2005.5)
WITH_SHARES, WITHOUT_SHARES = (SHARE, OTHER_SHARE, COUNT, TIES), (COUNT, TIES)


class DrawsScalesFromTheirPrior(Sampler):
    """Draws the scales of the readings as if their errors said nothing about them."""

    def _scales(self, states: Floats) -> None:
        super()._scales(states)
        half = declared.DEGREES_OF_FREEDOM / 2
        self.mixing = replace(self.mixing, readings=self.random.gamma(half, 1 / half, self.values.size))


class ForgetsTheGrades(Sampler):
    """Draws the noise as if all sources had one grade."""

    def _noise(self, states: Floats) -> None:
        told, self.chains = self.chains, replace(self.chains, grade=np.ones_like(self.chains.grade))
        super()._noise(states)
        self.chains = told


@pytest.mark.parametrize("channels", [WITH_SHARES, WITHOUT_SHARES], ids=["with shares", "without shares"])
def test_sweeps_and_new_readings_leave_the_joint_distribution_as_it_was(channels: tuple[str, ...]) -> None:
    agreement = disagreement(Sampler, channels, replicates=200, rounds=8, seed=2)
    assert len(agreement) > 20
    least = min(agreement, key=lambda name: agreement[name])
    assert agreement[least] > 0.01 / len(agreement), least


@pytest.mark.parametrize("wrong", [DrawsScalesFromTheirPrior, ForgetsTheGrades])
def test_a_wrong_conditional_does_not_leave_it(wrong: type[Sampler]) -> None:
    agreement = disagreement(wrong, WITHOUT_SHARES, replicates=60, rounds=5, seed=2)
    assert min(agreement.values()) < 0.001 / len(agreement)


@pytest.fixture(scope="module")
def drawn() -> tuple[Simulated, Parameters]:
    random = np.random.default_rng(21)
    chains = scattered(3, 2, TIMES, random, channels=WITH_SHARES)
    parameters = draw_prior(chains, random)
    return simulate(chains, parameters, random, CUTS), parameters


def repeated(
    drawn: tuple[Simulated, Parameters],
    step: Callable[[Sampler], None],
    read: Callable[[Sampler], Floats],
    times: int = 3000,
) -> Floats:
    """Draws (times, ...) of one conditional, each time given the same everything else."""
    simulated, parameters = drawn
    sampler = Sampler(simulated.chains, np.random.default_rng(22), parameters)
    found = []
    for _ in range(times):
        sampler.parameters, sampler.mixing, sampler.values = parameters, simulated.mixing, simulated.values
        step(sampler)
        found.append(read(sampler))
    return np.array(found)


def least_p(draws: Floats, laws: list[object]) -> float:
    """The smallest p-value of Kolmogorov-Smirnov tests of the columns, times their number."""
    found = [stats.kstest(column, law.cdf).pvalue for column, law in zip(draws.T, laws, strict=True)]  # type: ignore[attr-defined]
    return min(found) * len(found)


def errors(drawn: tuple[Simulated, Parameters]) -> Floats:
    """What is left of each reading once states and parameters are taken off, (M,)."""
    simulated, now = drawn
    chains = simulated.chains
    design = system(chains, now, simulated.mixing).design
    return np.asarray(simulated.values - offsets(chains, now) - (design * simulated.states[chains.node]).sum(axis=1))


def test_a_hidden_figure_is_drawn_from_the_normal_between_its_bounds(drawn: tuple[Simulated, Parameters]) -> None:
    simulated, now = drawn
    chains, hidden = simulated.chains, np.flatnonzero(~simulated.chains.points)
    found = repeated(drawn, lambda one: one._impute(simulated.states), lambda one: one.values)
    points = np.flatnonzero(chains.points)
    np.testing.assert_array_equal(found[:, points], np.tile(simulated.values[points], (3000, 1)))
    expected = simulated.values - errors(drawn)
    sd = np.sqrt(now.noise[chains.channel] * chains.grade / simulated.mixing.readings)
    laws = [
        stats.truncnorm(
            (chains.low[row] - expected[row]) / sd[row],
            (chains.high[row] - expected[row]) / sd[row],
            expected[row],
            sd[row],
        )
        for row in hidden
    ]
    assert least_p(found[:, hidden], laws) > 0.01


def test_scales_are_drawn_from_their_gamma_conditional(drawn: tuple[Simulated, Parameters]) -> None:
    simulated, now = drawn
    chains, half = simulated.chains, declared.DEGREES_OF_FREEDOM / 2
    far = errors(drawn) ** 2 / now.noise[chains.channel] / chains.grade
    readings = repeated(drawn, lambda one: one._scales(simulated.states), lambda one: one.mixing.readings)
    assert least_p(readings, [stats.gamma(half + 0.5, scale=1 / (half + one / 2)) for one in far]) > 0.01
    steps = repeated(drawn, lambda one: one._scales(simulated.states), lambda one: one.mixing.steps)
    later = np.flatnonzero(chains.gap > 0.0)
    kept = remaining(chains.gap[later], now.half_life)
    step = simulated.states[later, WANDERING] - kept * simulated.states[later - 1, WANDERING]
    far = step**2 / now.wandering_variance / (1.0 - kept**2)
    assert least_p(steps[:, later], [stats.gamma(half + 0.5, scale=1 / (half + one / 2)) for one in far]) > 0.01
    assert (steps[:, chains.gap == 0.0] == 1.0).all()


def test_noise_is_drawn_from_its_inverse_gamma_conditional_except_that_of_ties(
    drawn: tuple[Simulated, Parameters],
) -> None:
    simulated, _ = drawn
    chains = simulated.chains
    found = repeated(drawn, lambda one: one._noise(simulated.states), lambda one: one.parameters.noise)
    laws, free = [], [place for place, name in enumerate(chains.channels) if name != TIES]
    for place in free:
        mine = chains.channel == place
        squares = (simulated.mixing.readings * errors(drawn) ** 2 / chains.grade)[mine].sum()
        scale = (declared.VARIANCE_SHAPE - 1) * chains.noise[place] ** 2 + squares / 2
        laws.append(stats.invgamma(declared.VARIANCE_SHAPE + mine.sum() / 2, scale=scale))
    assert least_p(found[:, free], laws) > 0.01
    ties = chains.channels.index(TIES)
    assert (found[:, ties] == chains.noise[ties] ** 2).all()


def test_the_holders_means_are_drawn_from_their_normal_conditional(drawn: tuple[Simulated, Parameters]) -> None:
    simulated, now = drawn
    chains = simulated.chains
    dyads = simulated.states[chains.layout.nodes[:-1], 0] + now.holder_mean[chains.holder]
    found = repeated(drawn, lambda one: one._means(simulated.states), lambda one: one.parameters.holder_mean)
    laws = []
    for holder in range(len(chains.holders)):
        mine = dyads[chains.holder == holder]
        variance = 1 / (mine.size / now.mean_variance + declared.HOLDER_SD**-2)
        laws.append(stats.norm(variance * mine.sum() / now.mean_variance, variance**0.5))
    assert least_p(found, laws) > 0.01


@pytest.mark.parametrize("name", [COUNT, OTHER_SHARE, SHARE, TIES])
def test_an_intercept_and_the_levels_of_states_are_drawn_from_their_joint_normal_conditional(
    drawn: tuple[Simulated, Parameters], name: str
) -> None:
    simulated, now = drawn
    chains, place = simulated.chains, simulated.chains.channels.index(name)
    mine = np.flatnonzero(chains.slot[:, place] >= 0)
    lasting = simulated.states[chains.layout.nodes[mine], chains.slot[mine, place]]
    levels = lasting + now.intercept[place] + now.state_level[place, chains.state[mine]]
    free_intercept, free_levels = place != chains.anchor, name in (COUNT, TIES)
    prior = np.array([declared.INTERCEPT_SD**2 * free_intercept] + [now.level_variance * free_levels] * 3)
    design = np.column_stack([np.ones(mine.size), chains.state[mine][:, None] == np.arange(3)])
    spread = design @ (prior[:, None] * design.T) + now.deviation_variance * np.eye(mine.size)
    gain = prior[:, None] * design.T @ np.linalg.inv(spread)
    mean, covariance = gain @ levels, np.diag(prior) - gain @ design * prior
    found = repeated(
        drawn,
        lambda one: one._levels(simulated.states),
        lambda one: np.append(one.parameters.intercept[place], one.parameters.state_level[place]),
    )
    sd = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    np.testing.assert_array_less(np.abs(found.mean(axis=0) - mean), 4.5 * sd / 3000**0.5 + 1e-9)
    np.testing.assert_allclose(np.cov(found.T), covariance, atol=6 * float((sd**2).max()) / 3000**0.5)


def test_a_normal_between_bounds_has_the_quantiles_of_scipy() -> None:
    low, high = np.array([-1.0, 0.5, -np.inf, -0.2, 2.0, -4.0]), np.array([1.0, 0.7, -0.5, np.inf, 3.0, -3.0])
    for uniform in (0.01, 0.3, 0.5, 0.99):
        drawn = normal_between(low, high, np.full(6, uniform))
        # Bounds in the upper half are mirrored, so the uniform counts from the other end.
        forward, backward = stats.truncnorm.ppf(uniform, low, high), stats.truncnorm.ppf(1 - uniform, low, high)
        np.testing.assert_allclose(drawn, np.where(low + high > 0.0, backward, forward), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("away", [8.0, 20.0, 100.0, 1e4])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_a_normal_far_out_in_a_tail_falls_off_like_an_exponential_from_its_bound(away: float, sign: float) -> None:
    """P(X > a + t / a | X > a) goes to exp(-t), with an error of the order of 1 / a^2."""
    uniform = (np.arange(2000) + 0.5) / 2000
    bounds = (np.full(2000, away), np.full(2000, np.inf))
    low, high = bounds if sign > 0 else (-bounds[1], -bounds[0])
    beyond = (sign * normal_between(low, high, uniform) - away) * away
    assert (beyond >= 0.0).all()
    np.testing.assert_allclose(
        np.sort(beyond), np.sort(-np.log(uniform)), atol=1e-5 + 40.0 / away**2, rtol=40.0 / away**2
    )


def test_a_normal_between_bounds_never_leaves_them() -> None:
    random = np.random.default_rng(3)
    middle, half = random.normal(0.0, 30.0, 5000), 10.0 ** random.uniform(-12, 2, 5000)
    drawn = normal_between(middle - half, middle + half, random.random(5000))
    assert ((middle - half <= drawn) & (drawn <= middle + half)).all()


def test_a_walk_learns_how_parameters_go_together_and_stands_still_once_it_stops_learning() -> None:
    random = np.random.default_rng(4)
    covariance = np.array([[4.0, 1.9], [1.9, 1.0]])
    precision, at = np.linalg.inv(covariance), np.zeros(2)
    walk, accepted = Walk(np.array([0.1, 0.1])), []
    for number in range(6000):
        to = walk.propose(at, random)
        gain = (at @ precision @ at - to @ precision @ to) / 2
        accepted.append(np.log(random.random()) < gain)
        at = to if accepted[-1] else at
        if number < 3000:
            walk.learn(at, accepted[-1])
    assert 0.2 < np.mean(accepted[3000:]) < 0.45
    steps = np.array([walk.propose(np.zeros(2), random) for _ in range(2000)])
    assert np.corrcoef(steps.T)[0, 1] == pytest.approx(0.95, abs=0.04)


def test_a_shift_moves_all_hidden_figures_of_a_chain_alike_or_none(drawn: tuple[Simulated, Parameters]) -> None:
    simulated, parameters = drawn
    chains, sampler = simulated.chains, Sampler(simulated.chains, np.random.default_rng(23), parameters)
    sampler.values, sampler.mixing = simulated.values, simulated.mixing
    every = np.arange(chains.state.size)
    sampler._density = sampler._likelihood(parameters, every)
    moved = []
    for _ in range(50):
        before = sampler.values
        sampler._shift()
        shift = sampler.values - before
        assert not shift[chains.points].any()
        for chain in every:
            mine = shift[~chains.points & (chains.chain[chains.node] == chain)]
            assert mine.size == 0 or np.ptp(mine) < 1e-12
            moved.append(bool(mine.any()))
        assert ((chains.low <= sampler.values) & (sampler.values <= chains.high)).all()
        np.testing.assert_allclose(sampler._density, sampler._likelihood(parameters, every), atol=1e-9)
    assert 0.1 < np.mean(moved) < 0.9


def shares_of(capital: Floats, states: int) -> Floats:
    parts = np.exp(capital.reshape(states, -1, *capital.shape[1:]))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def test_intervals_of_shares_hold_simulated_truths_as_often_as_they_say() -> None:
    held = np.array([covered(seed) for seed in range(12)]).mean(axis=0)
    assert held[0] == pytest.approx(0.5, abs=0.1)
    assert held[1] == pytest.approx(0.9, abs=0.06)


def covered(seed: int) -> tuple[float, float]:
    """How many of the true shares of one small world the 50 % and the 90 % intervals hold."""
    random = np.random.default_rng([31, seed])
    chains = scattered(3, 3, [2000.5 + year for year in range(6)], random, read=0.6)
    truth = simulate(chains, draw_prior(chains, random), random, CUTS)
    sampler, draws = Sampler(truth.chains, random), []
    for sweep in range(400):
        sampler.warming = sweep < 150
        draw = sampler.sweep()
        if not sampler.warming:
            draws.append(draw.capital)
    drawn, true = shares_of(np.stack(draws, axis=-1), 3), shares_of(truth.capital, 3)
    low90, low50, high50, high90 = np.quantile(drawn, (0.05, 0.25, 0.75, 0.95), axis=-1)
    return float(((low50 <= true) & (true <= high50)).mean()), float(((low90 <= true) & (true <= high90)).mean())
