from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.cases import load_case, new_case
from tightrope.cases.rows import read_rows
from tightrope.records import CaseError, Event, Position, Status, Stock, Tie, When

ORIGIN = "key,producer,title,url,licence,accessed\nnews,Example Daily,A title,https://example.org,,2025-01-31\n"
HEADS = {
    "events": "statement,origin,published,attributed_to,status,confidence,source,target,event_type,mode,domain,when",
    "stocks": "statement,origin,published,attributed_to,status,confidence,"
    "holder,over,channel,value,lower,upper,unit,as_of",
    "ties": "statement,origin,published,attributed_to,status,confidence,a,b,relation,since,until",
    "positions": "statement,origin,published,attributed_to,status,confidence,actor,issue,stance,when",
    "observations": "channel,holder,over,when,lower,upper,unit,origin,locator",
}
ROWS = {
    "events": "They met.,news,2025-01-13,,occurred,0.9,ARM;AZE,IRN,CONSULT,visit,politics,2025-01-12",
    "stocks": "Trade is large.,news,2025-01-13,,occurred,0.9,TUR,GEO,economy.trade,2e9,2e9,,USD,2024",
    "ties": "There is a base.,news,2025-01-13,,occurred,0.9,ARM,RUS,base-host,1995-03,",
    "positions": "It objects.,news,2025-01-13,,occurred,0.9,GEO,the election,opposes,2025",
    "observations": "economy.trade,RUS,ARM,2016,10,20,USD,news,row 3",
}
#: Table, column, bad cell, words of the error.
BAD_CELLS = [
    ("events", "statement", "", "must not be empty"),
    ("events", "statement", '"two\nlines"', "one line"),
    ("events", "origin", "gazette", "no origin 'gazette'"),
    ("events", "published", "2025-01", "not a single day"),
    ("events", "published", "soon", "not a date"),
    ("events", "status", "maybe", "'maybe' is none of occurred"),
    ("events", "confidence", "1.5", "between 0 and 1"),
    ("events", "confidence", "", "must not be empty"),
    ("events", "source", "ARM;XYZ", "does not know 'XYZ'"),
    ("events", "source", "ARM;ARM", "stands twice"),
    ("events", "target", "", "must not be empty"),
    ("events", "event_type", "MEET", "'MEET' is none of AGREE"),
    ("events", "domain", "sport", "'sport' is none of"),
    ("events", "when", "2025-02-30", "not a date"),
    ("stocks", "channel", "economy.gold", "no channel 'economy.gold'"),
    ("stocks", "unit", "EUR", "is one of USD, USD so far, percent, rank, not 'EUR'"),
    ("stocks", "value", "1e9", "outside its bounds"),
    ("stocks", "value", "nan", "not a number"),
    ("stocks", "lower", "-1", "impossible bounds"),
    ("stocks", "upper", "1", "outside its bounds"),
    ("stocks", "holder", "tur", "does not know 'tur'"),
    ("ties", "relation", "Base Host", "is not a relation"),
    ("ties", "until", "1990", "ends (1990) before it begins (1995-03)"),
    ("ties", "b", "ARM", "with itself"),
    ("positions", "stance", "yes", "'yes' is none of supports"),
    ("positions", "issue", "", "must not be empty"),
    ("observations", "channel", "economy.gold", "no channel"),
    ("observations", "unit", "EUR", "economy.trade is in 'USD', not 'EUR'"),
    ("observations", "holder", "XYZ", "does not know 'XYZ'"),
    ("observations", "when", "", "must not be empty"),
    ("observations", "upper", "1", "impossible bounds"),
    ("observations", "lower", "1_0", "not a number"),
    ("observations", "locator", "", "must not be empty"),
    ("observations", "origin", "gazette", "no origin"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = new_case("my-case", tmp_path)
    (made / "origins.csv").write_text(ORIGIN, "utf-8")
    return made


def table(folder: Path, name: str) -> Path:
    return folder / ("observations/observations.csv" if name == "observations" else f"facts/{name}.csv")


def put(folder: Path, name: str, *rows: str) -> Path:
    path = table(folder, name)
    path.write_text("\n".join([HEADS[name], *rows, ""]), "utf-8")
    return path


def changed(name: str, column: str, cell: str) -> str:
    cells = ROWS[name].split(",")
    cells[HEADS[name].split(",").index(column)] = cell
    return ",".join(cells)


@pytest.mark.parametrize(
    ("name", "column", "cell", "words"), BAD_CELLS, ids=[f"{b[0]}-{b[1]}-{b[2]!r}" for b in BAD_CELLS]
)
def test_a_bad_cell_is_refused_with_file_and_line(folder, name, column, cell, words):
    path = put(folder, name, ROWS[name], "", changed(name, column, cell))
    with pytest.raises(CaseError) as caught:
        load_case(folder).starter()
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{path}:4")


def test_each_kind_of_fact_becomes_its_record(folder):
    for name in ROWS:
        put(folder, name, ROWS[name])
    starter = load_case(folder).starter()
    [(document, evidence)] = starter.documents
    event, stock, tie, position = evidence
    assert isinstance(event, Event)
    assert (event.source, event.target, event.when) == (("ARM", "AZE"), ("IRN",), When.parse("2025-01-12"))
    assert isinstance(stock, Stock)
    assert (stock.value, stock.lower, stock.upper) == (2e9, 2e9, math.inf)
    assert isinstance(tie, Tie)
    assert (tie.since, tie.until) == (When.parse("1995-03"), None)
    assert isinstance(position, Position)
    assert position.stance == "opposes"
    assert {each.coder for each in evidence} == {"case/my-case"}
    assert {each.status for each in evidence} == {Status.OCCURRED}
    assert document.origin.title == "A title"
    [(origin, [observation])] = starter.tables
    assert (origin, observation.origin) == (document.origin, document.origin.id)


def test_facts_of_one_origin_share_one_document_and_equal_statements_one_paragraph(folder):
    put(folder, "ties", ROWS["ties"], changed("ties", "a", "GEO"), changed("ties", "statement", "Another base."))
    [(document, evidence)] = load_case(folder).starter().documents
    assert document.text.split("\n\n")[1:] == ["There is a base.", "Another base."]
    assert [document.text[one.start : one.end] for one in evidence] == ["There is a base."] * 2 + ["Another base."]


def test_an_origin_that_appeared_bit_by_bit_has_notes_for_each_day(folder):
    later, undated = changed("ties", "published", "2025-03-01"), changed("ties", "published", "")
    put(folder, "ties", ROWS["ties"], later, undated)
    documents = [document for document, _ in load_case(folder).starter().documents]
    assert len({document.id for document in documents}) == 3
    assert {"2025-03-01", "None"} < {str(document.published) for document in documents}


def test_notes_without_a_day_of_publication_get_none(folder):
    put(folder, "ties", changed("ties", "published", ""))
    [(document, _)] = load_case(folder).starter().documents
    assert document.published is None


@pytest.mark.parametrize("name", [*ROWS])
def test_a_row_that_stands_twice_is_refused(folder, name):
    path = put(folder, name, ROWS[name], ROWS[name])
    with pytest.raises(CaseError, match=rf"{path.name}:3: the same row as {path.name}:2"):
        load_case(folder).starter()


def test_an_origin_that_stands_twice_in_two_files_is_refused(folder):
    (folder / "origins_data.csv").write_text(ORIGIN, "utf-8")
    with pytest.raises(CaseError, match=r"origins_data\.csv:2: key: 'news' stands twice \(first in origins\.csv:2\)"):
        load_case(folder).starter()


def test_all_origin_and_observation_files_are_read(folder):
    (folder / "origins_data.csv").write_text(ORIGIN.replace("news", "data"), "utf-8")
    put(folder, "observations", ROWS["observations"])
    more = ROWS["observations"].replace("news", "data")
    (folder / "observations/more.csv").write_text(f"{HEADS['observations']}\n{more}\n", "utf-8")
    assert len(load_case(folder).starter().tables) == 2


def test_a_table_of_facts_that_would_never_be_read_is_refused(folder):
    (folder / "facts/tie.csv").write_text(HEADS["ties"], "utf-8")
    with pytest.raises(CaseError, match=r"tie\.csv: no such table; facts stand in events\.csv"):
        load_case(folder).starter()


def test_votes_are_read_as_positions(folder):
    (folder / "facts/votes.csv").write_text(f"{HEADS['positions']}\n{ROWS['positions']}\n", "utf-8")
    [(_, [vote])] = load_case(folder).starter().documents
    assert isinstance(vote, Position)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty; its first line must be"),
        (b"x,y\n1,2\n", r"wrong columns \(unknown: x, y; missing: statement"),
        (HEADS["ties"].encode() + b",a\n", "repeated: a"),
        (HEADS["ties"].encode() + b"\nonly,three,cells\n", ":2: 3 cells, but 11 columns"),
        (HEADS["ties"].encode() + b'\n"open quote\n', "not valid CSV"),
        (HEADS["ties"].encode() + b"\n\xff\xfe\n", "not UTF-8"),
    ],
    ids=["empty", "other-header", "repeated-column", "few-cells", "open-quote", "bytes"],
)
def test_a_table_that_is_none_is_refused(folder, content, words):
    (folder / "facts/ties.csv").write_bytes(content)
    with pytest.raises(CaseError, match=words):
        load_case(folder).starter()


