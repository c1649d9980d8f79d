"""Votes of the General Assembly through the real command: what is stored, told, joined and refused."""

from __future__ import annotations

import gzip
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tightrope import cli
from tightrope.cli import fetching
from tightrope.ledger import Ledger
from tightrope.records import SourceError, Vote
from tightrope.sources.fetch import Fetched
from tightrope.sources.roll_calls import Sites

LISTS = ("MS_in_favour", "MS_against", "MS_abstaining")
DATAVERSE = "rcid,session,vote,ccode,member,importantvote,date,unres,me,nu,di,hr,co,ec,year"
LIBRARY = "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,title"
#: Correlates of War numbers of those who vote below, as yes, no and abstention.
COW = {"TUR": 640, "KAZ": 705, "RUS": 365, "CHN": 710}
NAMES = {"TUR": "TÜRKİYE", "KAZ": "KAZAKHSTAN", "RUS": "RUSSIAN FEDERATION", "CHN": "CHINA"}


def resolution(symbol: str = "A/RES/79/1", day: str = "2 December 2024", **fields: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "symbol": symbol,
        "title": "Title of our own",
        "adoption_date": day,
        "adoption_type": "By a recorded vote",
        "MS_in_favour": [NAMES["TUR"], NAMES["KAZ"]],
        "MS_against": [NAMES["RUS"]],
        "MS_abstaining": [NAMES["CHN"]],
    } | fields
    return {f"{kind}_count": str(len(entry[kind])) for kind in LISTS} | entry


def lines(*entries: dict[str, Any]) -> bytes:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode()


def dataverse(*rows: tuple[int, int, int, str, str], session: int = 79) -> bytes:
    """Rows are (rcid, state, vote, date, symbol)."""
    texts = [
        f"{rcid},{session},{vote},{state},1,0,{day},{symbol},0,0,0,0,1,0,2024"
        for rcid, state, vote, day, symbol in rows
    ]
    return ("\n".join([DATAVERSE, *texts]) + "\n").encode()


def library(*rows: tuple[str, str, str], record: str = "1", session: str = "79", day: str = "2024-12-02") -> str:
    """Rows are (code, name, vote)."""
    texts = [f"{record},{code},{name},{vote},{day},{session},A/RES/{session}/1,Title" for code, name, vote in rows]
    return "\n".join([LIBRARY, *texts]) + "\n"


def put(folder: Path, **files: bytes) -> None:
    for name, content in files.items():
        folder.joinpath(name.replace("_csv", ".csv").replace("_json", ".json")).write_bytes(content)


def votes_in(path: Path) -> dict[str, dict[str, Vote]]:
    """Votes by locator; the absent are left out."""
    with Ledger.open(path, read_only=True) as ledger:
        calls = list(ledger.roll_calls())
    return {
        call.locator: {code: vote for code, vote in call.votes.items() if vote is not Vote.ABSENT} for call in calls
    }


GOOD = {"TUR": Vote.YES, "KAZ": Vote.YES, "RUS": Vote.NO, "CHN": Vote.ABSTAIN}


def test_what_is_new_is_counted_and_the_same_file_again_adds_nothing(tightrope, tmp_path):
    put(tmp_path, a_json=lines(resolution(), resolution("A/RES/79/2")))
    first = tightrope("load", "unga", "a.json")
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines() == [
        "roll calls: 2, of which new: 2",
        "  UNxml: 2 of session 79, of which new: 2",
        "in the ledger now: 2, of session 79, until 2024-12-02",
        "left out: 0",
        "taken although odd: 0",
    ]
    again = tightrope("load", "unga", "a.json")
    assert again.returncode == 0
    assert "roll calls: 2, of which new: 0" in again.stdout
    assert "nothing was added: all of it was in the ledger already" in again.stdout
    assert votes_in(tmp_path / "tightrope.ledger") == {f"line {n}: A/RES/79/{n}": GOOD for n in (1, 2)}


def test_two_publishers_of_one_vote_are_joined_and_where_they_disagree_is_told(tightrope, tmp_path):
    theirs = [(7, COW["TUR"], 1), (7, COW["KAZ"], 2), (7, COW["RUS"], 3), (7, COW["CHN"], 8)]
    put(
        tmp_path,
        a_json=lines(resolution()),
        b_csv=dataverse(*((*row, "2024-12-02", "R/79/1") for row in theirs)),
    )
    tightrope("load", "unga", "a.json")
    result = tightrope("load", "unga", "b.csv")
    assert "roll calls: 1, of which new: 1" in result.stdout
    assert "in the ledger now: 1, of session 79" in result.stdout
    assert "in both UNxml and Voeten, counted once: 1; votes compared: 3, of which disagree: 1" in result.stdout
    assert "absent by the other: 1" in result.stdout
    assert "A/RES/79/1 (2024-12-02): KAZ yes by UNxml, abstain by Voeten" in result.stderr
    assert "A/RES/79/1 (2024-12-02): CHN abstain by UNxml, absent by Voeten" in result.stderr
    assert len(votes_in(tmp_path / "tightrope.ledger")) == 2, "each publisher's word is kept as it is"


