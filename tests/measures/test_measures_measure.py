"""The whole way: gaps, invariances, provenance, repeatability."""

from __future__ import annotations

import hashlib
import math
import os
import random
import subprocess
import sys

import numpy as np
import pytest
from measures_world import POWERS, STATES, YEARS, amount, cell, find, powers_with_shares, run, tie

from tightrope.measures import Measurement
from tightrope.records import (
    Channel,
    ChannelKind,
    CheckError,
    Domain,
    Event,
    EventType,
    Observation,
    Status,
    When,
)

FIGURES = {"CHN": 400.0, "RUS": 900.0, "USA": 100.0, "ROW": 600.0}
TIES = Channel(
    name="security.ties",
    kind=ChannelKind.TIES,
    unit="count",
    offset=0.5,
    noise=0.2,
    drift=0.1,
    relations=("ally",),
    complete=True,
)


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


def test_shares_sum_to_one_over_those_compared() -> None:
    result = run(observations=trade())
    with_the_rest = sum(find(result, "capital_share", 2005, power=one).mean for one in FIGURES)
    among_powers = sum(find(result, "capital_share_powers", 2005, power=one).mean for one in POWERS)
    assert with_the_rest == pytest.approx(1.0)
    assert among_powers == pytest.approx(1.0)


def test_the_middle_of_a_share_is_near_the_plain_share() -> None:
    """One channel, so the interval is wide; its middle is where the figures say."""
    shares = [find(run(observations=trade()), "capital_share_powers", 2005, power=one) for one in POWERS]
    for share, plain in zip(shares, (401 / 1403, 901 / 1403, 101 / 1403), strict=True):
        assert share.low90 < plain < share.high90
        assert share.low90 <= share.low50 <= share.high50 <= share.high90
    assert [one.power for one in sorted(shares, key=lambda one: one.mean)] == ["USA", "CHN", "RUS"]


def test_a_power_that_nobody_measured_has_no_estimate_and_changes_nothing_for_others() -> None:
    without = run(observations=trade("CHN RUS ROW"), powers=("CHN", "RUS"))
    with_it = run(observations=trade("CHN RUS ROW"))
    assert powers_with_shares(with_it, 2005) == {"CHN", "RUS"}
    theirs = {key: mean for key, mean in means(with_it).items() if not key[0].startswith("coercion")}
    ours = {key: mean for key, mean in means(without).items() if not key[0].startswith("coercion")}
    assert theirs == pytest.approx(ours, abs=1e-7)
    (gap,) = (gap for gap in with_it.gaps if (gap.state, gap.domain, gap.power) == ("KAZ", "economy", "USA"))
    assert gap.years == YEARS
    assert gap.reason == "no channel of the domain has a reading of it"


def test_exposure_to_coercion_needs_trade_with_every_power_and_the_rest_of_the_world() -> None:
    full, holed = run(observations=trade()), run(observations=trade("CHN RUS ROW"))
    assert not any(one.quantity.startswith("coercion") for one in holed.estimates)
    largest = find(full, "coercion_exposure_e2", 2005)
    assert largest.mean == pytest.approx(0.45, abs=0.03)
    assert find(full, "coercion_exposure_e2", 2005, power="RUS").mean == pytest.approx(largest.mean)
    assert find(full, "coercion_exposure_e4", 2005).mean == pytest.approx(1 - 0.55 ** (1 / 3), abs=0.03)


def test_without_the_rest_of_the_world_there_are_shares_among_powers_only() -> None:
    result = run(observations=trade("CHN RUS USA"))
    assert not any(one.quantity == "capital_share" for one in result.estimates)
    assert powers_with_shares(result, 2005) == set(POWERS)


def test_the_unit_of_a_channel_does_not_matter() -> None:
    small = run(observations=trade())
    large = run(observations=trade(factor=10.0), channels=(amount("economy.trade", offset=10.0),))
    assert means(large) == pytest.approx(means(small), abs=1e-6)


def test_the_order_of_everything_given_does_not_matter() -> None:
    channels = [amount("economy.trade"), amount("economy.labour"), TIES]
    ties = [tie("KAZ", "RUS", "ally", "2002"), tie("KAZ", "USA", "ally", "2004"), tie("UZB", "CHN", "ally", "2001")]
    observations = [*trade(), *trade("RUS CHN", "economy.labour")]
    first = run(observations=observations, ties=ties, channels=channels)
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
    )
    assert second == first


