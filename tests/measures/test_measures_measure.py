"""The whole way: gaps, invariances, provenance, repeatability."""

from __future__ import annotations

import hashlib
import math
import os
import random
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from measures_world import POWERS, STATES, YEARS, amount, cell, find, powers_with_shares, run, tie, ties_channel

from tightrope.measures import Measurement, declared
from tightrope.records import (
    CheckError,
    Domain,
    Event,
    EventType,
    Observation,
    Status,
    When,
)

FIGURES = {"CHN": 400.0, "RUS": 900.0, "USA": 100.0, "ROW": 600.0}
TIES = ties_channel(complete=True)


def trade(holders: str = "CHN RUS USA ROW", channel: str = "economy.trade", factor: float = 1.0) -> list[Observation]:
    return [cell(channel, holder, year, FIGURES[holder] * factor) for holder in holders.split() for year in YEARS]


def event(kind: EventType, source: str, target: str, when: str | None = "2004-05-06", **changes: object) -> Event:
    fields: dict[str, object] = {"document": "d", "start": 0, "end": 5, "coder": "rules/1", **changes}
    return Event(
        source=(source,),
        target=(target,),
        event_type=kind,
        domain=Domain.POLITICS,
        when=None if when is None else When.parse(when),
        **fields,  # type: ignore[arg-type]
    )


def means(measurement: Measurement) -> dict[tuple[str, ...], float]:
    return {(one.quantity, one.state, one.power, one.domain, str(one.when)): one.mean for one in measurement.estimates}


ONE = lru_cache(maxsize=1)(lambda: run(observations=trade()))
"""One channel that measures everybody over KAZ."""


def scattered(channel: str, factors: dict[str, float] | None = None) -> list[Observation]:
    """Figures over both states that scatter by a tenth around their holder's."""
    random_numbers = np.random.default_rng([5, len(channel)])
    found = []
    for state in STATES:
        for holder, figure in FIGURES.items():
            for year in YEARS:
                told = figure * (factors or {}).get(holder, 1.0) * math.exp(random_numbers.normal(0.0, 0.1))
                found.append(cell(channel, holder, year, told, state))
    return found


def quantities(measurement: Measurement, **where: str) -> set[str]:
    """Names of all quantities at a place."""
    return {
        one.quantity
        for one in measurement.estimates
        if all(getattr(one, name) == value for name, value in where.items())
    }


def width(
    measurement: Measurement, quantity: str = "capital_share_powers", year: int = 2005, power: str = "RUS"
) -> float:
    share = find(measurement, quantity, year, power=power)
    return share.high90 - share.low90


def test_shares_sum_to_one_over_those_compared() -> None:
    with_the_rest = sum(find(ONE(), "capital_share", 2005, power=one).mean for one in FIGURES)
    among_powers = sum(find(ONE(), "capital_share_powers", 2005, power=one).mean for one in POWERS)
    assert with_the_rest == pytest.approx(1.0)
    assert among_powers == pytest.approx(1.0)


def test_the_middle_of_a_share_is_near_the_plain_share() -> None:
    """One channel, so the interval is wide; its middle is where the figures say."""
    shares = [find(ONE(), "capital_share_powers", 2005, power=one) for one in POWERS]
    for share, plain in zip(shares, (401 / 1403, 901 / 1403, 101 / 1403), strict=True):
        assert share.low90 < plain < share.high90
        assert share.low90 <= share.low50 <= share.high50 <= share.high90
    assert [one.power for one in sorted(shares, key=lambda one: one.mean)] == ["USA", "CHN", "RUS"]


def test_every_estimate_rests_on_something_and_names_the_model() -> None:
    assert all(one.rests_on for one in ONE().estimates)
    assert {one.model.partition("/")[0] for one in ONE().estimates} == {"capital-2"}


