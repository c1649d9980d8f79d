"""The measurement model as it is coded against its equations, and the priors against scipy."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from capital_world import COUNT, CUTS, SHARE, TIES, Floats, domain, reading, scattered
from scipy import stats

from tightrope.measures import declared
from tightrope.measures.chains import MEAN, WANDERING, Chains
from tightrope.measures.factor import offsets, system
from tightrope.measures.figures import Link
from tightrope.measures.moves import link_of, processes, with_link, with_processes
from tightrope.measures.parameters import Mixing, Parameters, begin, draw_prior, log_prior, normal_mixing
from tightrope.measures.simulate import simulate

TIMES = (2000.5, 2001.5, 2004.5, 2010.5)


def small(seed: int = 1) -> tuple[Chains, Parameters]:
    random = np.random.default_rng(seed)
    chains = replace(scattered(2, 2, TIMES, random, read=0.9), doubt=np.array([9.0, 1.0, 4.0]))
    return chains, draw_prior(chains, random)


def covariance_of_readings(chains: Chains, parameters: Parameters, weights: Floats | None = None) -> Floats:
    """Covariance of all readings of the domain that the coded system implies, (M, M)."""
    made = system(chains, parameters, normal_mixing(chains), weights)
    found = np.diag(made.variance)
    for first, second in np.ndindex(found.shape):
        one, other = sorted((chains.node[first], chains.node[second]))
        if chains.chain[one] != chains.chain[other]:
            continue
        begins = chains.layout.nodes[chains.chain[one]]
        variance = made.noise[begins].copy()
        for node in range(begins + 1, one + 1):
            variance = made.decay[node] ** 2 * variance + made.noise[node]
        kept = np.prod(made.decay[one + 1 : other + 1], axis=0)
        found[first, second] += float((made.design[first] * made.design[second] * variance * kept).sum())
    return found


def covariance_by_the_equations(chains: Chains, now: Parameters, weights: Floats) -> Floats:
    """The same written down from docs/methods.md, section 2, with normal noise."""
    elapsed = np.cumsum(chains.gap)
    found = np.diag(now.noise[chains.channel] * chains.grade)
    for first, second in np.ndindex(found.shape):
        one, other = chains.node[first], chains.node[second]
        if chains.chain[one] != chains.chain[other]:
            continue
        apart = abs(elapsed[one] - elapsed[other])
        capital = now.mean_variance + now.wandering_variance * 2 ** (-apart / now.half_life)
        channels = chains.channel[[first, second]]
        own = now.deviation_variance + now.fading_variance[channels[0]] * 2 ** (-apart / now.fading_half_life)
        found[first, second] += now.loading[channels[0]] * now.loading[channels[1]] * capital
        found[first, second] += (
            own * chains.doubt[channels[0]] / weights[channels[0]] if channels[0] == channels[1] else 0.0
        )
    return found


@pytest.mark.parametrize("weights", [None, np.array([0.5, 1.5, 1.0])], ids=["equal weights", "elicited weights"])
def test_readings_covary_as_the_equations_of_the_model_say(weights: Floats | None) -> None:
    chains, parameters = small()
    equations = covariance_by_the_equations(chains, parameters, np.ones(3) if weights is None else weights)
    np.testing.assert_allclose(covariance_of_readings(chains, parameters, weights), equations, atol=1e-10)


def test_scales_make_a_reading_or_a_step_less_or_more_exact() -> None:
    chains, parameters = small(2)
    random = np.random.default_rng(3)
    mixing = Mixing(readings=random.gamma(2.0, 0.5, chains.node.size), steps=random.gamma(2.0, 0.5, chains.chain.size))
    normal, mixed = (system(chains, parameters, one) for one in (normal_mixing(chains), mixing))
    later = chains.gap > 0.0
    np.testing.assert_allclose(mixed.variance, normal.variance / mixing.readings)
    np.testing.assert_allclose(mixed.noise[later, WANDERING], (normal.noise[:, WANDERING] / mixing.steps)[later])
    others = np.arange(normal.noise.shape[1]) != WANDERING
    np.testing.assert_array_equal(mixed.noise[:, others], normal.noise[:, others])
    np.testing.assert_array_equal(mixed.noise[~later], normal.noise[~later])


def test_what_the_parameters_say_of_a_reading_is_intercept_levels_bias_and_the_holders_mean() -> None:
    given = {
        ("KAZ", SHARE, "RUS"): [reading(year, 0.0) for year in TIMES]
        + [reading(year, 0.0, source="text") for year in TIMES[:2]],
        ("UZB", COUNT, "CHN"): [reading(2000.5, 0.0, link=Link.COUNT)],
    }
    chains = domain(given, TIMES)
    assert chains.channels == (COUNT, SHARE)
    parameters = begin(chains)._replace(
        intercept=np.array([0.7, 0.0]),
        loading=np.array([3.0, 1.0]),
        state_level=np.array([[0.1, 0.2], [0.0, 0.0]]),
        holder_level=np.array([[0.01, 0.02], [0.03, 0.04]]),
        bias=np.array([0.05]),
        holder_mean=np.array([10.0, 20.0]),
    )
    count = 0.7 + 0.2 + 0.01 + 3.0 * 10.0
    expected = [20.09 if chains.source[row] == 0 else 20.04 for row in range(6)] + [count]
    assert offsets(chains, parameters).tolist() == pytest.approx(expected)


HALF_LIFE, FADING_HALF_LIFE = (
    stats.lognorm(declared.HALF_LIFE_SPREAD, scale=median) for median in (declared.HALF_LIFE, declared.FADING_HALF_LIFE)
)


def inverse_gamma(sd: float) -> stats.rv_continuous:
    return stats.invgamma(declared.VARIANCE_SHAPE, scale=(declared.VARIANCE_SHAPE - 1) * sd**2)


def test_the_prior_density_is_that_of_scipy_on_the_scale_of_logs() -> None:
    chains, _ = small()
    first, second = (draw_prior(chains, np.random.default_rng(seed)) for seed in (4, 5))

    def by_scipy(one: Parameters) -> float:
        free = np.arange(3) != chains.anchor
        total = stats.norm(0, declared.INTERCEPT_SD).logpdf(one.intercept[free]).sum()
        loadings = one.loading[free]
        total += (stats.lognorm(declared.LOADING_SPREAD).logpdf(loadings) + np.log(loadings)).sum()
        total += stats.norm(0, declared.BIAS_SD).logpdf(one.bias).sum()
        for half_life, law in ((one.half_life, HALF_LIFE), (one.fading_half_life, FADING_HALF_LIFE)):
            total += law.logpdf(half_life) + math.log(half_life)
        for variance, sd in (
            (one.mean_variance, declared.MEAN_SD),
            (one.wandering_variance, declared.WANDERING_SD),
            (one.deviation_variance, declared.DEVIATION_SD),
            *((fading, declared.FADING_SD) for fading in one.fading_variance),
        ):
            total += inverse_gamma(sd).logpdf(variance) + math.log(variance)
        total += stats.norm(0, (one.holder_variance * chains.doubt[:, None]) ** 0.5).logpdf(one.holder_level).sum()
        return float(total)

    # Densities of what is moved: the variance of the holders' levels is not.
    second = second._replace(holder_variance=first.holder_variance)
    assert log_prior(first, chains.doubt) - log_prior(second, chains.doubt) == pytest.approx(
        by_scipy(first) - by_scipy(second)
    )


def test_parameters_are_drawn_from_the_priors_that_are_declared() -> None:
    chains, _ = small()
    random = np.random.default_rng(6)
    drawn = [draw_prior(chains, random) for _ in range(2000)]
    free = [place for place in range(3) if place != chains.anchor]
    read_noise = chains.noise[chains.anchor]
    laws = {
        "intercept": ([one.intercept[free[0]] for one in drawn], stats.norm(0, declared.INTERCEPT_SD)),
        "loading": ([one.loading[free[1]] for one in drawn], stats.lognorm(declared.LOADING_SPREAD)),
        "bias": ([one.bias[0] for one in drawn], stats.norm(0, declared.BIAS_SD)),
        "noise": ([one.noise[chains.anchor] for one in drawn], inverse_gamma(read_noise)),
        "holder_mean": ([one.holder_mean[0] for one in drawn], stats.norm(0, declared.HOLDER_SD)),
        "mean_variance": ([one.mean_variance for one in drawn], inverse_gamma(declared.MEAN_SD)),
        "wandering_variance": ([one.wandering_variance for one in drawn], inverse_gamma(declared.WANDERING_SD)),
        "deviation_variance": ([one.deviation_variance for one in drawn], inverse_gamma(declared.DEVIATION_SD)),
        "fading_variance": ([one.fading_variance[0] for one in drawn], inverse_gamma(declared.FADING_SD)),
        "holder_variance": ([one.holder_variance for one in drawn], inverse_gamma(declared.HOLDER_LEVEL_SD)),
        "level_variance": ([one.level_variance for one in drawn], inverse_gamma(declared.LEVEL_SD)),
        "half_life": ([one.half_life for one in drawn], HALF_LIFE),
        "fading_half_life": ([one.fading_half_life for one in drawn], FADING_HALF_LIFE),
    }
    assert set(Parameters._fields) == {*laws, "state_level", "holder_level"}
    for name, (values, law) in laws.items():
        assert stats.kstest(values, law.cdf).pvalue > 0.001, name
    for scaled in (
        [one.state_level[free[0], 0] / one.level_variance**0.5 for one in drawn],
        [one.holder_level[0, 1] / (one.holder_variance * chains.doubt[0]) ** 0.5 for one in drawn],
    ):
        assert stats.kstest(scaled, stats.norm.cdf).pvalue > 0.001


def test_the_anchor_has_intercept_none_and_loading_one_and_channels_of_shares_no_level_by_state() -> None:
    chains, parameters = small()
    assert (parameters.intercept[chains.anchor], parameters.loading[chains.anchor]) == (0.0, 1.0)
    assert not parameters.state_level[chains.channels.index(SHARE)].any()
    assert parameters.state_level[chains.channels.index(COUNT)].all()


def test_the_noise_of_ties_is_the_declared_one_for_certain() -> None:
    chains, parameters = small()
    assert [chains.channels[one] for one in np.flatnonzero(chains.flat.known)] == [TIES]
    place = chains.channels.index(TIES)
    assert parameters.noise[place] == chains.noise[place] ** 2


def test_parameters_that_move_together_are_put_back_where_they_came_from() -> None:
    chains, parameters = small()
    anchor = chains.anchor
    same = with_processes(anchor, parameters, processes(anchor, parameters))
    assert same.half_life == pytest.approx(parameters.half_life)
    moved = with_processes(anchor, parameters, np.log([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))
    assert (moved.mean_variance, moved.wandering_variance, moved.half_life) == pytest.approx((1.0, 2.0, 3.0))
    assert (moved.deviation_variance, moved.fading_half_life) == pytest.approx((4.0, 5.0))
    assert moved.fading_variance[anchor] == pytest.approx(6.0)
    other = int(anchor == 0)
    assert moved.fading_variance[other] == parameters.fading_variance[other]
    linked = with_link(other, parameters, np.array([0.3, math.log(2.0), math.log(0.5)]))
    assert link_of(other, linked) == pytest.approx([0.3, math.log(2.0), math.log(0.5)])
    untouched = np.arange(3) != other
    np.testing.assert_array_equal(linked.loading[untouched], parameters.loading[untouched])
    np.testing.assert_array_equal(linked.fading_variance[untouched], parameters.fading_variance[untouched])


def test_a_loading_moves_past_the_means_of_holders_without_moving_what_readings_see_of_them() -> None:
    chains, parameters = small()
    other = int(chains.anchor == 0)
    linked = with_link(other, parameters, np.array([parameters.intercept[other], math.log(2.0), 0.0]))
    assert linked.loading[other] == pytest.approx(2.0)
    np.testing.assert_allclose(offsets(chains, linked), offsets(chains, parameters), atol=1e-12)


def test_simulated_capital_and_readings_have_the_moments_of_the_model() -> None:
    """Heavy tails on: the variance of a Student-t with 4 degrees of freedom is twice that of its scale."""
    chains, _ = small()
    now = begin(chains)._replace(holder_mean=np.array([0.5, -0.5]))
    random = np.random.default_rng(7)
    drawn = [simulate(chains, now, random, CUTS) for _ in range(1500)]
    start = np.array([one.capital[:, 0] for one in drawn])
    centre = now.holder_mean[chains.holder]
    variance = now.mean_variance + now.wandering_variance
    np.testing.assert_allclose(start.mean(axis=0), centre, atol=4 * (variance / 1500) ** 0.5)
    np.testing.assert_allclose(start.var(axis=0), variance, rtol=0.2)
    values = np.array([one.values for one in drawn])
    told = np.array([(one.states[chains.node] * _design(chains, now)).sum(axis=1) for one in drawn])
    error = (values - told - offsets(chains, now)) / np.sqrt(now.noise[chains.channel] * chains.grade)
    assert stats.kstest(error.ravel()[::7], stats.t(declared.DEGREES_OF_FREEDOM).cdf).pvalue > 0.001
    assert stats.kstest([one.states[0, MEAN] for one in drawn], stats.norm.cdf).pvalue > 0.001


def _design(chains: Chains, now: Parameters) -> Floats:
    return np.asarray(system(chains, now, normal_mixing(chains)).design)


def test_simulated_intervals_hold_what_they_hide_and_points_hide_nothing() -> None:
    chains, parameters = small()
    drawn = simulate(chains, parameters, np.random.default_rng(8), CUTS)
    told = drawn.chains
    assert ((told.low <= drawn.values) & (drawn.values <= told.high)).all()
    np.testing.assert_array_equal(told.points, chains.points)
    np.testing.assert_array_equal(told.low[told.points], drawn.values[told.points])
