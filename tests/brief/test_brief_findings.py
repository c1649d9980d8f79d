from __future__ import annotations

import pytest
from brief_vales import ORIGIN, estimate, number, observation
from hypothesis import given
from hypothesis import strategies as st

from tightrope import brief
from tightrope.brief.findings import Certainty, certainly_above, changes, largest, standing, widest_and_narrowest
from tightrope.brief.labels import Labels
from tightrope.brief.links import Links
from tightrope.brief.publication import read_publication
from tightrope.brief.sentences import opening
from tightrope.brief.wording import Words
from tightrope.records import Estimate, When


def of(low90: float, low50: float, high50: float, high90: float, mean: float | None = None) -> Estimate:
    return Estimate(
        quantity="capital_share_powers", state="NVA", when=When.year(2010), mean=mean or (low50 + high50) / 2,
        low90=low90, low50=low50, high50=high50, high90=high90, rests_on=("x",), model="m",
    )  # fmt: skip


quantiles = st.lists(st.floats(min_value=0, max_value=1), min_size=4, max_size=4).map(sorted)


@given(quantiles, quantiles)
def test_an_order_is_claimed_only_where_intervals_lie_apart(one, other):
    claim = certainly_above(of(*one), of(*other))
    if claim is Certainty.VERY_LIKELY:
        assert one[0] > other[3]
    elif claim is Certainty.MORE_LIKELY:
        assert one[1] > other[2]
    else:
        assert one[1] <= other[2]


@given(quantiles, quantiles)
def test_an_order_is_never_claimed_both_ways(one, other):
    assert certainly_above(of(*one), of(*other)) is None or certainly_above(of(*other), of(*one)) is None


@pytest.mark.parametrize(
    ("first", "certainty"),
    [(0.98, Certainty.VERY_LIKELY), (0.9, Certainty.VERY_LIKELY), (0.89, Certainty.MORE_LIKELY), (0.5, None)],
)
def test_a_power_is_named_by_the_part_of_the_draws_in_which_it_is_first(empty_ledger, case, first, certainty):
    publication = published(empty_ledger, case, {"PWA": (0.6, first, 0.1), "PWB": (0.4, 1 - first, 0.1)})
    found = largest(publication, publication.shares("NVA", "economy"))
    assert (found and found.certainty) == certainty
    assert found is None or (found.share.power, found.draws.mean) == ("PWA", first)


def test_nothing_is_claimed_from_an_estimate_that_comes_mostly_from_the_prior(empty_ledger, case):
    publication = published(
        empty_ledger, case, {"PWA": (0.6, 0.95, 0.2), "PWB": (0.3, 0.05, 0.5), "PWC": (0.1, None, 0.51)}
    )
    found = standing(publication, "economy")
    assert [one.share.state for one in found.named["PWA", Certainty.VERY_LIKELY]] == ["NVA"]
    assert found.not_compared == {("PWC",): ("NVA",)}
    words = Words("en")
    (_, _, (text,)), *_ = opening(publication, ("economy",), Links(words, Labels(case, words))).domains
    assert "Not compared, because mostly prior: Cania in Northvale." in text


def test_a_power_that_comes_mostly_from_the_prior_is_not_named_whatever_the_draws_say(empty_ledger, case):
    publication = published(empty_ledger, case, {"PWA": (0.6, 0.95, 0.6), "PWB": (0.4, 0.05, 0.1)})
    found = standing(publication, "economy")
    assert found.named == {}
    assert found.open == ("NVA",)


def published(ledger, case, powers):
    """Shares of economy over NVA in 2000 and 2010; by power: share, part of the draws in which it is first, prior."""
    rows = [observation("PWA", "NVA", 2010, 1.0)]
    ledger.add_observations(ORIGIN, rows)
    found = []
    for year in (2000, 2010):
        for power, (mean, first, prior) in powers.items():
            of = {"state": "NVA", "year": year, "rests_on": (rows[0].id,), "domain": "economy", "power": power}
            found.append(estimate("capital_share_powers", mean=mean if year == 2010 else 1 - mean, **of))
            found.append(number("decided_by/prior", value=prior, **of))
            if first is not None:
                found.append(number("capital_first", value=first, **of))
    ledger.add_estimates(found, case=case.name, seed=1)
    return read_publication(ledger, case)


