from __future__ import annotations

from itertools import permutations

from brief_vales import ORIGIN, estimate, observation
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


def test_the_least_certain_comparison_decides():
    top, near, far = of(0.4, 0.5, 0.6, 0.7), of(0.2, 0.3, 0.4, 0.5), of(0, 0.05, 0.1, 0.2)
    for order in permutations([("A", top), ("B", near), ("C", far)]):
        found = largest("NVA", dict(order))
        assert found is not None
        assert (found.power, found.certainty) == ("A", Certainty.MORE_LIKELY)
    assert largest("NVA", {"A": top, "C": far}).certainty is Certainty.VERY_LIKELY


def test_one_power_alone_is_never_the_largest():
    assert largest("NVA", {"A": of(0.9, 0.95, 1, 1)}) is None


def test_the_opening_names_who_leads_and_admits_where_nobody_does(held, case):
    publication = read_publication(held.ledger, case)
    words = Words("en")
    said = opening(publication, ("economy", "security"), Links(words, Labels(case, words)))
    text = {label: words for label, _, words in said.domains}
    assert "Arda very likely holds more than each other power in Northvale" in text["Economy"]
    assert "In Southvale the intervals of the leading powers overlap" in text["Economy"]
    assert text["Security"] == "Not measured."
    assert said.years == "2010"


def test_the_balance_is_compared_only_if_the_intervals_lie_apart(held, case):
    publication = read_publication(held.ledger, case)
    assert widest_and_narrowest(publication) is None  # 0.8–1.6 and 1.6–2.4 touch


def test_a_change_is_told_with_the_year_it_is_measured_against(empty_ledger, case):
    rows = [observation("PWA", "NVA", year, 1.0) for year in (2000, 2010)]
    empty_ledger.add_observations(ORIGIN, rows)
    ids = tuple(sorted(row.id for row in rows))

    def share(power: str, year: int, mean: float) -> Estimate:
        return estimate("capital_share_powers", "NVA", year, mean, ids, domain="economy", power=power)

    found = [share("PWA", 2000, 0.8), share("PWB", 2000, 0.2), share("PWA", 2010, 0.5), share("PWB", 2010, 0.5)]
    empty_ledger.add_estimates(found, case=case.name, seed=1)
    publication = read_publication(empty_ledger, case)
    told = changes(publication, "economy")
    assert [(change.now.power, change.before.when.start.year, change.rose) for change in told] == [
        ("PWA", 2000, False),
        ("PWB", 2000, True),
    ]
    assert "A change is measured against the first year" in brief.render(empty_ledger, case, "en")


def test_how_a_change_is_measured_is_only_said_where_one_is_told(held, case):
    page = brief.render(held.ledger, case, "en")
    assert "“Very likely”" in page
    assert "A change is measured" not in page


def test_a_year_in_which_other_powers_were_measured_is_no_comparison(empty_ledger, case):
    rows = [observation("PWA", "NVA", 2000, 1.0)]
    empty_ledger.add_observations(ORIGIN, rows)
    ids = (rows[0].id,)

    def share(power: str, year: int, mean: float) -> Estimate:
        return estimate("capital_share_powers", "NVA", year, mean, ids, domain="economy", power=power)

    early = [share("PWA", 2000, 0.9), share("PWC", 2000, 0.1)]
    late = [share("PWA", 2010, 0.3), share("PWB", 2010, 0.7)]
    empty_ledger.add_estimates([*early, *late], case=case.name, seed=1)
    assert changes(read_publication(empty_ledger, case), "economy") == ()


def test_a_state_last_measured_long_ago_is_set_apart(empty_ledger, case):
    rows = [observation("PWA", "NVA", 1990, 1.0)]
    empty_ledger.add_observations(ORIGIN, rows)
    ids = (rows[0].id,)
    shares = [
        estimate("capital_share_powers", state, year, mean, ids, domain="economy", power=power)
        for state, year in (("NVA", 1990), ("SVA", 2010))
        for power, mean in (("PWA", 0.8), ("PWB", 0.2))
    ]
    empty_ledger.add_estimates(shares, case=case.name, seed=1)
    found = standing(read_publication(empty_ledger, case), "economy")
    assert found.lapsed == (("NVA", 1990),)
    assert [one.state for ones in found.named.values() for one in ones] == ["SVA"]
