from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest
from claim_examples import a_claim, by_name, comparison, known
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import norm

from tightrope.dynamics.claim_measures import sample
from tightrope.dynamics.claim_outcomes import Outcome, joined, negation
from tightrope.dynamics.claims import check_claims
from tightrope.measures.posterior import Run
from tightrope.records import (
    Acts,
    Answer,
    Basis,
    CheckError,
    Domain,
    Estimate,
    Event,
    EventType,
    HoldsFor,
    Join,
    Joined,
    Lack,
    Refer,
    Relation,
    Status,
    TestIs,
    Tie,
    Ties,
    When,
)


def two_shares(states: int = 1, draws: int = 4000, middle: float = 0.0) -> np.ndarray:
    """Shares of CHN and RUS in two years, (N, 2, 2, S)."""
    russia = expit(np.random.default_rng(states).normal(middle, 1.0, size=(states, 2, draws)))
    return np.stack([1 - russia, russia], axis=1)


def verdict_of(test, what, **fields):
    return check_claims([a_claim(test, **fields)], what)[0]


def an_estimate(quantity: str, mean: float, sd: float, year: int = 2021, **fields: object) -> Estimate:
    ends = [float(mean + sd * norm.ppf(part)) for part in (0.05, 0.25, 0.75, 0.95)]
    usual = {"state": "S000", "power": "RUS", "domain": "politics", "when": When.year(year), "rests_on": ("a" * 20,)}
    return Estimate(
        quantity=quantity,
        mean=mean,
        low90=ends[0],
        low50=ends[1],
        high50=ends[2],
        high90=ends[3],
        model="m/1",
        **{**usual, **fields},
    )


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        (comparison(Relation.ABOVE, number=0.6), lambda s: s[0, 1, 1] > 0.6),
        (comparison(Relation.BELOW, number=0.6), lambda s: s[0, 1, 1] < 0.6),
        (comparison(Relation.ABOVE, against="CHN", by=0.2), lambda s: s[0, 1, 1] > s[0, 0, 1] + 0.2),
        (comparison(Relation.RISING, since=2020), lambda s: s[0, 1, 1] > s[0, 1, 0]),
        (comparison(Relation.FALLING, since=2020, by=0.1), lambda s: s[0, 1, 1] < s[0, 1, 0] - 0.1),
        (comparison(Relation.FIRST), lambda s: s[0, 1, 1] > s[0, 0, 1]),
        (comparison(Relation.FIRST, domain="all"), lambda s: s[0, 1, 1] > s[0, 0, 1]),
    ],
)
def test_the_probability_of_a_comparison_is_the_part_of_the_draws_in_which_it_holds(test, holds):
    shares = two_shares(middle=0.4)
    verdict = verdict_of(test, known(shares))
    assert verdict.low == verdict.high == holds(shares).mean()
    assert verdict.findings[0].basis is Basis.DRAWS


@pytest.mark.parametrize(
    ("holds_for", "holds"),
    [
        (HoldsFor.EACH, lambda each: each.all(axis=0)),
        (HoldsFor.MOST, lambda each: each.sum(axis=0) >= 3),
        (HoldsFor.ANY, lambda each: each.any(axis=0)),
    ],
)
def test_several_states_are_joined_in_each_draw(holds_for, holds):
    shares = two_shares(states=5)
    states = tuple(f"S{place:03d}" for place in range(5))
    verdict = verdict_of(comparison(Relation.ABOVE, number=0.5, over=states, holds_for=holds_for), known(shares))
    assert verdict.low == holds(shares[:, 1, 1] > 0.5).mean()
    assert [one.state for one in verdict.findings] == list(states)


def test_a_mean_is_taken_over_states_in_each_draw():
    shares = two_shares(states=3)
    test = comparison(Relation.RISING, since=2020, over=("S000", "S001", "S002"), holds_for=HoldsFor.MEAN)
    expected = (shares[:, 1, 1].mean(axis=0) > shares[:, 1, 0].mean(axis=0)).mean()
    assert verdict_of(test, known(shares)).low == pytest.approx(expected)


