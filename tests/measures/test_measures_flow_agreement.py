from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from tightrope.measures.flow_agreement import agreement_estimates, agreements, coded_flows, correlations
from tightrope.measures.flows import by_set
from tightrope.records import SCORES, Domain, Event, EventType, Flow, Observation, Status, When

MONTHS = [f"{year}-{number:02}" for year in (2018, 2019) for number in range(1, 13)]


def act(month: str, kind: EventType = EventType.AID, start: int = 0, **changes: Any) -> Event:
    fields: dict[str, Any] = {
        "document": "d", "start": start, "end": start + 5, "coder": "rules/1", "source": ("RUS",), "target": ("KAZ",),
        "event_type": kind, "domain": Domain.ECONOMY, "when": When.parse(month), **changes,
    }  # fmt: skip
    return Event(**fields)


def rows(cooperation: dict[str, float], totals: dict[str, float]) -> list[Observation]:
    def row(flow: Flow, source: str, target: str, month: str, value: float) -> Observation:
        return Observation(
            channel=flow.channel("gdelt"), holder=source, over=target, when=When.parse(month), lower=value,
            upper=value, unit=flow.unit, origin="set", locator=f"{source} {target} {month}",
        )  # fmt: skip

    found = [row(Flow.ALL_EVENTS, "WLD", "WLD", month, value) for month, value in totals.items()]
    return found + [row(Flow.COOPERATION, "KAZ", "RUS", month, value) for month, value in cooperation.items()]


def compared(events: list[Event], observations: list[Observation]) -> Any:
    return agreements(by_set(observations), events, ("KAZ",), ("RUS", "CHN"), seed=1)


@pytest.mark.parametrize("seed", range(4))
def test_correlations_are_those_of_scipy_also_with_ties(seed: int) -> None:
    random = np.random.default_rng(seed)
    one = random.poisson(2.0, 50).astype(float)
    other = one + random.poisson(3.0, 50)
    found = correlations(one, other, random)
    assert found["spearman"].value == pytest.approx(stats.spearmanr(one, other).statistic)
    assert found["pearson"].value == pytest.approx(stats.pearsonr(one, other).statistic)
    for each in found.values():
        assert each.quantiles[0] < each.value < each.quantiles[3]


@pytest.mark.parametrize(("lasting", "truth"), [(0.0, 0.6), (0.5, 0.6), (0.5, 0.0)])
def test_intervals_hold_the_true_correlation_about_as_often_as_they_say(lasting: float, truth: float) -> None:
    random, hits = np.random.default_rng(5), {"spearman": [], "pearson": []}
    of_ranks = 6 / np.pi * np.arcsin(truth / 2)  # of two normal variables
    covariance = np.array([[1.0, truth], [truth, 1.0]])
    for _ in range(100):
        steps = random.multivariate_normal([0.0, 0.0], covariance, 120)
        path = np.zeros((120, 2))
        for place, step in enumerate(steps):
            path[place] = lasting * path[place - 1] + step if place else step / np.sqrt(1 - lasting**2)
        for name, each in correlations(path[:, 0], path[:, 1], random).items():
            low, high = each.quantiles[[0, 3]]
            hits[name].append(low <= (of_ranks if name == "spearman" else truth) <= high)
    assert all(0.82 <= np.mean(each) <= 0.96 for each in hits.values()), {k: np.mean(v) for k, v in hits.items()}


def test_what_lasts_over_months_does_not_count_as_many_findings() -> None:
    random = np.random.default_rng(6)
    steps = random.normal(size=(2, 120))
    lasting = np.cumsum(steps, axis=1)
    wide, narrow = (
        np.ptp(correlations(one[0], one[1], np.random.default_rng(1))["pearson"].quantiles) for one in (lasting, steps)
    )
    assert wide > narrow