def test_a_power_that_nobody_measured_has_no_estimate_of_anything_and_changes_nothing_for_others() -> None:
    without = run(observations=trade("CHN RUS ROW"), powers=("CHN", "RUS"))
    with_it = run(observations=trade("CHN RUS ROW"))
    assert powers_with_shares(with_it, 2005) == {"CHN", "RUS"}
    assert not quantities(with_it, power="USA")
    assert not quantities(with_it, state="UZB")
    theirs = {key: mean for key, mean in means(with_it).items() if not key[0].startswith("coercion")}
    ours = {key: mean for key, mean in means(without).items() if not key[0].startswith("coercion")}
    assert theirs == pytest.approx(ours, abs=1e-7)
    (gap,) = (gap for gap in with_it.gaps if (gap.state, gap.domain, gap.power) == ("KAZ", "economy", "USA"))
    assert gap.years == YEARS
    assert gap.reason == "no channel of the domain has a reading of it"


def test_one_power_alone_has_no_share() -> None:
    result = run(observations=trade("RUS ROW"))
    assert not result.estimates
    (gap,) = (gap for gap in result.gaps if (gap.state, gap.domain, gap.power) == ("KAZ", "economy", "RUS"))
    assert gap.reason == "no other power is measured in the domain"


def test_exposure_to_coercion_needs_trade_with_every_power_and_the_rest_of_the_world() -> None:
    holed = run(observations=trade("CHN RUS ROW"))
    assert not any(one.quantity.startswith("coercion") for one in holed.estimates)
    largest = find(ONE(), "coercion_exposure_e2", 2005)
    assert largest.mean == pytest.approx(0.45, abs=0.03)
    assert find(ONE(), "coercion_exposure_e2", 2005, power="RUS").mean == pytest.approx(largest.mean)
    assert find(ONE(), "coercion_exposure_e4", 2005).mean == pytest.approx(1 - 0.55 ** (1 / 3), abs=0.03)


def test_shares_with_the_rest_of_the_world_exist_only_over_states_where_it_is_measured() -> None:
    percent = [
        cell("economy.trade", power, year, 30.0, "UZB", unit="percent") for power in ("CHN", "RUS") for year in YEARS
    ]
    result = run(observations=[*trade(), *percent])
    assert powers_with_shares(result, 2005, state="UZB") == {"CHN", "RUS"}
    assert "capital_share" in quantities(result, state="KAZ", power="ROW")
    assert "capital_share" not in quantities(result, state="UZB")
    assert not quantities(result, state="UZB", power="ROW")


def test_without_the_rest_of_the_world_there_are_shares_among_powers_only() -> None:
    result = run(observations=trade("CHN RUS USA"))
    assert "capital_share" not in quantities(result)
    assert powers_with_shares(result, 2005) == set(POWERS)


def test_the_unit_of_a_channel_does_not_matter() -> None:
    large = run(observations=trade(factor=10.0), channels=(amount("economy.trade", offset=10.0),))
    assert means(large) == pytest.approx(means(ONE()), abs=1e-6)


def test_the_order_of_everything_given_does_not_matter() -> None:
    channels = [amount("economy.trade"), amount("economy.labour"), TIES]
    ties = [tie("KAZ", "RUS", "ally", "2002"), tie("KAZ", "USA", "ally", "2004"), tie("UZB", "CHN", "ally", "2001")]
    observations = [*trade(), *trade("RUS CHN", "economy.labour")]
    first = run(observations=observations, ties=ties, channels=channels, draws=100)
    shuffle = random.Random(3).shuffle
    for given in (channels, ties, observations):
        shuffle(given)
    second = run(
        observations=observations,
        ties=ties,
        channels=channels,
        powers=POWERS[::-1],
        states=STATES[::-1],
        years=YEARS[::-1],
        draws=100,
    )
    assert second == first


def test_parts_of_the_channels_and_of_the_prior_are_published_and_sum_to_one() -> None:
    channels = (amount("economy.trade"), amount("economy.labour"))
    result = run(observations=[*trade(), *trade("RUS CHN", "economy.labour")], channels=channels)
    for power in POWERS:
        parts = [
            one.mean
            for one in result.estimates
            if one.quantity.startswith("decided_by/")
            and (one.state, one.power, one.when.start.year) == ("KAZ", power, 2005)
        ]
        assert len(parts) == (2 if power == "USA" else 3)
        assert sum(parts) == pytest.approx(1.0, abs=2 * declared.LEAST_PART)