def test_a_measure_without_a_power_is_computed_from_the_shares_of_each_draw():
    shares = two_shares()
    test = comparison(Relation.ABOVE, measure="effective_powers_hirschman", power="", number=1.8)
    expected = (1 / (shares[0, :, 1] ** 2).sum(axis=0) > 1.8).mean()
    assert verdict_of(test, known(shares)).low == expected


def test_what_is_mostly_prior_speaks_for_nothing():
    by_prior = np.array([[[0.0, 0.0], [0.0, 0.6], [0.0, 0.0]]])
    shares = np.stack([np.full((1, 2, 500), 0.01), np.full((1, 2, 500), 0.99)], axis=1)
    verdict = verdict_of(comparison(Relation.ABOVE, number=0.5), known(shares, by_prior=by_prior))
    assert (verdict.answer, verdict.low, verdict.high) == (Answer.UNDECIDED, 0.0, 1.0)
    assert verdict.needs[0].lack is Lack.PRIOR
    assert verdict.needs[0].channels == ()  # the economy has no channel here


@pytest.mark.parametrize("fields", [{"over": ("XXX",)}, {"domain": "culture"}, {"power": "USA"}, {"year": 1900}])
def test_what_nobody_measured_is_undecided_and_says_so(fields):
    verdict = verdict_of(comparison(Relation.ABOVE, number=0.1, **fields), known())
    assert verdict.answer is Answer.UNDECIDED
    assert verdict.needs[0].lack is Lack.UNREAD
    assert verdict.findings[0].speaks_for is None
    assert verdict.side(supports=True) == verdict.side(supports=False) == ()


def test_the_width_that_would_decide_decides():
    shares = two_shares(draws=40000, middle=0.3)
    test = comparison(Relation.ABOVE, number=0.5)
    verdict = verdict_of(test, known(shares))
    width = verdict.needs[0].width
    assert verdict.needs[0].lack is Lack.WIDE
    assert 0 < width < 1
    middle = shares.mean(axis=-1, keepdims=True)
    assert verdict_of(test, known(middle + (shares - middle) * width * 0.9)).answer is Answer.SUPPORTED
    assert verdict_of(test, known(middle + (shares - middle) * min(1.0, width * 1.3))).answer is Answer.UNDECIDED


@given(st.floats(-2, 2), st.floats(0.1, 2))
@settings(max_examples=20, deadline=None)
def test_draws_from_a_normal_interval_are_normal(mean, sd):
    drawn = sample(an_estimate("alignment_distance", mean, sd), 40000, 1)
    for part in (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99):
        assert (drawn < norm.ppf(part, mean, sd)).mean() == pytest.approx(part, abs=0.012)


def test_a_number_without_an_interval_is_drawn_as_itself():
    assert set(sample(an_estimate("wave/power", 0.3, 0.0), 50, 1)) == {0.3}


def test_intervals_are_compared_as_if_independent_and_the_verdict_says_so():
    estimates = [
        an_estimate("alignment_distance", 0.5, 0.2, 2020),
        an_estimate("alignment_distance", 0.7, 0.3, 2021),
    ]
    test = comparison(Relation.RISING, measure="alignment_distance", since=2020)
    shares = np.full((1, 2, 2, 40000), 0.5)
    verdict = verdict_of(test, known(shares, estimates=estimates))
    assert verdict.low == pytest.approx(norm.cdf(0.2 / np.hypot(0.2, 0.3)), abs=0.01)
    assert verdict.findings[0].basis is Basis.INTERVAL
    assert (verdict.findings[0].mean, verdict.findings[0].other) == (0.7, 0.5)  # as published, not as drawn
    assert verdict.side(supports=True) == ("a" * 20,)


@pytest.mark.parametrize("holds_for", [HoldsFor.EACH, HoldsFor.MOST, HoldsFor.ANY])
@pytest.mark.parametrize("together", [True, False])
def test_states_of_which_only_intervals_are_known_get_bounds_that_hold_whatever_their_dependence(holds_for, together):
    chances = (0.5, 0.6, 0.7)
    estimates = [
        an_estimate("alignment_distance", float(norm.ppf(p)), 1.0, state=f"S{place:03d}")
        for place, p in enumerate(chances)
    ]
    states = tuple(one.state for one in estimates)
    test = comparison(Relation.ABOVE, measure="alignment_distance", number=0.0, over=states, holds_for=holds_for)
    verdict = verdict_of(test, known(np.full((1, 2, 2, 40000), 0.5), estimates=estimates))
    least = {HoldsFor.EACH: 3, HoldsFor.MOST: 2, HoldsFor.ANY: 1}[holds_for]
    random = np.random.default_rng(3)
    draws = random.random((1 if together else 3, 40000)) < np.array(chances)[:, None]
    true = (draws.sum(axis=0) >= least).mean()
    assert verdict.low - 0.02 <= true <= verdict.high + 0.02


