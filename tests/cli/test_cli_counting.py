"""`tightrope flows`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tightrope.bulk import stages


def gdelt(day: str, source: str = "RUS", target: str = "KAZ", *, score: str = "1.9", added: str = "") -> str:
    """One row of GDELT 2.0: a visit."""
    row = [""] * 61
    row[1], row[7], row[17], row[26], row[30], row[31], row[59] = day, source, target, "042", score, "3", added or day
    return "\t".join(row)


def write_lines(path: Path, rows: list[str]) -> None:
    path.write_text("".join(f"{row}\n" for row in rows), "utf-8")


@pytest.fixture(autouse=True)
def tasks_in_this_process(monkeypatch):
    def run_tasks(runner, out, tasks, done, again, make):
        worker = make(out)
        for task in tasks:
            done(worker.do(task))

    monkeypatch.setattr(stages, "run_tasks", run_tasks)


def test_a_count_says_what_it_read_what_it_left_out_and_what_failed(command, tmp_path):
    rows = [
        *(gdelt("20191024"), gdelt("20191024"), gdelt("20191101", "EUR", "KAZ"), gdelt("20181024", added="20191024")),
        *("torn\trow", gdelt("20191102", score="3.0")),
    ]
    write_lines(tmp_path / "events.csv", rows)
    status, out, err = command("flows", "events.csv", "--format", "gdelt", "--out", "counted")
    assert status == 0
    assert out.splitlines() == [
        "counted: finished",
        "rows: 5; left out because their day is a guess: 1",
        "events, each once a day: 3, 2019-10 to 2019-11",
        "between two countries: 2",
        "rows scored unlike Goldstein's table: 1",
        "no countries: EUR (1)",
        "wrong lines: 1",
    ]
    assert "events.csv:5: 2 fields, where GDELT has 57, 58 or 61" in err
    assert "counted/failures" in err
    again = command("flows", "events.csv", "--format", "gdelt", "--out", "counted")[1]
    assert again.startswith("counted: finished before, nothing was done")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("events.csv", "--format", "acled", "--out", "x"), 2, "'acled' is none of gdelt, icews, polecat"),
        (("events.csv", "--format", "gdelt"), 2, "--out"),
        (("none.csv", "--format", "gdelt", "--out", "x"), 1, "none.csv: no such file or folder"),
        (("events.csv", "--format", "icews", "--out", "x"), 1, "no event of the set icews in it: no column Event Date"),
        (("events.csv", "--format", "gdelt", "--out", "x", "--address", "h:1"), 2, "an address needs --runner ray"),
    ],
)
def test_wrong_usage_and_wrong_files_are_told(command, tmp_path, arguments, status, words):
    write_lines(tmp_path / "events.csv", [gdelt("20191024")])
    found, _, err = command("flows", *arguments)
    assert found == status
    assert words in err
