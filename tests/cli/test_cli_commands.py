from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).resolve().parents[2]


def first_id(output: str) -> str:
    return output.split()[0]


def test_reading_counts_new_known_and_failed_documents_and_names_the_failure(tightrope, news):
    first = tightrope("read", news)
    assert first.returncode == 0
    assert "read: 1 (" in first.stdout
    assert "failed or doubtful: 1" in first.stdout
    assert "broken.md" in first.stderr
    again = tightrope("read", news)
    assert "read: 0 (" in again.stdout
    assert "already known: 1" in again.stdout


def test_reading_fails_only_if_nothing_could_be_read(tightrope, news):
    (news / "post.md").unlink()
    assert tightrope("read", news).returncode == 1
    assert tightrope("read", "no-such-folder").returncode == 1


def test_a_found_sentence_can_be_traced_to_its_document(tightrope, news):
    tightrope("read", news)
    found = tightrope("search", "歐亞開發銀行")
    assert found.returncode == 0
    assert "歐亞開發銀行" in found.stdout
    traced = tightrope("trace", first_id(found.stdout))
    assert traced.returncode == 0
    assert "會見" in traced.stdout


def test_a_search_without_a_hit_says_so_and_fails(tightrope, news):
    tightrope("read", news)
    found = tightrope("search", "Antarctica")
    assert found.returncode == 1
    assert "nothing found" in found.stderr


def test_in_a_pipe_nothing_is_coloured_or_ruled(tightrope):
    listed = tightrope("sources")
    assert "\x1b[" not in listed.stdout
    assert "│" not in listed.stdout
    assert listed.stdout.splitlines()[0].split("\t") == [
        *("name", "years", "channels", "covers", "fetch", "licence", "citation", "fields")
    ]


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "parquet"])
def test_every_format_exports_the_same_events(tightrope, news, tmp_path, file_format):
    tightrope("read", news)
    result = tightrope("export", "tables", tmp_path / "export", "--format", file_format)
    assert result.returncode == 0, result.stderr
    path = tmp_path / "export" / f"events.{file_format}"
    rows = {
        "csv": lambda: list(csv.DictReader(path.open(encoding="utf-8"))),
        "jsonl": lambda: [json.loads(line) for line in path.read_text("utf-8").splitlines()],
        "parquet": lambda: pl.read_parquet(path).to_dicts(),
    }[file_format]()
    meeting = next(row for row in rows if row["event_type"] == "CONSULT")
    assert "會見" in meeting["quote"]
    assert {*meeting["source"], *meeting["target"]} & {"KAZ", "K"}


def test_annotations_are_named_after_the_file_that_was_read(tightrope, news, tmp_path):
    tightrope("read", news)
    assert tightrope("export", "annotations", tmp_path / "gold").returncode == 0
    content = json.loads((tmp_path / "gold" / "post.json").read_text("utf-8"))
    assert content["doc"] == "post.md"
    assert content["published"] == "2024-03-06"
    assert any(stock["value"] == 12000 for stock in content["stocks"])


def test_files_of_one_name_in_two_folders_have_annotations_of_their_own(tightrope, tmp_path):
    for year, text in (("2023", "土耳其總統2023年5月訪問烏茲別克。"), ("2024", "中國與哈薩克簽署天然氣協議。")):
        (tmp_path / "posts" / year).mkdir(parents=True)
        (tmp_path / "posts" / year / "index.md").write_text(text, "utf-8")
    tightrope("read", "posts")
    assert tightrope("export", "annotations", tmp_path / "gold").returncode == 0
    contents = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "gold").glob("*.json")]
    assert [content["doc"] for content in contents] == ["index.md"] * 2
    assert sorted(len(content["events"]) for content in contents) == [1, 1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search", "x"], "there is no ledger"),
        (["measure", "--case", "atlantis"], "atlantis"),
        (["load", "no-such-set", "x.csv"], "no-such-set"),
        (["new-case", "Bad Name!"], "Bad Name!"),
        (["trace", "zzz"], "ledger"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_and_where(tightrope, arguments, words):
    result = tightrope(*arguments)
    assert result.returncode == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) <= 3


def test_wrong_usage_exits_with_two(tightrope):
    assert tightrope("read").returncode == 2
    assert tightrope("load", "itpde").returncode == 2
    assert tightrope("no-such-command").returncode == 2
    assert tightrope("export", "everything").returncode == 2
    assert tightrope("export", "tables", "--format", "xlsx").returncode == 2
    assert tightrope("search", "x", "--language", "French").returncode == 2
    assert tightrope("brief", "--language", "fr").returncode == 2


def test_a_new_case_can_be_measured_at_once_and_says_what_is_missing(tightrope, tmp_path):
    made = tightrope("new-case", "south-caucasus")
    assert made.returncode == 0
    assert (tmp_path / "south-caucasus" / "case.yaml").exists()
    assert tightrope("new-case", "south-caucasus").returncode == 1
    measured = tightrope("measure", "--case", tmp_path / "south-caucasus")
    assert measured.returncode == 1
    assert "nothing to measure" in measured.stderr
    assert "south-caucasus" in measured.stderr
    assert len(measured.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "command",
    [
        "",
        "read",
        "load",
        "fetch",
        "sources",
        "measure",
        "align",
        "agreement",
        "brief",
        "search",
        "trace",
        "export",
        "new-case",
        "demo",
    ],
)
def test_every_command_explains_itself(tightrope, command):
    result = tightrope(*command.split(), "--help")
    assert result.returncode == 0
    assert len(result.stdout) > 300


def test_the_command_reference_is_what_the_commands_say():
    script = ROOT / "tools" / "make_command_reference.py"
    result = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_a_language_that_no_document_is_in_is_named_with_those_that_there_are(tightrope, news):
    tightrope("read", news)
    found = tightrope("search", "哈薩克", "--language", "de")
    assert found.returncode == 1
    assert "no document is in 'de'; there are zh-Hant (1)" in found.stderr
    assert tightrope("search", "哈薩克", "--language", "zh").returncode == 0


def test_a_document_that_is_not_coded_is_found_by_its_language_and_named_each_time_it_is_read(tightrope, tmp_path):
    text = "Der Präsident besuchte gestern Kasachstan und sprach mit der Regierung über den Handel."
    (tmp_path / "bericht.txt").write_text(text, "utf-8")
    for count in ("read: 1 (0 pieces", "already known: 1 (not coded again, whatever the options)"):
        result = tightrope("read", "bericht.txt")
        assert count in result.stdout
        assert "bericht.txt: kept, but not coded: there is no lexicon for the language 'de'" in result.stderr
    assert "bericht.txt" in tightrope("search", "Kasachstan", "--language", "de").stdout + _traced(tightrope)


def _traced(tightrope) -> str:
    identifier = tightrope("search", "Kasachstan").stdout.split("\t")[0]
    return str(tightrope("trace", identifier).stdout)


def test_a_trace_names_the_file(tightrope, news):
    tightrope("read", news)
    hits = [line.split("\t") for line in tightrope("search", "哈薩克").stdout.splitlines()]
    for wanted in ("evidence", "document"):
        identifier = next(hit[0] for hit in hits if hit[2] == wanted)
        assert "會見 · post.md" in tightrope("trace", identifier).stdout
