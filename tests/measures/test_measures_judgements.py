"""What decides an estimate: parts of channels and of the prior, and judgements that are taken back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from capital_world import COUNT, LINKS, SHARE, TIES, Floats, domain, reading, scattered

from tightrope.measures import declared
from tightrope.measures.chains import Chains
from tightrope.measures.figures import Reading
from tightrope.measures.judgements import JUDGEMENTS, Decided, alternatives, decided, sobol
from tightrope.measures.parameters import begin, normal_mixing
from tightrope.measures.posterior import Posterior

YEARS = tuple(2000.5 + year for year in range(11))


def posterior(series: Mapping[str, Sequence[Reading]], spread: float = 0.0, **changes: Any) -> Posterior:
    """A posterior whose parameters are known: readings of what RUS holds over KAZ, by channel."""
    return of_domain(
        domain({("KAZ", channel, "RUS"): readings for channel, readings in series.items()}, YEARS), spread, **changes
    )


def of_domain(chains: Chains, spread: float = 0.0, **changes: Any) -> Posterior:
    """The same of any domain; ``spread`` is the variance of what may lie in an interval."""
    middle = np.where(chains.points, chains.low, 0.0)
    return Posterior(
        chains=chains,
        capital=np.zeros((*chains.grid.shape, 1)),
        mean=np.zeros((chains.state.size, 1)),
        elicited=None,
        levels={},
        numbers={},
        parameters=begin(chains)._replace(**changes),
        mixing=normal_mixing(chains),
        values=middle,
        value_variance=np.where(chains.points, 0.0, spread),
    )


def read(channel: str, *years: float, **changes: Any) -> dict[str, list[Reading]]:
    return {channel: [reading(year, math.sin(year), link=LINKS[channel], **changes) for year in years]}


def by_brute_force(given: Posterior) -> Floats:
    """The part of each channel, (C, J, T), from cov(x, y) cov(y)^-1 with all covariances of docs/methods.md."""
    chains, now = given.chains, given.parameters
    since = np.cumsum(chains.gap)
    time = since - since[chains.grid[:, 0]][chains.chain] + YEARS[0]
    dyad, at, channel = chains.chain[chains.node], time[chains.node], chains.channel
    state, holder, loading = chains.state[dyad], chains.holder[dyad], now.loading[channel]

    def alike(one: Any, other: Any) -> Floats:
        return np.asarray(np.equal.outer(one, other), dtype=np.float64)

    def fades(one: Floats, other: Floats, half_life: float) -> Floats:
        return np.asarray(2 ** (-np.abs(np.subtract.outer(one, other)) / half_life))

    def capital(one: tuple[Any, ...], other: tuple[Any, ...]) -> Floats:
        """Covariance of x of dyads, holders and times."""
        own = now.mean_variance + now.wandering_variance * fades(one[2], other[2], now.half_life)
        return np.asarray(alike(one[0], other[0]) * own + alike(one[1], other[1]) * declared.HOLDER_SD**2)

    same, mine = alike(channel, channel), (dyad, holder, at)
    own = now.deviation_variance + now.fading_variance[channel] * fades(at, at, now.fading_half_life)
    own = chains.doubt[channel] * (alike(dyad, dyad) * own + alike(holder, holder) * now.holder_variance)
    free, anchor = chains.flat.free[channel], channel == chains.anchor
    own += np.where(anchor, 0.0, declared.INTERCEPT_SD**2) + alike(state, state) * np.where(
        free, now.level_variance, 0.0
    )
    spread = np.outer(loading, loading) * capital(mine, mine) + same * own
    spread += alike(chains.source, chains.source) * np.where(chains.source >= 0, declared.BIAS_SD**2, 0.0)
    spread += np.diag(now.noise[channel] * chains.grade + given.value_variance)
    asked = np.repeat(np.arange(len(chains.state)), len(YEARS))
    across = capital((asked, chains.holder[asked], np.tile(YEARS, len(chains.state))), mine) * loading
    told = (across @ np.linalg.inv(spread)).reshape(*chains.grid.shape, -1)
    parts = np.zeros((len(chains.channels), *chains.grid.shape))
    for j in range(len(chains.state)):
        others = [k for k in np.flatnonzero(chains.state == chains.state[j]) if k != j]
        beside = told[j] - (told[others].mean(axis=0) if others else 0.0)
        for c in range(len(chains.channels)):
            parts[c, j] = beside[:, (dyad == j) & (channel == c)].sum(axis=1) * now.loading[c]
    return parts


def part_of_prior(given: Posterior, year: float) -> float:
    return float(decided(given).prior[0, YEARS.index(year)])


THREE = {**read(SHARE, 2000.5, 2004.5), **read(COUNT, 2001.5, 2002.5), **read(TIES, 2009.5)}


def test_parts_of_the_channels_and_of_the_prior_sum_to_one_and_none_is_negative() -> None:
    found: Decided = decided(posterior(THREE, loading=np.array([0.7, 1.0, 1.3])))
    np.testing.assert_allclose(found.channels.sum(axis=0) + found.prior, 1.0, atol=1e-12)
    assert found.channels.shape == (3, 1, len(YEARS))
    assert (found.channels > 0.0).all()
    assert (found.prior > 0.0).all()


def test_the_part_of_the_prior_is_the_one_of_the_joint_normal() -> None:
    given = posterior(THREE, loading=np.array([0.7, 1.0, 1.3]), fading_variance=np.array([0.1, 0.2, 0.3]))
    np.testing.assert_allclose(decided(given).prior, 1.0 - by_brute_force(given).sum(axis=0), atol=1e-9)


def test_in_a_whole_domain_what_channels_decide_is_what_the_joint_normal_follows_of_a_change_of_one_dyad() -> None:
    chains = replace(scattered(3, 3, YEARS, np.random.default_rng(1)), doubt=np.array([4.0, 1.0, 9.0]))
    assert len(chains.sources) > 0
    loading, fading = np.array([0.7, 1.4, 1.0]), np.array([0.1, 0.2, 0.3])
    given = of_domain(chains, 0.3, loading=loading, fading_variance=fading, level_variance=0.8, holder_variance=0.3)
    np.testing.assert_allclose(decided(given).channels, by_brute_force(given), atol=1e-9)


def by_channel(series: Mapping[tuple[str, str, str], Sequence[Reading]], state: str, holder: str) -> dict[str, float]:
    """What each channel decides in the first year."""
    chains = domain(series, YEARS)
    place = (chains.state == chains.states.index(state)) & (chains.holder == chains.holders.index(holder))
    parts = decided(of_domain(chains)).channels[:, place, 0]
    return dict(zip(chains.channels, parts[:, 0].tolist(), strict=True))


def test_a_channel_that_knows_one_holder_decides_less_than_one_that_compares_it_with_others() -> None:
    holders, states = ("RUS", "CHN", "USA", "TUR"), ("KAZ", "UZB", "TJK", "KGZ")
    alone = {(state, SHARE, holder): read(SHARE, *YEARS)[SHARE] for state in states for holder in holders}
    among = {**alone, **{(s, COUNT, holder): read(COUNT, *YEARS)[COUNT] for s in states for holder in holders}}
    alone["KAZ", COUNT, "RUS"] = among["KAZ", COUNT, "RUS"]
    assert by_channel(alone, "KAZ", "RUS")[COUNT] < 0.5 * by_channel(among, "KAZ", "RUS")[COUNT]


def test_a_count_tells_of_a_holder_beside_others_although_its_level_in_the_state_is_not_known() -> None:
    read_of = {(state, COUNT, holder): read(COUNT, *YEARS)[COUNT] for state in "ABCD" for holder in "PQR"}
    compared = by_channel(read_of, "A", "P")[COUNT]
    assert compared > 0.7
    only = {key: readings for key, readings in read_of.items() if key[2] == "P" or key[0] != "A"}
    assert by_channel(only, "A", "P")[COUNT] < compared


def test_the_part_of_a_channel_does_not_depend_on_what_it_says() -> None:
    given = posterior(THREE)
    other = replace(given, values=given.values * 3.0 + 1.0)
    np.testing.assert_array_equal(decided(given).channels, decided(other).channels)


def test_a_channel_that_is_exact_and_deviates_little_leaves_the_prior_nearly_nothing() -> None:
    exact: dict[str, Any] = {"noise": np.array([1e-6]), "deviation_variance": 1e-4, "holder_variance": 1e-4}
    exact["fading_variance"] = np.array([1e-4])
    assert part_of_prior(posterior(read(SHARE, *YEARS), **exact), 2005.5) < 0.001


def test_with_the_declared_priors_one_good_channel_decides_most_where_it_reads() -> None:
    assert part_of_prior(posterior(read(SHARE, *YEARS)), 2005.5) < 0.3


def test_the_prior_decides_more_the_further_away_the_readings_are() -> None:
    parts = [part_of_prior(posterior(read(SHARE, 2000.5 - away)), 2000.5) for away in (0.0, 5.0, 20.0, 80.0)]
    assert parts == sorted(parts)


def test_far_from_every_reading_the_prior_decides_more_than_half_where_capital_wanders_far() -> None:
    parts = {}
    for told in (2000.5, 1940.5):
        read_of = {(state, SHARE, "RUS"): read(SHARE, told)[SHARE] for state in ("KAZ", "TJK", "UZB")}
        given = of_domain(domain(read_of, YEARS), mean_variance=0.2, wandering_variance=1.0)
        parts[told] = float(decided(given).prior[0, 0])
    assert parts[2000.5] < 0.4
    assert parts[1940.5] > 0.5


def test_an_interval_that_allows_nearly_anything_leaves_most_to_the_prior() -> None:
    wide = read(TIES, *YEARS[:2], high=9.0)
    assert part_of_prior(posterior(wide, spread=20.0), 2000.5) > 0.7
    assert part_of_prior(posterior(wide, spread=0.01), 2000.5) < 0.3


def test_a_worse_grade_decides_less() -> None:
    parts = []
    for grade in (1.0, 100.0):
        found = decided(posterior({**read(SHARE, 2000.5), **read(COUNT, 2000.5, grade=grade)}))
        parts.append(found.channels[:, 0, 0])
    assert parts[1][0] < parts[0][0]
    assert parts[1][1] > parts[0][1]


def test_with_no_judgement_taken_back_capital_is_that_of_the_joint_normal() -> None:
    given = posterior(read(SHARE, 2000.5), holder_mean=np.array([0.4]), noise=np.array([0.01]))
    now = given.parameters
    variance = now.mean_variance + now.wandering_variance
    spread = variance + now.deviation_variance + float(now.fading_variance[0]) + 0.01
    expected = 0.4 + variance / spread * (float(given.values[0]) - 0.4)
    assert alternatives(given, None)[0, 0, 0, 0, 0] == pytest.approx(expected)


def test_without_elicited_weights_and_with_one_grade_only_the_prior_can_be_taken_back() -> None:
    given = replace(posterior({**read(SHARE, 2000.5), **read(COUNT, 2003.5)}), values=np.array([0.5, 2.0]))
    found = alternatives(given, None)
    np.testing.assert_array_equal(found[1], found[0])
    np.testing.assert_array_equal(found[:, 1], found[:, 0])
    assert (np.abs(found[:, :, 1] - found[:, :, 0]) > 1e-6).all()


def test_each_judgement_moves_capital_along_its_own_axis() -> None:
    series = {**read(SHARE, 2000.5, grade=9.0), **read(COUNT, 2000.5)}
    given = posterior(series)
    given = replace(given, values=np.array([-1.0, 1.0]))
    assert given.chains.channels == (COUNT, SHARE)
    found = alternatives(given, np.array([0.5, 1.5]))[:, :, :, 0, 0]
    declared_one, weights, grades = found[0, 0, 0], found[1, 0, 0], found[0, 1, 0]
    assert weights > declared_one, "the channel of shares, which reads 1, counts for more"
    assert grades > declared_one, "its reading is of the best grade"
    both = replace(given.chains, grade=np.ones(2))
    assert alternatives(replace(given, chains=both), None)[0, 0, 0, 0, 0] == pytest.approx(grades)


def test_wider_priors_leave_more_to_the_readings() -> None:
    given = replace(posterior(read(SHARE, 2000.5)), values=np.array([2.0]))
    declared_one, wider = alternatives(given, None)[0, 0, :, 0, 0]
    assert 0.0 < declared_one < wider < 2.0
    assert declared.WIDER_PRIOR == 2.0


def test_sobol_indices_of_effects_that_add_up_are_squares_over_their_sum_and_the_variance_of_the_data() -> None:
    """Each judgement is taken back with probability one half, so an effect e has the variance e^2 / 4."""
    weights, grades, prior = np.meshgrid([0, 1], [0, 1], [0, 1], indexing="ij")
    shares = 0.3 + 0.2 * weights + 0.1 * grades - 0.04 * prior
    variance = 0.0020
    total = variance + 0.01 + 0.0025 + 0.0004
    found = sobol(shares, np.array(variance))
    expected = {"weights": 0.01 / total, "grades": 0.0025 / total, "prior": 0.0004 / total}
    assert {name: float(index) for name, index in found.items()} == pytest.approx(expected)
    assert tuple(found) == JUDGEMENTS


def test_what_two_judgements_do_only_together_is_no_first_order_effect() -> None:
    weights, grades, _ = np.meshgrid([-1, 1], [-1, 1], [-1, 1], indexing="ij")
    found = sobol(0.5 + 0.1 * weights * grades, np.array(0.01))
    assert all(float(index) == pytest.approx(0.0, abs=1e-12) for index in found.values())


def test_where_nothing_varies_no_judgement_matters() -> None:
    found = sobol(np.full((2, 2, 2, 3), 0.25), np.zeros(3))
    assert all((index == 0.0).all() for index in found.values())


def test_where_there_is_no_share_there_is_no_index() -> None:
    found = sobol(np.full((2, 2, 2, 3), np.nan), np.full(3, np.nan))
    assert all(np.isnan(index).all() for index in found.values())
