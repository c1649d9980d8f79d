"""Whole runs: what comes out, going on after a cut, and what is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date

import polars as pl
import pytest
from corpus import articles, contents, news_in, silent, write_csv, write_jsonl, write_parquet

from tightrope.bulk import Options, Runner, read_bulk, read_evidence, read_failures, stages
from tightrope.extract import RuleCoder
from tightrope.ledger import Ledger
from tightrope.names import Names
from tightrope.records import Failure, SourceError
from tightrope.records.columns import DOCUMENTS, EVIDENCE
from tightrope.sources.documents import read_documents

SMALL = {"part_bytes": 3000}


def test_a_run_finds_what_reading_into_a_ledger_finds(tmp_path, run_here):
    source = news_in(tmp_path / "news")
    summary = run_here(tmp_path / "out", source, **SMALL)
    coder = RuleCoder(Names.builtin())
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        for document in read_documents(source):
            if not isinstance(document, Failure):
                new = ledger.lookup(document).status == "new"
                ledger.add_document(document, coder.code(document) if new else ())
        expected = {one.id for one in ledger.evidence()}
        kept = {one.id for one in ledger.documents()}
    found = list(read_evidence(str(tmp_path / "out")))
    assert {one.id for _, evidence in found for one in evidence} == expected
    assert {document.id for document, _ in found} == kept
    assert sum(summary.documents.values()) == len(kept) == 40
    assert summary.duplicates == 12
    assert summary.evidence == {
        kind: sum(type(one).__name__.lower() == kind for _, evidence in found for one in evidence)
        for kind in summary.evidence
    }
    assert len(expected) > 100


def test_files_are_partitioned_by_month_and_every_quote_stands_in_its_document(tmp_path, run_here):
    run_here(tmp_path / "out", news_in(tmp_path / "news"), **SMALL)
    months = {path.name for path in (tmp_path / "out" / "evidence").iterdir()}
    assert months == {"month=2024-01", "month=2024-02", "month=undated"}
    evidence = pl.read_parquet(tmp_path / "out" / "evidence" / "**" / "*.parquet", hive_partitioning=True)
    documents = pl.read_parquet(tmp_path / "out" / "documents" / "**" / "*.parquet", hive_partitioning=True)
    assert evidence.columns == [*EVIDENCE.names, "month"]
    assert documents.columns == [*DOCUMENTS.names, "month"]
    joined = evidence.join(documents, left_on="document", right_on="id")
    assert len(joined) == len(evidence)
    for row in joined.iter_rows(named=True):
        assert row["text"][row["start"] : row["end"]] == row["quote"]
        assert row["month"] == (row["published"].isoformat()[:7] if row["published"] else "undated")
    assert set(evidence["coder"]) == {RuleCoder(Names.builtin()).name}


def test_duplicates_say_what_they_repeat_and_failures_say_where_and_why(tmp_path, run_here):
    source = news_in(tmp_path / "news")
    run_here(tmp_path / "out", source, **SMALL)
    duplicates = pl.read_parquet(tmp_path / "out" / "duplicates" / "*.parquet")
    documents = pl.read_parquet(tmp_path / "out" / "documents" / "**" / "*.parquet")
    urls = dict(zip(documents["id"], documents["url"], strict=True))
    for row in duplicates.iter_rows(named=True):
        assert row["url"].startswith(urls[row["of"]])
        assert row["kind"] == ("same" if row["url"].endswith("/copy") else "near")
    failures = list(read_failures(str(tmp_path / "out")))
    assert failures[0].where == f"{source}/b.jsonl, byte 0"
    assert "not valid JSON" in failures[0].reason
    assert failures[1].reason.startswith("not a JSON object")


def test_the_manifest_says_what_everything_was_made_from(tmp_path, run_here):
    source = news_in(tmp_path / "news")
    run_here(tmp_path / "out", source, **SMALL)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    sizes = {path.name: path.stat().st_size for path in source.iterdir()}
    assert {one["uri"].rpartition("/")[2]: one["size"] for one in manifest["plan"]["files"]} == sizes
    assert manifest["plan"]["coder"] == RuleCoder(Names.builtin()).name
    assert manifest["plan"]["parts"][1] == {
        **{"number": 1, "file": str(source / "a.jsonl"), "format": "jsonl"},
        **{"start": 3000, "end": 6000},
    }
    assert not (tmp_path / "out" / "work").exists()


def test_a_finished_run_is_not_done_again(tmp_path, run_here):
    source = news_in(tmp_path / "news")
    first = run_here(tmp_path / "out", source, **SMALL)
    before = contents(tmp_path / "out")
    again = run_here(tmp_path / "out", source, **SMALL)
    assert again.finished_before
    assert again.documents == first.documents
    assert contents(tmp_path / "out") == before


@pytest.mark.parametrize("after", [0, 1, 9, 16, 17, 20, 30])
def test_a_run_cut_off_after_any_task_goes_on_and_does_nothing_twice(tmp_path, run_here, monkeypatch, after):
    source = news_in(tmp_path / "news")
    run_here(tmp_path / "whole", source, **SMALL)
    usual, done = stages.run_tasks, []

    def cut(runner, out, tasks, note, again, make):
        def count(what):
            done.append(what["name"])
            note(what)
            if len(done) == after + 1:
                raise KeyboardInterrupt

        usual(runner, out, tasks, count, again, make)

    monkeypatch.setattr(stages, "run_tasks", cut)
    with pytest.raises(KeyboardInterrupt):
        run_here(tmp_path / "out", source, **SMALL)
    run_here(tmp_path / "out", source, **SMALL)
    assert len(done) == len(set(done))
    assert contents(tmp_path / "out").keys() == contents(tmp_path / "whole").keys()
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"domestic": True},
            r"this was begun otherwise: --domestic \(then no, now yes\)\. Give a new folder with --out",
        ),
        ({"least": 0.5}, r"--least-confidence \(then 0\.0, now 0\.5\)"),
        ({"columns": {"body": "text"}}, r"--column \(then none, now text=body\)"),
        ({"part_bytes": 4000}, r"--part-mb, here in bytes \(then 3000, now 4000\)"),
    ],
)
def test_a_run_does_not_go_on_with_other_options(tmp_path, run_here, monkeypatch, change, words):
    source = news_in(tmp_path / "news")
    begin(tmp_path / "out", source, run_here, monkeypatch)
    with pytest.raises(SourceError, match=words):
        run_here(tmp_path / "out", source, **{**SMALL, **change})


def begin(out, source, run_here, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(stages, "run_tasks", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run_here(out, source, **SMALL)


def test_a_run_does_not_go_on_with_another_coder_or_other_files(tmp_path, run_here, monkeypatch):
    source = news_in(tmp_path / "news")
    begin(tmp_path / "out", source, run_here, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr("tightrope.extract.coder.__version__", "9.9")
        with pytest.raises(SourceError, match=r"the coder \(then rules/[\d.]+, now rules/9\.9\)"):
            run_here(tmp_path / "out", source, **SMALL)
    write_jsonl(source / "a.jsonl", articles(1))
    (source / "b.jsonl").rename(source / "c.jsonl")
    with pytest.raises(SourceError, match=r"b\.jsonl is not there any more; .*c\.jsonl was not there; .*a\.jsonl has"):
        run_here(tmp_path / "out", source, **SMALL)


def test_a_folder_with_something_else_is_left_alone(tmp_path, run_here):
    source = news_in(tmp_path / "news")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("mine")
    with pytest.raises(SourceError, match=r"out: holds something else \(thesis\.tex\): give a new folder"):
        run_here(tmp_path / "out", source)
    assert contents(tmp_path / "out") == {"thesis.tex": b"mine"}


def test_a_file_as_folder_is_told(tmp_path, run_here):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(SourceError, match="out: "):
        run_here(tmp_path / "out", news_in(tmp_path / "news"))


def test_evidence_of_a_run_that_is_not_finished_is_not_read(tmp_path, run_here, monkeypatch):
    source = news_in(tmp_path / "news")
    with pytest.raises(SourceError, match="no folder that `tightrope read --bulk` has written"):
        next(read_evidence(str(tmp_path / "out")))
    begin(tmp_path / "out", source, run_here, monkeypatch)
    with pytest.raises(SourceError, match="this run is not finished"):
        next(read_evidence(str(tmp_path / "out")))


def test_evidence_is_read_by_month_and_a_month_that_is_not_there_is_told(tmp_path, run_here):
    run_here(tmp_path / "out", news_in(tmp_path / "news"), **SMALL)
    out = str(tmp_path / "out")
    assert {one.published.month for one, _ in read_evidence(out, "2024-02")} == {2}
    assert {one.published for one, _ in read_evidence(out, "undated")} == {None}
    with pytest.raises(SourceError, match="no documents of 2031-01; there are 2024-01, 2024-02, undated"):
        next(read_evidence(out, "2031-01"))


def test_a_text_that_the_coder_cannot_read_is_kept_and_told(tmp_path, run_here):
    text = (
        "Der Präsident von Kasachstan besuchte gestern die Hauptstadt, und die Regierung sprach über den Handel. " * 4
    )
    write_jsonl(tmp_path / "a.jsonl", [{"text": text, "url": "https://news.example/de"}])
    summary = run_here(tmp_path / "out", tmp_path / "a.jsonl")
    assert (summary.documents, summary.evidence, summary.failures) == ({"undated": 1}, {}, 1)
    (failure,) = read_failures(str(tmp_path / "out"))
    assert failure.where == "https://news.example/de"
    assert failure.reason.startswith("kept, but not coded: there is no lexicon for the language 'de'")


def test_a_corpus_without_a_single_document_is_finished_too(tmp_path, run_here):
    (tmp_path / "a.jsonl").write_text("{broken\n", "utf-8")
    summary = run_here(tmp_path / "out", tmp_path / "a.jsonl")
    assert (summary.documents, summary.failures) == ({}, 1)
    assert list(read_evidence(str(tmp_path / "out"))) == []


def test_parquet_and_csv_give_the_evidence_that_jsonl_gives(tmp_path, run_here):
    rows = articles(12)
    write_jsonl(tmp_path / "a.jsonl", rows)
    write_csv(tmp_path / "a.csv", rows)
    write_parquet(tmp_path / "a.parquet", rows)
    found = []
    for ending in ("jsonl", "csv", "parquet"):
        run_here(tmp_path / ending, tmp_path / f"a.{ending}")
        found.append(sorted(one.id for _, evidence in read_evidence(str(tmp_path / ending)) for one in evidence))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 30


RUN = """
import sys, time
from datetime import date
from tightrope.bulk import Options, Progress, Runner, read_bulk
if __name__ == "__main__":
    told = Progress(
        stage=lambda *_: None, done=lambda: print("done", flush=True), again=lambda _: print("again", flush=True)
    )
    read_bulk([sys.argv[1]], sys.argv[2], Options(part_bytes=3000), Runner(processes=2), told, today=date(2026, 1, 1))
