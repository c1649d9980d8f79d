"""What is read, in which parts, and what is said of the rest."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import articles, write_csv, write_jsonl, write_parquet
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tightrope.bulk.inputs import list_files
from tightrope.bulk.plan import Options, make_plan
from tightrope.bulk.reading import read_part
from tightrope.records import Document, Failure, SourceError
from tightrope.sources.documents import read_documents

TODAY = date(2026, 1, 1)


def read(path, **options):
    chosen = Options(**options)
    plan = make_plan(list_files([str(path)]), chosen, coder="", near="", today=TODAY)
    found = [each for part in plan.parts for each in read_part(part, chosen, TODAY)]
    documents = [each for each in found if isinstance(each, Document)]
    return plan, documents, [*plan.failures, *(each for each in found if isinstance(each, Failure))]


def told(documents):
    return [(one.id, one.published, one.language, one.title, one.origin.url, one.origin.producer) for one in documents]


def test_the_same_documents_come_from_every_format_and_from_any_cut(tmp_path):
    rows = articles(20)
    ordinary = told(read_documents(write_jsonl(tmp_path / "a.jsonl", rows)))
    packed = tmp_path / "p.jsonl.gz"
    packed.write_bytes(gzip.compress((tmp_path / "a.jsonl").read_bytes()))
    for path in (
        tmp_path / "a.jsonl",
        packed,
        write_csv(tmp_path / "a.csv", rows),
        write_parquet(tmp_path / "a.pq", rows),
    ):
        for size in (700, 5000, 10**8):
            _, documents, failures = read(path, part_bytes=size)
            assert told(documents) == ordinary
            assert failures == []
    assert len(read(tmp_path / "a.jsonl", part_bytes=700)[0].parts) > 20
    assert len(read(tmp_path / "a.pq", part_bytes=1)[0].parts) == 7


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(st.integers(0, 60), min_size=1, max_size=12), size=st.integers(1, 90), last=st.booleans())
def test_every_line_is_read_once_wherever_a_file_is_cut(tmp_path_factory, lines, size, last):
    path = tmp_path_factory.mktemp("cut") / "a.jsonl"
    rows = [json.dumps({"text": f"text {number} y" + "x" * length}) for number, length in enumerate(lines)]
    path.write_text("\n".join(rows) + ("\n" if last else ""), "utf-8")
    _, documents, failures = read(path, part_bytes=size)
    assert [one.text for one in documents] == [json.loads(row)["text"] for row in rows]
    assert failures == []


def test_bad_records_are_told_with_place_and_reason_and_the_others_are_read(tmp_path):
    good = [json.dumps(row) for row in articles(3)]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([good[0], "{broken", good[1], '{"url": "https://x.example"}', good[2]]), "utf-8")
    _, documents, failures = read(path, part_bytes=1000)
    assert len(documents) == 3
    broken = len(good[0]) + 1
    assert failures[0].where == f"{path}, byte {broken}"
    assert "not valid JSON" in failures[0].reason
    assert failures[1].reason == "neither text nor title"
    assert path.read_bytes()[int(failures[1].where.rpartition(" ")[2]) :].startswith(b'{"url"')


def test_a_long_text_in_csv_is_read_and_the_limit_of_other_tables_stays(tmp_path):
    path = write_csv(tmp_path / "a.csv", [{**articles(1)[0], "text": "It rained. " * 20_000}])
    before = csv.field_size_limit()
    _, documents, failures = read(path)
    assert ([len(one.text) > 200_000 for one in documents], failures) == ([True], [])
    assert csv.field_size_limit() == before


def test_bad_rows_of_csv_are_told_by_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'title;text\nA;"first\nline"\nB;too;many\nC;\xff\xfe\nD;good text\n')
    _, documents, failures = read(path)
    assert [one.title for one in documents] == ["A", "D"]
    assert [(one.where, one.reason) for one in failures] == [
        (f"{path}:4", "3 fields where the header has 2"),
        (f"{path}:5", "not UTF-8"),
    ]
    assert [one.name for one in documents] == ["a.csv#2", "a.csv#6"]


def test_columns_of_other_names_are_read_once_they_are_explained(tmp_path):
    rows = [{"Body_Text": row["text"], "day": row["published"]} for row in articles(3)]
    for path in (
        write_jsonl(tmp_path / "a.jsonl", rows),
        write_csv(tmp_path / "a.csv", rows),
        write_parquet(tmp_path / "a.parquet", rows),
    ):
        _, documents, failures = read(path, columns={"body_text": "text", "day": "published"})
        assert [one.published for one in documents] == [date(2024, 1, 20), date(2024, 1, 21), date(2024, 1, 22)]
        assert failures == []


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_a_table_without_texts_is_told_with_its_columns_and_the_option_that_helps(tmp_path, write):
    path = write(tmp_path / ("a.csv" if write is write_csv else "a.parquet"), [{"body_text": "x", "day": "2024-01-01"}])
    (failure,) = read(path)[2]
    assert failure == Failure(
        str(path),
        "no column with a text or a title; the columns are body_text, day: say which holds the text with "
        "--column text=NAME",
    )


def test_times_and_lists_of_parquet_are_taken_and_pictures_are_not(tmp_path):
    table = pa.table(
        {
            "text": ["Kazakhstan and China signed an agreement on transit yesterday."],
            "published": pa.array([date(2024, 3, 5)], pa.date32()),
            "author": [["A. Writer", "B. Writer"]],
            "image": [b"\x89PNG"],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    _, (document,), failures = read(tmp_path / "a.parquet")
    assert (document.published, document.author, failures) == (date(2024, 3, 5), "A. Writer, B. Writer", [])


def test_a_damaged_file_costs_no_other(tmp_path):
    write_parquet(tmp_path / "b.parquet", articles(3))
    (tmp_path / "a.parquet").write_bytes(b"PAR1 nothing else")
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(json.dumps(articles(1)[0]).encode())[:-12])
    (tmp_path / "d.pdf").write_bytes(b"%PDF")
    (tmp_path / "e.jsonl").touch()
    _, documents, failures = read(tmp_path)
    assert len(documents) == 3
    assert {failure.where.rpartition("/")[2].partition(",")[0] for failure in failures} == {
        "a.parquet",
        "c.jsonl.gz",
        "d.pdf",
        "e.jsonl",
    }


def test_globs_stay_in_their_folder_and_two_stars_do_not(tmp_path):
    (tmp_path / "sub").mkdir()
    write_jsonl(tmp_path / "a.jsonl", articles(1))
    write_jsonl(tmp_path / "sub" / "b.jsonl", articles(1))
    write_jsonl(tmp_path / "sub" / "_c.jsonl", articles(1))
    names = [
        [found.uri.rpartition("/")[2] for found in list_files([f"{tmp_path}/{glob}"])]
        for glob in ("*.jsonl", "**/*.jsonl", "")
    ]
    assert names == [["a.jsonl"], ["a.jsonl", "_c.jsonl", "b.jsonl"], ["a.jsonl", "b.jsonl"]]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("{}/none.jsonl", "none.jsonl: no such file or folder"),
        ("{}/*.jsonl", r"\*.jsonl: no file matches"),
        ("{}", "a folder without files"),
        ("{}/no/such/*.jsonl", "no file matches"),
        ("ftp://host/x.jsonl", "no storage that can be read"),
    ],
)
def test_a_place_without_files_is_told(tmp_path, place, words):
    with pytest.raises(SourceError, match=words):
        list_files([place.format(tmp_path)])


def test_nothing_but_other_files_is_told(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(SourceError, match=r"a\.pdf: nothing to read: not read in bulk: no file of \.parquet"):
        read(tmp_path)


def test_pages_of_a_web_archive_are_documents(tmp_path):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for row in articles(3):
        page = f"<html><head><title>{row['title']}</title></head><body><article><p>{row['text']}</p></article></body>"
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        payload = io.BytesIO(page.encode())
        writer.write_record(writer.create_warc_record(row["url"], "response", payload=payload, http_headers=headers))
    (tmp_path / "a.warc.gz").write_bytes(out.getvalue())
    _, documents, failures = read(tmp_path / "a.warc.gz")
    assert [(one.title, one.origin.url) for one in documents] == [(row["title"], row["url"]) for row in articles(3)]
    assert failures == []