def test_a_power_that_two_channels_read_is_decided_less_by_the_prior_than_one_that_one_reads() -> None:
    channels = (amount("economy.trade"), amount("economy.labour"))
    result = run(observations=[*trade(), *trade("RUS CHN", "economy.labour")], channels=channels)
    prior = {power: find(result, "decided_by/prior", 2005, power=power).mean for power in POWERS}
    assert prior["RUS"] < prior["USA"]
    assert prior["CHN"] < prior["USA"]


def test_a_second_channel_that_agrees_makes_the_interval_narrower_and_a_third_again() -> None:
    names = ("economy.trade", "economy.labour", "economy.firms")
    widths = []
    for number in (1, 2, 3):
        given = [one for name in names[:number] for one in scattered(name)]
        widths.append(width(run(observations=given, channels=[amount(name) for name in names[:number]], draws=400)))
    assert widths[1] < 0.9 * widths[0]
    assert widths[2] < 0.8 * widths[0]


def test_two_sources_that_contradict_each_other_widen_the_interval() -> None:
    """Trade with RUS is told by a second table as much as by the first, or half; of all others as much."""

    def other(factor: float) -> list[Observation]:
        second = {"RUS": factor}
        return [
            replace(
                one,
                lower=one.lower * second.get(one.holder, 1.0),
                upper=one.upper * second.get(one.holder, 1.0),
                origin="other",
            )
            for one in scattered("economy.trade")
        ]

    agreed, contradicted = (
        run(observations=[*scattered("economy.trade"), *other(factor)], draws=400) for factor in (1.02, 0.5)
    )
    assert width(contradicted, "coercion_exposure_e2") > 1.5 * width(agreed, "coercion_exposure_e2")
    levels = [one.posteriors["economy"].numbers["noise economy.trade"].mean() for one in (agreed, contradicted)]
    assert levels[1] > 3 * levels[0], "all readings of the channel are believed less"


def test_a_channel_that_reads_one_power_only_says_next_to_nothing_about_shares() -> None:
    channels = (amount("economy.trade"), amount("economy.finance"))
    two = run(observations=[*trade(), *trade("CHN", "economy.finance")], channels=channels, draws=400)
    one = run(observations=trade(), draws=400)
    for power in POWERS:
        shares = [find(result, "capital_share_powers", 2005, power=power).mean for result in (one, two)]
        assert shares[0] == pytest.approx(shares[1], abs=0.07)


def test_the_interval_widens_in_a_gap_and_beyond_the_last_reading() -> None:
    years = tuple(range(2000, 2031))
    figures = {2000: 100.0, 2001: 200.0, 2015: 900.0, 2016: 450.0}
    given = [cell("economy.trade", holder, year, figures[year]) for holder in POWERS for year in figures]
    result = run(observations=given, years=years, draws=1000)
    assert width(result, year=2001) < width(result, year=2008) > width(result, year=2015)
    assert width(result, year=2016) < width(result, year=2030)


def test_every_year_has_an_estimate_and_the_prior_decides_the_more_of_it_the_further_the_readings_are() -> None:
    years = tuple(range(1970, 2036))
    given = [cell("economy.trade", holder, year, 500.0) for holder in POWERS for year in range(2000, 2006)]
    result = run(observations=given, years=years)
    assert sorted({one.when.start.year for one in result.estimates}) == list(years)
    parts = [find(result, "decided_by/prior", year, power="RUS").mean for year in (2003, 2010, 2020, 2035)]
    assert parts == sorted(parts)
    assert parts[-1] > 1.05 * parts[0]
    assert not [gap for gap in result.gaps if (gap.state, gap.domain) == ("KAZ", "economy")]