def test_two_bounds_of_several_states_are_joined_as_if_independent_like_all_intervals():
    names, states = ("alignment_distance", "two_sidedness"), ("S000", "S001")
    estimates = [an_estimate(name, float(norm.ppf(0.9)), 1.0, state=state) for name in names for state in states]
    tests = [comparison(Relation.ABOVE, measure=name, number=0.0, over=states, domain="politics") for name in names]
    what = known(np.full((1, 2, 2, 40000), 0.5), estimates=estimates)
    assert [verdict_of(test, what).low for test in tests] == pytest.approx([0.8, 0.8], abs=0.01)
    assert verdict_of(Joined(join=Join.ALL, parts=tuple(tests)), what).low == pytest.approx(0.64, abs=0.01)
    twice = Joined(join=Join.ALL, parts=(tests[0], tests[0]))
    assert verdict_of(twice, what).low == pytest.approx(0.8, abs=0.01)


def test_a_published_change_is_found_by_both_of_its_years():
    change = an_estimate("alignment_change", -1.0, 0.1, when=When.parse("2010/2020"))
    other = an_estimate("alignment_change", 1.0, 0.1, when=When.parse("2011/2021"))
    test = comparison(Relation.BELOW, measure="alignment_change", since=2010, year=2020, number=0.0)
    assert verdict_of(test, known(estimates=[other, change])).answer is Answer.SUPPORTED


def test_a_projection_that_was_not_published_leaves_a_claim_undecided():
    test = comparison(Relation.ABOVE, measure="wave/size", over=(), year=2022, number=0.0, domain="all")
    verdict = verdict_of(test, known())
    assert (verdict.answer, verdict.needs[0].lack) == (Answer.UNDECIDED, Lack.UNPUBLISHED)
    pooled = an_estimate("wave/size", 2.0, 0.1, 2022, state="", domain="all")
    assert verdict_of(test, known(estimates=[pooled])).answer is Answer.SUPPORTED


def test_a_measure_can_be_compared_with_another_one():
    usual = {"state": "", "domain": "all"}
    estimates = [
        an_estimate("wave/one/breadth", 0.4, 0.1, 2014, when=When.parse("2014-03"), **usual),
        an_estimate("wave/two/breadth", 0.6, 0.1, 2022, when=When.parse("2022-02"), **usual),
    ]
    test = comparison(
        Relation.ABOVE, measure="wave/two/breadth", than="wave/one/breadth", over=(), year=None, domain="all"
    )
    verdict = verdict_of(test, known(np.full((1, 2, 2, 40000), 0.5), estimates=estimates))
    assert verdict.low == pytest.approx(norm.cdf(0.2 / np.hypot(0.1, 0.1)), abs=0.01)


@pytest.mark.parametrize(("relation", "chance"), [(Relation.RISING, 0.35), (Relation.FALLING, 0.1)])
def test_whether_a_count_rose_is_what_its_draws_said_and_not_what_its_interval_would(relation, chance):
    usual = {"state": "", "domain": "all"}
    way = "rose" if relation is Relation.RISING else "fell"
    estimates = [
        an_estimate("wave/depth", 2.0, 1.0, 2014, **usual),
        an_estimate("wave/depth", 2.5, 1.0, 2022, **usual),
        an_estimate(f"wave/depth_{way}/2014", chance, 0.0, 2022, **usual),
    ]
    test = comparison(relation, measure="wave/depth", over=(), since=2014, year=2022, domain="all")
    what = known(np.full((1, 2, 2, 4000), 0.5), estimates=estimates)
    verdict = verdict_of(test, what)
    assert (verdict.low, verdict.high) == (pytest.approx(chance, abs=1e-3),) * 2
    assert (verdict.findings[0].mean, verdict.findings[0].other) == (2.5, 2.0)
    assert verdict_of(replace(test, by=0.5), what).low != pytest.approx(chance, abs=0.01)