"""


def test_processes_give_the_same_files_also_if_the_run_is_killed_in_the_middle(tmp_path, run_here):
    source = news_in(tmp_path / "news")
    run_here(tmp_path / "whole", source, **SMALL)
    command = [sys.executable, "-c", RUN, str(source), str(tmp_path / "out")]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    for _ in range(6):
        assert run.stdout.readline() == "done\n"
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    there = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out" / "work").glob("read-*.json")}
    assert len(there) >= 6
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.count("done") < 40
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_tasks_of_a_process_that_is_killed_are_handed_out_again(tmp_path, run_here):
    source = news_in(tmp_path / "news")
    run_here(tmp_path / "whole", source, **SMALL)
    command = [sys.executable, "-c", RUN, str(source), str(tmp_path / "out")]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert run.stdout.readline() == "done\n"
    kill_a_worker(run.pid)
    rest = run.stdout.read()
    assert run.wait() == 0
    assert "again" in rest
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def kill_a_worker(pid):
    import psutil

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for child in psutil.Process(pid).children(recursive=True):
            if "daft" in " ".join(child.cmdline()):
                child.send_signal(signal.SIGKILL)
                return
        time.sleep(0.02)
    raise AssertionError("no process of Daft was seen")


def test_a_day_in_the_future_is_told_by_the_day_the_run_was_begun(tmp_path, run_here):
    write_jsonl(tmp_path / "a.jsonl", [{**articles(1)[0], "published": "2027-05-05"}])
    summary = run_here(tmp_path / "out", tmp_path / "a.jsonl")
    assert summary.documents == {"undated": 1}
    assert read_bulk(
        [str(tmp_path / "a.jsonl")], str(tmp_path / "out"), Options(), Runner(), silent(), today=date(2030, 1, 1)
    ).finished_before