def test_own_events_are_scored_by_plover_once_each_and_only_if_they_occurred_in_one_month() -> None:
    events = [
        act("2018-01-03", confidence=0.5),
        act("2018-01-03", start=9, confidence=0.8),  # told again
        act("2018-01-04", EventType.ACCUSE),
        act("2018-01", EventType.AID, source=("CHN",), target=("UZB",)),
        act("2018", start=1),
        act("2018-01-31/2018-02-01", start=1),
        act("2018-01-05", status=Status.PLANNED),
        act("2018-01-05", source=("KAZ",), target=("KAZ",)),
    ]
    found = coded_flows(events)
    month, pair = When.parse("2018-01"), frozenset(("RUS", "KAZ"))
    assert found.acts == {month: pytest.approx(0.8 + 1.0 + 1.0)}
    assert found.points[pair, "cooperation"] == {month: pytest.approx(0.8 * SCORES[EventType.AID])}
    assert found.points[pair, "conflict"] == {month: -SCORES[EventType.ACCUSE]}
    assert found.ids[pair, "cooperation", month] == tuple(sorted(one.id for one in events[:2]))


def test_both_are_corrected_for_coverage_and_only_common_months_are_compared() -> None:
    wanted = dict(zip(MONTHS, range(1, 25), strict=True))
    # The set grows, and so does what is read: without correction both would rise while the true flows fall or stay.
    totals = {month: 1000.0 * 1.2**place for place, month in enumerate(MONTHS)}
    observations = rows({month: wanted[month] * totals[month] / 1e4 for month in MONTHS}, totals)
    events = [act(f"{month}-03", start=place) for place, month in enumerate(MONTHS[:20])]
    events += [
        act(f"{month}-{day:02}", source=("CHN",), target=("IRN",))
        for place, month in enumerate(MONTHS[:20])
        for day in range(1, 22 - place)  # fewer others every month: the pair's part rises
    ]
    (found,) = compared(events, observations)
    assert (found.name, found.power, found.other, found.side) == ("gdelt", "RUS", "KAZ", "cooperation")
    assert [str(month) for month in found.months] == MONTHS[:20]
    assert found.found["spearman"].value == pytest.approx(1.0)
    estimates = {one.quantity: one for one in agreement_estimates([found])}
    assert set(estimates) == {f"flow/gdelt/cooperation/{name}" for name in ("spearman", "pearson", "months")}
    one = estimates["flow/gdelt/cooperation/spearman"]
    assert (one.state, one.power, str(one.when)) == ("KAZ", "RUS", "2018-01/2019-08")
    known = {each.id for each in (*observations, *events)}
    assert set(one.rests_on) <= known
    assert len(one.rests_on) == 3 * 20
    assert estimates["flow/gdelt/cooperation/months"].mean == 20


def test_too_few_months_or_nothing_that_varies_give_no_correlation() -> None:
    few = rows(dict.fromkeys(MONTHS[:11], 3.0), dict.fromkeys(MONTHS[:11], 1000.0))
    (found,) = compared([act(f"{month}-03", start=place) for place, month in enumerate(MONTHS)], few)
    assert not found.found
    assert not list(agreement_estimates([found]))
    same = rows(dict.fromkeys(MONTHS, 3.0), dict.fromkeys(MONTHS, 1000.0))
    (found,) = compared([act(f"{month}-03", start=place) for place, month in enumerate(MONTHS)], same)
    assert len(found.months) == 24
    assert not found.found
    assert not compared([act("2018-01-03")], rows({}, {"2018-01": 5.0}))


def test_a_few_acts_among_many_months_are_no_comparison() -> None:
    observations = rows({month: float(place) for place, month in enumerate(MONTHS)}, dict.fromkeys(MONTHS, 1000.0))
    others = [act(f"{month}-09", source=("CHN",), target=("IRN",)) for month in MONTHS]
    (few,), (enough,) = (
        compared(
            [*others, *(act(f"{month}-03", start=place) for place, month in enumerate(MONTHS[:number]))], observations
        )
        for number in (5, 6)
    )
    assert len(few.months) == len(enough.months) == 24
    assert not few.found
    assert enough.found