def test_a_channel_for_one_power_only_changes_no_share() -> None:
    one = run(observations=trade())
    two = run(
        observations=[*trade(), *trade("CHN", "economy.finance")],
        channels=(amount("economy.trade"), amount("economy.finance")),
    )
    assert means(two) == pytest.approx(means(one), abs=1e-7)
    assert [estimate.rests_on for estimate in two.estimates] == [estimate.rests_on for estimate in one.estimates]
    (note,) = (note for note in two.left_out if note.what == "economy.finance over KAZ")
    assert note.count == len(YEARS)


def test_a_second_channel_that_agrees_makes_the_interval_narrower() -> None:
    def width(result: Measurement) -> float:
        share = find(result, "capital_share_powers", 2005, power="RUS")
        return share.high90 - share.low90

    channels = (amount("economy.trade"), amount("economy.labour"))
    one = run(observations=trade(), draws=2000)
    two = run(observations=[*trade(), *trade(channel="economy.labour")], channels=channels, draws=2000)
    assert width(two) < 0.85 * width(one)


def test_the_interval_widens_in_a_gap_and_beyond_the_last_reading() -> None:
    years = tuple(range(2000, 2021))
    drifting = (amount("economy.trade", drift=0.6),)
    figures = {2000: 100.0, 2001: 200.0, 2010: 900.0, 2011: 450.0}
    given = [cell("economy.trade", holder, year, figures[year]) for holder in POWERS for year in figures]
    result = run(observations=given, years=years, channels=drifting, draws=4000)

    def width(year: int) -> float:
        share = find(result, "capital_share_powers", year, power="RUS")
        return share.high90 - share.low90

    assert width(2001) < width(2003) < width(2005)
    assert width(2010) < width(2008) < width(2006)
    assert width(2011) < width(2013) < width(2016)


def test_five_years_after_its_last_reading_a_channel_falls_silent() -> None:
    years = tuple(range(1990, 2016))
    given = [cell("economy.trade", holder, year, 500.0) for holder in POWERS for year in range(2000, 2006)]
    result = run(observations=given, years=years)
    shared = sorted({one.when.start.year for one in result.estimates})
    assert shared == list(range(1995, 2011))
    silent = next(gap for gap in result.gaps if (gap.state, gap.domain, gap.power) == ("KAZ", "economy", "RUS"))
    assert silent.reason == "no channel of the domain speaks of it in these years"
    assert silent.years == (*range(1990, 1995), *range(2011, 2016))


def test_powers_without_a_common_channel_are_not_compared() -> None:
    powers = ("CHN", "EUU", "RUS", "TUR", "USA")
    given = [cell("economy.trade", one, year, 50.0) for one in ("CHN", "RUS", "USA") for year in YEARS]
    given += [cell("economy.labour", one, year, 50.0) for one in ("EUU", "TUR") for year in YEARS]
    result = run(observations=given, powers=powers, channels=(amount("economy.trade"), amount("economy.labour")))
    assert powers_with_shares(result, 2005) == {"CHN", "RUS", "USA"}
    reasons = {gap.power: gap.reason for gap in result.gaps if (gap.state, gap.domain) == ("KAZ", "economy")}
    assert reasons == dict.fromkeys(
        ("EUU", "TUR"), "no chain of common channels compares it with the larger group of powers"
    )


def test_shares_end_when_a_power_is_no_longer_measured_instead_of_jumping() -> None:
    years = tuple(range(2000, 2017))
    given = [cell("economy.trade", one, year, 500.0) for one in ("CHN", "RUS") for year in years]
    given += [cell("economy.trade", "USA", year, 500.0) for year in range(2000, 2008)]
    result = run(observations=given, years=years)
    assert powers_with_shares(result, 2012) == set(POWERS)
    assert powers_with_shares(result, 2013) == set()
    gap = next(gap for gap in result.gaps if (gap.state, gap.domain, gap.power) == ("KAZ", "economy", "RUS"))
    assert gap.years == (2013, 2014, 2015, 2016)
    assert gap.reason == "without USA, not measured in these years, shares would not mean the same"


