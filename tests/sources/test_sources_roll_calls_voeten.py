"""Voeten's votes, as R files and as the table of the Dataverse: who held a seat, what a day means, what repeats."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from roll_call_files import DATAVERSE, calls_of, read, said, write_rda, write_text

from tightrope.records import Part, RollCall, SourceError, Vote


def about(rcid: int, day: str = "2019-12-12", session: float = 74.0, **fields: str) -> tuple[Any, ...]:
    given = {
        "unres": "A/RES/74/50",
        "importantvote": "0",
        "amend": "0",
        "para": "0",
        "short": "SHORT",
        "descr": "Words",
    }
    given |= fields
    return (
        rcid,
        session,
        day,
        *(given[name] for name in ("unres", "importantvote", "amend", "para", "short", "descr")),
    )


def one(folder: Path, *votes: tuple[str, str], **fields: Any) -> RollCall:
    path = write_rda(folder, [(1, *vote) for vote in votes], [about(1, **fields)])
    (call,) = calls_of(read(path))
    return call


def test_a_roll_call_of_the_r_files_has_its_votes_issues_and_importance(tmp_path: Path) -> None:
    votes = [(9061, "Turkey", "yes"), (9061, "Russia", "no"), (9061, "China", "abstain")]
    path = write_rda(tmp_path, votes, [about(9061, importantvote="1")], [(9061, "nu"), (9061, "di")])
    (call,) = calls_of(read(path))
    assert (call.yes, call.no, call.abstain) == (("TUR",), ("RUS",), ("CHN",))
    assert (call.resolution, call.session, call.day) == ("A/RES/74/50", 74, date(2019, 12, 12))
    assert (call.issues, call.important, call.title, call.locator) == (("di", "nu"), True, "Words", "rcid 9061")
    assert call.votes["KAZ"] is Vote.ABSENT


def test_the_three_r_files_are_the_same_in_any_order_and_found_beside_each_other(tmp_path: Path) -> None:
    votes = write_rda(tmp_path, [(1, "Turkey", "yes")], [about(1)])
    others = [tmp_path / "un_roll_call_issues.rda", tmp_path / "un_roll_calls.rda"]
    assert read(votes).tables == read(*others, votes).tables


def test_votes_without_their_roll_calls_are_refused_with_what_is_missing(tmp_path: Path) -> None:
    votes = write_rda(tmp_path, [(1, "Turkey", "yes")], [about(1)])
    (tmp_path / "un_roll_calls.rda").rename(tmp_path / "elsewhere.rda")
    with pytest.raises(SourceError, match=r"needs un_roll_calls\.rda beside it"):
        read(votes)
    assert len(calls_of(read(votes, tmp_path / "elsewhere.rda"))) == 1
    with pytest.raises(SourceError, match=r"has no votes: it needs un_votes\.rda"):
        read(tmp_path / "elsewhere.rda")


def test_without_the_issues_the_votes_are_read_and_that_is_said(tmp_path: Path) -> None:
    votes = write_rda(tmp_path, [(1, "Turkey", "yes")], [about(1)])
    (tmp_path / "un_roll_call_issues.rda").unlink()
    table = read(votes)
    assert calls_of(table)[0].issues == ()
    assert "the issue areas are not known" in said(table.warnings)[0]


def test_a_cut_r_file_is_refused_by_name(tmp_path: Path) -> None:
    path = write_rda(tmp_path, [(1, "Turkey", "yes")] * 500, [about(1)])
    path.write_bytes(path.read_bytes()[:150])
    with pytest.raises(SourceError, match=r"un_votes\.rda: is no readable R data file"):
        read(path)


def test_the_soviet_union_is_not_russia(tmp_path: Path) -> None:
    assert one(tmp_path, ("Russia", "no"), day="1985-11-02", session=40.0).no == ("SUN",)
    assert one(tmp_path, ("Russia", "no"), day="1992-02-03", session=46.0).no == ("RUS",)


def test_yugoslavia_is_serbia_only_from_its_admission_on(tmp_path: Path) -> None:
    assert one(tmp_path, ("Yugoslavia", "no"), day="1985-11-02", session=40.0).no == ("YUG",)
    assert one(tmp_path, ("Yugoslavia", "no"), day="2018-11-02", session=73.0).no == ("SRB",)


def test_the_two_chinas_germanies_and_yemens_are_apart(tmp_path: Path) -> None:
    votes = [("Taiwan", "no"), ("Turkey", "yes")]
    assert one(tmp_path, *votes, day="1965-11-02", session=20.0).no == ("TWN",)
    call = one(tmp_path, ("China", "yes"), ("Turkey", "yes"), day="1975-11-02", session=30.0)
    assert (call.yes, "TWN" in call.votes) == (("CHN", "TUR"), False)
    germanies = [("German Democratic Republic", "yes"), ("Federal Republic of Germany", "no")]
    call = one(tmp_path, *germanies, day="1980-11-02", session=35.0)
    assert (call.yes, call.no) == (("DDR",), ("DEU",))
    yemens = [("Yemen People's Republic", "yes"), ("Yemen Arab Republic", "no")]
    call = one(tmp_path, *yemens, day="1980-11-02", session=35.0)
    assert (call.yes, call.no) == (("YMD",), ("YEM",))


def test_zanzibar_is_not_tanzania(tmp_path: Path) -> None:
    call = one(tmp_path, ("Zanzibar", "yes"), ("Tanzania", "no"), day="1963-12-03", session=18.0)
    assert (call.yes, call.no) == (("EAZ",), ("TZA",))


@pytest.mark.parametrize(
    ("country", "code", "ended"),
    [
        ("German Democratic Republic", "DDR", "1990-10-02"),
        ("Czechoslovakia", "CSK", "1992-12-31"),
        ("Taiwan", "TWN", "1971-10-24"),
        ("Zanzibar", "EAZ", "1964-04-25"),
    ],
)
def test_votes_after_a_state_ceased_are_refused_by_name(tmp_path: Path, country: str, code: str, ended: str) -> None:
    path = write_rda(tmp_path, [(1, country, "yes"), (1, "Turkey", "yes")], [about(1)])
    table = read(path)
    assert calls_of(table)[0].yes == ("TUR",)
    assert said(table.left_out) == [f"un_votes.rda, rcid 1: {code} voted although its membership ended on {ended}"]


def test_yugoslavia_has_no_vote_between_its_two_memberships(tmp_path: Path) -> None:
    path = write_rda(tmp_path, [(1, "Yugoslavia", "yes"), (1, "Turkey", "yes")], [about(1, "1995-12-03", 50.0)])
    table = read(path)
    assert calls_of(table)[0].yes == ("TUR",)
    assert "YUG voted although its membership ended on 1992-09-22" in said(table.left_out)[0]


def test_a_vote_before_admission_is_kept_and_told(tmp_path: Path) -> None:
    table = read(write_rda(tmp_path, [(1, "Fiji", "yes")], [about(1, "1970-09-01", 25.0)]))
    assert calls_of(table)[0].yes == ("FJI",)
    assert "un_votes.rda, rcid 1: FJI voted before its admission on 1970-10-13: kept" in said(table.warnings)


def test_until_session_57_the_day_is_known_to_the_month_only_and_so_is_who_was_a_member(tmp_path: Path) -> None:
    path = write_rda(tmp_path, [(1, "Turkey", "yes")], [about(1, "1992-03-05", 46.0)])
    table = read(path)
    assert "KAZ" not in calls_of(table)[0].votes  # admitted on 2 March 1992: was it in time?
    assert any("1 roll calls until session 57 have a day of the week" in told for told in said(table.warnings))
    late = one(tmp_path, ("Turkey", "yes"), day="1992-04-05", session=46.0)
    assert late.votes["KAZ"] is Vote.ABSENT


def test_south_africa_is_not_called_absent_while_it_could_not_take_part(tmp_path: Path) -> None:
    assert "ZAF" not in one(tmp_path, ("Turkey", "yes"), day="1985-11-02", session=40.0).votes
    assert one(tmp_path, ("Turkey", "yes"), day="1995-11-02", session=50.0).votes["ZAF"] is Vote.ABSENT


def test_paragraphs_and_amendments_are_told_from_the_whole(tmp_path: Path) -> None:
    assert one(tmp_path, ("Turkey", "yes"), para="1").part is Part.PARAGRAPH
    assert one(tmp_path, ("Turkey", "yes"), amend="1", para="1").part is Part.AMENDMENT
    assert one(tmp_path, ("Turkey", "yes")).part is Part.WHOLE


def test_symbols_are_those_of_the_united_nations_where_the_numbers_are(tmp_path: Path) -> None:
    def symbol(unres: str, session: float, day: str) -> tuple[str, str]:
        call = one(tmp_path, ("Turkey", "yes"), unres=unres, session=session, day=day)
        return call.resolution, call.special

    assert symbol("R/46/36D", 46.0, "1991-12-06") == ("A/RES/46/36 D", "")
    assert symbol("R/30/3379", 30.0, "1975-11-02") == ("A/RES/3379 (XXX)", "")
    assert symbol("R/1/66", 1.0, "1946-01-01") == ("R/1/66", "")
    assert symbol("ESS/1/71A", 11.0, "1956-11-04") == ("ESS/1/71A", "ES-1")


def test_texts_that_the_authors_linked_have_one_name(tmp_path: Path) -> None:
    votes = [(rcid, "Turkey", "yes") for rcid in (299, 331, 332)]
    first, second, other = calls_of(read(write_rda(tmp_path, votes, [about(rcid) for rcid in (299, 331, 332)])))
    assert first.repeats == second.repeats == "voeten-299"
    assert other.repeats == ""


def test_unknown_states_votes_and_roll_calls_are_left_out_by_name(tmp_path: Path) -> None:
    votes = [(1, "Ruritania", "yes"), (1, "Turkey", "yes"), (1, "China", "perhaps"), (7, "Turkey", "no")]
    table = read(write_rda(tmp_path, votes, [about(1)]))
    (call,) = calls_of(table)
    assert (call.yes, call.absent) == (("TUR",), ())
    assert said(table.left_out) == [
        "un_votes.rda: unknown state 'Ruritania' (1 votes)",
        "un_votes.rda: unknown vote 'perhaps' (1 rows)",
        "un_votes.rda, rcid 7: 1 votes on a roll call that is not listed or was refused",
    ]


def test_a_state_that_voted_twice_has_one_vote_or_none(tmp_path: Path) -> None:
    votes = [(1, "Turkey", "yes"), (1, "Turkey", "yes"), (1, "China", "yes"), (1, "China", "no")]
    table = read(write_rda(tmp_path, votes, [about(1)]))
    (call,) = calls_of(table)
    assert (call.yes, call.no, "CHN" in call.votes) == (("TUR",), (), False)
    assert said(table.left_out) == [
        "un_votes.rda, rcid 1: CHN voted in more than one way (rows 3, 4): no vote is taken"
    ]
    assert said(table.warnings) == ["un_votes.rda, rcid 1: lists states more than once (TUR): each counts once"]


@pytest.mark.parametrize(
    ("day", "session", "reason"),
    [
        ("2031-12-12", 74.0, "lies in the future"),
        ("2019-12-12", 91.0, "session 91 lies in the future"),
        ("yesterday", 74.0, "no readable date: 'yesterday'"),
        ("2019-12-12", -1.0, "no readable session: '-1.0'"),
    ],
)
def test_a_roll_call_at_an_impossible_time_is_left_out(tmp_path: Path, day: str, session: float, reason: str) -> None:
    votes = [(1, "Turkey", "yes"), (2, "Turkey", "yes")]
    table = read(write_rda(tmp_path, votes, [about(1, day, session), about(2)]))
    assert [call.locator for call in calls_of(table)] == ["rcid 2"]
    assert f"un_votes.rda, rcid 1: {reason}" in said(table.left_out)[0]


def test_a_day_outside_its_session_is_told(tmp_path: Path) -> None:
    table = read(write_rda(tmp_path, [(1, "Turkey", "yes")], [about(1, "2005-12-08", 59.0)]))
    assert said(table.warnings) == ["un_votes.rda, rcid 1: 2005-12-08 lies outside session 59"]


def row(ccode: int, vote: int, rcid: int = 4000, day: str = "11/22/2012", session: int = 67) -> str:
    return f"{rcid},{session},{vote},{ccode},1,1,{day},R/67/4,1,0,0,0,0,0,2012.0"


def table_file(folder: Path, *rows: str) -> Path:
    return write_text(folder / "UNVotesPublished.csv", DATAVERSE, rows)


def test_the_dataverse_table_tells_absent_from_not_a_member(tmp_path: Path) -> None:
    (call,) = calls_of(read(table_file(tmp_path, row(640, 1), row(365, 3), row(710, 2), row(705, 8), row(347, 9))))
    assert (call.yes, call.no, call.abstain, call.absent) == (("TUR",), ("RUS",), ("CHN",), ("KAZ",))
    assert "XKX" not in call.votes
    assert (call.issues, call.important, call.day) == (("me",), True, date(2012, 11, 22))


def test_days_of_either_form_and_numbers_with_a_point_are_read(tmp_path: Path) -> None:
    path = table_file(
        tmp_path, row(640, 1, 4000, "2012-11-22"), row(640, 1, 4001, "11/22/2012").replace(",67,", ",67.0,")
    )
    assert {call.day for call in calls_of(read(path))} == {date(2012, 11, 22)}


def test_the_table_of_the_dataverse_may_be_separated_by_tabs_and_gzipped(tmp_path: Path) -> None:
    path = table_file(tmp_path, row(640, 1))
    tabbed = tmp_path / "UNVotes.tab.gz"
    tabbed.write_bytes(gzip.compress(path.read_bytes().replace(b",", b"\t")))
    assert [call.votes for call in calls_of(read(tabbed))] == [call.votes for call in calls_of(read(path))]


def test_odd_rows_of_the_table_are_left_out_by_line(tmp_path: Path) -> None:
    rows = [row(640, 1), row(999, 1), row(710, 7), "4000,67,1", row(710, 2)]
    table = read(table_file(tmp_path, *rows))
    (call,) = calls_of(table)
    assert (call.yes, call.abstain) == (("TUR",), ("CHN",))
    assert said(table.left_out) == [
        "UNVotesPublished.csv, line 5: has 3 fields, the header has 15",
        "UNVotesPublished.csv, line 4: is no vote of a state: rcid '4000', ccode '710', vote '7'",
        "UNVotesPublished.csv, line 3: unknown state 999 (1 votes)",
    ]


def test_a_table_cut_in_the_middle_keeps_its_whole_rows(tmp_path: Path) -> None:
    path = table_file(tmp_path, row(640, 1), row(710, 2))
    path.write_bytes(path.read_bytes()[:-25])
    table = read(path)
    assert [call.votes for call in calls_of(table)] == [{"TUR": Vote.YES}]
    assert said(table.left_out) == ["UNVotesPublished.csv, line 3: has 8 fields, the header has 15"]
    assert said(table.warnings) == [
        "UNVotesPublished.csv: its last line has no end: if the file is cut, its last roll call lacks states"
    ]


def test_a_table_without_a_column_or_without_rows_is_refused(tmp_path: Path) -> None:
    path = write_text(tmp_path / "votes.csv", "rcid,session,vote,ccode,date", ["1,67,1,640,11/22/2012"])
    with pytest.raises(SourceError, match="lacks the column unres"):
        read(path)
    with pytest.raises(SourceError, match="has a header but no rows"):
        read(table_file(tmp_path))


def test_a_known_gap_of_the_table_is_filled_and_told(tmp_path: Path) -> None:
    gap = "4592,59,1,640,1,NA,NA,NA,NA,NA,NA,NA,NA,NA,2006.0"
    table = read(table_file(tmp_path, gap, row(640, 1)))
    call = next(call for call in calls_of(table) if call.locator == "rcid 4592")
    assert (call.resolution, call.session, call.day) == ("A/RES/60/260", 60, date(2006, 5, 8))
    assert call.important is None
    assert any("date is taken to be 2006-05-08" in told for told in said(table.warnings))


def test_the_doubled_issues_of_session_74_are_corrected_and_told(tmp_path: Path) -> None:
    wrong = [(1, "co"), (1, "di"), (1, "ec"), (1, "nu"), (2, "co"), (2, "di"), (2, "ec")]
    votes = [(1, "Turkey", "yes"), (2, "Turkey", "yes")]
    table = read(write_rda(tmp_path, votes, [about(1), about(2, "2018-12-12", 73.0, unres="A/RES/73/1")], wrong))
    assert [call.issues for call in calls_of(table)] == [("co", "di", "ec"), ("di", "nu")]
    assert said(table.warnings)[0].startswith("un_votes.rda: issues of 1 roll calls are corrected: in session 74")


def test_very_many_bad_rows_are_counted(tmp_path: Path) -> None:
    table = read(table_file(tmp_path, row(640, 1), *[row(710, 7)] * 1500))
    assert len(table.left_out) == 1001
    assert said(table.left_out)[-1] == "UNVotesPublished.csv: 500 more rows that are no vote of a state"


def test_a_number_that_did_not_hold_the_seat_does_not_take_the_vote_of_the_one_that_did(tmp_path: Path) -> None:
    day, session = "11/2/1965", 20
    rows = [row(710, 9, 880, day, session), row(713, 3, 880, day, session), row(640, 1, 880, day, session)]
    germanies = [row(255, 9, 880, day, session), row(345, 1, 880, day, session), row(365, 2, 880, day, session)]
    table = read(table_file(tmp_path, *rows, *germanies))
    (call,) = calls_of(table)
    assert (call.yes, call.no, call.abstain) == (("TUR", "YUG"), ("TWN",), ("SUN",))
    assert table.left_out == ()