def test_a_byte_order_mark_and_another_order_of_columns_do_no_harm(folder):
    reader = csv.DictReader(io.StringIO(f"{HEADS['ties']}\n{ROWS['ties']}\n"))
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(reversed(HEADS["ties"].split(","))))
    writer.writeheader()
    writer.writerows(reader)
    (folder / "facts/ties.csv").write_text("\ufeff" + out.getvalue(), "utf-8")
    [(_, [tie])] = load_case(folder).starter().documents
    assert (tie.a, tie.b) == ("ARM", "RUS")


def test_an_unreadable_table_is_refused_in_words(folder):
    (folder / "facts/ties.csv").unlink()
    (folder / "facts/ties.csv").mkdir()
    with pytest.raises(CaseError, match="cannot be read"):
        load_case(folder).starter()


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=5))
def test_every_row_knows_the_line_it_starts_on(tmp_path_factory, cells):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["a", "b"])
    starts = []
    for pair in cells:
        clean = tuple(text.replace("\r", " ").replace("\x00", " ").replace("\x1a", " ") for text in pair)
        starts.append((out.getvalue().count("\n") + 1, clean))
        writer.writerow(clean)
    path = tmp_path_factory.mktemp("csv") / "some.csv"
    path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))
    if any("\ud800" <= character <= "\udfff" for pair in cells for text in pair for character in text):
        with pytest.raises(CaseError, match="not UTF-8"):
            list(read_rows(path, ("a", "b")))
        return
    expected = [(line, a.strip(), b.strip()) for line, (a, b) in starts if a.strip() or b.strip()]
    assert [(row.line, row.cells["a"], row.cells["b"]) for row in read_rows(path, ("a", "b"))] == expected
