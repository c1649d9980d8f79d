"""A load that fails half-way, for whatever reason, leaves the ledger as it was and says which file and where."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dataset_samples import SAMPLES
from ledger_examples import a_roll_call, an_observation, an_origin, numbered
from ledger_rows import rows_of
from loaded_folders import write_evidence_folder, write_flows_folder
from roll_call_files import DATAVERSE, resolution

from tightrope.ledger import Ledger, store
from tightrope.records import COOPERATION_CHANNEL, LedgerError

ROLL_CALLS = "".join(json.dumps(resolution(f"A/RES/79/{number}"), ensure_ascii=False) + "\n" for number in (1, 2))
OLDER = "\n4000,67,1,640,1,1,11/22/2012,R/67/4,1,0,0,0,0,0,2012.0\n"


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A ledger with something in it."""
    path = tmp_path / "a.ledger"
    with Ledger.open(path) as ledger:
        ledger.add_document(*numbered(7))
        ledger.add_observations(an_origin(), [an_observation(an_origin())])
        ledger.add_roll_calls(an_origin(), [a_roll_call(an_origin())])
    return path


def table(name: str) -> bytes:
    return "\n".join([*SAMPLES[name], ""]).encode()


def cut_off(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def changed(path: Path, column: str, value: object, row: int = 1) -> None:
    """Give a cell of a Parquet file another value."""
    rows = pq.read_table(path)
    cells = rows.column(column).to_pylist()
    cells[row] = value
    at = rows.schema.names.index(column)
    pq.write_table(rows.set_column(at, column, pa.array(cells, rows.schema.field(column).type)), path)


def last(folder: Path, kind: str) -> Path:
    """The file that is read last."""
    return max((folder / kind).rglob("*.parquet"))


def packed_table(folder: Path) -> str:
    rows = table("itpde") + b"".join(line.encode() + b"\n" for line in SAMPLES["itpde"][1:] * 3000)
    (folder / "trade.csv.gz").write_bytes(gzip.compress(rows))
    cut_off(folder / "trade.csv.gz")
    return "load itpde trade.csv.gz"


def table_of_another_set(folder: Path) -> str:
    (folder / "trade.csv").write_bytes(table("baci"))
    return "load comtrade trade.csv"


def table_that_is_missing(folder: Path) -> str:
    return "load comtrade trade.csv"


def roll_calls(folder: Path) -> str:
    (folder / "79.json").write_text(ROLL_CALLS[:-80], "utf-8")
    (folder / "79.json").write_bytes((folder / "79.json").read_bytes().replace(b'"', b"'"))
    return "load unga 79.json"


def documents(folder: Path) -> str:
    (folder / "news.md").write_bytes(b"\x00\x01\x02\x00" * 50)
    return "read news.md"


def evidence_cut_off(folder: Path) -> str:
    cut_off(last(write_evidence_folder(folder / "e"), "documents"))
    return "load evidence e"


def evidence_missing(folder: Path) -> str:
    last(write_evidence_folder(folder / "e"), "evidence").unlink()
    return "load evidence e"


def evidence_missing_of_one_month(folder: Path) -> str:
    month = LATER.split("/")[0].removeprefix("month=")
    return f"{evidence_missing(folder)} --month {month}"


def evidence_of_a_month_missing(folder: Path) -> str:
    last(write_evidence_folder(folder / "e"), "documents").unlink()
    return "load evidence e"


def evidence_with_another_quote(folder: Path) -> str:
    changed(last(write_evidence_folder(folder / "e"), "evidence"), "quote", "說了別的")
    return "load evidence e"


def evidence_with_another_text(folder: Path) -> str:
    changed(last(write_evidence_folder(folder / "e"), "documents"), "text", "說了別的", row=0)
    return "load evidence e"


def evidence_with_a_day_that_is_none(folder: Path) -> str:
    changed(last(write_evidence_folder(folder / "e"), "evidence"), "when", "2023-02-30", row=0)
    return "load evidence e"


def evidence_without_blocks(folder: Path) -> str:
    (write_evidence_folder(folder / "e") / "manifest.json").write_text('{"plan": {}, "blocks": [1]}')
    return "load evidence e"


def evidence_of_another_schema(folder: Path) -> str:
    path = last(write_evidence_folder(folder / "e"), "documents")
    pq.write_table(pa.table({"id": ["x"], "text": [7]}), path)
    return "load evidence e"


def flows_not_a_number(folder: Path) -> str:
    changed(last(write_flows_folder(folder / "f"), "flows"), "cooperation", math.nan)
    return changed_flows(folder)


def changed_flows(folder: Path) -> str:
    changed(last(folder / "f", "flows"), "source", "KAZ")  # so that the case looks at the row
    return "load flows f"


def flows_beyond_all_counting(folder: Path) -> str:
    changed(last(write_flows_folder(folder / "f"), "flows"), "conflict", 1e308)
    return changed_flows(folder)


def flows_of_a_year_missing(folder: Path) -> str:
    last(write_flows_folder(folder / "f"), "flows").unlink()
    return "load flows f"


def flows_without_the_total_of_a_year(folder: Path) -> str:
    last(write_flows_folder(folder / "f"), "totals").unlink()
    return "load flows f"


def flows_of_numbers_for_countries(folder: Path) -> str:
    path = last(write_flows_folder(folder / "f"), "flows")
    rows = pq.read_table(path)
    at = rows.schema.names.index("source")
    pq.write_table(rows.set_column(at, "source", pa.array([398] * len(rows))), path)
    return "load flows f"


def flows_of_a_set_that_is_a_list(folder: Path) -> str:
    (write_flows_folder(folder / "f") / "manifest.json").write_text('{"set": ["gdelt"]}')
    return "load flows f"


def flows_in_a_circle(folder: Path) -> str:
    (write_flows_folder(folder / "f") / "totals" / "again").symlink_to(folder / "f" / "totals")
    return "load flows f"


LATER = "month=2020-07/part-000000-0001.parquet"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (packed_table, "trade.csv.gz"),
        (table_of_another_set, "trade.csv, line 1: lacks the column refYear"),
        (table_that_is_missing, "trade.csv"),
        (roll_calls, "79.json"),
        (documents, "news.md"),
        (evidence_cut_off, f"e/documents/{LATER}: damaged: "),
        (evidence_missing, f"e/evidence/{LATER}: it is missing; manifest.json counts 4 pieces"),
        (evidence_missing_of_one_month, f"e/evidence/{LATER}: it is missing; manifest.json counts 4 pieces"),
        (
            evidence_of_a_month_missing,
            f"e/documents/{LATER}: it is missing; manifest.json",
        ),
        (evidence_with_another_quote, f"e/evidence/{LATER}: damaged: row 2: its quote"),
        (evidence_with_another_text, f"e/documents/{LATER}: damaged: row 1 was changed"),
        (
            evidence_with_a_day_that_is_none,
            f"e/evidence/{LATER}: damaged: row 1: not a date: '2023-02-30'",
        ),
        (evidence_without_blocks, "e/manifest.json: damaged: "),
        (evidence_of_another_schema, "part-000000-0001.parquet: damaged: it lacks the columns published, language"),
        (flows_not_a_number, "f/flows/2020.parquet, row 2: cooperation is nan"),
        (flows_beyond_all_counting, "f/flows/2020.parquet, row 2: conflict is 1e+308"),
        (flows_of_a_year_missing, "f: flows/ has 0 rows of 2020-01; manifest.json counts 3"),
        (flows_without_the_total_of_a_year, "f/flows/2020.parquet, row 1: there are flows of 2020-01, but totals/"),
        (flows_of_numbers_for_countries, "f/flows/2020.parquet: the column source holds int64, not string"),
        (flows_of_a_set_that_is_a_list, "f/manifest.json: there is no event data set ['gdelt']"),
        (flows_in_a_circle, "the month 2019-01 stands twice"),
    ],
)
def test_bad_input_leaves_the_ledger_as_it_was_and_says_which_file_and_where(
    command, begun: Path, tmp_path: Path, spoil: Callable[[Path], str], words: str
) -> None:
    before = rows_of(begun)
    arguments = spoil(tmp_path).split()
    status, _, err = command(*arguments, "--ledger", begun)
    assert status == 1
    assert words in err
    assert "Traceback" not in err
    assert rows_of(begun) == before


