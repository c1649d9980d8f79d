from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from capital_world import scattered
from measures_world import amount, cell, run
from wave_world import TIMES, drawn, dyads

from tightrope.dynamics.waves import wave_estimates
from tightrope.dynamics.waves.monitor import HAZARD, RECENT_YEARS, recent_change
from tightrope.dynamics.waves.named import correlation, draw_scores
from tightrope.dynamics.waves.named import test as pooled_test
from tightrope.dynamics.waves.reach import ONSETS, Reach, draw_reach, log_ratio, onset_given_lag
from tightrope.dynamics.waves.shocks import T_VARIANCE, domain_evidence, dyad_series, evidence, response
from tightrope.measures.factor import system
from tightrope.measures.kalman import log_likelihood
from tightrope.measures.parameters import Mixing, draw_prior
from tightrope.records import Wave, When

QUIET = slice(1, None)
ONSET = np.concatenate([[2014.0], np.arange(1991.0, 2013.0), np.arange(2016.0, 2026.0)])


def test_score_and_information_are_those_of_the_filters_likelihood():
    random = np.random.default_rng(1)
    years = [2000.5 + year for year in range(12)]
    chains = scattered(2, 2, years, random)
    chains = replace(chains, low=random.normal(size=chains.low.size))
    chains = replace(chains, high=chains.low)
    parameters = draw_prior(chains, random)._replace(deviation_variance=1e7, wandering_variance=0.3, half_life=9.0)
    mixing = Mixing(np.full(chains.node.size, 1.0 / T_VARIANCE), np.full(chains.chain.size, 1.0 / T_VARIANCE))
    made = system(chains, parameters, mixing)
    first = np.zeros(chains.chain.size, dtype=np.bool_)
    first[chains.layout.nodes[:-1]] = True
    made.noise[first, 1] *= T_VARIANCE  # the past before the first reading is as heavy-tailed as what comes
    onset = 2004.2
    every = dyad_series(chains, parameters, years[0], dict.fromkeys(chains.channels, 1.0))
    for number, one in enumerate(every):
        told = evidence(one, np.array([onset]))
        bias = np.zeros(chains.low.size)
        biased = chains.source >= 0
        bias[biased] = parameters.bias[chains.source[biased]]
        pattern = np.zeros(chains.low.size)
        pattern[one.row] = -one.yearly_sd * one.loading * response(one.time - onset, one.half_life)
        likelihoods = [
            log_likelihood(chains.layout, made, chains.low - bias - delta * pattern, np.array([number]))[0]
            for delta in (-3.0, 0.0, 3.0)
        ]
        score = (likelihoods[2] - likelihoods[0]) / 6.0
        information = -(likelihoods[2] + likelihoods[0] - 2.0 * likelihoods[1]) / 9.0
        assert told.score[0] == pytest.approx(score, abs=2e-4)
        assert told.information[0] == pytest.approx(information, abs=2e-4)
    assert len(every) == 4


def test_a_unit_push_arrives_in_two_years_and_fades_with_the_half_life():
    at = response(np.array([-1.0, 0.0, 1.0, 2.0, 12.0]), 10.0)
    parts = (np.arange(20000) + 0.5) / 10000
    assert at[:2] == pytest.approx([0.0, 0.0])
    assert at[2] == pytest.approx((2.0 ** (-(1.0 - parts[parts < 1]) / 10)).sum() / 20000, rel=1e-5)
    assert at[3] == pytest.approx((2.0 ** (-(2.0 - parts) / 10)).sum() / 20000, rel=1e-5)
    assert at[4] == pytest.approx(at[3] / 2)


def test_levels_say_nothing():
    random = np.random.default_rng(2)
    one = drawn(dyads(1, random), random)[0]
    moved = replace(one, value=one.value + np.where(one.channel == 0, 40.0, -7.0))
    assert evidence(moved, ONSET).score == pytest.approx(evidence(one, ONSET).score, abs=1e-8)


