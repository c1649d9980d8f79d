"""The sampler: every conditional, the whole sweep, and how often its intervals hold the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from capital_world import COUNT, CUTS, OTHER_SHARE, SHARE, TIES, Floats, scattered
from scipy import stats
from successive import disagreement

from tightrope.measures import conditionals, declared
from tightrope.measures.chains import WANDERING
from tightrope.measures.factor import offsets, system, told
from tightrope.measures.gibbs import Sampler
from tightrope.measures.kalman import log_likelihood
from tightrope.measures.moves import PROCESSES, Walks, kinds_of_moves, learn, move_all, propose, shift
from tightrope.measures.parameters import Parameters, draw_prior
from tightrope.measures.random import Words
from tightrope.measures.simulate import Simulated, simulate

TIMES = (2000.5, 2001.5, 2004.5, 2005.5)
#: A stream of random numbers.
WORDS = np.random.default_rng(22).integers(0, 2**64, 4, dtype=np.uint64)
WITH_SHARES, WITHOUT_SHARES = (SHARE, OTHER_SHARE, COUNT, TIES), (COUNT, TIES)


class DrawsScalesFromTheirPrior(Sampler):
    """Draws the scales of the readings as if their errors said nothing about them, and the noise given these."""

    def _draw_rest(self, states: Floats) -> None:
        super()._draw_rest(states)
        half = declared.DEGREES_OF_FREEDOM / 2
        readings = np.random.default_rng(self._words).gamma(half, 1 / half, self.values.size)
        self.mixing = self.mixing._replace(readings=readings)
        flat, now = self.chains.flat, self.parameters
        noise = conditionals.draw_noise(flat, self.mixing, self.values, told(flat, now, states), self._words)
        self.parameters = now._replace(noise=noise)


class ForgetsTheGrades(Sampler):
    """Draws all but the states as if all sources had one grade."""

    def _draw_rest(self, states: Floats) -> None:
        graded, self.chains = self.chains, replace(self.chains, grade=np.ones_like(self.chains.grade))
        super()._draw_rest(states)
        self.chains = graded


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


def repeated(draw: Callable[[Words], Floats], times: int = 3000) -> Floats:
    """Draws (times, ...) of one conditional, each time given the same everything else."""
    words = WORDS.copy()
    return np.array([draw(words) for _ in range(times)])


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
    expected = simulated.values - errors(drawn)
    given = (chains.flat, now, simulated.mixing, simulated.values, expected)
    found = repeated(lambda words: conditionals.draw_hidden(*given, words))
    points = np.flatnonzero(chains.points)
    np.testing.assert_array_equal(found[:, points], np.tile(simulated.values[points], (3000, 1)))
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
    given = (chains.flat, now, simulated.values, simulated.values - errors(drawn), simulated.states)
    readings = repeated(lambda words: conditionals.draw_scales(*given, words).readings)
    assert least_p(readings, [stats.gamma(half + 0.5, scale=1 / (half + one / 2)) for one in far]) > 0.01
    steps = repeated(lambda words: conditionals.draw_scales(*given, words).steps)
    later = np.flatnonzero(chains.gap > 0.0)
    kept = np.exp2(-chains.gap[later] / now.half_life)
    step = simulated.states[later, WANDERING] - kept * simulated.states[later - 1, WANDERING]
    far = step**2 / now.wandering_variance / (1.0 - kept**2)
    assert least_p(steps[:, later], [stats.gamma(half + 0.5, scale=1 / (half + one / 2)) for one in far]) > 0.01
    assert (steps[:, chains.gap == 0.0] == 1.0).all()


def test_noise_is_drawn_from_its_inverse_gamma_conditional_except_that_of_ties(
    drawn: tuple[Simulated, Parameters],
) -> None:
    simulated, _ = drawn
    chains = simulated.chains
    given = (chains.flat, simulated.mixing, simulated.values, simulated.values - errors(drawn))
    found = repeated(lambda words: conditionals.draw_noise(*given, words))
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
    found = repeated(lambda words: conditionals.draw_means(chains.flat, now, simulated.states, words))
    laws = []
    for holder in range(len(chains.holders)):
        mine = dyads[chains.holder == holder]
        variance = 1 / (mine.size / now.mean_variance + declared.HOLDER_SD**-2)
        laws.append(stats.norm(variance * mine.sum() / now.mean_variance, variance**0.5))
    assert least_p(found, laws) > 0.01


@pytest.mark.parametrize("name", [COUNT, OTHER_SHARE, SHARE, TIES])
def test_intercept_and_levels_are_drawn_from_their_joint_normal_conditionals(
    drawn: tuple[Simulated, Parameters], name: str
) -> None:
    """Intercept and holders' levels given those of states, then intercept and states' levels given those of holders."""
    simulated, now = drawn
    chains, place = simulated.chains, simulated.chains.channels.index(name)
    mine = np.flatnonzero(chains.slot[:, place] >= 0)
    of_state, of_holder = np.eye(3)[chains.state[mine]], np.eye(2)[chains.holder[mine]]
    lasting = simulated.states[chains.layout.nodes[mine], chains.slot[mine, place]]
    free, doubt = declared.INTERCEPT_SD**2 * (place != chains.anchor), chains.doubt[place]
    variance = now.deviation_variance * doubt
    levels = lasting + now.intercept[place] + of_state @ now.state_level[place] + of_holder @ now.holder_level[place]
    gain, covariance = conditional(of_holder, np.array([free, *[now.holder_variance * doubt] * 2]), variance)
    mean = gain @ (levels - of_state @ now.state_level[place])
    if name in (COUNT, TIES):
        second, spread = conditional(of_state, np.array([free, *[now.level_variance] * 3]), variance)
        through = second @ of_holder
        spread = spread + through @ covariance[1:, 1:] @ through.T
        mean = np.concatenate([second @ levels - through @ mean[1:], mean[1:]])
        sd = np.sqrt(np.concatenate([np.diag(spread), np.diag(covariance)[1:]]))
    else:
        mean = np.concatenate([mean[:1], np.zeros(3), mean[1:]])
        sd = np.sqrt(np.concatenate([covariance[:1, 0], np.zeros(3), np.diag(covariance)[1:]]))

    def draw(words: Words) -> Floats:
        found = conditionals.draw_levels(chains.flat, now, simulated.states, words)
        return np.concatenate([[found[0][place]], found[1][place], found[2][place]])

    found = repeated(draw)
    np.testing.assert_array_less(np.abs(found.mean(axis=0) - mean), 4.5 * sd / len(found) ** 0.5 + 1e-9)
    np.testing.assert_allclose(found.std(axis=0), sd, rtol=4.5 / (2 * len(found)) ** 0.5, atol=1e-9)


def conditional(of_group: Floats, prior: Floats, variance: float) -> tuple[Floats, Floats]:
    """Gain and covariance of an intercept and levels of groups, given what is read of their sum with this variance."""
    design = np.column_stack([np.ones(len(of_group)), of_group])
    spread = design @ (prior[:, None] * design.T) + variance * np.eye(len(design))
    gain = prior[:, None] * design.T @ np.linalg.inv(spread)
    return gain, np.diag(prior) - gain @ design * prior


def test_a_holders_mean_and_levels_are_exchanged_by_their_conditional_and_no_reading_notices(
    drawn: tuple[Simulated, Parameters],
) -> None:
    simulated, now = drawn

    def draw(words: Words) -> tuple[Floats, Floats]:
        means, levels = now.holder_mean.copy(), now.holder_level.copy()
        conditionals.exchange(now.loading, simulated.chains.doubt, now.holder_variance, means, levels, words)
        return means, levels

    found = repeated(lambda words: draw(words)[0])
    prior = np.diag(np.append(declared.HOLDER_SD**2, now.holder_variance * simulated.chains.doubt))
    # What readings tell: loading times mean plus level, in each channel.
    design = np.column_stack([now.loading, np.eye(4)])
    spread = design @ prior @ design.T
    gain = prior @ design.T @ np.linalg.inv(spread)
    sd = (prior - gain @ design @ prior)[0, 0] ** 0.5
    sums = now.loading[:, None] * now.holder_mean + now.holder_level
    assert least_p(found, [stats.norm(one, sd) for one in (gain @ sums)[0]]) > 0.01
    means, levels = draw(WORDS.copy())
    assert (means != now.holder_mean).all()
    exchanged = now._replace(holder_mean=means, holder_level=levels)
    before, after = (offsets(simulated.chains, one) for one in (now, exchanged))
    np.testing.assert_allclose(after, before, atol=1e-12)


def test_a_slide_moves_a_holders_level_and_its_hidden_figures_alike_within_their_bounds(
    drawn: tuple[Simulated, Parameters],
) -> None:
    simulated, now = drawn
    chains, ties = simulated.chains, simulated.chains.channels.index(TIES)

    def draw(words: Words) -> tuple[Floats, Floats]:
        levels, values = now.holder_level.copy(), simulated.values.copy()
        conditionals.slide(chains.flat, now.holder_variance, levels, values, words)
        return levels, values

    found = repeated(lambda words: draw(words)[0][ties])
    mine, sd = chains.channel == ties, now.holder_variance**0.5
    holder = chains.holder[chains.chain[chains.node]]
    laws = []
    for place, level in enumerate(now.holder_level[ties]):
        rows = mine & (holder == place)
        low = level + (chains.low - simulated.values)[rows].max()
        high = level + (chains.high - simulated.values)[rows].min()
        laws.append(stats.truncnorm(low / sd, high / sd, 0.0, sd))
    assert least_p(found, laws) > 0.01
    levels, values = draw(WORDS.copy())
    moved = (levels - now.holder_level)[chains.channel, holder]
    assert moved[mine].all()
    assert not moved[~mine].any()
    np.testing.assert_allclose(values - simulated.values, moved, atol=1e-12)
    assert ((chains.low <= values) & (values <= chains.high)).all()


def test_capital_less_its_mean_is_what_wanders(drawn: tuple[Simulated, Parameters]) -> None:
    chains = drawn[0].chains
    draw = Sampler(chains, np.random.default_rng(3)).sweep()
    wandering = draw.states[chains.grid][:, :, WANDERING]
    np.testing.assert_allclose(draw.capital - draw.mean[:, None], wandering, atol=1e-12)
    assert np.ptp(draw.mean) > 0.0


def test_a_walk_learns_how_parameters_go_together_and_stands_still_once_it_stops_learning() -> None:
    random = np.random.default_rng(4)
    words = random.integers(0, 2**64, 4, dtype=np.uint64)
    covariance = np.array([[4.0, 1.9], [1.9, 1.0]])
    precision, at, accepted = np.linalg.inv(covariance), np.zeros(2), []
    # Two kinds of moves, of which the second has two numbers, so that one is room that nobody uses.
    step = np.diag([0.1, 0.1, 0.1])
    walks = Walks(
        kind=np.array([PROCESSES, 0]),
        size=np.array([3, 2]),
        mean=np.zeros((2, 3)),
        square=np.stack([step**2, step**2]),
        root=np.stack([step, step]),
        scale=np.array([1.0, 1.7]),
        seen=np.zeros(2, np.int64),
    )
    for number in range(6000):
        to = propose(walks, 1, at, words)
        gain = (at @ precision @ at - to @ precision @ to) / 2
        accepted.append(bool(np.log(random.random()) < gain))
        at = to if accepted[-1] else at
        if number < 3000:
            learn(walks, 1, at, accepted[-1])
    assert 0.15 < np.mean(accepted[3000:]) < 0.45
    steps = np.array([propose(walks, 1, np.zeros(2), words) for _ in range(2000)])
    assert np.corrcoef(steps.T)[0, 1] == pytest.approx(0.95, abs=0.04)
    np.testing.assert_array_equal(walks.root[0], step)
    assert walks.seen.tolist() == [0, 3000]


def densities(simulated: Simulated, now: Parameters, values: Floats) -> Floats:
    """Log likelihood of every chain by the core that a system is written out for."""
    chains = simulated.chains
    made = system(chains, now, simulated.mixing)
    return np.asarray(log_likelihood(chains.layout, made, values - offsets(chains, now), np.arange(chains.state.size)))


def test_moves_keep_the_density_of_where_they_stand(drawn: tuple[Simulated, Parameters]) -> None:
    simulated, start = drawn
    chains = simulated.chains
    walks, words = kinds_of_moves(chains), np.array([1, 2, 3, 4], np.uint64)
    moved, now = 0, start
    for _ in range(30):
        given = (chains.flat, now, simulated.mixing, simulated.values, walks, True, words)
        to, found = move_all(*given)
        moved += not np.array_equal(to.loading, now.loading)
        now = to
        np.testing.assert_allclose(found, densities(simulated, now, simulated.values), atol=1e-9)
    assert moved > 3
    assert (now.loading[chains.anchor], now.intercept[chains.anchor]) == (1.0, 0.0)


def test_a_shift_moves_all_hidden_figures_of_a_chain_alike_or_none(drawn: tuple[Simulated, Parameters]) -> None:
    simulated, parameters = drawn
    chains, values, words = simulated.chains, simulated.values, np.array([1, 2, 3, 4], np.uint64)
    moved = []
    for _ in range(50):
        before = values
        values = shift(
            chains.flat, parameters, simulated.mixing, before, densities(simulated, parameters, before), words
        )
        by = values - before
        assert not by[chains.points].any()
        for chain in range(chains.state.size):
            mine = by[~chains.points & (chains.chain[chains.node] == chain)]
            assert mine.size == 0 or np.ptp(mine) < 1e-12
            moved.append(bool(mine.any()))
        assert ((chains.low <= values) & (values <= chains.high)).all()
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