def a_table(folder: Path) -> str:
    (folder / "arms.csv").write_bytes(table("sipri-arms"))
    return "load sipri-arms arms.csv"


def two_files_of_roll_calls(folder: Path) -> str:
    (folder / "1.json").write_text(ROLL_CALLS, "utf-8")
    (folder / "2.csv").write_text(DATAVERSE + OLDER, "utf-8")
    return "load unga 1.json 2.csv"


def flows(folder: Path) -> str:
    write_flows_folder(folder / "f")
    return "load flows f"


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (KeyboardInterrupt(), 130, "tightrope: interrupted; everything stored so far is kept\n"),
        (LedgerError("the disk is full", "a.ledger"), 1, "tightrope: a.ledger: the disk is full\n"),
    ],
)
@pytest.mark.parametrize("load", [a_table, two_files_of_roll_calls, flows])
def test_a_load_that_is_cut_off_after_its_first_part_is_stored_leaves_nothing_of_it(
    command,
    begun: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    load: Callable[[Path], str],
    error: BaseException,
    status: int,
    words: str,
) -> None:
    arguments = [*load(tmp_path).split(), "--ledger", begun]
    before = rows_of(begun)
    seen = []

    def until_cut_off(make: Callable[[object], object]) -> Callable[[object], object]:
        def row(one: object) -> object:
            seen.append(one)
            second_file = {getattr(each, "origin", "") for each in seen} != {getattr(seen[0], "origin", "")}
            if second_file or (load is a_table and len(seen) > 1):
                raise error
            if getattr(one, "channel", "") == COOPERATION_CHANNEL:
                raise error
            return make(one)

        return row

    with monkeypatch.context() as cut:
        for name in ("observation_row", "roll_call_row"):
            cut.setattr(store, name, until_cut_off(getattr(store, name)))
        ended, _, err = command(*arguments)
    assert (ended, err) == (status, words)
    assert len(seen) > 1
    assert rows_of(begun) == before
    assert command(*arguments)[0] == 0
    assert rows_of(begun) != before
