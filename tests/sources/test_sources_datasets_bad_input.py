"""What may be wrong with a file, over every reader: it is refused by name, or left out by line, and never guessed."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from dataset_samples import SAMPLES, WIDE, WORKBOOKS, write

from tightrope.names import Names
from tightrope.records import SourceError
from tightrope.sources.datasets import DATASETS, Scope, Table, read_dataset

#: Row and columns, in its sample, of a figure, of its year, and of a country that a file may misspell.
SPOTS: dict[str, dict[str, tuple[int, tuple[int, ...]]]] = {
    "aiddata-diplomacy": {"figure": (1, (3,)), "year": (1, (1,)), "country": (1, (0,))},
    "aiddata-finance": {"figure": (1, (2,)), "year": (1, (1,)), "number": (1, (0,))},
    "aiddata-projects": {"figure": (1, (5,)), "year": (1, (3,)), "country": (1, (1,))},
    "atop": {"figure": (1, (3,)), "year": (1, (2,)), "number": (1, (1,))},
    "baci": {"figure": (1, (4,)), "year": (1, (0,)), "number": (1, (2,))},
    "ceias-travel": {"year": (1, (0,)), "country": (1, (3,))},
    "comtrade": {"figure": (1, (9,)), "year": (1, (0, 1)), "country": (1, (5, 6))},
    "cow-alliances": {"figure": (1, (4,)), "year": (1, (3,)), "number": (1, (1,))},
    "cow-igos": {"figure": (1, (3,)), "year": (1, (2,)), "number": (1, (0,))},
    "itpde": {"figure": (1, (5,)), "year": (1, (0,)), "country": (1, (4,))},
    "itpde-industries": {"figure": (1, (6,)), "year": (1, (4,)), "country": (1, (3,))},
    "mme-exercises": {"year": (1, (3,)), "country": (1, (2,))},
    "siat-exports": {"figure": (1, (2,)), "country": (1, (1,))},
    "sipri-arms": {"figure": (3, (5,)), "year": (3, (3,)), "country": (3, (1,))},
    "uis-students": {"figure": (1, (3,)), "year": (1, (0,)), "country": (1, (2,))},
    "undesa-migrants": {"figure": (2, (2,)), "year": (2, (0,)), "country": (2, (1,))},
    "unga-es11": {},
    "us-troops": {"figure": (1, (3,)), "year": (1, (1,)), "country": (1, (0,))},
    "wdi": {"figure": (1, (2,)), "year": (1, (1,))},
}
#: What stands there instead.
WRONG = {
    "figure": ("-5", "nan", "1e999", "1_000", "many"),
    "year": ("20155", "1066", "MMXV", "2100"),
    "country": ("Ruritania",),
    "number": ("999",),
}
CASES = [
    pytest.param(name, kind, wrong, id=f"{name}-{kind}-{wrong}")
    for name, spots in SPOTS.items()
    for kind in spots
    for wrong in WRONG[kind]
]
CSV = sorted(set(SPOTS) - set(WORKBOOKS) - {"unga-es11"})


def sample(name: str) -> list[list[str]]:
    return [line.split(",") for line in SAMPLES[name]]


def read(path: Path, name: str, scope: Scope = WIDE) -> Table:
    return read_dataset(name, path, scope, Names.builtin())


def bounds(table: Table) -> dict[tuple[str, str, str, str], tuple[float, float]]:
    return {
        (seen.channel, seen.holder, seen.over, str(seen.when)): (seen.lower, seen.upper) for seen in table.observations
    }


def test_every_data_set_is_looked_at() -> None:
    assert set(SPOTS) == set(DATASETS)


@pytest.mark.parametrize(("name", "kind", "wrong"), CASES)
def test_a_cell_that_cannot_be_right_is_left_out_by_line(name: str, kind: str, wrong: str, tmp_path: Path) -> None:
    table, (row, columns) = sample(name), SPOTS[name][kind]
    for column in columns:
        table[row][column] = wrong
    found = read(write(tmp_path / "table", name, table), name)
    said = [failure.reason for failure in found.left_out if failure.where == f"table, line {row + 1}"]
    assert any(wrong in reason for reason in said), found.left_out


#: Columns that may have any name: each is an organisation, or an indicator.
ANY_NAME = {("cow-igos", "figure"), ("wdi", "figure")}
NEEDED = [(name, kind) for name, spots in SPOTS.items() for kind in spots if (name, kind) not in ANY_NAME]


@pytest.mark.parametrize(("name", "kind"), NEEDED)
def test_a_file_without_a_column_it_needs_is_refused_by_name(name: str, kind: str, tmp_path: Path) -> None:
    table, (row, columns) = sample(name), SPOTS[name][kind]
    header = next(line for line in table if len(line) == len(table[row]))
    header[columns[0]] = "renamed"
    with pytest.raises(SourceError, match="table") as refused:
        read(write(tmp_path / "table", name, table), name)
    assert "column" in str(refused.value)


@pytest.mark.parametrize("name", CSV)
@pytest.mark.parametrize("change", ["byte order mark", "semicolons", "tabs", "windows line ends"])
def test_a_file_that_was_saved_otherwise_is_the_same_table(name: str, change: str, tmp_path: Path) -> None:
    path = write(tmp_path / "table", name, sample(name))
    plain, text = read(path, name), path.read_text("utf-8")
    changed = {
        "byte order mark": "\ufeff" + text,
        "semicolons": text.replace(",", ";"),
        "tabs": text.replace(",", "\t"),
        "windows line ends": text.replace("\n", "\r\n"),
    }[change]
    path.write_bytes(changed.encode())
    again = read(path, name)
    assert bounds(again) == bounds(plain)
    assert again.left_out == plain.left_out


@pytest.mark.parametrize("name", [name for name in CSV if "figure" in SPOTS[name]])
def test_a_decimal_comma_is_never_guessed(name: str, tmp_path: Path) -> None:
    table, (row, (column, *_)) = sample(name), SPOTS[name]["figure"]
    table[row][column] = "1@5"
    path = write(tmp_path / "table", name, table)
    path.write_text(path.read_text("utf-8").replace(",", ";").replace("@", ","), encoding="utf-8")
    found = read(path, name)
    assert any("1,5" in one.reason and one.where == f"table, line {row + 1}" for one in found.left_out), found.left_out


@pytest.mark.parametrize("name", sorted(set(SPOTS) - set(WORKBOOKS)))
def test_a_file_cut_in_the_middle_never_gives_a_wrong_figure_in_silence(name: str, tmp_path: Path) -> None:
    path = write(tmp_path / "table", name, sample(name))
    whole, content = bounds(read(path, name)), path.read_bytes()
    for end in range(len(content)):
        path.write_bytes(content[:end])
        try:
            found = read(path, name)
        except SourceError:
            continue
        wrong = [
            key
            for key, (lower, upper) in bounds(found).items()
            if key not in whole or not lower <= whole[key][0] <= whole[key][1] <= upper
        ]
        at_a_line_end = content[:end].endswith(b"\n") or content[end : end + 1] == b"\n"
        assert not wrong or found.left_out or at_a_line_end, (content[:end], wrong)


NAMED = (
    *("comtrade", "itpde", "itpde-industries", "mme-exercises"),
    *("siat-exports", "sipri-arms", "uis-students", "undesa-migrants"),
)


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("turkey", ["TÜRKİYE", "Türkiye", "Turkey", "TURKIYE"])
def test_turkey_is_known_in_four_spellings(name: str, turkey: str, tmp_path: Path) -> None:
    swap = {"Russia": turkey, "Russian Federation": turkey, "RUS": "TUR", "643": "792"}
    table = [[swap.get(cell, cell) for cell in row] for row in sample(name)]
    found = read(write(tmp_path / "table", name, table), name, Scope(states=("KAZ", "UZB"), powers=("TUR", "CHN")))
    assert "TUR" in {seen.holder for seen in found.observations}
    assert not [failure for failure in found.left_out if "unknown" in failure.reason]


#: Data sets in which a row that stands twice means the same twice, not two things.
ONE_ROW = sorted(set(SPOTS) - {"unga-es11", "ceias-travel"})


@pytest.mark.parametrize("name", ONE_ROW)
def test_a_row_that_stands_twice_counts_once_and_is_told(name: str, tmp_path: Path) -> None:
    table = sample(name)
    row = table[next(iter(SPOTS[name].values()))[0]]
    plain = bounds(read(write(tmp_path / "table", name, table), name))
    found = read(write(tmp_path / "table", name, [*table, row]), name)
    assert bounds(found) == plain
    assert any("repeats line" in failure.reason for failure in found.left_out), found.left_out


@pytest.mark.parametrize("name", [name for name in ONE_ROW if "figure" in SPOTS[name] and name != "sipri-arms"])
def test_two_rows_that_contradict_each_other_are_both_left_out(name: str, tmp_path: Path) -> None:
    table, (row, (column, *_)) = sample(name), SPOTS[name]["figure"]
    other = list(table[row])
    other[column] = "0" if name in ("atop", "cow-alliances") else "7"
    found = read(write(tmp_path / "table", name, [*table, other]), name)
    lines = {failure.where for failure in found.left_out if "contradicts" in failure.reason}
    assert lines == {f"table, line {row + 1}", f"table, line {len(table) + 1}"}, found.left_out


def test_a_byte_changed_anywhere_never_breaks_a_reader(tmp_path: Path) -> None:
    for name in CSV:
        path = write(tmp_path / "table", name, sample(name))
        content = path.read_bytes()
        for at, byte in itertools.product(range(0, len(content), 7), (b"\xff", b'"', b"\n")):
            path.write_bytes(content[:at] + byte + content[at + 1 :])
            try:
                found = read(path, name)
            except SourceError:
                continue
            assert all(0 <= seen.lower <= seen.upper for seen in found.observations)