def test_drawn_scores_have_the_information_as_variance_and_the_correlation_that_they_are_given():
    random = np.random.default_rng(3)
    every = tuple(evidence(one, ONSET) for one in dyads(4, random))
    scores = np.stack([one.scores for one in draw_scores(every, 0.5, random, 20_000)])
    information = np.array([one.information for one in every])
    told = information[:, 0] > 0.05
    assert scores[told, :, 0].var(axis=1) / information[told, 0] == pytest.approx(np.ones(told.sum()), abs=0.08)
    found = [
        correlation([replace(one, score=scores[place, draw]) for place, one in enumerate(every)]) for draw in range(300)
    ]
    assert np.mean(found) == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize("counts", [False, True])
def test_a_named_date_raises_as_many_false_alarms_as_it_says_and_sees_what_it_says(counts):
    random = np.random.default_rng(4)
    given, alarms, seen, power = dyads(5, random, counts=counts), [], [], []
    for _ in range(250):
        for push in (0.0, 2.0):
            sizes = random.permutation([push] * 3 + [0.0] * 2)
            every = domain_evidence(drawn(given, random, shared=0.3, push=sizes), ONSET, QUIET)
            without = draw_scores(
                [one.at(slice(1)) for one in every], correlation([one.at(QUIET) for one in every]), random, 400
            )
            found = pooled_test(every, without, 0, random)
            assert found is not None
            (seen if push else alarms).append(found.statistic > found.critical)
            if not push:
                power.append(found.power[1])
    assert 0.015 <= np.mean(alarms) <= 0.095  # 5 % and its error over 250 draws
    assert np.mean(seen) == pytest.approx(np.mean(power), abs=0.08)
    assert np.mean(seen) > 2 * np.mean(alarms)


def test_readings_that_end_before_a_date_give_no_test():
    random = np.random.default_rng(5)
    every = domain_evidence(drawn(dyads(3, random), random), np.array([2030.0]))
    assert pooled_test(every, draw_scores(every, 0.0, random, 50), 0, random) is None


def test_readings_that_change_more_than_the_model_allows_count_less():
    random = np.random.default_rng(6)
    calm = drawn(dyads(5, random), random)
    wild = tuple(replace(one, value=3.0 * one.value) for one in calm)
    assert domain_evidence(calm, ONSET)[0].dispersion < 2.0
    louder = domain_evidence(wild, ONSET)[0]
    assert louder.dispersion > 4.0
    assert louder.information == pytest.approx(evidence(wild[0], ONSET).information / louder.dispersion)


def test_where_nothing_can_fall_nothing_is_read():
    random = np.random.default_rng(7)
    chains = scattered(2, 1, [2000.5, 2001.5, 2002.5], random)
    chains = replace(chains, low=np.full(chains.low.size, -np.inf), high=np.zeros(chains.low.size))
    assert dyad_series(chains, draw_prior(chains, random), 2000.5, dict.fromkeys(chains.channels, 1.0)) == ()


def test_a_reading_that_says_at_least_moves_nothing():
    random = np.random.default_rng(12)
    chains = scattered(2, 2, TIMES[:10], random, channels=("economy.trade",))
    offsets = dict.fromkeys(chains.channels, 1.0)
    open_ended = np.arange(chains.low.size) % 3 == 0
    with_bounds = replace(chains, high=np.where(open_ended, np.inf, chains.high), low=chains.low + 3.0 * open_ended)
    parameters = draw_prior(chains, random)
    told = {(one.state, one.holder): one for one in dyad_series(with_bounds, parameters, TIMES[0], offsets)}
    for whole in dyad_series(chains, parameters, TIMES[0], offsets):
        kept, one = ~open_ended[whole.row], told[whole.state, whole.holder]
        assert np.array_equal(one.row, whole.row[kept])
        assert np.array_equal(one.value, whole.value[kept])


def test_reach_is_the_posterior_that_weighing_draws_of_the_prior_gives():
    random = np.random.default_rng(8)
    information = random.uniform(0.2, 2.0, (3, ONSETS.size))
    score = 0.7 * information + 0.7 * random.normal(size=(3, ONSETS.size))
    found = draw_reach({"economy": score}, {"economy": information}, random, 40_000)
    many = 400_000
    lag = random.integers(0, 5, many)
    part = random.random(many)
    reached = random.random((many, 3)) < part[:, None]
    size = np.abs(random.normal(0.0, 2.0, (many, 3)))
    cumulated = onset_given_lag().cumsum(axis=1)
    onset = (random.random((many, 3, 1)) > cumulated[lag][:, None]).sum(axis=2)
    states = np.arange(3)
    log = size * score[states, onset] - size**2 * information[states, onset] / 2
    weight = np.exp((reached * log).sum(axis=1))
    weight /= weight.sum()
    assert found.reached["economy"].mean(axis=0) == pytest.approx(weight @ reached, abs=0.02)
    assert found.lag["economy"].mean() == pytest.approx(weight @ lag, abs=0.05)
    assert (found.reached["economy"].all(axis=1)).mean() == pytest.approx(weight @ reached.all(axis=1), abs=0.02)


