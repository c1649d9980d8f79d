"""Agreement, kappa and pi against loops, hand, Häge's program, published scores; intervals by simulation."""

from __future__ import annotations

import math
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tightrope.measures.alignment.agreement import agreement_score, cohens_kappa, scotts_pi, vote_tables
from tightrope.measures.alignment.ballots import ABSENT, ABSTAIN, NO, OUT, YES
from tightrope.measures.alignment.similarity import absence, agreement_intervals, similarity, similarity_by_subset
from tightrope.records import CheckError

NAN = math.nan
CODES = (YES, ABSTAIN, NO, ABSENT, OUT)
VOTES = arrays(np.int8, st.tuples(st.integers(1, 9), st.integers(1, 4)), elements=st.sampled_from(CODES))
GAPS = {
    "squared": lambda a, b: (a - b) ** 2,
    "linear": lambda a, b: abs(a - b),
    "nominal": lambda a, b: int(a != b),
}
DISTANCES = tuple(GAPS)
#: n = 6; rows 3, 2, 1; columns 2, 2, 2.
TABLE = np.array([[2, 1, 0], [0, 1, 1], [0, 0, 1]])


def by_hand(votes: np.ndarray, one: int, other: int) -> list[tuple[int, int]]:
    """The pairs of votes on which both voted; the loops below know no tables."""
    return [(int(a), int(b)) for a, b in votes[:, [one, other]] if a in (1, 2, 3) and b in (1, 2, 3)]


def loop_corrected(pairs: list[tuple[int, int]], distance: str, shared: bool) -> float:
    if not pairs:
        return NAN
    gap = GAPS[distance]
    observed = sum(gap(a, b) for a, b in pairs) / len(pairs)
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    if shared:
        left = right = left + right
    expected = sum(gap(a, b) for a in left for b in right) / (len(left) * len(right))
    return NAN if expected == 0 else 1 - observed / expected


def loop_agreement(pairs: list[tuple[int, int]]) -> float:
    score = {1: 1.0, 2: 0.5, 3: 0.0}
    return 1 - sum(abs(score[a] - score[b]) for a, b in pairs) / len(pairs) if pairs else NAN


def one_group(votes: np.ndarray) -> np.ndarray:
    return np.zeros(len(votes), dtype=np.int64)


def column(*votes: int) -> np.ndarray:
    return np.array(votes, dtype=np.int8)


@given(VOTES, st.sampled_from(DISTANCES))
def test_all_scores_equal_plain_loops_over_the_votes(votes: np.ndarray, distance: Any) -> None:
    found = similarity(votes, one_group(votes), distance=distance)
    for one, other in product(range(votes.shape[1]), repeat=2):
        pairs = by_hand(votes, one, other)
        assert found.common[0, one, other] == len(pairs)
        expected = (loop_agreement(pairs), *(loop_corrected(pairs, distance, shared) for shared in (False, True)))
        actual = tuple(scores[0, one, other] for scores in (found.agreement, found.kappa, found.pi))
        np.testing.assert_allclose(actual, expected, atol=1e-12)


@given(VOTES)
def test_with_squared_distances_kappa_and_pi_are_those_of_haeges_program(votes: np.ndarray) -> None:
    tables = vote_tables(votes)
    kappa, pi = cohens_kappa(tables), scotts_pi(tables)
    for one, other in product(range(votes.shape[1]), repeat=2):
        x, y = np.array(by_hand(votes, one, other), dtype=float).reshape(-1, 2).T
        if not len(x):
            continue
        squares, apart = (x**2).sum() + (y**2).sum(), ((x - y) ** 2).sum()
        for score, denominator in (
            (kappa, squares - 2 / len(x) * x.sum() * y.sum()),
            (pi, squares - (x.sum() + y.sum()) ** 2 / (2 * len(x))),
        ):
            if denominator > 1e-9:
                assert score[one, other] == pytest.approx(1 - apart / denominator, abs=1e-9)
            else:
                assert math.isnan(score[one, other])


