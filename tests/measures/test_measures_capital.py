"""From draws of capital to shares, ranks and the mean over domains."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from capital_world import SHARE, Floats, domain, reading

from tightrope.measures.capital import DomainCapital, domain_capital, first, overall_capital, ranks, split
from tightrope.measures.parameters import begin, normal_mixing
from tightrope.measures.posterior import Posterior

NAN = np.nan
STATES, HOLDERS = ("KAZ", "UZB"), ("CHN", "RUS", "USA", "ROW")


def flags(text: str) -> npt.NDArray[np.bool_]:
    """``"110 011"``: one word per state, one digit per holder."""
    return np.array([[digit == "1" for digit in word] for word in text.split()])


def test_a_split_is_the_softmax_over_those_compared_and_nothing_for_the_others() -> None:
    capital = np.log(np.array([[1.0, 3.0, 50.0], [2.0, 2.0, 6.0]]))[:, :, None]
    np.testing.assert_allclose(
        split(capital, flags("110 111"))[:, :, 0], [[0.25, 0.75, NAN], [0.2, 0.2, 0.6]], atol=1e-12
    )


def test_a_state_in_which_nobody_is_compared_has_no_shares() -> None:
    assert np.isnan(split(np.zeros((1, 3, 2)), flags("000"))).all()


def test_a_split_of_huge_numbers_stays_finite_and_depends_on_differences_only() -> None:
    capital = np.array([[0.0, 1.0, -800.0]])[:, :, None]
    for shift in (0.0, 900.0, -900.0):
        shares = split(capital + shift, flags("111"))[0, :, 0]
        assert shares.sum() == pytest.approx(1.0)
        assert shares[1] / shares[0] == pytest.approx(np.e)
        assert shares[2] == pytest.approx(0.0, abs=1e-300)


def test_a_split_may_have_axes_before_the_states() -> None:
    random = np.random.default_rng(1)
    capital, among = random.standard_normal((2, 2, 3, 5)), flags("110 111")
    found = split(capital, among, lead=1)
    np.testing.assert_array_equal(found[1], split(capital[1], among))
    assert found.shape == capital.shape


def test_ranks_count_who_has_more_and_equals_share_the_better_one() -> None:
    shares = np.array([[0.5, 0.2], [0.25, 0.4], [0.25, 0.4], [NAN, NAN]])
    np.testing.assert_array_equal(ranks(shares), [[1, 3], [2, 1], [2, 1], [NAN, NAN]])


def test_first_is_the_part_of_the_draws_in_which_a_power_leads_those_that_are_known_by_more_than_the_prior() -> None:
    shares = np.array([[0.5, 0.2, 0.2, 0.2], [0.2, 0.3, 0.3, 0.2], [0.3, 0.5, 0.5, 0.6], [NAN] * 4])
    everybody = np.array([0.1, 0.1, 0.1, NAN])
    np.testing.assert_array_equal(first(shares, everybody), [0.25, 0.0, 0.75, NAN])
    without_the_third = np.array([0.1, 0.5, 0.51, NAN])
    np.testing.assert_array_equal(first(shares, without_the_third), [0.5, 0.5, NAN, NAN])


def test_one_power_alone_is_not_first() -> None:
    assert np.isnan(first(np.array([[0.5, 0.5], [0.5, 0.5]]), np.array([0.2, 0.9]))).all()


def of_readings(held: dict[str, str], capital: dict[tuple[str, str], float]) -> DomainCapital:
    """Shares where these holders are read over each state, and capital is known for certain."""
    chains = domain(
        {(state, SHARE, holder): [reading(2000.5, 0.0)] for state, text in held.items() for holder in text.split()},
        [2000.5],
    )
    dyads = [(chains.states[s], chains.holders[h]) for s, h in zip(chains.state, chains.holder, strict=True)]
    posterior = Posterior(
        chains=chains,
        capital=np.array([[[capital[dyad]] * 3] for dyad in dyads]),
        mean=np.zeros((len(dyads), 3)),
        elicited=None,
        levels={},
        numbers={},
        parameters=begin(chains),
        mixing=normal_mixing(chains),
        values=chains.low,
        value_variance=np.zeros(len(dyads)),
    )
    return domain_capital(posterior, STATES, HOLDERS, None)


def test_shares_with_the_rest_of_the_world_exist_only_where_it_is_measured() -> None:
    capital = {(state, holder): float(np.log(2 + place)) for state in STATES for place, holder in enumerate(HOLDERS)}
    found = of_readings({"KAZ": "CHN RUS ROW", "UZB": "CHN RUS"}, capital)
    np.testing.assert_array_equal(found.measured, flags("1101 1100"))
    np.testing.assert_allclose(found.of_powers[:, :, 0, 0], [[0.4, 0.6, NAN], [0.4, 0.6, NAN]])
    np.testing.assert_allclose(found.shares[0, :, 0, 0], [2 / 10, 3 / 10, NAN, 5 / 10])
    assert np.isnan(found.shares[1]).all()


def test_one_power_beside_the_rest_of_the_world_has_a_share_of_nothing() -> None:
    capital = {("KAZ", "CHN"): 1.0, ("KAZ", "ROW"): 1.0}
    found = of_readings({"KAZ": "CHN ROW"}, capital)
    assert found.measured[0, 0]
    assert np.isnan(found.of_powers).all()
    assert np.isnan(found.shares).all()


def test_what_decides_is_told_for_every_holder_that_is_read_and_for_no_other() -> None:
    found = of_readings({"KAZ": "CHN RUS ROW"}, dict.fromkeys((("KAZ", one) for one in ("CHN", "RUS", "ROW")), 0.0))
    told = ~np.isnan(found.by_prior[:, :, 0])
    np.testing.assert_array_equal(told, flags("1101 0000"))
    np.testing.assert_array_equal(told, ~np.isnan(found.by_channel[0, :, :, 0]))
    total = (found.by_prior + found.by_channel.sum(axis=0))[told]
    np.testing.assert_allclose(total, 1.0)
    powers = ~np.isnan(found.by_judgement["prior"][:, :, 0])
    np.testing.assert_array_equal(powers, flags("110 000"))


def table(shares: dict[str, float], elicited: dict[str, float] | None = None, prior: float = 0.2) -> DomainCapital:
    """A domain over one state in one year, with shares that are known for certain."""

    def draws(given: dict[str, float]) -> Floats:
        return np.array([[[[given.get(holder, NAN)] * 2] for holder in HOLDERS[:-1]]])

    fields: dict[str, Any] = {
        "measured": flags("".join("1" if holder in shares else "0" for holder in HOLDERS)),
        "shares": np.full((1, 4, 1, 2), NAN),
        "of_powers": draws(shares),
        "elicited": None if elicited is None else draws(elicited),
        "channels": (),
        "by_channel": np.zeros((0, 1, 4, 1)),
        "by_prior": np.full((1, 4, 1), prior),
        "by_judgement": {},
    }
    return DomainCapital(**fields)


def test_overall_shares_are_the_plain_mean_of_the_domains() -> None:
    found = overall_capital(
        {
            "economy": table({"CHN": 0.5, "RUS": 0.3, "USA": 0.2}, prior=0.2),
            "security": table({"CHN": 0.1, "RUS": 0.8, "USA": 0.1}, prior=0.6),
        },
        0,
        {},
    )
    assert found is not None
    assert (found.domains, found.powers) == (("economy", "security"), (0, 1, 2))
    np.testing.assert_allclose(found.shares[:, 0, 0], [0.3, 0.55, 0.15])
    np.testing.assert_allclose(found.by_prior, 0.4)
    assert found.elicited is None


def test_within_each_domain_shares_are_taken_among_the_powers_that_all_domains_have() -> None:
    found = overall_capital(
        {"economy": table({"CHN": 0.4, "RUS": 0.4, "USA": 0.2}), "politics": table({"CHN": 0.25, "RUS": 0.75})}, 0, {}
    )
    assert found is not None
    np.testing.assert_allclose(found.shares[:, 0, 0], [0.375, 0.625])


def test_a_domain_that_lacks_a_power_gives_way_to_the_power() -> None:
    two = {"CHN": 0.5, "RUS": 0.5}
    three = {"CHN": 0.4, "RUS": 0.4, "USA": 0.2}
    found = overall_capital({"culture": table(two), "economy": table(three), "security": table(three)}, 0, {})
    assert found is not None
    assert (found.domains, found.powers) == (("economy", "security"), (0, 1, 2))


def test_of_sets_with_as_many_powers_the_one_with_more_domains_is_taken_and_then_the_first_by_name() -> None:
    names = ("culture", "economy", "politics", "security")
    two = {"CHN": 0.5, "RUS": 0.5}
    found = overall_capital(dict.fromkeys(names, table(two)), 0, {})
    assert found is not None
    assert found.domains == names
    other = {"RUS": 0.5, "USA": 0.5}
    pairs = {"culture": table(other), "economy": table(two), "politics": table(two), "security": table(other)}
    found = overall_capital(pairs, 0, {})
    assert found is not None
    assert (found.domains, found.powers) == (("culture", "security"), (1, 2))


@pytest.mark.parametrize("powers", ["CHN", ""])
def test_without_two_domains_that_share_two_powers_there_is_no_overall_share(powers: str) -> None:
    three = {"CHN": 0.4, "RUS": 0.4, "USA": 0.2}
    few = dict.fromkeys(powers.split(), NAN)
    assert overall_capital({"economy": table(three), "security": table(few)}, 0, {}) is None
    assert overall_capital({"economy": table(three)}, 0, {}) is None
    assert overall_capital({}, 0, {}) is None


def test_elicited_weights_of_domains_make_a_second_mean_beside_the_equal_one() -> None:
    parts = {"economy": table({"CHN": 0.5, "RUS": 0.5}), "security": table({"CHN": 0.1, "RUS": 0.9})}
    found = overall_capital(parts, 0, {"economy": 3.0})
    assert found is not None
    assert found.elicited is not None
    np.testing.assert_allclose(found.shares[:, 0, 0], [0.3, 0.7])
    np.testing.assert_allclose(found.elicited[:, 0, 0], [0.4, 0.6])
    same = overall_capital(parts, 0, {"economy": 2.0, "security": 2.0})
    assert same is not None
    assert same.elicited is None


def test_a_domain_with_elicited_channels_enters_the_elicited_mean_by_those() -> None:
    parts = {
        "economy": table({"CHN": 0.5, "RUS": 0.5}, elicited={"CHN": 0.7, "RUS": 0.3}),
        "security": table({"CHN": 0.1, "RUS": 0.9}),
    }
    found = overall_capital(parts, 0, {})
    assert found is not None
    assert found.elicited is not None
    np.testing.assert_allclose(found.elicited[:, 0, 0], [0.4, 0.6])
    np.testing.assert_allclose(found.shares[:, 0, 0], [0.3, 0.7])