def test_a_power_seen_in_a_few_years_does_not_break_the_series_of_the_others() -> None:
    years = tuple(range(1990, 2021))
    given = [cell("economy.trade", one, year, 500.0) for one in ("CHN", "RUS") for year in years]
    given += [cell("economy.trade", "USA", 2005, 500.0)]
    result = run(observations=given, years=years)
    assert all(powers_with_shares(result, year) == {"CHN", "RUS"} for year in years)
    reasons = {gap.reason for gap in result.gaps if (gap.state, gap.domain, gap.power) == ("KAZ", "economy", "USA")}
    assert (
        "compared in fewer than half of the years: with it, shares would not mean the same from year to year" in reasons
    )


def test_overall_shares_end_when_one_of_their_domains_ends() -> None:
    years = tuple(range(2000, 2017))
    given = [cell("economy.trade", one, year, 500.0) for one in POWERS for year in range(2000, 2008)]
    given += [cell("culture.students", one, year, 500.0) for one in POWERS for year in years]
    result = run(observations=given, years=years, channels=(amount("economy.trade"), amount("culture.students")))
    assert powers_with_shares(result, 2012, "all") == set(POWERS)
    assert powers_with_shares(result, 2013, "all") == set()
    gap = next(gap for gap in result.gaps if (gap.state, gap.domain, gap.power) == ("KAZ", "all", "RUS"))
    assert gap.reason == "without shares in economy the mean would not mean the same"


def test_nothing_against_nothing_is_no_comparison() -> None:
    given = [cell("security.troops", one, year, 0.0) for one in POWERS for year in YEARS]
    result = run(observations=given, channels=(amount("security.troops", offset=10.0),))
    assert not result.estimates


def test_overall_shares_are_the_mean_of_the_domains_that_measure_the_same_powers() -> None:
    channels = (amount("economy.trade"), amount("culture.students"), TIES)
    given = [*trade("CHN RUS USA"), *(cell("culture.students", one, year, 50.0) for one in POWERS for year in YEARS)]
    result = run(observations=given, channels=channels, draws=4000)
    parts = [
        find(result, "capital_share_powers", 2005, power="RUS", domain=domain).mean for domain in ("economy", "culture")
    ]
    overall = find(result, "capital_share_powers", 2005, power="RUS", domain="all")
    assert overall.mean == pytest.approx(np.mean(parts), abs=0.01)
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
    result = run(observations=trade())
    assert not any(one.domain == "all" for one in result.estimates)


def test_an_estimate_rests_on_the_readings_of_its_year_or_the_nearest() -> None:
    given = trade("CHN RUS")
    given = [one for one in given if one.holder == "CHN" or one.when.start.year not in (2004, 2005, 2006)]
    result = run(observations=given)
    named = {one.id: (one.holder, one.when.start.year) for one in given}
    resting = {named[one] for one in find(result, "effective_powers", 2005).rests_on}
    assert resting == {("CHN", 2005), ("RUS", 2003), ("RUS", 2007)}


def test_ties_and_their_ends_move_the_shares_of_security() -> None:
    ties = [tie("KAZ", "RUS", "ally", "2000"), tie("KAZ", "USA", "ally", "2000", "2006")]
    result = run(ties=ties, channels=(TIES,), draws=1000)
    early, late = (
        find(result, "capital_share_powers", year, power="USA", domain="security").mean for year in (2002, 2010)
    )
    assert early > 1.5 * late
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
    assert run(observations=trade(), seed=1) == run(observations=trade(), seed=1)
    assert means(run(observations=trade(), seed=1)) != means(run(observations=trade(), seed=2))


def digest() -> str:
    channels = (amount("economy.trade"), amount("culture.students"), TIES)
    ties = [tie("KAZ", "RUS", "ally", "2002"), tie("KAZ", "USA", "ally", "2004")]
    result = run(observations=[*trade(), *trade("RUS CHN", "culture.students")], ties=ties, channels=channels)
    return hashlib.sha256(repr(result).encode()).hexdigest()


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


def test_huge_and_tiny_figures_stay_finite() -> None:
    given = [cell("economy.trade", "RUS", year, 1e15) for year in YEARS]
    given += [cell("economy.trade", "CHN", year, 0.0) for year in YEARS]
    result = run(observations=given)
    assert find(result, "capital_share_powers", 2005, power="RUS").mean == pytest.approx(1.0)
    assert find(result, "effective_powers", 2005).mean == pytest.approx(1.0)
    assert all(math.isfinite(one.mean) for one in result.estimates)
