from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from tightrope.measures.event_rates import corrected_rates, local_rates
from tightrope.measures.flows import by_set, rate_estimates, yearly_cooperation
from tightrope.records import Flow, Observation, When

Floats = npt.NDArray[np.float64]
#: Twenty years in which the set grows tenfold.
GROWING = np.geomspace(20_000, 200_000, 240)


def row(flow: Flow, source: str, target: str, month: str, value: float, name: str = "gdelt") -> Observation:
    return Observation(
        channel=flow.channel(name), holder=source, over=target, when=When.parse(month), lower=value, upper=value,
        unit=flow.unit, origin="set", locator=f"{source} {target} {month}",
    )  # fmt: skip


def total(month: str, events: float) -> Observation:
    return row(Flow.ALL_EVENTS, "WLD", "WLD", month, events)


def months(year: int, numbers: Sequence[int] = range(1, 13)) -> list[str]:
    return [f"{year}-{number:02}" for number in numbers]


def held(low: Floats, truth: Floats | float, high: Floats) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


@pytest.mark.parametrize("truth", [0.3, 3.0, 30.0])
def test_a_constant_flow_stays_flat_while_coverage_grows_tenfold(truth: float) -> None:
    random = np.random.default_rng(1)
    counts = random.poisson(truth * GROWING / 10_000).astype(float)
    assert counts[-24:].mean() > 6 * counts[:24].mean()
    found = local_rates(counts, GROWING, np.arange(240) // 12, random)
    assert held(found.quantiles[0], truth, found.quantiles[3]) > 0.95
    assert abs(np.log(found.mean[-24:].mean() / found.mean[:24].mean())) < 0.1


@pytest.mark.parametrize("shape", [0.5, 2.0, 10.0])
def test_intervals_hold_the_rates_as_often_as_they_say(shape: float) -> None:
    random, wide, narrow = np.random.default_rng(2), [], []
    for _ in range(25):
        truth = random.gamma(shape, 3.0 / shape, GROWING.size)
        found = corrected_rates(random.poisson(truth * GROWING / 10_000).astype(float), GROWING, random, draws=500)
        wide.append(held(found.quantiles[0], truth, found.quantiles[3]))
        narrow.append(held(found.quantiles[1], truth, found.quantiles[2]))
    assert np.mean(wide) == pytest.approx(0.9, abs=0.02)
    assert np.mean(narrow) == pytest.approx(0.5, abs=0.03)


def test_a_step_in_the_flow_is_not_smoothed_away() -> None:
    random = np.random.default_rng(3)
    truth = np.repeat([2.0, 6.0], 120)
    counts, year = random.poisson(truth * GROWING / 10_000).astype(float), np.arange(240) // 12
    found = local_rates(counts, GROWING, year, random)
    assert held(found.quantiles[0], truth, found.quantiles[3]) > 0.88
    assert found.mean[120:].mean() / found.mean[:120].mean() == pytest.approx(3.0, rel=0.1)


def test_many_events_leave_a_rate_where_its_count_puts_it() -> None:
    counts, events = np.array([900.0, 2500.0, 100.0]), np.full(3, 1e6)
    found = corrected_rates(counts, events, np.random.default_rng(4), draws=20_000)
    exact = stats.gamma.ppf([[0.05], [0.25], [0.75], [0.95]], counts + 0.5, scale=1 / 100)
    assert found.quantiles == pytest.approx(exact, rel=0.03)


def test_a_month_without_an_event_is_a_small_rate_and_not_nothing_known() -> None:
    found = corrected_rates(np.array([0.0, 0.0, 4.0]), np.array([1e4, 1e6, 1e6]), np.random.default_rng(5))
    low, high = found.quantiles[0], found.quantiles[3]
    assert low[0] < 0.001
    assert high[1] < 0.1 < high[0]


def test_a_year_is_corrected_by_the_events_of_the_months_that_the_set_has() -> None:
    rows = [total(month, 1000.0) for month in months(2018)] + [
        total(month, 5000.0) for month in months(2019, range(1, 7))
    ]
    rows += [total(month, 7000.0) for month in months(2020, range(1, 6))]
    rows += [row(Flow.COOPERATION, "KAZ", "RUS", month, 6.0) for month in (*months(2018), *months(2020, (1, 2)))]
    rows += [row(Flow.COOPERATION, "RUS", "KAZ", "2018-03", 12.0), row(Flow.COOPERATION, "CHN", "KAZ", "2019-01", 3.0)]
    found = list(yearly_cooperation(by_set(rows)["gdelt"], ("KAZ", "UZB"), ("RUS", "CHN"), "set"))
    assert {(one.holder, one.over, str(one.when)): one.lower for one in found} == {
        ("RUS", "KAZ", "2018"): pytest.approx(10_000 * (12 * 6 + 12) / 12_000),
        ("CHN", "KAZ", "2018"): 0.0,
        ("RUS", "KAZ", "2019"): 0.0,
        ("CHN", "KAZ", "2019"): pytest.approx(10_000 * 3 / 30_000),
    }  # five months are no year, and nobody's cooperation with Uzbekistan is no comparison


def test_rates_are_of_both_directions_and_only_of_months_that_the_set_has() -> None:
    rows = [total(month, 10_000.0) for month in ("2018-01", "2018-02", "2018-04")] + [total("2018-05", 0.0)]
    rows += [
        row(Flow.CONFLICT_EVENTS, "KAZ", "RUS", "2018-02", 3.0),
        row(Flow.CONFLICT_EVENTS, "RUS", "KAZ", "2018-02", 4.0),
    ]
    found = rate_estimates(by_set(rows), ("KAZ",), ("RUS", "CHN"), range(2018, 2019), seed=1)
    assert [(one.quantity, one.power, one.state, str(one.when)) for one in found] == [
        ("flow/gdelt/conflict", "RUS", "KAZ", month) for month in ("2018-01", "2018-02", "2018-04")
    ]
    by_id = {one.id: one.locator for one in rows}
    assert sorted(by_id[key] for key in found[1].rests_on) == ["KAZ RUS 2018-02", "RUS KAZ 2018-02", "WLD WLD 2018-02"]
    assert [by_id[key] for key in found[0].rests_on] == ["WLD WLD 2018-01"]
    assert found[1].mean > 2 * found[0].mean
    assert not rate_estimates(by_set(rows), ("KAZ",), ("RUS", "CHN"), range(2019, 2020), seed=1)


def test_a_rate_does_not_depend_on_what_other_pairs_or_sets_there_are() -> None:
    rows = [total("2018-01", 10_000.0), row(Flow.COOPERATION_EVENTS, "KAZ", "RUS", "2018-01", 3.0)]
    more = [row(Flow.COOPERATION_EVENTS, "KAZ", "CHN", "2018-01", 30.0)]
    more += [row(Flow.ALL_EVENTS, "WLD", "WLD", "2018-01", 50.0, "icews")]
    alone, among = (
        [one for one in rate_estimates(by_set(given), ("KAZ",), powers, (2018,), seed=1) if one.power == "RUS"]
        for given, powers in ((rows, ("RUS", "CHN")), ([*more, *rows], ("CHN", "RUS")))
    )
    assert alone == among