@pytest.mark.parametrize(
    ("distance", "kappa", "pi"),
    [("squared", 3 / 4, 17 / 23), ("linear", 5 / 8, 19 / 31), ("nominal", 1 / 2, 23 / 47)],
)
def test_a_table_worked_on_paper(distance: Any, kappa: float, pi: float) -> None:
    assert agreement_score(TABLE) == pytest.approx(5 / 6)
    assert cohens_kappa(TABLE, distance) == pytest.approx(kappa)
    assert scotts_pi(TABLE, distance) == pytest.approx(pi)


@given(VOTES, st.sampled_from(DISTANCES))
def test_scores_are_symmetric_and_within_their_bounds(votes: np.ndarray, distance: Any) -> None:
    found = similarity(votes, one_group(votes), distance=distance)
    for scores, least in ((found.agreement, 0), (found.kappa, -1), (found.pi, -1)):
        np.testing.assert_array_equal(scores, scores.transpose(0, 2, 1))
        seen = scores[~np.isnan(scores)]
        assert (seen >= least - 1e-12).all()
        assert (seen <= 1 + 1e-12).all()


def test_an_absent_vote_is_not_an_abstention() -> None:
    votes = np.stack([column(YES, NO, YES), column(YES, ABSENT, NO), column(YES, ABSTAIN, NO)], axis=1)
    found = similarity(votes, one_group(votes))
    assert found.common[0, 0].tolist() == [3, 2, 3]
    assert found.agreement[0, 0].tolist() == [1.0, 0.5, 0.5]


@pytest.mark.parametrize("distance", DISTANCES)
def test_what_is_not_defined_is_nan_and_neither_0_nor_1(distance: Any) -> None:
    never_met = np.stack([column(YES, NO, OUT), column(ABSENT, OUT, YES)], axis=1)
    found = similarity(never_met, one_group(never_met), distance=distance)
    assert np.isnan([scores[0, 0, 1] for scores in (found.agreement, found.kappa, found.pi)]).all()
    of_one_mind = np.full((5, 2), YES, dtype=np.int8)
    found = similarity(of_one_mind, one_group(of_one_mind), distance=distance)
    assert found.agreement[0, 0, 1] == 1
    assert np.isnan([found.kappa[0, 0, 1], found.pi[0, 0, 1]]).all()


@pytest.mark.parametrize("distance", DISTANCES)
def test_kappa_is_exactly_0_beside_a_state_that_never_varies(distance: Any) -> None:
    votes = np.stack([column(YES, NO, ABSTAIN, YES), np.full(4, YES, dtype=np.int8)], axis=1)
    assert similarity(votes, one_group(votes), distance=distance).kappa[0, 0, 1] == 0
    opposed = np.array([[YES, NO]] * 3, dtype=np.int8)
    found = similarity(opposed, one_group(opposed), distance=distance)
    assert (found.agreement[0, 0, 1], found.kappa[0, 0, 1], found.pi[0, 0, 1]) == (0, 0, -1)


def test_groups_are_scored_apart_and_columns_are_those_asked_for() -> None:
    votes = np.array([[YES, NO, YES], [NO, NO, ABSTAIN], [YES, YES, NO]], dtype=np.int8)
    groups = np.array([2019, 2018, 2019])
    found = similarity(votes, groups, others=np.array([2, 0]))
    assert found.groups.tolist() == [2018, 2019]
    assert found.common.tolist() == [[[1, 1]] * 3, [[2, 2]] * 3]
    assert found.agreement[:, :, 1].tolist() == [[1, 1, 0.5], [1, 0.5, 0.5]]
    np.testing.assert_array_equal(found.agreement, similarity(votes, groups).agreement[:, :, [2, 0]])


def test_a_subset_with_too_few_common_votes_gives_nan_and_its_count() -> None:
    votes = np.array([[YES, YES]] * 4 + [[YES, NO]] * 3, dtype=np.int8)
    groups = np.array([1, 1, 1, 2, 2, 2, 2])
    important = np.array([1, 1, 1, 0, 1, 1, 0], dtype=bool)
    found = similarity_by_subset(votes, groups, {"important": important, "rest": ~important}, minimum=3)
    assert set(found) == {"important", "rest"}
    assert found["important"].common[:, 0, 1].tolist() == [3, 2]
    np.testing.assert_array_equal(found["important"].agreement[:, 0, 1], [1, NAN])
    assert found["rest"].common[:, 0, 1].tolist() == [0, 2]
    assert np.isnan(found["rest"].agreement).all()


