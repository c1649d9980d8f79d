"""Students, migrants, remittances and troops: what is not in a table is not zero."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tightrope.names import Names
from tightrope.records import Observation, SourceError, When
from tightrope.sources.datasets import Scope, Table, uis, undesa, us_troops

SCOPE = Scope(states=("KAZ", "UZB"), powers=("RUS", "CHN", "USA", "EUU", "TUR"))


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.builtin()


def write(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def find(table: Table, over: str, holder: str, year: int) -> Observation | None:
    wanted = (over, holder, When.year(year))
    found = [seen for seen in table.observations if (seen.over, seen.holder, seen.when) == wanted]
    assert len(found) < 2
    return found[0] if found else None


def one(table: Table, over: str, holder: str, year: int) -> Observation:
    found = find(table, over, holder, year)
    assert found is not None
    return found


STUDENTS = """\
year,origin_country_name,dest_country_lumped,value_lumped,cond_all
2004,Uzbekistan,Russia,2430,- - - -
2004,Uzbekistan,Turkey,92,- - c -
2004,Uzbekistan,Germany,80,- - - -
2004,Uzbekistan,Republic of Korea,70,- - - -
2005,Uzbekistan,Russia,3190,a - - d
2005,Uzbekistan,Republic of Korea,89,- - - -
2005,Uzbekistan,Other countries,390,- - - -
2005,Azerbaijan,Turkey,1000,- - - -
2006,Uzbekistan,Turkey,120,- - - -
2006,Uzbekistan,Republic of Korea,95,- - - -
2004,Georgia,United States,50,- - - -
"""


def students(folder: Path, names: Names, text: str = STUDENTS) -> Table:
    return uis.read(write(folder, text), names, SCOPE)


def test_a_listed_destination_is_a_point_with_its_flags_in_words(tmp_path: Path, names: Names) -> None:
    table = students(tmp_path, names)
    turkey = one(table, "UZB", "TUR", 2004)
    assert (turkey.lower, turkey.upper, turkey.unit) == (92.0, 92.0, "persons")
    assert turkey.locator == "2004, Uzbekistan to TUR; national estimate"
    assert one(table, "UZB", "RUS", 2005).locator.endswith("; includes another category; UIS estimate")


def test_a_destination_that_reported_and_is_not_listed_is_an_interval_not_zero(tmp_path: Path, names: Names) -> None:
    turkey = one(students(tmp_path, names), "UZB", "TUR", 2005)
    assert (turkey.lower, turkey.upper) == (0.0, 89.0)


def test_a_destination_that_did_not_report_is_left_out_with_its_reason(tmp_path: Path, names: Names) -> None:
    table = students(tmp_path, names)
    assert find(table, "UZB", "RUS", 2006) is None
    assert ("table.csv, 2006, Uzbekistan", "RUS did not report") in [(f.where, f.reason) for f in table.left_out]


def test_china_is_never_a_destination_and_that_is_said_once(tmp_path: Path, names: Names) -> None:
    table = students(tmp_path, names)
    assert not [seen for seen in table.observations if seen.holder == "CHN"]
    assert [f.reason for f in table.left_out].count("CHN is never a destination in this table") == 1


def test_a_body_whose_member_did_not_report_gets_a_wide_interval(tmp_path: Path, names: Names) -> None:
    table = students(tmp_path, names)
    assert one(table, "UZB", "EUU", 2004).lower == 80.0
    extra = STUDENTS + "2005,Uzbekistan,France,90,- - - -\n"
    union = one(students(tmp_path, names, extra), "UZB", "EUU", 2005)
    assert union.lower == 90.0
    assert union.upper == 90.0 + 390.0 + 2 * 80.0
    assert "DEU (80 in 2004)" in union.locator


def test_a_body_of_which_too_few_members_reported_is_left_out(tmp_path: Path, names: Names) -> None:
    table = students(tmp_path, names, STUDENTS + "2005,Uzbekistan,France,10,- - - -\n")
    assert find(table, "UZB", "EUU", 2005) is None
    assert "too few of the members of EUU reported" in [f.reason for f in table.left_out]


def test_powers_and_the_rest_of_the_world_cover_all_students(tmp_path: Path, names: Names) -> None:
    extra = STUDENTS + "2005,Uzbekistan,France,90,- - - -\n"
    year = [seen for seen in students(tmp_path, names, extra).observations if seen.when == When.year(2005)]
    assert {seen.holder for seen in year} == {"RUS", "EUU", "TUR", "ROW"}
    total = 3190 + 89 + 390 + 90
    assert sum(seen.lower for seen in year) <= total <= sum(seen.upper for seen in year)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2006,Uzbekistan,Rusia,9,- - - -", "unknown destination 'Rusia'"),
        ("2006,Uzbekistan,Russia,-9,- - - -", "is impossible"),
        ("2006,Uzbekistan,Russia,9,- x - -", "unreadable flags '- x - -'"),
        ("2006,Uzbekistan,Russia,9,", "unreadable flags ''"),
        ("2006,Uzbekistan,Russia,9,- b - -", "counted in another category"),
        ("2006,Usbekistan,Russia,9,- - - -", "unknown origin 'Usbekistan' (1 rows)"),
    ],
)
def test_a_bad_row_of_students_is_left_out_by_line(tmp_path: Path, names: Names, row: str, reason: str) -> None:
    table = students(tmp_path, names, f"{STUDENTS}{row}\n")
    assert find(table, "UZB", "RUS", 2006) is None
    assert [f.where for f in table.left_out if reason in f.reason] == ["table.csv, line 13"]


def test_a_country_that_is_named_in_two_ways_in_one_year_is_left_out(tmp_path: Path, names: Names) -> None:
    table = students(tmp_path, names, STUDENTS + "2004,Uzbekistan,Türkiye,5,- - - -\n")
    assert find(table, "UZB", "TUR", 2004) is None
    torn = [f.where for f in table.left_out if f.reason == "TUR has two rows for 2004"]
    assert torn == ["table.csv, line 3", "table.csv, line 13"]


MIGRANTS = """\
Year,Dest,Kazakhstan,Uzbekistan
2019,Russian Federation,2559711,1146535
2019,China,0,0
2019,Caribbean,10,0
2019,Micronesia,10,0
2019,Kazakhstan,0,292043
2019,Germany,1000,..
2019,Tuvalu,0,-
"""


def migrants(folder: Path, names: Names, text: str = MIGRANTS) -> Table:
    return undesa.read(write(folder, text), names, SCOPE)


def test_zero_for_china_as_a_destination_is_unknown(tmp_path: Path, names: Names) -> None:
    table = migrants(tmp_path, names)
    assert not [seen for seen in table.observations if seen.holder == "CHN"]
    zeros = [f for f in table.left_out if f.reason == "0 for China as a destination in 2019 means not known"]
    assert [f.where for f in zeros] == ["table.csv, line 3", "table.csv, line 3"]


def test_regions_between_the_countries_are_not_counted_twice(tmp_path: Path, names: Names) -> None:
    assert one(migrants(tmp_path, names), "KAZ", "ROW", 2019).lower == 0.0
    assert one(migrants(tmp_path, names), "UZB", "ROW", 2019).lower == 292043.0


def test_a_migrant_figure_names_its_row_and_column(tmp_path: Path, names: Names) -> None:
    russia = one(migrants(tmp_path, names), "UZB", "RUS", 2019)
    assert (russia.lower, russia.locator) == (1146535.0, "2019, Dest Russian Federation, column Uzbekistan")


def test_a_body_with_figures_of_some_members_is_a_lower_bound(tmp_path: Path, names: Names) -> None:
    table = migrants(tmp_path, names)
    assert (one(table, "KAZ", "EUU", 2019).lower, one(table, "KAZ", "EUU", 2019).upper) == (1000.0, math.inf)
    assert find(table, "UZB", "EUU", 2019) is None
    assert "no figure ('..'), which is not zero" in " ".join(f.reason for f in table.left_out)


def test_a_table_without_a_column_for_a_state_is_refused(tmp_path: Path, names: Names) -> None:
    with pytest.raises(SourceError, match="no column for people born in UZB"):
        migrants(tmp_path, names, "Year,Dest,Kazakhstan\n2019,China,0\n")


def test_migrants_in_a_country_named_in_two_ways_are_not_counted_twice(tmp_path: Path, names: Names) -> None:
    table = migrants(tmp_path, names, MIGRANTS + "2019,Turkey,9,9\n2019,Türkiye,9,9\n")
    assert find(table, "KAZ", "TUR", 2019) is None
    assert sum(f.reason == "TUR has two rows for 2019" for f in table.left_out) == 4


def test_an_unknown_destination_of_migrants_is_left_out_by_line(tmp_path: Path, names: Names) -> None:
    table = migrants(tmp_path, names, MIGRANTS + "2019,Ruritania,5,5\n")
    assert [f.where for f in table.left_out if "Ruritania" in f.reason] == ["table.csv, line 9"]


GERMANY_1990 = """\
Year,Dest,Kazakhstan,Uzbekistan
1990,Germany,10199,2864
1990,France,436,100
1990,Russian Federation,2349697,890893
"""


def test_a_figure_of_germany_from_before_it_counted_ethnic_germans_is_a_lower_bound(
    tmp_path: Path, names: Names
) -> None:
    table = migrants(tmp_path, names, GERMANY_1990)
    union = one(table, "KAZ", "EUU", 1990)
    assert (union.lower, union.upper) == (10635.0, math.inf)
    assert "ethnic Germans" in union.locator
    assert one(table, "KAZ", "RUS", 1990).upper == 2349697.0


def test_a_lower_bound_stays_one_in_whatever_sum_it_is(tmp_path: Path, names: Names) -> None:
    path = write(tmp_path, GERMANY_1990)
    single = undesa.read(path, names, Scope(states=("KAZ",), powers=("RUS", "DEU")))
    assert (one(single, "KAZ", "DEU", 1990).lower, one(single, "KAZ", "DEU", 1990).upper) == (10199.0, math.inf)
    rest = one(undesa.read(path, names, Scope(states=("KAZ",), powers=("RUS",))), "KAZ", "ROW", 1990)
    assert (rest.lower, rest.upper) == (10635.0, math.inf)


def test_a_mended_figure_of_germany_stands_and_the_reader_says_so(tmp_path: Path, names: Names) -> None:
    table = migrants(tmp_path, names, GERMANY_1990.replace("10199", "120000"))
    assert "ethnic Germans" not in one(table, "KAZ", "EUU", 1990).locator
    assert [f.where for f in table.left_out if "120000 instead of 10199" in f.reason] == ["table.csv, line 2"]


def test_people_that_greece_lists_under_a_wrong_country_are_left_out_by_line(tmp_path: Path, names: Names) -> None:
    path = write(tmp_path, "Year,Dest,Turkmenistan\n1990,Greece,40196\n1990,France,50\n2000,Greece,97\n")
    table = undesa.read(path, names, Scope(states=("TKM",), powers=("EUU",)))
    union = one(table, "TKM", "EUU", 1990)
    assert (union.lower, union.upper) == (50.0, math.inf)
    assert one(table, "TKM", "EUU", 2000).lower == 97.0
    assert [f.where for f in table.left_out] == ["table.csv, line 2"]


TROOPS = """\
countryname,year,ccode,iso3c,region,troops_ad
Kazakhstan,2009,705,KAZ,Asia,70
Uzbekistan,2002,704,UZB,Asia,3
Uzbekistan,2006,704,UZB,Asia,6
Zanzibar,1950,511,NA,Africa,5
"""


def test_troops_at_an_unlisted_base_make_the_count_a_lower_bound(tmp_path: Path, names: Names) -> None:
    table = us_troops.read(write(tmp_path, TROOPS), names, SCOPE)
    hidden = one(table, "UZB", "USA", 2002)
    assert (hidden.lower, hidden.upper) == (3.0, math.inf)
    assert "Karshi-Khanabad" in hidden.locator
    assert one(table, "UZB", "USA", 2006).upper == 6.0
    assert one(table, "KAZ", "USA", 2009).locator == "iso3c KAZ, year 2009, troops_ad"


def test_a_count_that_differs_from_the_known_gap_stands_as_it_is(tmp_path: Path, names: Names) -> None:
    table = us_troops.read(write(tmp_path, TROOPS.replace("UZB,Asia,3", "UZB,Asia,1300")), names, SCOPE)
    assert one(table, "UZB", "USA", 2002).upper == 1300.0
    assert "1300 instead of 3" in table.left_out[0].reason


def test_a_code_that_does_not_belong_to_the_name_is_left_out(tmp_path: Path, names: Names) -> None:
    table = us_troops.read(write(tmp_path, TROOPS + "Kyrgyzstan,2009,703,UZB,Asia,3962\n"), names, SCOPE)
    assert find(table, "UZB", "USA", 2009) is None
    assert table.left_out[0].where == "table.csv, line 6"


def test_troops_are_nothing_to_a_case_without_the_united_states(tmp_path: Path, names: Names) -> None:
    table = us_troops.read(write(tmp_path, TROOPS), names, Scope(states=("KAZ",), powers=("RUS",)))
    assert table.observations == ()
    assert table.left_out[0].reason == "the USA is not a power of this case"