def test_the_ratio_of_a_push_is_the_integral_over_its_size():
    size = np.linspace(0.0, 40.0, 400_001)
    prior = 2.0 * np.exp(-(size**2) / 8.0) / (2.0 * np.sqrt(2.0 * np.pi))
    for score, information in ((0.0, 0.0), (3.0, 2.0), (-4.0, 1.5)):
        brute = np.log(np.trapezoid(prior * np.exp(size * score - size**2 * information / 2), size))
        assert log_ratio(np.array(score), np.array(information)) == pytest.approx(brute, abs=1e-6)


def test_with_no_information_the_prior_comes_back():
    nothing = {name: np.zeros((5, ONSETS.size)) for name in ("culture", "politics", "economy", "security")}
    found = draw_reach(nothing, nothing, np.random.default_rng(9), 20_000)
    assert found.rung("politics").mean() == pytest.approx(0.5, abs=0.02)
    assert found.reached["security"].mean() == pytest.approx(0.5, abs=0.02)
    assert found.order().mean() == pytest.approx(0.0, abs=0.02)


def test_depth_is_the_highest_rung_and_order_compares_onsets_with_the_ladder():
    yes, no = np.ones((2, 5), dtype=np.bool_), np.zeros((2, 5), dtype=np.bool_)
    found = Reach(
        reached={"culture": yes, "politics": no, "security": np.vstack([yes[0], no[1]])},
        lag={"culture": np.array([0, 3]), "politics": np.array([1, 2]), "security": np.array([4, 2])},
    )
    assert found.depth().tolist() == [4.0, 1.0]
    assert found.sure_depth() == 1
    assert found.order() == pytest.approx([1.0, -2 / 3])
    assert found.breadth().tolist() == [1.0, 1.0]


def test_the_monitor_is_the_sum_over_all_ways_to_cut_the_years():
    values = np.array([0.3, -0.2, 2.5, 2.1, 1.7, -0.4])

    def segment(part):
        covariance = np.eye(len(part)) + 1.0
        density = np.exp(-0.5 * part @ np.linalg.solve(covariance, part))
        return density / np.sqrt(np.linalg.det(2 * np.pi * covariance))

    for years in range(RECENT_YEARS + 1, values.size + 1):
        recent = whole = 0.0
        for cuts in itertools.product([False, True], repeat=years - 1):
            starts = [0, *[place + 1 for place, cut in enumerate(cuts) if cut]]
            chance = np.prod([HAZARD if cut else 1 - HAZARD for cut in cuts])
            for start, end in zip(starts, [*starts[1:], years], strict=True):
                chance *= segment(values[start:end])
            whole += chance
            recent += chance * (years - starts[-1] <= RECENT_YEARS)
        assert recent_change(values)[years - 1] == pytest.approx(recent / whole, rel=1e-9)


def test_the_monitor_takes_many_series_at_once():
    random = np.random.default_rng(10)
    many = random.normal(size=(7, TIMES.size))
    assert recent_change(many)[3] == pytest.approx(recent_change(many[3]))


def measured(fall: float):
    """Two states whose trade with RUS falls after 2014, and that with CHN does not."""
    random = np.random.default_rng(11)
    cells = []
    for state in ("KAZ", "UZB", "KGZ"):
        for year in range(2000, 2025):
            for holder in ("RUS", "CHN", "ROW"):
                fell = fall * min(max(year + 0.5 - 2014.0, 0.0) / 2.0, 1.0) if holder == "RUS" else 0.0
                figure = 1000.0 * np.exp(0.05 * random.normal() - fell)
                cells.append(cell("economy.trade", holder, year, figure, over=state))
    return run(observations=cells, states=("KAZ", "UZB", "KGZ"), powers=("RUS", "CHN"), years=range(2000, 2025))


