"""What holds however the domains are weighed, and draws that are kept to weigh them anew."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from measures_world import POWERS, YEARS, amount, cell, find, powers_with_shares, run

from tightrope.measures import Measurement, dataset
from tightrope.measures.balance import effective_powers
from tightrope.measures.capital import first
from tightrope.measures.weighting import Parts, first_by_weightings, kept_parts, share_draws, weightings
from tightrope.records import WHOLE_SHARE

DOMAINS = {"economy.trade": (0.2, 0.7, 0.1), "culture.students": (0.5, 0.4, 0.1), "politics.visits": (0.6, 0.3, 0.1)}


@cache
def measured() -> Measurement:
    """KAZ with three domains that have all powers; UZB with two, of which one lacks a power."""
    cells = [
        cell(channel, power, year, 1e6 * share)
        for channel, shares in DOMAINS.items()
        for power, share in zip(POWERS, shares, strict=True)
        for year in YEARS
    ]
    for channel, shares in list(DOMAINS.items())[:2]:
        cells += [cell(channel, power, 2009, 1e6 * shares[POWERS.index(power)], over="UZB") for power in POWERS[:2]]
    cells.append(cell("economy.trade", "USA", 2009, 1e5, over="UZB"))
    return run(observations=cells, channels=tuple(amount(name) for name in DOMAINS), draws=400)


def parts(*shares: list[list[float]], by_prior: list[list[float]] | None = None) -> Parts:
    """Shares of each domain, one row a power, one column a draw."""
    table = np.array(shares)
    return Parts(
        domains=tuple("abcd"[: len(table)]),
        shares=table,
        by_prior=np.zeros(table.shape[:2]) if by_prior is None else np.array(by_prior),
    )


def test_all_weightings_are_an_even_grid_whose_middle_is_equal_weights():
    for domains, number in ((1, 1), (2, 11), (3, 66), (4, 286)):
        tried = weightings(domains)
        assert tried.shape == (number, domains)
        assert len({tuple(one) for one in tried.tolist()}) == number
        assert tried.min() >= 0
        assert np.allclose(tried.sum(axis=1), 1.0)
        assert np.allclose(tried * 10, np.rint(tried * 10))
        assert np.allclose(tried.mean(axis=0), 1 / domains)


def test_of_two_domains_a_power_is_first_from_the_weight_on_at_which_it_overtakes():
    one = parts([[0.8, 0.9], [0.2, 0.1]], [[0.25, 0.45], [0.75, 0.55]])
    # first draw: 0.8 w + 0.25 (1 - w) > 1/2 from w = 0.46 on, so 0.5, 0.6 ... 1; second draw: from w = 0.12 on
    assert first_by_weightings(one, weightings(2)).tolist() == [[6 / 11, 9 / 11], [5 / 11, 2 / 11]]


def test_the_grid_says_what_weightings_drawn_at_random_say():
    random = np.random.default_rng(5)
    one = Parts(
        domains=tuple("abcd"), shares=random.dirichlet(np.ones(3), (4, 40)).swapaxes(1, 2), by_prior=np.zeros((4, 3))
    )
    on_grid = first_by_weightings(one, weightings(4, 30)).mean(axis=1)
    drawn = random.dirichlet(np.ones(4), 20_000)
    best = np.einsum("wd,dks->wks", drawn, one.shares).argmax(axis=1)
    assert on_grid == pytest.approx(np.bincount(best.ravel(), minlength=3) / best.size, abs=0.01)


def test_a_power_that_is_mostly_prior_under_a_weighting_is_not_first_there():
    table = [[0.8], [0.15], [0.05]], [[0.4], [0.5], [0.1]]
    # ahead from 0.14 on, mostly prior from 0.52 on
    one = parts(*table, by_prior=[[0.88, 0.1, 0.1], [0.1, 0.1, 0.1]])
    assert first_by_weightings(one, weightings(2))[:, 0].tolist() == [4 / 11, 7 / 11, 0.0]
    assert first_by_weightings(parts(*table), weightings(2))[:, 0].tolist() == [9 / 11, 2 / 11, 0.0]


def test_where_fewer_than_two_powers_are_known_none_is_first_and_who_is_never_known_has_no_number():
    one = parts([[0.8], [0.2]], [[0.4], [0.6]], by_prior=[[0.88, 0.1], [0.1, 0.1]])
    found = first_by_weightings(one, weightings(2))[:, 0]
    assert found.sum() == pytest.approx(6 / 11)  # with more than half the weight on a, one power is left
    never = parts([[0.8], [0.1], [0.1]], [[0.4], [0.3], [0.3]], by_prior=[[0.9, 0, 0], [0.8, 0, 0]])
    assert np.isnan(first_by_weightings(never, weightings(2))[:, 0]).tolist() == [True, False, False]


def test_kept_draws_give_with_equal_weights_the_published_estimates():
    found = {one.state: one for one in share_draws(measured())}
    assert (found["KAZ"].domains, found["KAZ"].powers) == (("culture", "economy", "politics"), POWERS)
    assert (found["UZB"].domains, found["UZB"].powers) == (("culture", "economy"), POWERS[:2])
    for state, draws in found.items():
        assert draws.draws == 400
        assert draws.when.start.year == YEARS[-1]
        kept = kept_parts(draws)
        shares, by_prior = kept.weighed(np.ones(len(draws.domains)))
        assert set(draws.powers) == powers_with_shares(measured(), YEARS[-1], "all", state)
        leads = first(shares, by_prior)
        for place, power in enumerate(draws.powers):
            of = {"state": state, "power": power, "domain": "all"}
            published = find(measured(), "capital_share_powers", YEARS[-1], **of)
            assert shares[place].mean() == pytest.approx(published.mean, abs=1e-5)
            ends = np.quantile(shares[place], (0.05, 0.25, 0.75, 0.95))
            told = (published.low90, published.low50, published.high50, published.high90)
            assert ends.tolist() == pytest.approx(told, abs=1 / WHOLE_SHARE)
            assert published.rests_on == draws.rests_on
            assert by_prior[place] == pytest.approx(find(measured(), "decided_by/prior", YEARS[-1], **of).mean)
            if not np.isnan(leads[place]):
                assert leads[place] == find(measured(), "capital_first", YEARS[-1], **of).mean
        balance = find(measured(), "effective_powers", YEARS[-1], state=state, domain="all")
        again = effective_powers(shares.T)
        assert again.mean() == pytest.approx(balance.mean, abs=1e-4)
        assert np.quantile(again, (0.05, 0.95)).tolist() == pytest.approx((balance.low90, balance.high90), abs=1e-4)


def test_all_weight_on_one_domain_gives_that_domain_and_scales_do_not_matter():
    (kaz,) = (one for one in share_draws(measured()) if one.state == "KAZ")
    kept = kept_parts(kaz)
    shares, _ = kept.weighed(np.array([0.0, 3.0, 0.0]))
    for place, power in enumerate(POWERS):
        published = find(measured(), "capital_share_powers", YEARS[-1], power=power, domain="economy")
        assert shares[place].mean() == pytest.approx(published.mean, abs=1e-5)
    assert np.allclose(kept.weighed(np.array([1.0, 2.0, 3.0]))[0], kept.weighed(np.array([2.0, 4.0, 6.0]))[0])


def test_what_is_published_without_a_domain_is_the_mean_of_the_others():
    draws = dataset(measured()).capital_share_powers.sel(state="KAZ", time=YEARS[-1])
    for domain, others in (("economy", ["culture", "politics"]), ("politics", ["culture", "economy"])):
        mean = draws.sel(domain=others).mean("domain")
        leader = mean.argmax("power").values
        for place, power in enumerate(POWERS):
            of = {"year": YEARS[-1], "power": power, "domain": "all"}
            share = find(measured(), f"capital_share_without/{domain}", **of)
            assert share.mean == pytest.approx(float(mean.sel(power=power).mean()))
            ends = np.quantile(mean.sel(power=power), (0.05, 0.95)).tolist()
            assert [share.low90, share.high90] == pytest.approx(ends)
            leads = find(measured(), f"capital_first_without/{domain}", **of)
            assert leads.mean == pytest.approx(float((leader == place).mean()))
    economy = find(measured(), "capital_first_without/economy", YEARS[-1], power="CHN", domain="all").mean
    assert economy > find(measured(), "capital_first", YEARS[-1], power="CHN", domain="all").mean


def test_who_is_first_by_all_weightings_is_published_for_the_last_year_only_with_the_doubt_of_the_draws():
    told = [one for one in measured().estimates if one.quantity == "capital_first_weightings"]
    assert {one.when.start.year for one in told} == {YEARS[-1]}
    assert {one.domain for one in told} == {"all"}
    kaz = {one.power: one for one in told if one.state == "KAZ"}
    assert sum(one.mean for one in kaz.values()) == pytest.approx(1.0)
    assert kaz["CHN"].low90 < kaz["CHN"].mean < kaz["CHN"].high90
    (draws,) = (one for one in share_draws(measured()) if one.state == "KAZ")
    again = first_by_weightings(kept_parts(draws), weightings(3)).mean(axis=1)
    assert again == pytest.approx([kaz[power].mean for power in POWERS], abs=1e-3)


def test_a_state_without_two_domains_has_no_draws_to_weigh():
    only = run(observations=[cell("economy.trade", power, year, 1.0) for power in POWERS for year in YEARS], draws=100)
    assert share_draws(only) == ()
    assert not [one for one in only.estimates if "weightings" in one.quantity or "without" in one.quantity]