def test_absence_counts_members_alone_and_is_unknown_where_none_is_listed() -> None:
    votes = np.array([[ABSENT, YES, OUT], [NO, YES, OUT], [YES, YES, NO]], dtype=np.int8)
    found = absence(votes, np.array([1, 1, 2]))
    assert found.absent.tolist() == [[1, 0, 0], [0, 0, 0]]
    assert found.member.tolist() == [[2, 2, 0], [1, 1, 1]]
    np.testing.assert_array_equal(found.rate, [[0.5, 0, NAN], [NAN, NAN, NAN]])


def simulated(rng: np.random.Generator, assemblies: int, size: int) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Votes of three states with known agreement; the first misses a tenth of the roll calls."""
    joint = np.array([[0.45, 0.1, 0.05], [0.05, 0.1, 0.05], [0.02, 0.08, 0.1]])
    cell = rng.choice(9, p=joint.ravel(), size=assemblies * size)
    one, two = cell // 3 + 1, cell % 3 + 1
    third = np.where(rng.random(len(cell)) < 0.7, one, NO)
    gap = np.abs(np.subtract.outer(np.arange(3), np.arange(3))) / 2
    truth = [1 - float((joint * gap).sum()), 1 - 0.3 * float(joint.sum(axis=1) @ gap[2])]
    votes = np.stack([np.where(rng.random(len(cell)) < 0.1, ABSENT, one), two, third], axis=1).astype(np.int8)
    return votes, np.repeat(np.arange(assemblies), size), truth


def test_intervals_cover_a_simulated_truth_as_often_as_they_say() -> None:
    votes, groups, truth = simulated(np.random.default_rng(3), assemblies=600, size=80)
    found = agreement_intervals(votes, groups, np.array([[0, 1], [0, 2]]), seed=7, draws=500)
    inside = (found.lower <= np.array(truth)[:, None]) & (np.array(truth)[:, None] <= found.upper)
    half, ninety = inside.mean(axis=0).T
    assert ((half > 0.44) & (half < 0.56)).all(), half
    assert ((ninety > 0.86) & (ninety < 0.93)).all(), ninety
    assert found.agreement.mean(axis=0) == pytest.approx(truth, abs=0.01)


def test_intervals_repeat_with_their_seed_and_do_not_hang_on_other_groups() -> None:
    votes, groups, _ = simulated(np.random.default_rng(1), assemblies=3, size=30)
    pairs = np.array([[0, 1], [1, 2]])
    found = agreement_intervals(votes, groups, pairs, seed=5, draws=200)
    again = agreement_intervals(votes[groups > 0], groups[groups > 0], pairs, seed=5, draws=200)
    np.testing.assert_array_equal(found.lower[1:], again.lower)
    np.testing.assert_array_equal(found.upper[1:], again.upper)
    assert (found.lower != agreement_intervals(votes, groups, pairs, seed=6, draws=200).lower).any()
    narrow, wide = found.upper.transpose(2, 0, 1) - found.lower.transpose(2, 0, 1)
    assert (narrow < wide).all()
    np.testing.assert_array_equal(found.agreement[:, 0], similarity(votes, groups).agreement[:, 0, 1])
    np.testing.assert_array_equal(found.common[:, 0], similarity(votes, groups).common[:, 0, 1])


def test_votes_on_one_text_kept_together_count_once_for_the_width() -> None:
    votes, groups, _ = simulated(np.random.default_rng(2), assemblies=1, size=40)
    pairs, doubled = np.array([[0, 1]]), np.repeat(np.arange(40), 2)
    once = agreement_intervals(votes, groups, pairs, seed=1, draws=300)
    twice = agreement_intervals(votes[doubled], groups[doubled], pairs, seed=1, draws=300, clusters=doubled)
    np.testing.assert_allclose(once.lower, twice.lower)
    np.testing.assert_allclose(once.upper, twice.upper)
    naive = agreement_intervals(votes[doubled], groups[doubled], pairs, seed=1, draws=300)
    assert naive.upper[0, 0, 1] - naive.lower[0, 0, 1] < once.upper[0, 0, 1] - once.lower[0, 0, 1]


def test_an_interval_without_a_common_vote_is_nan_and_draws_without_one_are_reported() -> None:
    votes = np.array([[YES, NO, OUT], [NO, ABSENT, OUT], [YES, ABSENT, OUT]], dtype=np.int8)
    found = agreement_intervals(votes, one_group(votes), np.array([[0, 1], [0, 2]]), seed=0, draws=4000)
    assert found.undefined[0, 0] == pytest.approx((2 / 3) ** 3, abs=0.03)
    assert found.lower[0, 0].tolist() == [0, 0]
    assert found.undefined[0, 1] == 1
    assert np.isnan([*found.lower[0, 1], *found.upper[0, 1], found.agreement[0, 1]]).all()


GOOD = np.full((3, 2), YES, dtype=np.int8)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: similarity(np.zeros((0, 2), np.int8), np.zeros(0, np.int64)), "at least one of each"),
        (lambda: similarity(GOOD.astype(float), one_group(GOOD)), "whole numbers"),
        (lambda: similarity(np.full((3, 2), 9, np.int8), one_group(GOOD)), "no such ballot: 9"),
        (lambda: similarity(GOOD, np.array([1, 2])), "for each of 3 roll calls"),
        (lambda: absence(GOOD, np.array([1, -2, 3])), "from 0"),
        (lambda: similarity(GOOD, one_group(GOOD), others=np.array([2])), "from 0 to 1"),
        (lambda: similarity(GOOD, one_group(GOOD), minimum=0), "at least one common vote"),
        (lambda: similarity(GOOD, one_group(GOOD), distance="cubic"), "squared, linear, nominal"),  # type: ignore[arg-type]
        (lambda: similarity_by_subset(GOOD, one_group(GOOD), {"nu": np.array([0, 1, 1])}), "nu: needs true or false"),
        (lambda: agreement_intervals(GOOD, one_group(GOOD), np.array([0, 1]), seed=1), r"\(P, 2\)"),
        (lambda: agreement_intervals(GOOD, one_group(GOOD), np.array([[0, 1]]), seed=-1), "seed"),
        (
            lambda: agreement_intervals(GOOD, one_group(GOOD), np.array([[0, 1]]), seed=1, clusters=np.array([1])),
            "clusters",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(call: Any, says: str) -> None:
    with pytest.raises(CheckError, match=says):
        call()


#: Roll calls of the file that the published scores of China of 1996-2018 leave out; found by search, reason unknown.
NOT_IN_PUBLISHED = (4024, 4025, 4385, 4534, 4852, 4997, 5034, 5342, 5496, 5574)


@pytest.fixture(scope="module")
def voeten(shared: Path) -> tuple[pl.DataFrame, np.ndarray, list[str]]:
    """Roll calls (rcid, year, opened), votes (J, N) and the states' codes, from Voeten's file without absences."""
    pyreadr = pytest.importorskip("pyreadr")
    folder = shared / "data" / "un-votes-voeten"
    cast = pyreadr.read_r(folder / "un_votes.rda")["un_votes"].dropna()
    calls = pyreadr.read_r(folder / "un_roll_calls.rda")["un_roll_calls"]
    aliases = get_global("territory_aliases").items()
    alpha3 = {codes[0]: code for code, codes in aliases if len(code) == 3 and code.isalpha() and len(codes) == 1}
    alpha3 |= {"FR": "FRA", "CD": "COD", "TL": "TLS", "YU": "YUG"}
    states, at_state = np.unique([alpha3.get(code, code) for code in cast["country_code"]], return_inverse=True)
    votes = np.full((len(calls), len(states)), OUT, dtype=np.int8)
    at_call = np.searchsorted(calls["rcid"], cast["rcid"].astype(int))
    votes[at_call, at_state] = cast["vote"].map({"yes": YES, "abstain": ABSTAIN, "no": NO}).astype(int)
    table = pl.DataFrame(
        {
            "rcid": calls["rcid"].to_numpy(),
            "year": [day.year for day in calls["date"]],
            "opened": calls["session"].to_numpy().astype(int) + 1945,
        }
    )
    return table, votes, states.tolist()


@pytest.fixture(scope="module")
def published(shared: Path) -> pl.DataFrame:
    path = shared / "data" / "un-agreement-china" / "UNvotes_filtered.csv"
    return pl.read_csv(path, encoding="latin1").select("year", pl.col("iso3c.y").alias("state"), "agree")


@pytest.mark.real
def test_the_published_scores_of_china_in_2018_come_out_to_three_decimals(voeten: Any, published: Any) -> None:
    table, votes, states = voeten
    held = (table["year"] == 2018).to_numpy()
    found = similarity(votes[held], table["year"].to_numpy()[held], others=np.array([states.index("CHN")]))
    expected = dict(published.filter(pl.col("year") == 2018).select("state", "agree").iter_rows())
    for state in ("KAZ", "UZB", "KGZ", "TJK", "TKM"):
        assert round(found.agreement[0, states.index(state), 0], 3) == round(expected[state], 3)


@pytest.mark.real
def test_all_published_scores_of_china_come_out_by_the_year_in_which_the_session_opened(
    voeten: Any, published: Any
) -> None:
    table, votes, states = voeten
    held = (~table["rcid"].is_in(NOT_IN_PUBLISHED) & table["opened"].is_between(1996, 2018)).to_numpy()
    found = similarity(votes[held], table["opened"].to_numpy()[held], others=np.array([states.index("CHN")]))
    actual = [found.agreement[year - 1996, states.index(state), 0] for year, state, _ in published.iter_rows()]
    assert len(actual) == 4307
    np.testing.assert_allclose(actual, published["agree"], rtol=0, atol=6e-8)


@pytest.mark.real
def test_kappa_and_pi_of_the_us_and_mexico_in_1946_are_those_of_the_r_package_fpsim(voeten: Any) -> None:
    table, votes, states = voeten
    pair = [states.index("USA"), states.index("MEX")]
    tables = vote_tables(votes[(table["year"] == 1946).to_numpy()][:, pair])[0, 1]
    assert tables.sum() == 38
    # Printed by its help pages: cohenk() squares distances, spi() takes votes for names without order.
    assert cohens_kappa(tables) == pytest.approx(-0.01222707, abs=5e-9)
    assert scotts_pi(tables, "nominal") == pytest.approx(-0.02775801, abs=5e-9)


@pytest.mark.real
def test_absence_in_voetens_full_form_equals_a_count_of_its_rows(shared: Path) -> None:
    path = shared / "data" / "un-votes-voeten" / "UNVotesPublished_sessions46-70.csv.gz"
    rows = pl.read_csv(path, infer_schema_length=None).filter(pl.col("session") >= 66)
    calls, at_call = np.unique(rows["rcid"], return_inverse=True)
    states, at_state = np.unique(rows["ccode"], return_inverse=True)
    votes = np.full((len(calls), len(states)), OUT, dtype=np.int8)
    votes[at_call, at_state] = np.where(rows["vote"] == 9, OUT, rows["vote"])
    session = dict(rows.select("rcid", "session").iter_rows())
    found = absence(votes, np.array([int(session[call]) for call in calls]))
    counted = rows.group_by("session", "ccode").agg(
        absent=(pl.col("vote") == 8).sum(), member=(pl.col("vote") != 9).sum()
    )
    for opened, state, absent, member in counted.iter_rows():
        at = int(opened) - 66, int(np.searchsorted(states, state))
        assert (found.absent[at], found.member[at]) == (absent, member)
    assert 0.05 < found.absent.sum() / found.member.sum() < 0.12