TRUTH = {"holds": (True, True), "fails": (False, False), "unknown": (False, True)}


def outcome(value):
    sure, possible = TRUTH[value]
    return Outcome(np.array([sure]), np.array([possible]))


def read(one):
    return next(name for name, flags in TRUTH.items() if flags == (bool(one.sure[0]), bool(one.possible[0])))


@pytest.mark.parametrize(("one", "other"), list(product(TRUTH, TRUTH)))
def test_tests_are_joined_by_the_strong_logic_of_kleene(one, other):
    rank = {"fails": 0, "unknown": 1, "holds": 2}
    back = {number: name for name, number in rank.items()}
    pair = [outcome(one), outcome(other)]
    assert read(joined(Join.ALL, pair)) == back[min(rank[one], rank[other])]
    assert read(joined(Join.ANY, pair)) == back[max(rank[one], rank[other])]
    assert read(negation(outcome(one))) == back[2 - rank[one]]


def test_of_most_states_the_unknown_ones_may_tip_the_balance():
    shares = two_shares(states=3)
    shares[0], shares[1], shares[2] = 0.9, 0.9, np.nan
    test = comparison(Relation.ABOVE, number=0.5, over=("S000", "S001", "S002"), holds_for=HoldsFor.MOST)
    assert verdict_of(test, known(shares)).answer is Answer.SUPPORTED
    shares[1] = 0.1
    assert verdict_of(test, known(shares)).answer is Answer.UNDECIDED


def test_a_negated_test_turns_its_evidence_around():
    estimate = an_estimate("alignment_distance", 5.0, 0.1)
    test = comparison(Relation.ABOVE, measure="alignment_distance", number=0.0)
    verdict = verdict_of(Joined(join=Join.NOT, parts=(test,)), known(estimates=[estimate]))
    assert verdict.answer is Answer.CONTRADICTED
    assert verdict.side(supports=False) == ("a" * 20,)


@pytest.mark.parametrize(
    ("test_is", "middle", "answer"),
    [
        (TestIs.EQUAL, 9.0, Answer.SUPPORTED),
        (TestIs.EQUAL, -9.0, Answer.CONTRADICTED),
        (TestIs.NECESSARY, 9.0, Answer.UNDECIDED),
        (TestIs.NECESSARY, -9.0, Answer.CONTRADICTED),
        (TestIs.SUFFICIENT, 9.0, Answer.SUPPORTED),
        (TestIs.SUFFICIENT, -9.0, Answer.UNDECIDED),
    ],
)
def test_a_test_that_is_only_necessary_cannot_support_and_one_only_sufficient_cannot_contradict(
    test_is, middle, answer
):
    test = comparison(Relation.ABOVE, number=0.5)
    verdict = verdict_of(test, known(two_shares(middle=middle)), test_is=test_is)
    assert verdict.answer is answer
    assert verdict.test_low == verdict.test_high
    assert [need.lack for need in verdict.needs] == ([Lack.UNTESTED] if answer is Answer.UNDECIDED else [])


def test_a_claim_without_a_test_cannot_be_decided():
    verdict = verdict_of(None, known())
    assert (verdict.answer, verdict.low, verdict.high) == (Answer.UNDECIDED, 0.0, 1.0)
    assert verdict.needs[0].lack is Lack.UNTESTED


def test_a_claim_may_rest_on_another_and_shares_its_draws():
    shares = two_shares()
    first = a_claim(comparison(Relation.ABOVE, number=0.5), "first")
    both = Joined(join=Join.ALL, parts=(Refer(claim="first"), Joined(join=Join.NOT, parts=(Refer(claim="first"),))))
    verdicts = by_name(check_claims([a_claim(both, "both"), first], known(shares)))
    assert verdicts["both"].high == 0.0
    assert verdicts["both"].answer is Answer.CONTRADICTED
    assert [one.subject for one in verdicts["both"].findings] == ["first", "first"]