def test_a_change_from_or_to_what_comes_mostly_from_the_prior_is_not_told(empty_ledger, case):
    published(empty_ledger, case, {"PWA": (0.8, 0.9, 0.1), "PWB": (0.2, 0.1, 0.6)})
    held = list(empty_ledger.estimates(case=case.name))
    moved = [change("NVA", 2000, 0.6, 0.1, held[0].rests_on, power) for power in ("PWA", "PWB")]
    empty_ledger.add_estimates([*held, *moved], case=case.name, seed=1)
    assert [one.now.power for one in changes(read_publication(empty_ledger, case), "economy")] == ["PWA"]


def test_a_balance_that_comes_mostly_from_the_prior_is_not_compared(empty_ledger, case):
    rows = [observation("PWA", "NVA", 2010, 1.0)]
    empty_ledger.add_observations(ORIGIN, rows)
    of = {"year": 2010, "rests_on": (rows[0].id,), "domain": "all"}
    found = [estimate("effective_powers", state, mean=mean, **of) for state, mean in (("NVA", 1.2), ("SVA", 2.8))]
    empty_ledger.add_estimates(found, case=case.name, seed=1)
    assert widest_and_narrowest(read_publication(empty_ledger, case)) is not None
    found.append(number("decided_by/prior", "SVA", value=0.7, **of))
    empty_ledger.add_estimates(found, case=case.name, seed=1)
    assert widest_and_narrowest(read_publication(empty_ledger, case)) is None


def test_the_opening_names_who_leads_and_admits_where_nobody_does(held, case):
    publication = read_publication(held.ledger, case)
    words = Words("en")
    said = opening(publication, ("economy", "security"), Links(words, Labels(case, words)))
    text = {label: " ".join(texts) for label, _, texts in said.domains}
    assert "Arda very likely holds more than each other power compared in Northvale" in text["Economy"]
    assert "first in <a" in text["Economy"]
    assert "No order is claimed in Southvale." in text["Economy"]
    assert text["Security"] == "Not measured."
    assert said.years == "2010"


def test_the_balance_is_compared_only_if_the_intervals_lie_apart(held, case):
    publication = read_publication(held.ledger, case)
    assert widest_and_narrowest(publication) is None  # 0.8–1.6 and 1.6–2.4 touch


def change(state, since, mean, spread, ids, power="PWA"):
    ends = {"low90": mean - spread, "low50": mean - spread / 3, "high50": mean + spread / 3, "high90": mean + spread}
    return Estimate(
        quantity="capital_change", state=state, domain="economy", power=power, when=When.parse(f"{since}/2010"),
        mean=mean, rests_on=ids, model="m", **ends,
    )  # fmt: skip


def test_a_change_is_told_if_its_own_interval_lies_on_one_side_of_zero(empty_ledger, case):
    rows = [observation("PWA", "NVA", year, 1.0) for year in (2000, 2010)]
    empty_ledger.add_observations(ORIGIN, rows)
    ids = tuple(sorted(row.id for row in rows))
    found = [
        estimate("capital_share_powers", "NVA", year, mean, ids, domain="economy", power=power)
        for year in (2000, 2005, 2010)
        for power, mean in (("PWA", 0.6), ("PWB", 0.3), ("PWC", 0.1))
    ]
    found += [
        change("NVA", 2000, -0.3, 0.1, ids),
        change("NVA", 2005, -0.2, 0.1, ids),
        change("NVA", 2000, 0.1, 0.2, ids, "PWB"),
        change("NVA", 2005, 0.1, 0.05, ids, "PWB"),
        change("NVA", 2000, 0.1, 0.2, ids, "PWC"),
    ]
    empty_ledger.add_estimates(found, case=case.name, seed=1)
    publication = read_publication(empty_ledger, case)
    told = changes(publication, "economy")
    assert [(one.now.power, one.before.when.start.year, one.rose) for one in told] == [
        ("PWA", 2000, False),
        ("PWB", 2005, True),
    ]
    text = brief.render(empty_ledger, case, "en")
    assert "A change is given with its own 90% interval" in text
    assert "change −40 to −20 points" in text


def test_how_a_change_is_measured_is_only_said_where_one_is_told(held, case):
    page = brief.render(held.ledger, case, "en")
    assert "“Very likely holds more”" in page
    assert "A change is given" not in page
