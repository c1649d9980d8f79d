from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from flow_files import FLOWS, flow, write_flows

from tightrope.bulk.dyads import DyadFlows, read_flows
from tightrope.names import Names
from tightrope.records import Observation, SourceError

STATES, POWERS = ("KAZ", "UZB"), ("RUS", "EUU")


def read(folder: Path) -> DyadFlows:
    return read_flows(str(folder), STATES, POWERS, Names.builtin())


def figures(observations: Any) -> dict[tuple[str, str, str, str], float]:
    return {(one.channel, one.holder, one.over, str(one.when)): one.lower for one in observations}


def test_the_pairs_of_the_case_enter_with_their_rows_and_all_others_do_not(tmp_path: Path) -> None:
    rows = [
        flow("2019-10", "FRA", "USA", 9),
        flow("2019-10", "KAZ", "RUS", 3, 1),
        flow("2019-10", "KAZ", "UZB", 5),
        flow("2019-10", "USA", "KAZ", 5),
    ]
    found = list(read(write_flows(tmp_path, rows, {"2019-10": 4000})).observations())
    assert figures(found) == {
        ("flows.gdelt.all_events", "WLD", "WLD", "2019-10"): 4000,
        ("flows.gdelt.cooperation", "KAZ", "RUS", "2019-10"): 9.0,
        ("flows.gdelt.cooperation_events", "KAZ", "RUS", "2019-10"): 3,
        ("flows.gdelt.conflict", "KAZ", "RUS", "2019-10"): 3.0,
        ("flows.gdelt.conflict_events", "KAZ", "RUS", "2019-10"): 1,
    }
    assert {one.locator for one in found} == {"flows/2019.parquet, row 2", "totals/2019.parquet, row 1"}
    assert {one.unit for one in found} == {"events", "points"}


def test_a_body_is_the_sum_over_itself_and_its_members_in_the_month_without_what_they_do_to_each_other(
    tmp_path: Path,
) -> None:
    months = ("2019-12", "2020-03")
    rows = [
        row
        for month in months
        for row in (
            flow(month, "FRA", "KAZ", 2),
            flow(month, "GBR", "KAZ", 10),  # a member until 31 January 2020
            flow(month, "FRA", "DEU", 50),
            flow(month, "DEU", "RUS", 1),
            flow(month, "EUU", "KAZ", 4),
            flow(month, "EUU", "FRA", 30),
        )
    ]
    found = list(read(write_flows(tmp_path, rows, dict.fromkeys(months, 1000))).observations())
    acts = {key[1:]: value for key, value in figures(found).items() if key[0].endswith("cooperation_events")}
    assert acts == {
        ("EUU", "KAZ", "2019-12"): 16,
        ("EUU", "RUS", "2019-12"): 1,
        ("EUU", "KAZ", "2020-03"): 6,
        ("EUU", "RUS", "2020-03"): 1,
    }
    (where,) = {one.locator for one in found if (one.holder, str(one.when)) == ("EUU", "2019-12") and one.over == "KAZ"}
    assert where == "flows/2019.parquet, rows 1, 2, 5"


def test_a_member_that_is_a_power_of_its_own_does_not_count_for_the_body(tmp_path: Path) -> None:
    folder = write_flows(tmp_path, [flow("2019-10", "FRA", "KAZ", 2), flow("2019-10", "FRA", "DEU", 3)], {"2019-10": 9})
    found = read_flows(str(folder), STATES, (*POWERS, "FRA"), Names.builtin()).observations()
    acts = {key[1:3]: value for key, value in figures(found).items() if key[0].endswith("cooperation_events")}
    assert acts == {("FRA", "KAZ"): 2, ("FRA", "EUU"): 3}