def test_many_unknown_things_that_must_all_be_true_refute_nothing():
    shares = two_shares(states=6)
    states = tuple(f"S{place:03d}" for place in range(6))
    verdict = verdict_of(comparison(Relation.ABOVE, number=0.5, over=states), known(shares))
    assert verdict.high < 0.05
    assert verdict.answer is Answer.UNDECIDED
    assert {need.lack for need in verdict.needs} == {Lack.WIDE}
    shares[0] = np.where(np.arange(shares.shape[-1]) % 20 == 0, shares[0], np.array([[[0.9]], [[0.1]]]))
    assert verdict_of(comparison(Relation.ABOVE, number=0.5, over=states), known(shares)).answer is Answer.CONTRADICTED


def test_an_odd_number_of_draws_asked_for_joins_measures_and_evidence_all_the_same():
    found = known(two_shares())
    odd = replace(found, measurement=replace(found.measurement, run=Run(seed=1, draws=found.draws + 1)))
    acts = Acts(source=("RUS",), target=("S000",), since=2020, until=2021)
    both = Joined(join=Join.ANY, parts=(comparison(Relation.ABOVE, number=0.5), acts))
    assert verdict_of(both, odd) == verdict_of(both, found)


def test_claims_in_a_circle_and_claims_that_are_not_there_are_refused():
    circle = [a_claim(Refer(claim="b"), "a"), a_claim(Refer(claim="a"), "b")]
    with pytest.raises(CheckError, match="a → b → a"):
        check_claims(circle, known())
    with pytest.raises(CheckError, match="no claim c"):
        check_claims([a_claim(Refer(claim="c"), "a")], known())
    with pytest.raises(CheckError, match="no claim zzz"):
        check_claims([a_claim(None, "a")], known(), ["zzz"])


def test_one_claim_alone_has_the_verdict_that_it_has_among_all():
    claims = [a_claim(comparison(Relation.ABOVE, number=bound), f"c{bound}") for bound in (0.3, 0.5, 0.7)]
    what = known(two_shares())
    assert check_claims(claims, what, ["c0.5"])[0] == by_name(check_claims(claims, what))["c0.5"]


def test_verdicts_are_calibrated_against_simulated_truth():
    """Truth x ~ N(0, 1) seen as y = x + e: the posterior N(y / 2, 1 / 2) is exact, so p of the claims at p are true."""
    states, draws = 600, 500
    random = np.random.default_rng(20251)
    truth = random.normal(size=states)
    seen = truth + random.normal(size=states)
    logit = random.normal(seen[:, None] / 2, np.sqrt(0.5), size=(states, draws))
    russia = np.repeat(expit(logit)[:, None, None, :], 2, axis=2)
    what = known(np.concatenate([1 - russia, russia], axis=1))
    claims = [
        a_claim(comparison(Relation.ABOVE, number=0.5, over=(f"S{place:03d}",)), f"c{place:03d}")
        for place in range(states)
    ]
    verdicts = check_claims(claims, what)
    part = np.array([one.low for one in verdicts])
    right = truth > 0
    for low, high in ((0.0, 0.1), (0.1, 0.4), (0.4, 0.6), (0.6, 0.9), (0.9, 1.01)):
        within = (part >= low) & (part < high)
        error = 3 * np.sqrt(0.25 / within.sum())
        assert right[within].mean() == pytest.approx(part[within].mean(), abs=error)
    supported = np.array([one.answer is Answer.SUPPORTED for one in verdicts])
    assert right[supported].mean() > 0.9


def an_event(number: int, **fields: object) -> Event:
    usual = {
        "source": ("S000",),
        "target": ("RUS",),
        "event_type": EventType.PROTEST,
        "domain": Domain.POLITICS,
        "when": When.day(date(2021, 3, number)),
        "confidence": 0.7,
    }
    return Event(document="d" * 20, start=number, end=number + 1, coder="c/1", **{**usual, **fields})


def acts_test(**fields: object) -> Acts:
    usual = {"source": ("S000",), "target": ("RUS",), "types": (EventType.PROTEST,), "since": 2021, "until": 2021}
    return Acts(**{**usual, **fields})