def test_powers_that_no_channel_compares_are_compared_by_all_channels_together() -> None:
    powers = ("CHN", "EUU", "RUS", "TUR", "USA")
    given = [cell("economy.trade", one, year, 50.0) for one in ("CHN", "RUS", "USA") for year in YEARS]
    given += [cell("economy.labour", one, year, 50.0) for one in ("EUU", "TUR") for year in YEARS]
    result = run(observations=given, powers=powers, channels=(amount("economy.trade"), amount("economy.labour")))
    assert powers_with_shares(result, 2005) == set(powers)


def test_shares_are_among_the_same_powers_in_every_year() -> None:
    """A power that is seen in one year is compared in all, so shares never jump because a table ends."""
    given = [cell("economy.trade", one, year, 500.0) for one in ("CHN", "RUS") for year in YEARS]
    given += [cell("economy.trade", "USA", 2005, 500.0)]
    result = run(observations=given)
    assert all(powers_with_shares(result, year) == set(POWERS) for year in YEARS)


def test_overall_shares_exist_in_all_years_even_if_one_of_their_domains_is_read_in_few() -> None:
    given = [cell("economy.trade", one, year, 500.0) for one in POWERS for year in (2000, 2001)]
    given += [cell("culture.students", one, year, 500.0) for one in POWERS for year in YEARS]
    result = run(observations=given, channels=(amount("economy.trade"), amount("culture.students")))
    assert all(powers_with_shares(result, year, "all") == set(POWERS) for year in YEARS)


def test_nothing_against_nothing_is_no_comparison() -> None:
    given = [cell("security.troops", one, year, 0.0) for one in POWERS for year in YEARS]
    result = run(observations=given, channels=(amount("security.troops", offset=10.0),))
    assert not result.estimates


def test_overall_shares_are_the_mean_of_the_domains_that_measure_the_same_powers() -> None:
    channels = (amount("economy.trade"), amount("culture.students"), TIES)
    given = [*trade("CHN RUS USA"), *(cell("culture.students", one, year, 50.0) for one in POWERS for year in YEARS)]
    result = run(observations=given, channels=channels)
    parts = [
        find(result, "capital_share_powers", 2005, power="RUS", domain=domain).mean for domain in ("economy", "culture")
    ]
    overall = find(result, "capital_share_powers", 2005, power="RUS", domain="all")
    assert overall.mean == pytest.approx(np.mean(parts))
    economy, culture = (find(result, "effective_powers", 2005, domain=one) for one in ("economy", "culture"))
    assert find(result, "effective_powers", 2005, domain="all").rests_on == tuple(
        sorted({*economy.rests_on, *culture.rests_on})
    )


def test_a_domain_that_lacks_a_power_gives_way_to_the_power_in_the_overall_shares() -> None:
    channels = (amount("economy.trade"), amount("culture.students"), amount("politics.visits"))
    given = [*trade("CHN RUS USA"), *trade("CHN RUS USA", "culture.students"), *trade("CHN RUS", "politics.visits")]
    result = run(observations=given, channels=channels)
    assert powers_with_shares(result, 2005, "all") == set(POWERS)
    visits = {one.id for one in given if one.channel == "politics.visits"}
    assert not visits & set(find(result, "effective_powers", 2005, domain="all").rests_on)


def test_one_domain_alone_is_not_overall() -> None:
    assert not quantities(ONE(), domain="all")


def test_an_elicited_version_exists_only_where_channels_or_domains_carry_weights() -> None:
    given = [*trade("CHN RUS USA"), *trade("CHN RUS USA", "economy.labour"), *trade("CHN RUS USA", "culture.students")]

    def elicited(weights: tuple[float, float], domain_weights: dict[str, float]) -> set[str]:
        channels = (
            amount("economy.trade", weight=weights[0]),
            amount("economy.labour", weight=weights[1]),
            amount("culture.students", weight=9.0),
        )
        result = run(observations=given, channels=channels, domain_weights=domain_weights, draws=100)
        return {one.domain for one in result.estimates if one.quantity == "capital_share_elicited"}

    assert elicited((1.0, 1.0), {}) == set()
    assert elicited((4.0, 1.0), {}) == {"economy", "all"}
    assert elicited((1.0, 1.0), {"culture": 2.0, "economy": 1.0}) == {"all"}