def test_only_figures_that_differ_from_those_known_are_new_and_what_is_gone_becomes_nothing(tmp_path: Path) -> None:
    rows = [flow("2019-10", "KAZ", "RUS", 3), flow("2019-11", "KAZ", "RUS", 4), flow("2019-11", "RUS", "UZB", 1)]
    known = list(read(write_flows(tmp_path / "a", rows, {"2019-10": 100, "2019-11": 100})).observations())
    assert not list(read(tmp_path / "a").observations(known))
    newer = write_flows(tmp_path / "b", [flow("2019-11", "KAZ", "RUS", 5)], {"2019-11": 100}, version=2)
    other = Observation(
        channel="flows.gdelt.cooperation_events", holder="FRA", over="GEO", when=known[0].when, lower=7, upper=7,
        unit="events", origin="another case's", locator="row 1",
    )  # fmt: skip
    assert figures(read(newer).observations([*known, other])) == {
        ("flows.gdelt.cooperation", "KAZ", "RUS", "2019-11"): 15.0,
        ("flows.gdelt.cooperation_events", "KAZ", "RUS", "2019-11"): 5,
        ("flows.gdelt.cooperation", "RUS", "UZB", "2019-11"): 0.0,
        ("flows.gdelt.cooperation_events", "RUS", "UZB", "2019-11"): 0,
    }


def test_a_month_of_which_more_events_are_known_stays_as_it_is(tmp_path: Path) -> None:
    whole = [flow("2019-10", "KAZ", "RUS", 3), flow("2019-10", "RUS", "UZB", 1)]
    known = list(read(write_flows(tmp_path / "a", whole, {"2019-10": 100})).observations())
    later = [flow("2019-10", "KAZ", "RUS", 1), flow("2019-11", "KAZ", "RUS", 5)]
    found = read(write_flows(tmp_path / "b", later, {"2019-10": 9, "2019-11": 90}))
    assert found.fewer_than(known) == {"2019-10": 100}
    assert {key[3] for key in figures(found.observations(known))} == {"2019-11"}
    assert {key[3] for key in figures(found.observations())} == {"2019-10", "2019-11"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"month": "2019-13"}, "flows/2019.parquet, row 2: '2019-13' is no month"),
        ({"month": "2018-01"}, "flows/2018.parquet, row 1: there are flows of 2018-01, but totals/ does not have"),
        ({"cooperation": -3.0}, "flows/2019.parquet, row 2: cooperation is -3.0: neither a count nor a sum"),
        ({"conflict": float("nan")}, "flows/2019.parquet, row 2: conflict is nan"),
        ({"material_conflict": None}, "flows/2019.parquet, row 2: material_conflict is None"),
    ],
)
def test_a_row_that_cannot_be_right_is_named(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    rows = [flow("2019-10", "FRA", "DEU", 1), {**flow("2019-10", "KAZ", "RUS", 1), **changes}]
    with pytest.raises(SourceError) as refused:
        read(write_flows(tmp_path, rows, {"2019-10": 100}))
    assert said in str(refused.value)


def test_a_folder_that_is_none_is_refused_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no folder that `tightrope flows` has finished: it has no manifest\.json"):
        read(tmp_path)
    write_flows(tmp_path, [], {"2019-10": 1}, name="gdlet")
    with pytest.raises(SourceError, match="no event data set 'gdlet'; known are gdelt, icews, polecat"):
        read(tmp_path)
    (tmp_path / "manifest.json").write_text('{"plan": {}}')
    with pytest.raises(SourceError, match=r"manifest\.json: does not name the event data set"):
        read(tmp_path)
    with pytest.raises(SourceError, match="holds no month"):
        read(write_flows(tmp_path / "none", [], {}))


def test_files_that_are_damaged_or_lack_a_column_or_tell_a_month_twice_are_refused(tmp_path: Path) -> None:
    folder = write_flows(tmp_path, [flow("2019-10", "KAZ", "RUS", 1)], {"2019-10": 100})
    table = pa.Table.from_pylist([flow("2019-10", "KAZ", "RUS", 1)], schema=FLOWS).drop_columns(["conflict"])
    pq.write_table(table, folder / "flows" / "2019.parquet")
    with pytest.raises(SourceError, match=r"flows/2019\.parquet: lacks the columns conflict"):
        read(folder)
    (folder / "flows" / "2019.parquet").write_bytes(b"PAR1 cut")
    with pytest.raises(SourceError, match=r"flows/2019\.parquet: damaged"):
        read(folder)
    write_flows(tmp_path / "twice", [], {"2019-10": 100})
    (tmp_path / "twice" / "totals" / "more.parquet").write_bytes(
        (tmp_path / "twice" / "totals" / "2019.parquet").read_bytes()
    )
    with pytest.raises(SourceError, match=r"totals/more\.parquet, row 1: the month 2019-10 stands twice, also in"):
        read(tmp_path / "twice")
