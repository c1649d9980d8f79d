"""The linear-Gaussian core against a joint normal distribution written out in full, and against statsmodels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import multivariate_normal
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

from tightrope.measures import kalman
from tightrope.measures.kalman import Layout, System

Floats = npt.NDArray[np.float64]
SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class World:
    """A few chains of different sizes and lengths; some nodes have no reading, some have several."""

    layout: Layout
    system: System
    values: Floats

    def nodes(self, chain: int) -> range:
        return range(self.layout.nodes[chain], self.layout.nodes[chain + 1])

    def rows(self, chain: int) -> slice:
        nodes = self.nodes(chain)
        return slice(self.layout.readings[nodes.start], self.layout.readings[nodes.stop])


def world(seed: int, lengths: tuple[int, ...] = (1, 6, 9), sizes: tuple[int, ...] = (2, 4, 3)) -> World:
    random = np.random.default_rng(seed)
    nodes, width = sum(lengths), max(sizes)
    counts = random.choice([0, 0, 1, 2, 3], nodes)
    counts[0] = 2
    readings = int(counts.sum())
    noise = random.gamma(2.0, 0.5, (nodes, width))
    noise[:, 0] = np.where(np.isin(np.arange(nodes), np.cumsum((0, *lengths))), 1.0, 0.0)
    decay = random.uniform(0.2, 1.0, (nodes, width))
    decay[:, 0] = 1.0
    widths = np.repeat(np.repeat(sizes, lengths), counts)
    places = np.array([random.permutation(size)[:2] for size in widths])
    design = np.zeros((readings, width))
    np.put_along_axis(design, places, random.standard_normal(places.shape), axis=1)
    return World(
        Layout(np.cumsum((0, *lengths)), np.cumsum([0, *counts]), np.array(sizes)),
        System(decay, noise, design, places, random.gamma(2.0, 0.3, readings)),
        random.standard_normal(readings) * 2.0,
    )


@dataclass(frozen=True)
class Joint:
    """The states of one chain given its readings, node after node, and the log density of the readings."""

    mean: Floats
    covariance: Floats
    log_likelihood: float


def joint(given: World, chain: int) -> Joint:
    """Write out the covariance of all states and readings of a chain and condition on the readings."""
    nodes, size = given.nodes(chain), int(given.layout.size[chain])
    steps = np.zeros((len(nodes) * size, len(nodes) * size))
    innovation = np.zeros(len(nodes) * size)
    for place, node in enumerate(nodes):
        mine = slice(place * size, (place + 1) * size)
        innovation[mine] = given.system.noise[node, :size]
        steps[mine, mine] = np.eye(size)
        if place:
            before = slice((place - 1) * size, place * size)
            steps[mine] += given.system.decay[node, :size, None] * steps[before]
    prior = steps @ np.diag(innovation) @ steps.T
    rows = given.rows(chain)
    design = np.zeros((rows.stop - rows.start, len(nodes) * size))
    for place, node in enumerate(nodes):
        for row in range(given.layout.readings[node], given.layout.readings[node + 1]):
            design[row - rows.start, place * size : (place + 1) * size] = given.system.design[row, :size]
    values = given.values[rows]
    if not values.size:
        return Joint(np.zeros(len(prior)), prior, 0.0)
    spread = design @ prior @ design.T + np.diag(given.system.variance[rows])
    gain = prior @ design.T @ np.linalg.inv(spread)
    density = multivariate_normal.logpdf(values, np.zeros(values.size), spread)
    return Joint(gain @ values, prior - gain @ design @ prior, float(density))


def by_statsmodels(given: World, chain: int) -> KalmanSmoother:
    """The same chain for statsmodels: as many places for readings as the fullest node has, the others missing."""
    nodes, size = given.nodes(chain), int(given.layout.size[chain])
    counts = np.diff(given.layout.readings[nodes.start : nodes.stop + 1])
    places = max(int(counts.max()), 1)
    values = np.full((places, len(nodes)), np.nan)
    design, variance = np.zeros((places, size, len(nodes))), np.zeros((places, places, len(nodes)))
    transition, noise = np.zeros((size, size, len(nodes))), np.zeros((size, size, len(nodes)))
    for time, node in enumerate(nodes):
        for place, row in enumerate(range(given.layout.readings[node], given.layout.readings[node + 1])):
            values[place, time], variance[place, place, time] = given.values[row], given.system.variance[row]
            design[place, :, time] = given.system.design[row, :size]
        if time + 1 < len(nodes):
            transition[:, :, time] = np.diag(given.system.decay[node + 1, :size])
            noise[:, :, time] = np.diag(given.system.noise[node + 1, :size])
    model = KalmanSmoother(places, size, size)
    model.bind(np.asfortranarray(values))
    model["design"], model["obs_cov"], model["transition"], model["state_cov"] = design, variance, transition, noise
    model["selection"] = np.eye(size)
    model.initialize_known(np.zeros(size), np.diag(given.system.noise[nodes.start, :size]))
    return model.smooth()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_smoother_is_the_conditional_of_the_joint_normal(seed: int) -> None:
    given = world(seed)
    means, covariances = kalman.smooth(given.layout, given.system, given.values)
    for chain, size in enumerate(given.layout.size):
        whole = joint(given, chain)
        for place, node in enumerate(given.nodes(chain)):
            mine = slice(place * size, (place + 1) * size)
            np.testing.assert_allclose(means[node, :size], whole.mean[mine], atol=1e-8)
            np.testing.assert_allclose(covariances[node, :size, :size], whole.covariance[mine, mine], atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_smoother_is_the_one_of_statsmodels_missing_values_included(seed: int) -> None:
    given = world(seed)
    means, covariances = kalman.smooth(given.layout, given.system, given.values)
    for chain, size in enumerate(given.layout.size):
        nodes, theirs = given.nodes(chain), by_statsmodels(given, chain)
        mine = slice(nodes.start, nodes.stop)
        np.testing.assert_allclose(means[mine, :size], theirs.smoothed_state.T, atol=1e-8)
        their_covariances = np.moveaxis(theirs.smoothed_state_cov, 2, 0)
        np.testing.assert_allclose(covariances[mine, :size, :size], their_covariances, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_log_likelihood_of_each_chain_is_the_joint_density_and_that_of_statsmodels(seed: int) -> None:
    given = world(seed)
    found = kalman.log_likelihood(given.layout, given.system, given.values, np.arange(3))
    for chain in range(3):
        assert found[chain] == pytest.approx(joint(given, chain).log_likelihood, abs=1e-8)
        assert found[chain] == pytest.approx(float(by_statsmodels(given, chain).llf), abs=1e-8)


def test_chains_that_are_asked_for_come_in_the_order_asked() -> None:
    given = world(4)
    every = kalman.log_likelihood(given.layout, given.system, given.values, np.arange(3))
    some = kalman.log_likelihood(given.layout, given.system, given.values, np.array([2, 0]))
    np.testing.assert_array_equal(some, every[[2, 0]])


def test_the_means_alone_are_the_means_of_the_whole_smoother() -> None:
    given = world(5)
    means, _ = kalman.smooth(given.layout, given.system, given.values)
    np.testing.assert_array_equal(kalman.smoothed_means(given.layout, given.system, given.values), means)


def test_components_beyond_the_size_of_a_chain_are_not_looked_at() -> None:
    given = world(6)
    beyond = np.repeat(np.arange(4)[None] >= given.layout.size[:, None], np.diff(given.layout.nodes), axis=0)
    of_row = beyond[np.repeat(np.arange(len(beyond)), np.diff(given.layout.readings))]
    system = given.system._replace(
        decay=np.where(beyond, np.nan, given.system.decay),
        noise=np.where(beyond, np.nan, given.system.noise),
        design=np.where(of_row, np.nan, given.system.design),
    )
    for ours, theirs in zip(
        kalman.smooth(given.layout, system, given.values),
        kalman.smooth(given.layout, given.system, given.values),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


def wandering(times: Floats, read: npt.NDArray[np.bool_], values: Floats) -> World:
    """An Ornstein-Uhlenbeck process with half-life 3 beside a constant, seen at some of the times."""
    kept = 0.5 ** (np.diff(times, prepend=times[0]) / 3.0)
    noise = np.stack([np.zeros(times.size), 0.7 * (1.0 - kept**2)], axis=1)
    noise[0] = 1.5, 0.7
    decay = np.stack([np.ones(times.size), kept], axis=1)
    rows = int(read.sum())
    layout = Layout(np.array([0, times.size]), np.cumsum([0, *read]), np.array([2]))
    places = np.broadcast_to([0, 1], (rows, 2)).copy()
    return World(layout, System(decay, noise, np.ones((rows, 2)), places, np.full(rows, 0.1)), values)


def test_a_gap_of_seven_years_is_seven_years_without_a_reading_here_and_in_statsmodels() -> None:
    values = np.array([1.0, 0.4, -1.2, 0.3])
    there = np.array([0.0, 1.0, 8.0, 9.0])
    across = wandering(there, np.ones(4, dtype=np.bool_), values)
    yearly = wandering(np.arange(10.0), np.isin(np.arange(10.0), there), values)
    at = there.astype(np.int64)
    means, covariances = kalman.smooth(across.layout, across.system, values)
    year_by_year, year_covariances = kalman.smooth(yearly.layout, yearly.system, values)
    np.testing.assert_allclose(means, year_by_year[at], atol=1e-8)
    np.testing.assert_allclose(covariances, year_covariances[at], atol=1e-8)
    np.testing.assert_allclose(means, by_statsmodels(yearly, 0).smoothed_state.T[at], atol=1e-8)
    one = np.array([0])
    np.testing.assert_allclose(
        kalman.log_likelihood(across.layout, across.system, values, one),
        kalman.log_likelihood(yearly.layout, yearly.system, values, one),
        atol=1e-8,
    )


def test_readings_at_one_node_count_like_their_precision_weighted_mean() -> None:
    several = wandering(np.arange(3.0), np.array([1, 2, 1], dtype=np.int64), np.array([1.0, 0.0, 3.0, -1.0]))
    variance = np.array([0.1, 0.2, 0.4, 0.1])
    several_system = several.system._replace(variance=variance)
    pooled = (0.0 / 0.2 + 3.0 / 0.4) / (1 / 0.2 + 1 / 0.4)
    single = wandering(np.arange(3.0), np.ones(3, dtype=np.bool_), np.array([1.0, pooled, -1.0]))
    single_system = single.system._replace(variance=np.array([0.1, 1 / (1 / 0.2 + 1 / 0.4), 0.1]))
    for ours, theirs in zip(
        kalman.smooth(several.layout, several_system, several.values),
        kalman.smooth(single.layout, single_system, single.values),
        strict=True,
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-10)


def test_a_chain_without_any_reading_stays_at_its_prior() -> None:
    silent = wandering(np.arange(4.0), np.zeros(4, dtype=np.bool_), np.zeros(0))
    means, covariances = kalman.smooth(silent.layout, silent.system, silent.values)
    np.testing.assert_array_equal(means, 0.0)
    np.testing.assert_allclose(covariances, np.broadcast_to(np.diag([1.5, 0.7]), (4, 2, 2)), atol=1e-12)
    assert kalman.log_likelihood(silent.layout, silent.system, silent.values, np.array([0]))[0] == 0.0


def test_nearly_exact_readings_of_a_wide_prior_lose_no_digits_that_matter() -> None:
    given = wandering(np.arange(30.0), np.ones(30, dtype=np.bool_), np.sin(np.arange(30.0)))
    noise = given.system.noise.copy()
    noise[0, 0] = 1e4
    given = World(given.layout, given.system._replace(noise=noise, variance=np.full(30, 1e-6)), given.values)
    means, _ = kalman.smooth(given.layout, given.system, given.values)
    np.testing.assert_allclose(means, joint(given, 0).mean.reshape(30, 2), atol=1e-6)
    np.testing.assert_allclose(means.sum(axis=1), given.values, atol=1e-3)


def test_draws_have_the_mean_and_the_covariance_of_the_smoother_over_all_nodes_together() -> None:
    one = world(7, lengths=(5,), sizes=(3,))
    whole, copies = joint(one, 0), 20_000
    readings = one.values.size * np.arange(copies)[:, None] + one.layout.readings[:-1]
    layout = Layout(
        5 * np.arange(copies + 1), np.append(readings.ravel(), one.values.size * copies), np.full(copies, 3)
    )
    system = System(*(np.tile(part, (copies, 1)) for part in one.system[:4]), np.tile(one.system.variance, copies))
    random = np.random.default_rng(8)
    steps, errors = random.standard_normal((5 * copies, 3)), random.standard_normal(one.values.size * copies)
    drawn = kalman.simulate(layout, system, np.tile(one.values, copies), steps, errors).reshape(copies, 15)
    sd = np.sqrt(np.diag(whole.covariance))
    np.testing.assert_array_less(np.abs(drawn.mean(axis=0) - whole.mean) / sd * copies**0.5, 4.5)
    apart = np.abs(np.cov(drawn.T) - whole.covariance) / np.outer(sd, sd) * copies**0.5
    np.testing.assert_array_less(apart, 1.5 * 4.5)
    assert np.ptp(drawn, axis=0).min() > 0.0