WAVE = Wave(name="fall", since=When.parse("2014-01"), away_from="RUS", source="made up")


def numbers(found):
    return {(one.quantity, one.power, one.domain): one for one in found if one.quantity != "wave/change"}


def test_a_fall_after_a_named_date_is_found_and_the_placebo_is_not():
    measurement = measured(1.0)
    found = wave_estimates(measurement, [WAVE], {"economy.trade": "society"}, seed=1)
    told = numbers(found)
    assert told["wave/false_alarm", "RUS", "all"].mean < 0.05
    assert told["wave/false_alarm", "CHN", "all"].mean > 0.2
    assert told["wave/size", "RUS", "all"].low90 > 0.0
    assert told["wave/breadth", "RUS", "all"].mean > told["wave/breadth_prior", "RUS", "all"].mean
    assert told["wave/rung", "RUS", "economy"].mean > 0.8
    assert told["wave/depth_sure", "RUS", "all"].mean == 3.0
    assert told["wave/breadth_society", "RUS", "all"].mean > 0.6
    assert ("wave/breadth", "CHN", "all") not in told
    assert ("wave/breadth_government", "RUS", "all") not in told
    cells = {row for rows in measurement.posteriors["economy"].chains.ids for row in rows}
    assert all(one.state == "" and set(one.rests_on) <= cells for one in found)
    assert found == wave_estimates(measurement, [WAVE], {"economy.trade": "society"}, seed=1)


def test_whether_more_was_reached_than_at_an_earlier_date_is_counted_on_draws():
    quiet = replace(WAVE, name="quiet", since=When.parse("2004-01"))
    told = numbers(wave_estimates(measured(1.0), [WAVE, quiet], {}, seed=1))  # dates in any order
    for name in ("breadth", "depth"):
        rose, fell = (told[f"wave/{name}_{way}/2004", "RUS", "all"] for way in ("rose", "fell"))
        assert rose.when == WAVE.since
        assert rose.mean > 0.5 > 0.05 > fell.mean
        before = told[f"wave/{name}_rose_prior/2004", "RUS", "all"].mean
        assert before == pytest.approx(told[f"wave/{name}_fell_prior/2004", "RUS", "all"].mean, abs=0.04)
        assert rose.mean > before > 0.2
        assert rose.low90 == rose.high90 == rose.mean
    assert ("wave/breadth_rose/2014", "RUS", "all") not in told
    assert set(told["wave/breadth_rose/2004", "RUS", "all"].rests_on) >= set(
        told["wave/breadth", "RUS", "all"].rests_on
    )


def test_what_a_side_says_rests_on_the_readings_of_its_channels():
    sides = {"economy.trade": "society", "economy.loans": "government"}
    cells = [cell(name, power, year, 5.0 + year % 3, over=state) for name in sides for power in ("RUS", "CHN")
             for year in range(2000, 2025) for state in ("KAZ", "UZB")]  # fmt: skip
    measurement = run(observations=cells, powers=("RUS", "CHN"), years=range(2000, 2025),
                      channels=tuple(amount(name) for name in sides))  # fmt: skip
    told = numbers(wave_estimates(measurement, [WAVE], sides, seed=1))
    channels = {one.id: one.channel for one in cells}
    for side, names in (("_society", {"economy.trade"}), ("_government", {"economy.loans"}), ("", {*sides})):
        assert {channels[key] for key in told[f"wave/breadth{side}", "RUS", "all"].rests_on} == names


def test_a_date_without_readings_around_it_has_no_test():
    late = replace(WAVE, since=When.parse("2030"))
    found = wave_estimates(measured(0.0), [late], {}, seed=1)
    assert {one.quantity for one in found} == {"wave/change", "wave/change_false_alarm"}


def test_a_power_that_was_read_only_once_says_nothing_of_change():
    cells = [
        cell("economy.trade", power, 2005, 5.0, over=state) for state in ("KAZ", "UZB") for power in ("CHN", "RUS")
    ]
    measurement = run(observations=cells, powers=("CHN", "RUS"))
    assert wave_estimates(measurement, [replace(WAVE, since=When.parse("2006"))], {}, seed=1) == ()