def test_the_probability_of_acts_is_that_of_independent_reports():
    events = [an_event(1), an_event(2, confidence=0.5), an_event(3, confidence=0.4)]
    verdict = verdict_of(acts_test(at_least=2), known(np.full((1, 2, 2, 40000), 0.5), events=events))
    exact = sum(
        np.prod([p if one else 1 - p for p, one in zip((0.7, 0.5, 0.4), seen, strict=True)])
        for seen in product((False, True), repeat=3)
        if sum(seen) >= 2
    )
    assert verdict.low == pytest.approx(exact, abs=0.01)
    assert verdict.high == 1.0  # acts that nobody reported may have happened
    assert verdict.findings[0].mean == pytest.approx(1.6, abs=0.02)


def test_reports_of_one_act_count_once_and_other_acts_not_at_all():
    march = an_event(5, when=When.month(2021, 3), confidence=0.9)
    others = [
        an_event(6, status=Status.PLANNED),
        an_event(7, event_type=EventType.AID),
        an_event(8, source=("RUS",), target=("S000",)),
        an_event(9, when=When.year(2019)),
        an_event(10, when=None),
        an_event(11, target=("CHN",)),
    ]
    verdict = verdict_of(acts_test(), known(events=[an_event(1), march, *others]))
    assert verdict.low == pytest.approx(0.9, abs=0.02)
    assert verdict.side(supports=True) == tuple(sorted((march.id, an_event(1).id)))


def test_an_act_without_direction_counts_whoever_is_named_first():
    visit = an_event(1, source=("RUS",), target=("S000",), event_type=EventType.CONSULT, confidence=1.0)
    assert verdict_of(acts_test(types=(EventType.CONSULT,)), known(events=[visit])).low == 1.0


def test_too_few_acts_never_contradict():
    verdict = verdict_of(acts_test(at_least=3), known(events=[an_event(1)]))
    assert verdict.answer is Answer.UNDECIDED
    assert verdict.needs[0].lack is Lack.ACTS
    none = Joined(join=Join.NOT, parts=(acts_test(at_least=3),))
    assert verdict_of(none, known()).answer is Answer.UNDECIDED


def a_tie(b: str, relation: str, since: str | None, until: str | None = None, confidence: float = 1.0) -> Tie:
    return Tie(
        document="d" * 20,
        start=1,
        end=2,
        coder="c/1",
        a="S000",
        b=b,
        relation=relation,
        since=When.parse(since) if since else None,
        until=When.parse(until) if until else None,
        confidence=confidence,
    )


def ties_test(b: str = "CSTO", relation: str = "member", year: int = 2021, *, ended: bool = False) -> Ties:
    return Ties(over=("S000",), tied_to=b, relations=(relation,), year=year, ended=ended)


@pytest.mark.parametrize(
    ("ties", "test", "answer"),
    [
        ([a_tie("CSTO", "member", "1992")], ties_test(), Answer.SUPPORTED),
        ([a_tie("CSTO", "member", "1992", "1999")], ties_test(), Answer.CONTRADICTED),
        ([a_tie("CSTO", "member", "1992", "1999")], ties_test(ended=True), Answer.SUPPORTED),
        ([a_tie("CSTO", "member", None, "1999")], ties_test(ended=True), Answer.SUPPORTED),
        ([a_tie("CSTO", "member", "1992", "1999"), a_tie("CSTO", "member", "2006")], ties_test(), Answer.SUPPORTED),
        ([a_tie("CSTO", "member", "2022")], ties_test(), Answer.CONTRADICTED),
        ([], ties_test(), Answer.CONTRADICTED),  # the list of members is meant to be complete
        ([], ties_test("USA", "strategic-partner"), Answer.UNDECIDED),
        ([a_tie("CSTO", "member", "1992", confidence=0.5)], ties_test(), Answer.UNDECIDED),
    ],
)
def test_a_tie_stands_from_its_beginning_to_its_end(ties, test, answer):
    assert verdict_of(test, known(ties=ties)).answer is answer


def test_a_tie_that_only_one_doubtful_statement_gives_is_not_denied_by_that_doubt():
    verdict = verdict_of(ties_test(), known(ties=[a_tie("CSTO", "member", "1992", confidence=0.5)]))
    assert verdict.low == pytest.approx(0.5, abs=0.03)
    assert verdict.high == 1.0