def test_a_channel_of_more_weight_draws_the_elicited_share_its_way() -> None:
    given = [*scattered("economy.trade"), *scattered("economy.labour", {"RUS": 0.1})]
    channels = (amount("economy.trade", weight=9.0), amount("economy.labour", weight=1.0))
    result = run(observations=given, channels=channels, draws=400)
    equal, elicited = (
        find(result, name, 2005, power="RUS") for name in ("capital_share_powers", "capital_share_elicited")
    )
    assert equal.mean < elicited.mean < 0.7
    assert find(result, "doubt/weights", 2005, power="RUS").mean > 0.0


def test_ranks_and_who_is_first_go_by_the_draws() -> None:
    ranked = {power: find(ONE(), "capital_rank", 2005, power=power) for power in POWERS}
    assert sum(one.mean for one in ranked.values()) == pytest.approx(6.0)
    assert ranked["RUS"].mean < ranked["CHN"].mean < ranked["USA"].mean
    assert all(one.low90 in (1.0, 2.0, 3.0) for one in ranked.values())
    first = {power: find(ONE(), "capital_first", 2005, power=power).mean for power in POWERS}
    assert sum(first.values()) == pytest.approx(1.0)
    assert max(first, key=lambda power: first[power]) == "RUS"


def test_the_distance_from_gravity_exists_only_where_gravity_expects_something_of_every_power() -> None:
    expected = {("KAZ", 2005): dict.fromkeys(POWERS, 0.2), ("KAZ", 2006): {"CHN": 0.5, "RUS": 0.5}}
    result = run(observations=trade(), expected=expected, draws=100)
    told = {one.when.start.year for one in result.estimates if one.quantity == "distance_from_gravity"}
    assert told == {2005}
    even = find(result, "distance_from_even", 2005)
    assert find(result, "distance_from_gravity", 2005).mean == pytest.approx(even.mean)


def test_an_estimate_rests_on_the_readings_of_its_year_or_the_nearest() -> None:
    given = trade("CHN RUS")
    given = [one for one in given if one.holder == "CHN" or one.when.start.year not in (2004, 2005, 2006)]
    result = run(observations=given, draws=100)
    named = {one.id: (one.holder, one.when.start.year) for one in given}
    resting = {named[one] for one in find(result, "effective_powers", 2005).rests_on}
    assert resting == {("CHN", 2005), ("RUS", 2003), ("RUS", 2007)}


def test_ties_and_their_ends_move_the_shares_of_security() -> None:
    ties = [tie("KAZ", "RUS", "ally", "2000"), tie("KAZ", "USA", "ally", "2000", "2006")]
    result = run(ties=ties, channels=(TIES,), draws=600)
    early, late = (
        {power: find(result, "capital_share_powers", year, power=power, domain="security").mean for power in POWERS}
        for year in (2002, 2010)
    )
    assert early["USA"] > 1.1 * late["USA"] > 2 * late["CHN"]
    assert late["RUS"] > 1.3 * late["USA"]
    assert ties[1].id in find(result, "effective_powers", 2002, domain="security").rests_on
    assert ties[1].id not in find(result, "effective_powers", 2010, domain="security").rests_on


def test_a_power_that_is_accommodated_and_resisted_alike_is_two_sided() -> None:
    friendly = [event(EventType.AGREE, "KAZ", "RUS", f"2004-05-{day:02}") for day in range(1, 16)]
    hostile = [event(EventType.REJECT, "KAZ", "RUS", f"2004-05-{day:02}") for day in range(1, 16)]
    both, one = run(events=[*friendly, *hostile]), run(events=friendly)
    two = find(both, "two_sidedness", 2004, power="RUS", domain="all")
    assert two.mean > 0.8
    assert two.rests_on == tuple(sorted(one.id for one in (*friendly, *hostile)))
    assert find(one, "two_sidedness", 2004, power="RUS", domain="all").mean < 0.15


