"""Files broken anywhere: each is read in part or refused as what it is, and nothing else is ever raised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from roll_call_files import DATAVERSE, LIBRARY, library_rows, read, resolution, write_rda

from tightrope.records import SourceError

VOTES = {"TUR": ("TÜRKİYE", "Y"), "RUS": ("RUSSIAN FEDERATION", "N"), "CHN": ("CHINA", "A")}
FILES = {
    "79.json": "".join(json.dumps(resolution(f"A/RES/79/{number}"), ensure_ascii=False) + "\n" for number in (1, 2)),
    "array.json": json.dumps([resolution(), resolution("A/RES/79/2")]),
    "ga_voting.csv": "\n".join([LIBRARY, *library_rows(VOTES)]) + "\n",
    "UNVotes.csv": DATAVERSE + "\n4000,67,1,640,1,1,11/22/2012,R/67/4,1,0,0,0,0,0,2012.0\n" * 2,
}


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_text_that_is_cut_or_altered_anywhere_is_read_or_refused(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    whole = FILES[name].encode()
    at = data.draw(st.integers(0, len(whole)))
    until = data.draw(st.sampled_from([at, at + 1, at + 7, len(whole)]))
    path = tmp_path / name
    path.write_bytes(whole[:at] + data.draw(st.binary(max_size=4)) + whole[until:])
    try:
        read(path)
    except SourceError as error:
        if name not in str(error):
            raise


def test_an_r_file_that_is_cut_anywhere_is_refused(tmp_path: Path) -> None:
    about = (1, 74.0, "2019-12-12", "A/RES/74/50", "0", "0", "0", "SHORT", "Words")
    path = write_rda(tmp_path, [(1, "Turkey", "yes"), (1, "China", "no")], [about])
    whole = path.read_bytes()
    for size in range(0, len(whole) - 1, max(1, len(whole) // 40)):
        path.write_bytes(whole[:size])
        with pytest.raises(SourceError, match=r"un_votes\.rda"):
            read(path)
