"""Who votes with whom, through the command: scores, subsets that sources do not code, and mistakes."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tightrope.cli.agreeing import Wanted, compare
from tightrope.ledger import Ledger
from tightrope.measures.alignment import Period
from tightrope.names import Names
from tightrope.records import Origin, Part, RollCall
from tightrope.sources.roll_calls import join, read_roll_calls

FILE = Origin(producer="An office", title="Roll calls of our own")
ALL = ("CHN", "KAZ", "RUS", "TKM", "TUR", "USA", "UZB")


def call(number: int, session: int, *, yes: str = "", abstain: str = "", no: str = "", **fields) -> RollCall:
    groups = {name: tuple(sorted(text.split())) for name, text in (("yes", yes), ("abstain", abstain), ("no", no))}
    voted = {code for group in groups.values() for code in group}
    return RollCall(
        resolution=fields.pop("resolution", f"A/RES/{session}/{number}"),
        session=session,
        day=fields.pop("day", date(session + 1945, 12, 1)),
        title=f"Text {number}",
        absent=tuple(code for code in ALL if code not in voted),
        origin=FILE.id,
        locator=f"line {session}-{number}",
        **groups,
        **fields,
    )


def calls() -> list[RollCall]:
    """Session 74 has codes for hr alone, session 79 none. Turkmenistan votes three times a session.

    In each of them Kazakhstan votes with Russia in 9 of 12 roll calls, abstains in 2 and is against it in 1.
    """
    found = []
    for session, issues in ((74, ("hr",)), (79, ())):
        for number in range(12):
            others = f"RUS CHN {'TKM' if number < 3 else ''}"
            found.append(
                call(
                    number,
                    session,
                    yes=f"{others} {'KAZ' if number < 9 else ''}",
                    abstain="KAZ UZB" if number in (9, 10) else "UZB",
                    no="USA KAZ" if number == 11 else "USA",
                    issues=issues if number != 4 else (),
                    important=(number == 5) if session == 74 else None,
                )
            )
    return found


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "tightrope.ledger"
    with Ledger.open(path) as store:
        store.add_roll_calls(FILE, calls())
    return path


def table(out: str) -> list[dict[str, str]]:
    head, *rows = [line.split("\t") for line in out.splitlines()]
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_states_of_the_case_are_scored_with_its_powers_that_vote_in_the_last_full_year(command, ledger):
    status, out, err = command("agreement")
    assert status == 0, err
    rows = table(out)
    assert {row["year"] for row in rows} == {"2024"}
    assert {row["other"] for row in rows} == {"RUS", "CHN", "USA"}
    assert {row["state"] for row in rows} == {"KAZ", "UZB", "TKM"}
    (row,) = (row for row in rows if (row["state"], row["other"]) == ("KAZ", "RUS"))
    assert row["common votes"] == "12"
    assert float(row["agreement"]) == pytest.approx(1 - (2 * 0.5 + 1) / 12, abs=5e-4)
    low, high = map(float, row["90 % interval"].split(" to "))
    assert low < float(row["agreement"]) < high < 1
    assert row["kappa"] == "+0.00", "Russia never varies"
    assert "not compared: EUU has no vote in the General Assembly; its members have" in err


def test_below_ten_common_votes_there_is_a_count_and_no_score(command, ledger):
    _, out, err = command("agreement", "--states", "TKM,kaz", "--others", "RUS")
    few, enough = table(out)
    assert (few["state"], few["common votes"], few["agreement"], few["90 % interval"]) == ("TKM", "3", "too few", "–")
    assert enough["agreement"] == "0.833"
    assert "fewer than 10 common votes: 1 pairs" in err


def test_several_years_are_scored_each_for_itself_and_the_same_seed_prints_the_same(command, ledger):
    status, out, _ = command("agreement", "--from", "2018", "--states", "UZB", "--others", "USA", "--seed", "3")
    assert status == 0
    assert [(row["year"], row["agreement"]) for row in table(out)] == [("2019", "0.500"), ("2024", "0.500")]
    assert command("agreement", "--from", "2018", "--states", "UZB", "--others", "USA", "--seed", "3")[1] == out


def test_a_subset_that_the_source_does_not_code_is_not_a_subset_of_none(command, ledger):
    _, out, err = command("agreement", "--issue", "hr", "--from", "2019", "--states", "KAZ", "--others", "RUS")
    coded, other = table(out)
    assert (coded["common votes"], coded["agreement"]) == ("11", f"{1 - 2 / 11:.3f}")
    assert (other["common votes"], other["agreement"], other["kappa"]) == ("–", "not coded", "–")
    assert "not coded: 12 of 24 roll calls (session 79)" in err
    assert "on human rights (hr)" in err


def test_without_a_year_the_last_one_in_which_the_subset_is_coded_is_taken(command, ledger):
    _, out, _ = command("agreement", "--issue", "hr", "--states", "KAZ", "--others", "RUS")
    assert [row["year"] for row in table(out)] == ["2019"]


def test_important_votes_are_those_listed_and_unknown_where_no_list_is(command, ledger):
    _, out, err = command("agreement", "--important", "--from", "2019", "--states", "KAZ", "--others", "RUS")
    assert [(row["common votes"], row["agreement"]) for row in table(out)] == [("1", "too few"), ("–", "not coded")]
    assert "whether they are important" in err


def test_an_area_that_a_session_codes_nowhere_is_not_coded_although_others_are():
    scores, notes = compare(calls(), ["KAZ"], ["RUS"], Wanted(first=2019, last=2019, issue="co"))
    assert [(score.coded, score.common) for score in scores] == [(False, 0)]
    assert math.isnan(scores[0].agreement)
    assert "12 of 12 roll calls (session 74)" in notes[0]


def test_a_session_is_asked_for_by_its_number_or_by_the_year_in_which_it_opened(command, ledger):
    by_year, by_number = (
        command("agreement", "--period", "session", "--year", when, "--states", "KAZ", "--others", "RUS")[1]
        for when in ("2019", "74")
    )
    assert by_year == by_number
    (row,) = table(by_year)
    assert (row["session"], row["opened in"]) == ("74", "2019")


def test_a_vote_of_a_session_counts_to_the_calendar_year_in_which_it_was_cast():
    spring = [call(100 + n, 74, yes="KAZ RUS", no="USA", day=date(2020, 4, 1)) for n in range(10)]
    by_year, _ = compare([*calls(), *spring], ["KAZ"], ["RUS"], Wanted(first=2020, last=2020))
    by_session, _ = compare([*calls(), *spring], ["KAZ"], ["RUS"], Wanted(period=Period.SESSION, first=74, last=74))
    assert [score.common for score in (*by_year, *by_session)] == [10, 22]


def test_votes_on_parts_of_one_resolution_are_drawn_together():
    whole = calls()[:12]
    parts = [
        call(n + 20 * copy, 74, resolution=one.resolution, part=Part.PARAGRAPH, yes="RUS " + " ".join(
            code for code in one.yes if code == "KAZ"
        ), no="USA " + " ".join(code for code in one.no if code == "KAZ"), abstain=" ".join(one.abstain))
        for copy in (1, 2, 3)
        for n, one in enumerate(whole)
    ]  # fmt: skip
    (alone,), _ = compare(whole, ["KAZ"], ["RUS"], Wanted())
    (fourfold,), _ = compare([*whole, *parts], ["KAZ"], ["RUS"], Wanted())
    assert fourfold.common == 4 * alone.common
    assert (fourfold.agreement, fourfold.low90, fourfold.high90) == pytest.approx(
        (alone.agreement, alone.low90, alone.high90)
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--states", "KAX"], "'KAX' is no code of a state; codes are those of ISO 3166"),
        (["--states", "Kazakhstan"], "the code of KAZAKHSTAN is KAZ"),
        (["--others", "EUU"], "EUU has no vote in the General Assembly; its members have"),
        (["--states", "FRA"], "FRA cast no vote in the roll calls of the ledger"),
        (["--year", "1890"], "there is no roll call in year 1890; the ledger has 2019, 2024"),
        (["--year", "75", "--period", "session"], "there is no roll call in session 75; the ledger has 74, 79"),
        (["--from", "2024", "--to", "2019"], "2024 is after 2019"),
        (["--seed", "-1"], "seed"),
    ],
)
def test_a_mistake_is_refused_in_words(command, ledger, arguments, words):
    status, out, err = command("agreement", *arguments)
    assert (status, out) == (1, "")
    assert words in err.splitlines()[-1]


@pytest.mark.parametrize(
    "arguments",
    [["--issue", "oil"], ["--period", "month"], ["--year", "2019", "--from", "2018"], ["--year", "last"]],
)
def test_what_is_no_value_of_an_option_is_wrong_usage(command, ledger, arguments):
    assert command("agreement", *arguments)[0] == 2


def test_without_roll_calls_the_command_that_brings_them_is_named(command, tmp_path):
    with Ledger.open(tmp_path / "tightrope.ledger"):
        pass
    status, out, err = command("agreement")
    assert (status, out) == (1, "")
    assert "tightrope load unga" in err


@pytest.mark.real
def test_the_command_gives_the_published_scores_of_china_in_2018_to_three_decimals(shared):
    path = shared / "data" / "un-agreement-china" / "UNvotes_filtered.csv"
    rows = pl.read_csv(path, encoding="latin1").filter(pl.col("year") == 2018).select("iso3c.y", "agree").iter_rows()
    published = dict(rows)
    table = read_roll_calls([shared / "data" / "un-votes-voeten" / "un_votes.rda"], Names.builtin())
    joined = join((one for _, part in table.tables for one in part), (origin for origin, _ in table.tables))
    five = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
    wanted = Wanted(period=Period.SESSION, first=2018, last=2018)
    scores, _ = compare([one for one in joined.roll_calls if one.session == 73], five, ["CHN"], wanted)
    assert [score.group for score in scores] == [73] * 5
    assert {score.state: round(score.agreement, 3) for score in scores} == {
        state: round(published[state], 3) for state in five
    }
