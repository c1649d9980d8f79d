"""What is projected for the built-in case: fans from today's shares, and scenarios that do what they say."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from scipy import stats

from tightrope.cases import Case, load_case
from tightrope.cli.measuring import Given, load_starter, measure_case, what_counts
from tightrope.cli.outlooking import Projected, project_case
from tightrope.cli.projecting import publish_projections
from tightrope.dynamics.outlook import Outlook, project, shares_of
from tightrope.dynamics.push_pull import PushPull
from tightrope.dynamics.scenarios import Grounds, follow
from tightrope.ledger import Ledger
from tightrope.measures import Measurement
from tightrope.measures.kept import KeptDraws
from tightrope.records import Assumption, AssumptionKind, CheckError, Domain, EventType, Scenario

SHOCKS = {"RUS": (2014.2, 2022.2)}


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("central_asia")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, case: Case):
    with Ledger.open(tmp_path_factory.mktemp("outlook") / "a.ledger") as opened:
        load_starter(opened, case)
        yield opened


@pytest.fixture(scope="module")
def measurement(ledger: Ledger, case: Case, kept: KeptDraws) -> Measurement:
    return measure_case(ledger, case, seed=1, draws=200, kept=kept)


@pytest.fixture(scope="module")
def given(ledger: Ledger, case: Case) -> Given:
    return what_counts(ledger, case, starter=True)


@pytest.fixture(scope="module")
def outlook(measurement: Measurement) -> Outlook:
    return project(measurement, seed=1, paths=400)


@pytest.fixture(scope="module")
def projected(case: Case, measurement: Measurement, given: Given) -> Projected:
    aligned = case.starter().alignment
    return project_case(case, measurement, given, aligned, shocks=SHOCKS, seed=1, horizon=5, paths=400, draws=60)


@pytest.fixture(scope="module")
def grounds(measurement: Measurement) -> Grounds:
    numbers = {"half_life": 10.0, "impulse_half_life": 0.2, "inflow": 0.1, "shock": 0.3, "pull_back": 0.05}
    same = PushPull(posterior={}, prior={name: np.full(3, value) for name, value in numbers.items()})
    found = MappingProxyType(dict.fromkeys(measurement.posteriors, same))
    return Grounds(measurement=measurement, push_pull=found, ties={("security.ties", "KAZ", "RUS"): 3}, seed=1)


def assume(**fields: object) -> Scenario:
    given = {
        "kind": AssumptionKind.CAPITAL_FACTOR, "power": "RUS", "states": ("KAZ",), "domain": Domain.ECONOMY,
        "low": 0.5, "high": 0.5, "first": 2027, **fields,
    }  # fmt: skip
    one = Assumption(**given)  # type: ignore[arg-type]
    return Scenario(name="one", label={}, why={}, source="", assumptions=(one,), own=1)


def moved(scenario: Scenario, measurement: Measurement, outlook: Outlook, grounds: Grounds, domain: str = "economy"):
    """How far the log odds of Russia and China moved over Kazakhstan, by year and path."""
    baseline = shares_of(measurement, outlook)
    found = follow(scenario, outlook, baseline, grounds)
    assert not found.without_effect
    then, now = found.shares["KAZ", domain], baseline["KAZ", domain]
    places = [now.powers.index(power) for power in ("RUS", "CHN")]
    odds = [np.log(one.values[places[0]] / one.values[places[1]]) for one in (then, now)]
    return odds[0] - odds[1]


def test_effects_go_with_the_half_lives_of_paths_as_push_and_pull_found_them(measurement, outlook, grounds):
    drawn = np.exp(np.random.default_rng(1).normal(0.0, 0.4, 200))
    numbers = {"half_life": 9 * drawn, "shock": 0.3 / drawn, "pull_back": np.zeros(200)}
    numbers |= {"impulse_half_life": np.full(200, 0.2), "inflow": np.full(200, 0.1)}
    same = PushPull(posterior={}, prior=numbers)
    told = replace(grounds, push_pull={**grounds.push_pull, "economy": same})
    hit = moved(assume(kind=AssumptionKind.SHOCK, amount=1.0, first=2026), measurement, outlook, told)[0]
    lives = measurement.posteriors["economy"].numbers["half_life"].ravel()[outlook.draw]
    assert stats.spearmanr(hit, lives).statistic > 0.99  # the longer it takes to fade, the smaller was the shock
    expected = np.repeat(-0.3 / drawn * 0.5 ** (0.5 / (9 * drawn)), hit.size // 200)
    np.testing.assert_allclose(np.sort(hit), np.sort(expected), rtol=0.02)


def test_a_factor_on_capital_moves_the_odds_by_that_factor_and_fades_after_its_end(measurement, outlook, grounds):
    lasts = moved(assume(), measurement, outlook, grounds)
    np.testing.assert_allclose(lasts[0], 0.0, atol=1e-4)
    np.testing.assert_allclose(lasts[1:], np.log(0.5), atol=1e-3)
    ends = moved(assume(last=2028), measurement, outlook, grounds)
    np.testing.assert_allclose(ends[2], np.log(0.5), atol=1e-3)  # 2028 still
    np.testing.assert_allclose(ends[7], np.log(0.5) * 0.5 ** (4.5 / 10), atol=1e-3)  # the middle of 2033


def test_a_shock_fades_with_half_life_and_pull_back_and_acts_settle(measurement, outlook, grounds):
    hit = moved(assume(kind=AssumptionKind.SHOCK, amount=2.0), measurement, outlook, grounds)
    np.testing.assert_allclose(hit[3], -0.6 * np.exp(-(np.log(2) / 10 + 0.05) * 2.5), atol=1e-3)
    acts = assume(kind=AssumptionKind.ACTS, event_type=EventType.AID, amount=3.0)
    pushed = moved(acts, measurement, outlook, grounds)
    np.testing.assert_allclose(pushed[9], 0.1 * 2.0 * 3.0 * 0.2 / np.log(2), atol=1e-3)


def test_a_channel_moves_capital_by_the_part_that_it_decides(measurement, outlook, grounds):
    scenario = assume(kind=AssumptionKind.CHANNEL_FACTOR, channel="economy.trade")
    found = moved(scenario, measurement, outlook, grounds)
    capital = measurement.capital["economy"]
    at = measurement.scope.states.index("KAZ"), measurement.scope.powers.index("RUS"), -1
    part = capital.by_channel[capital.channels.index("economy.trade")][at]
    np.testing.assert_allclose(found[5], np.log(0.5) * part, atol=1e-3)  # trade is the anchor: its loading is 1
    tie = assume(kind=AssumptionKind.TIE_ENDS, channel="security.ties", domain=Domain.SECURITY)
    ended = moved(tie, measurement, outlook, grounds, "security")
    capital = measurement.capital["security"]
    part = capital.by_channel[capital.channels.index("security.ties")][at]
    np.testing.assert_allclose(ended[5], np.log(2.5 / 3.5) * part, atol=1e-3)


def test_what_may_not_happen_does_in_that_part_of_the_paths_and_the_rest_stays(measurement, outlook, grounds):
    found = moved(assume(probability=0.3), measurement, outlook, grounds)[5]
    assert np.mean(np.abs(found) > 0.1) == pytest.approx(0.3, abs=0.08)
    assert np.mean(np.abs(found) < 1e-3) + np.mean(np.abs(found) > 0.1) == 1.0


def test_what_moves_nothing_says_why(measurement, outlook, grounds):
    baseline = shares_of(measurement, outlook)
    for fields, words in (
        ({"kind": AssumptionKind.CHANNEL_FACTOR, "channel": "economy.labour"},
         "economy.labour says nothing of RUS over KAZ"),
        ({"kind": AssumptionKind.ACTS, "event_type": EventType.REQUEST}, "REQUEST push in no direction"),
        ({"first": outlook.years[-1] + 1}, f"beyond the outlook, which ends in {outlook.years[-1]}"),
        ({"kind": AssumptionKind.TIE_ENDS, "channel": "security.ties", "domain": Domain.SECURITY, "power": "USA"},
         "no tie of security.ties stands between KAZ and USA"),
    ):  # fmt: skip
        found = follow(assume(**fields), outlook, baseline, grounds)
        assert words in found.without_effect[0]
        assert not found.changes


def test_fans_begin_at_the_shares_that_were_measured_and_widen(projected, measurement):
    last = {(one.state, one.domain, one.power): one for one in measurement.estimates
            if one.quantity == "capital_share_powers" and one.when.start.year == 2025}  # fmt: skip
    fans = [one for one in projected.estimates if one.quantity == "outlook/capital_share_powers"]
    assert {one.when.start.year for one in fans} == set(range(2026, 2031))
    for one in fans:
        if one.when.start.year == 2026:
            assert one.mean == pytest.approx(last[one.state, one.domain, one.power].mean, abs=0.04)
    width = {
        year: np.mean([one.high90 - one.low90 for one in fans if one.when.start.year == year]) for year in (2026, 2030)
    }
    assert width[2026] < width[2030]


def test_shares_of_all_powers_sum_to_one_in_every_fan(projected):
    sums: dict[tuple[str, str, int], float] = {}
    for one in projected.estimates:
        if one.quantity == "outlook/capital_share_powers":
            key = one.state, one.domain, one.when.start.year
            sums[key] = sums.get(key, 0.0) + one.mean
    assert list(sums.values()) == pytest.approx([1.0] * len(sums), abs=1e-4)


def test_push_and_pull_are_published_beside_their_priors_about_no_single_state(projected):
    found = {one.quantity: one for one in projected.estimates if one.domain == "economy" and not one.state}
    for name in ("half_life", "floor", "shock", "pull_back", "inflow", "impulse_half_life"):
        assert {f"push_pull/{name}", f"push_pull/prior/{name}", f"push_pull/contraction/{name}"} <= set(found)
        assert found[f"push_pull/{name}"].rests_on
    assert any(one.quantity == "push_pull/tie_half_life" for one in projected.estimates)


def test_distances_in_the_assembly_begin_where_they_stand(projected, case):
    fans = [one for one in projected.estimates if one.quantity == "outlook/alignment_distance"]
    assert {(one.state, one.power) for one in fans} == {(s, p) for s in case.states for p in case.powers}
    now = {(one.state, one.power): one for one in case.starter().alignment
           if one.quantity == "alignment_distance" and one.when.end.year == 2024}  # fmt: skip
    for one in fans:
        if one.when.start.year == 2025:
            assert one.mean == pytest.approx(now[one.state, one.power].mean, abs=0.3)


def test_every_scenario_of_the_case_changes_something_or_says_why_not(projected, case):
    changed = {one.quantity.split("/")[2] for one in projected.estimates if one.quantity.startswith("outlook/change/")}
    assert changed == {one.name for one in case.scenarios}


def test_it_is_published_exported_and_traced(projected, case, ledger):
    publish_projections(ledger, case, projected.estimates, families=["push_pull", "outlook"], seed=1)
    pooled = next(one for one in ledger.estimates(case=case.name) if one.quantity == "push_pull/half_life")
    assert pooled.state == ""
    assert ledger.trace(pooled.id)


def test_the_same_seed_projects_the_same(projected, case, measurement, given):
    again = project_case(
        case, measurement, given, case.starter().alignment, shocks=SHOCKS, seed=1, horizon=5, paths=400, draws=60
    )
    assert again.estimates == projected.estimates


@pytest.mark.parametrize("horizon", [0, 200])
def test_a_horizon_that_is_none_is_refused(case, measurement, given, horizon):
    with pytest.raises(CheckError, match="1 to 25 years"):
        project_case(case, measurement, given, (), shocks={}, seed=1, horizon=horizon, draws=60)


def test_without_scenarios_votes_or_acts_the_rest_is_projected(case, measurement, given):
    bare = replace(case, scenarios=())
    found = project_case(
        bare, measurement, given._replace(events=[]), (), shocks={}, seed=1, horizon=1, paths=50, draws=20
    )
    quantities = {one.quantity for one in found.estimates}
    assert "outlook/effective_powers" in quantities
    assert not any("change" in one or "inflow" in one or "shock" in one or "distance/" in one for one in quantities)
