"""A spoilt case: an error of ours with file and line, or a case; nothing else, whichever file is spoilt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fuzzing import HIDDEN, fuzz, kept
from hypothesis import strategies as st
from mutating import spoilt

from tightrope.cases import load_case, new_case
from tightrope.records import CaseError

ORIGIN = "key,producer,title,url,licence,accessed\nnews,Example Daily,A title,https://example.org,,2025-01-31\n"
FACT = "statement,origin,published,attributed_to,status,confidence,"
TABLES = {
    "origins.csv": ORIGIN,
    "facts/events.csv": f"{FACT}source,target,event_type,mode,domain,when\n"
    "They met.,news,2025-01-13,,occurred,0.9,ARM;AZE,IRN,CONSULT,visit,politics,2025-01-12\n",
    "facts/stocks.csv": f"{FACT}holder,over,channel,value,lower,upper,unit,as_of\n"
    "Trade is large.,news,2025-01-13,,occurred,0.9,TUR,GEO,economy.trade,2e9,2e9,,USD,2024\n",
    "facts/ties.csv": f"{FACT}a,b,relation,since,until\n"
    "There is a base.,news,2025-01-13,,occurred,0.9,ARM,RUS,base-host,1995-03,\n",
    "facts/positions.csv": f"{FACT}actor,issue,stance,when\n"
    '"It objects, it says.",news,2025-01-13,,occurred,0.9,GEO,the election,opposes,2025\n',
    "observations/observations.csv": "channel,holder,over,when,lower,upper,unit,origin,locator\n"
    "economy.trade,RUS,ARM,2016,10,20,USD,news,row 3\n",
}
YAML = ("case.yaml", "claims.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = new_case("my-case", tmp_path)
    for name, text in TABLES.items():
        (made / name).write_text(text, "utf-8")
    return made


def read(folder: Path) -> None:
    """All that is read of a case."""
    case = load_case(folder)
    case.starter()
    case.claims()
    case.economies()


def check(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        read(folder)
    except CaseError as error:
        check_told(error, folder)
    finally:
        path.write_bytes(before)


def check_told(error: CaseError, folder: Path) -> None:
    place = error.where.partition(": ")[0]
    assert str(folder) in place, place
    assert re.search(r":\d+$", place) or any(words in error.what for words in WHOLE), str(error)
    assert not HIDDEN.search(str(error)), str(error)
    assert len(str(error)) < 20_000


#: Errors about a whole file, which no line is to blame for.
WHOLE = ("bigger than", "not UTF-8", "nested too deeply", "cannot be read")


@pytest.mark.parametrize("name", [*YAML, *TABLES])
def test_a_spoilt_file_of_a_case_is_read_or_refused_with_its_line(folder: Path, name: str) -> None:
    read(folder)
    target = f"case-{name.rpartition('/')[2]}"
    for found in kept(target):
        check(folder, name, found.read_bytes())
    whole = (folder / name).read_bytes()
    fuzz(target, spoilt([whole]), lambda content: check(folder, name, content), few=20)


def plain_yaml() -> st.SearchStrategy[bytes]:
    """YAML of any structure, in flow style."""
    scalar = st.sampled_from(
        ["1", "x", "''", "null", ".nan", "-.inf", "1e400", "2024-01-01", "!!int x", "0o7", "9" * 5000]
    )
    value = st.recursive(
        scalar,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
            st.dictionaries(scalar, inner, max_size=4).map(flow),
        ),
        max_leaves=20,
    )
    fields = [
        "name",
        "title",
        "window",
        "states",
        "powers",
        "domains",
        "channels",
        "groups",
        "waves",
        "tables",
        "claims",
    ]
    return st.dictionaries(st.sampled_from(fields), value, min_size=1).map(
        lambda content: "".join(f"{name}: {text}\n" for name, text in content.items()).encode()
    )


def flow(content: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {text}" for key, text in content.items()) + "}"


@pytest.mark.parametrize("name", YAML)
def test_any_yaml_is_refused_with_its_line(folder: Path, name: str) -> None:
    target = f"case-{name}"
    fuzz(target, plain_yaml(), lambda content: check(folder, name, content), few=20)