def test_only_what_the_state_does_toward_the_power_counts_unless_both_act() -> None:
    given = [
        event(EventType.ACCUSE, "RUS", "KAZ"),
        event(EventType.CONSULT, "USA", "KAZ"),
        event(EventType.REQUEST, "KAZ", "CHN"),
        event(EventType.ACCUSE, "C5", "CHN"),
    ]
    result = run(events=given)
    assert [(one.power, one.rests_on) for one in result.estimates] == [("USA", (given[1].id,))]


def test_an_act_that_three_papers_report_counts_once() -> None:
    reports = [event(EventType.ACCUSE, "KAZ", "RUS", document=name) for name in "abc"]
    thrice = find(run(events=reports), "two_sidedness", 2004, power="RUS", domain="all")
    once = find(run(events=reports[:1]), "two_sidedness", 2004, power="RUS", domain="all")
    assert thrice.mean == once.mean
    assert len(thrice.rests_on) == 3


def test_an_act_dated_to_a_whole_year_or_across_new_year_still_counts() -> None:
    acts = [event(EventType.AGREE, "KAZ", "RUS", when) for when in ("2004", "2004-07/2005-06")]
    for act in acts:
        assert [one.rests_on for one in run(events=[act]).estimates] == [(act.id,)]


def test_acts_without_a_date_or_that_did_not_happen_are_left_out_and_counted() -> None:
    given = [
        event(EventType.AGREE, "KAZ", "RUS", None),
        event(EventType.AGREE, "KAZ", "RUS", status=Status.PLANNED),
        event(EventType.AGREE, "KAZ", "RUS", "1950"),
        event(EventType.PROTEST, "KAZ", "RUS", "2002/2006"),
    ]
    result = run(events=given)
    assert not result.estimates
    assert {(note.reason, note.count) for note in result.left_out} == {
        ("event without a date", 1),
        ("event of status planned", 1),
        ("event outside the years measured", 1),
        ("event dated to more than a year", 1),
    }


def test_one_seed_gives_one_result_and_another_seed_another() -> None:
    first, same, other = (run(observations=trade(), seed=seed, draws=100) for seed in (1, 1, 2))
    assert first == same
    np.testing.assert_array_equal(first.posteriors["economy"].capital, same.posteriors["economy"].capital)
    assert means(first) != means(other)


def digest() -> str:
    channels = (amount("economy.trade"), amount("culture.students"), TIES)
    ties = [tie("KAZ", "RUS", "ally", "2002"), tie("KAZ", "USA", "ally", "2004")]
    given = [*trade(), *trade("RUS CHN", "culture.students")]
    result = run(observations=given, ties=ties, channels=channels, draws=100)
    return hashlib.sha256(repr((result.estimates, result.left_out, result.gaps)).encode()).hexdigest()


def test_the_result_does_not_depend_on_the_hash_seed_of_the_process() -> None:
    code = "import test_measures_measure as here; print(here.digest())"
    folder = os.path.dirname(__file__)
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": folder},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(CheckError, match="at least 100 draws"):
        run(draws=10)


def test_no_records_give_no_estimates_but_a_gap_for_every_power_state_and_domain() -> None:
    result = run()
    assert not result.estimates
    assert {(gap.state, gap.domain, gap.power) for gap in result.gaps} == {
        (state, domain, power) for state in STATES for domain in (*Domain, "all") for power in POWERS
    }
    assert all(gap.years == YEARS for gap in result.gaps)


@pytest.mark.parametrize("huge", [1e5, 1e15])
def test_huge_and_tiny_figures_stay_finite(huge: float) -> None:
    given = [cell("economy.trade", "RUS", year, huge) for year in YEARS]
    given += [cell("economy.trade", "CHN", year, 0.0) for year in YEARS]
    result = run(observations=given)
    assert all(math.isfinite(value) for one in result.estimates for value in (one.mean, one.low90, one.high90))
    if huge < 1e6:
        assert find(result, "capital_share_powers", 2005, power="RUS").mean == pytest.approx(1.0, abs=0.02)
        assert find(result, "effective_powers", 2005).mean == pytest.approx(1.0, abs=0.06)
