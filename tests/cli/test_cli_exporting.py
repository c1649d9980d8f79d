"""What lands in files: names that harm nobody, and nothing lost because two files are called alike."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tightrope.cli.exporting import Format, export_annotations, export_tables
from tightrope.ledger import Ledger
from tightrope.records import Document, Domain, Estimate, Event, EventType, Origin, RollCall, When

STORY = " ".join(f"word{number}" for number in range(100))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "t.ledger") as opened:
        yield opened


def put(ledger: Ledger, name: str, text: str, title: str = "") -> Event:
    origin = Origin(producer="Outlet", title=title, url=f"https://example.org/{name}")
    document = Document(origin=origin, published=None, language="en", title=title, text=text, name=name)
    event = Event(
        document=document.id,
        start=0,
        end=len(text),
        coder="test/1",
        source=("KAZ",),
        target=("RUS",),
        event_type=EventType.AGREE,
        domain=Domain.POLITICS,
    )
    ledger.add_document(document, [event])
    return event


def exported(ledger: Ledger, folder: Path) -> dict[str, dict[str, object]]:
    """Content by the file that was read."""
    number = export_annotations(ledger, folder)
    contents = [json.loads(path.read_text("utf-8")) for path in folder.iterdir()]
    assert number == len(contents)
    return {content["doc"]: content for content in contents}


@pytest.mark.parametrize("other", ["a.html", "A.md", "a"])
def test_two_files_that_differ_only_in_ending_or_case_keep_their_annotations(ledger, tmp_path, other):
    put(ledger, "a.md", "Kazakhstan signed")
    put(ledger, other, "Russia signed")
    found = exported(ledger, tmp_path / "out")
    assert {"a.md", other} == set(found)
    assert len({path.name.casefold() for path in (tmp_path / "out").iterdir()}) == 2


@pytest.mark.parametrize("name", ["../../x.md", "..\\..\\x.md", "/etc/x.md", "..", ".", "x\0.md", "字" * 300 + ".md"])
def test_no_name_of_a_document_leads_out_of_the_folder_or_stops_the_export(ledger, tmp_path, name):
    put(ledger, name, "Kazakhstan signed")
    put(ledger, "plain.md", "Russia signed")
    assert set(exported(ledger, tmp_path / "deep" / "out")) == {name, "plain.md"}
    made = set(tmp_path.rglob("*.json"))
    assert {path.parent for path in made} == {tmp_path / "deep" / "out"}
    assert tmp_path / "deep" / "out" / "plain.json" in made


def test_two_items_of_one_feed_with_one_text_count_its_evidence_once(ledger, tmp_path):
    put(ledger, "feed.xml#1", STORY)
    put(ledger, "feed.xml#2", STORY)
    assert len(exported(ledger, tmp_path / "out")["feed.xml"]["events"]) == 1


@pytest.mark.parametrize("title", ['=HYPERLINK("http://x.example","y")', "+1", "-1", "@SUM(A1)"])
def test_no_text_of_a_document_is_a_formula_in_csv_and_other_formats_keep_it_as_it_is(ledger, tmp_path, title):
    put(ledger, "a.md", f"{title}\n\nKazakhstan signed", title)
    for file_format in Format:
        export_tables(ledger, tmp_path, file_format)
    with (tmp_path / "documents.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["title"], row["text"]) == (f"'{title}", f"'{title}\n\nKazakhstan signed")
    with (tmp_path / "events.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["quote"].startswith(f"'{title}")
    assert json.loads((tmp_path / "documents.jsonl").read_text("utf-8"))["title"] == title
    assert pl.read_parquet(tmp_path / "documents.parquet")["title"].to_list() == [title]


def test_the_latest_estimates_of_every_case_are_exported(ledger, tmp_path):
    event = put(ledger, "a.md", "Kazakhstan signed")

    def estimate(state: str, mean: float) -> Estimate:
        interval = {"low90": 0.0, "low50": 0.0, "high50": 1.0, "high90": 1.0}
        return Estimate(
            quantity="q", state=state, when=When.year(2022), mean=mean, rests_on=(event.id,), model="m/1", **interval
        )

    for case, state, mean in (("one", "KAZ", 0.1), ("two", "GEO", 0.2), ("one", "KAZ", 0.3)):
        ledger.add_estimates([estimate(state, mean)], case=case, seed=1)
    export_tables(ledger, tmp_path, Format.JSONL)
    rows = [json.loads(line) for line in (tmp_path / "estimates.jsonl").read_text("utf-8").splitlines()]
    assert [(row["case"], row["state"], row["mean"]) for row in rows] == [("one", "KAZ", 0.3), ("two", "GEO", 0.2)]


VOTES = Origin(producer="UN", title="Votes")
CALL = RollCall(
    resolution="A/RES/ES-11/1",
    session=76,
    special="ES-11",
    day=date(2022, 3, 2),
    title="=Aggression",
    yes=("FRA", "USA"),
    abstain=("CHN", "KAZ"),
    no=("RUS",),
    absent=("TKM", "UZB"),
    origin=VOTES.id,
    locator="line 1",
)


@pytest.mark.parametrize("issues", [(), ("hr",)])
def test_roll_calls_are_exported_with_counts_and_one_row_a_vote(ledger, tmp_path, issues):
    call = replace(CALL, issues=issues, important=True if issues else None)
    ledger.add_roll_calls(VOTES, [call])
    for file_format in Format:
        written = export_tables(ledger, tmp_path, file_format)
        assert [(path.stem, rows) for path, rows in written] == [("roll_calls", 1), ("votes", 7), ("origins", 1)]

    expected = [(call.id, call.resolution, state, vote.value) for state, vote in call.votes.items()]
    with (tmp_path / "votes.csv").open(encoding="utf-8", newline="") as file:
        assert [tuple(row.values()) for row in csv.DictReader(file)] == expected
    lines = (tmp_path / "votes.jsonl").read_text("utf-8").splitlines()
    assert [tuple(json.loads(line).values()) for line in lines] == expected
    votes = pl.read_parquet(tmp_path / "votes.parquet")
    assert votes.columns == ["roll_call", "resolution", "state", "vote"]
    assert votes.rows() == expected

    row = json.loads((tmp_path / "roll_calls.jsonl").read_text("utf-8"))
    assert (row["id"], row["day"], row["title"]) == (call.id, "2022-03-02", "=Aggression")
    assert (row["yes"], row["abstain"], row["no"], row["absent"]) == (2, 2, 1, 2)
    assert (row["issues"], row["important"]) == (list(issues), call.important)
    assert pl.read_parquet(tmp_path / "roll_calls.parquet").row(0, named=True) == row
    with (tmp_path / "roll_calls.csv").open(encoding="utf-8", newline="") as file:
        (flat,) = csv.DictReader(file)
    assert (flat["title"], flat["issues"], flat["absent"]) == ("'=Aggression", ";".join(issues), "2")


def test_a_ledger_without_roll_calls_is_exported_without_their_tables(ledger, tmp_path):
    put(ledger, "a.md", "Kazakhstan signed")
    for file_format in Format:
        names = {path.stem for path, _ in export_tables(ledger, tmp_path, file_format)}
        assert names == {"documents", "events", "origins"}


def test_a_roll_call_in_which_nobody_is_listed_is_a_row_without_votes(ledger, tmp_path):
    ledger.add_roll_calls(VOTES, [replace(CALL, yes=(), abstain=(), no=(), absent=())])
    written = export_tables(ledger, tmp_path, Format.CSV)
    assert [(path.stem, rows) for path, rows in written] == [("roll_calls", 1), ("origins", 1)]