def test_a_newer_file_replaces_what_its_publisher_said_and_the_count_does_not_grow(tightrope, tmp_path):
    put(tmp_path, old_json=lines(resolution()), new_json=lines(resolution(title="Corrected"), resolution("A/RES/79/2")))
    tightrope("load", "unga", "old.json")
    result = tightrope("load", "unga", "new.json")
    assert "roll calls: 2, of which new: 2" in result.stdout
    assert "known from an earlier file of its publisher, which no longer counts: 1" in result.stdout
    assert "in the ledger now: 2, of session 79" in result.stdout


def test_a_roll_call_that_a_newer_file_no_longer_has_is_named(tightrope, tmp_path):
    def paragraphs(*numbers: int) -> bytes:
        rows = [(n, state, 1 + n % 3, "2024-12-02", "R/79/1") for n in numbers for state in COW.values()]
        return dataverse(*rows)

    put(tmp_path, old_csv=paragraphs(1, 2), new_csv=paragraphs(1) + b"\n")
    tightrope("load", "unga", "old.csv")
    result = tightrope("load", "unga", "new.csv")
    assert "no longer counted: 1" in result.stdout
    assert "rcid 2: the newer file of its publisher has fewer votes on A/RES/79/1" in result.stderr


def test_a_file_that_cannot_be_read_costs_only_itself(tightrope, tmp_path):
    whole = lines(resolution())
    array = json.dumps([resolution("A/RES/79/7"), resolution("A/RES/79/8")], ensure_ascii=False).encode()
    put(
        tmp_path,
        good_json=lines(resolution("A/RES/79/3")),
        empty_json=b"",
        cut_json=array[: len(array) // 2],
        gzip_json=gzip.compress(whole * 20)[:-30],
        header_csv=b"undl_id,ms_code\n1,KAZ\n",
        foreign_csv=b"a,b\n1,2\n",
        picture_json=b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    )
    names = ["empty.json", "cut.json", "gzip.json", "header.csv", "foreign.csv", "picture.json", "nowhere.json"]
    result = tightrope("load", "unga", *names, "good.json")
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    for name in names:
        assert f"  {name}: " in result.stderr, f"{name} is not named"
    assert "left out: 7" in result.stdout
    assert votes_in(tmp_path / "tightrope.ledger") == {"line 1: A/RES/79/3": GOOD}
    refused = tightrope("load", "unga", *names, "--ledger", "none.ledger")
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "none of 7 files can be read: empty.json: is empty; cut.json: " in refused.stderr
    assert not (tmp_path / "none.ledger").exists()


Case = tuple[dict[str, bytes], str, dict[str, dict[str, Vote]]]
TWICE = (("TUR", NAMES["TUR"], "Y"), ("RUS", NAMES["RUS"], "N"), ("RUS", NAMES["RUS"], "Y"), ("CHN", NAMES["CHN"], "A"))
MIXED = library(("TUR", "TURKEY", "Y"), ("RUS", NAMES["RUS"], "N")).encode()
BAD: dict[str, Case] = {
    "a state votes twice": (
        {"x_csv": library(*TWICE).encode()},
        "x.csv, record 1: A/RES/79/1: RUS voted in more than one way (rows 3, 4): no vote is taken",
        {"record 1: A/RES/79/1": {"TUR": Vote.YES, "CHN": Vote.ABSTAIN}},
    ),
    "an unknown state": (
        {"x_json": lines(resolution(MS_against=["ATLANTIS"]))},
        "ATLANTIS",
        {"line 1: A/RES/79/1": {"TUR": Vote.YES, "KAZ": Vote.YES, "CHN": Vote.ABSTAIN}},
    ),
    "a session in the future": (
        {"x_json": lines(resolution(), resolution("A/RES/180/1"), resolution("A/RES/79/3", "2 December 2199"))},
        "x.json, line 2: A/RES/180/1: session 180 lies in the future",
        {"line 1: A/RES/79/1": GOOD},
    ),
    "a state that ceased": (
        {"x_csv": dataverse(*((7, cow, 1, "2024-12-02", "R/79/1") for cow in (640, 265, 345, 365)))},
        "DDR voted although its membership ended on 1990-10-02",
        {"rcid 7": {"TUR": Vote.YES, "SRB": Vote.YES, "RUS": Vote.YES}},
    ),
    "a line cut in the middle": (
        {"x_json": lines(resolution(), resolution("A/RES/79/2"))[:-200]},
        "x.json, line 2: ",
        {"line 1: A/RES/79/1": GOOD},
    ),
    "a table cut in the middle": (
        {"x_csv": library(("TUR", "TURKEY", "Y"), ("CHN", "CHINA", "A")).encode()[:-30]},
        "its last line has no end",
        {"record 1: A/RES/79/1": {"TUR": Vote.YES}},
    ),
    "mixed encodings": (
        {"x_csv": MIXED + "1,CIV,CÔTE D'IVOIRE,Y,2024-12-02,79,A/RES/79/1,Title\n".encode("cp1252")
         + "1,KAZ,KAZAKHSTAN,Y,2024-12-02,79,A/RES/79/1,Título\n".encode()},
        "x.csv, line 4: byte 8 of the line is not UTF-8, unlike the rest",
        {"record 1: A/RES/79/1": {"TUR": Vote.YES, "KAZ": Vote.YES, "RUS": Vote.NO}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_input_costs_only_itself_and_is_named(tightrope, tmp_path, what):
    files, told, kept = BAD[what]
    put(tmp_path, **files)
    result = tightrope("load", "unga", *(path.name for path in tmp_path.iterdir()))
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    assert told in result.stderr
    assert votes_in(tmp_path / "tightrope.ledger") == kept


def test_hundreds_of_alike_messages_are_a_few_lines_unless_all_are_wanted(tightrope, tmp_path):
    table = library(("TUR", "TURKEY", "Y"), *(("KAZ", "KAZAKHSTAN", f"?{n}") for n in range(300)))
    table += library(("XXX", "ATLANTIS", "N"), record="2").partition("\n")[2]
    put(tmp_path, x_csv=table.encode())
    short = tightrope("load", "unga", "x.csv")
    assert "left out: 302 (--all lists each)" in short.stdout
    assert len(short.stderr.splitlines()) < 20
    assert "more like this" in short.stderr
    assert "ATLANTIS" in short.stderr
    long = tightrope("load", "unga", "x.csv", "--all")
    assert "left out: 302\n" in long.stdout
    assert len(long.stderr.splitlines()) == 302


def test_the_list_names_each_publisher_with_its_terms(tightrope):
    rows = [row.split("\t") for row in tightrope("sources").stdout.splitlines()]
    unga = [row for row in rows if row[0] == "unga"]
    assert len(unga) == 3
    assert {row[5] for row in unga} >= {"CC0-1.0", "non-commercial use with attribution to the United Nations"}
    assert "unga" in tightrope("load", "gdp", "x.csv").stderr


def test_other_data_sets_take_one_file(tightrope):
    result = tightrope("load", "itpde", "a.csv", "b.csv")
    assert result.returncode == 2
    assert "one file" in result.stderr
    assert tightrope("load", "unga").returncode == 2


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run the command line in this process, with a network of our own; give exit status, output and complaints."""

    def run(*arguments: str, network: Callable[[str], bytes]) -> tuple[int, str, str]:
        def answer(url: str, *, timeout: float, max_bytes: int) -> Fetched:
            return Fetched(url, network(url), "", url)

        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(fetching, "fetch", answer)
        monkeypatch.setattr(sys, "argv", ["tightrope", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def no_network(url: str) -> bytes:
    raise SourceError("the host cannot be found (no network?)", url)


def test_without_a_network_fetching_says_so_in_one_line(command, tmp_path):
    status, out, err = command("fetch", "unga", network=no_network)
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("tightrope: there is no network: ")
    assert not (tmp_path / "unga").exists()


def test_what_is_fetched_can_be_loaded_and_the_rest_is_named(command, tightrope, tmp_path):
    listing = [{"name": "79.json", "sha": "", "download_url": "https://example.org/79.json"}]
    held = {Sites().unxml: json.dumps(listing).encode(), "https://example.org/79.json": lines(resolution())}

    def network(url: str) -> bytes:
        if url not in held:
            raise SourceError("HTTP 403 Forbidden", url)
        return held[url]

    status, out, err = command("fetch", "unga", "--to", "my votes", network=network)
    assert status == 0, err
    assert "written: 1\n  my votes/79.json\n" in out
    assert "failed: 2" in out
    assert err.count("HTTP 403 Forbidden") == 2
    assert "non-commercial use with attribution to the United Nations" in out
    assert out.endswith("next: tightrope load unga 'my votes'\n")
    assert "unchanged: 1\n  my votes/79.json\n" in command("fetch", "unga", "--to", "my votes", network=network)[1]
    loaded = tightrope("load", "unga", "my votes")
    assert "roll calls: 1, of which new: 1" in loaded.stdout
    assert "left out: 0" in loaded.stdout, "the note beside the file is no file of votes"


@pytest.mark.real
def test_the_real_files_are_stored_whole_and_where_they_overlap_they_agree(tightrope, tmp_path, shared):
    files = sorted((shared / "data" / "unxml-ga-resolutions" / "data_extract").glob("*.gz"))
    result = tightrope("load", "unga", shared / "data" / "un-votes-voeten" / "un_votes.rda", *files)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "roll calls: 6,933, of which new: 6,933",
        "  Voeten: 6,203 of sessions 1 to 74, of which new: 6,203",
        "  UNxml: 730 of sessions 74 to 80, of which new: 730",
        "in the ledger now: 6,843, of sessions 1 to 80, until 2026-06-04",
        "in both UNxml and Voeten, counted once: 90; votes compared: 16,174, of which disagree: 0",
        "left out: 1",
        "taken although odd: 34 (--all lists each)",
    ]
    assert len(result.stderr.splitlines()) <= 20
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_500_000
    again = tightrope("load", "unga", files[0])
    assert "nothing was added" in again.stdout
