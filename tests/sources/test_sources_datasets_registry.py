"""The list of data sets, and reading one by its name."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tightrope.cases import load_case
from tightrope.names import Names
from tightrope.records import Domain, SourceError
from tightrope.sources.datasets import DATASETS, Scope, read_dataset
from tightrope.sources.datasets.gaps import known_gaps

INDICATORS = load_case("central_asia").indicators
SCOPE = Scope(states=("KAZ",), powers=("RUS",), indicators=INDICATORS)
#: What a cell should not hold.
ODD = ("", "NA", "-1", "1e400", "9" * 5000, "²", "Other countries", "KAZ", "2015", '"', "(line)", "\ufeff")


def test_an_unknown_data_set_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"there is no data set 'gdp'; known are aiddata-diplomacy, .*, wdi"):
        read_dataset("gdp", tmp_path, SCOPE, Names.builtin())


def test_a_data_set_is_read_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("geo,time,bx_trf_pwkr_dt_gd_zs\nkaz,1995,0.5\n", encoding="utf-8")
    table = read_dataset("wdi", path, SCOPE, Names.builtin())
    (seen,) = table.observations
    assert seen.origin == table.origin.id
    assert table.origin.producer == DATASETS["wdi"].source.producer
    assert len(table.origin.sha256) == 64


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_every_data_set_says_who_made_it_on_what_terms_and_what_it_observes(name: str) -> None:
    source, about = DATASETS[name].source, DATASETS[name].about
    assert DATASETS[name].name == name
    words = (source.title, source.producer, source.licence, about.citation, about.reads, about.years, about.covers)
    assert all(each.strip() == each != "" for each in words)
    assert source.url.startswith("https://")
    assert about.channels
    for channel in about.channels:
        assert Domain(channel.partition(".")[0])
    assert re.search(r"\b(1[89]|20)\d\d\b", about.years)
    assert about.fields
    assert all(column.strip() and meaning.strip() for column, meaning in about.fields.items())


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_every_data_set_says_where_its_file_is_or_how_to_get_it(name: str) -> None:
    about = DATASETS[name].about
    assert (about.download is None) == bool(about.by_hand)
    if about.download is not None:
        assert about.download.url.startswith(("https://", "http://www.atopdata.org/"))
        assert about.download.loads
        assert re.fullmatch(r"[0-9a-f]{64}|", about.download.sha256)


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_every_data_set_refuses_an_empty_and_a_foreign_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "foreign"
    for text in ("", "a,b\n1,2\n", "<html></html>"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SourceError, match="foreign"):
            read_dataset(name, path, SCOPE, Names.builtin())


SAMPLES = {
    "aiddata-projects": [
        "AidData Record ID,Recipient,Recipient ISO-3,Commitment Year,Recommended For Aggregates,"
        "Adjusted Amount (Constant USD 2021)",
        "1,Kazakhstan,KAZ,2015,Yes,10",
        "2,Kazakhstan,KAZ,2015,Yes,",
    ],
    "baci": ["t,i,j,k,v,q", "2015,398,643,010121,10,1", "2015,643,398,010121,10,1"],
    "comtrade": [
        "refYear,period,flowCode,reporterISO,reporterDesc,partnerISO,partnerDesc,cmdCode,motCode,primaryValue",
        "2015,2015,X,KAZ,Kazakhstan,RUS,Russian Federation,TOTAL,0,10",
        "2015,2015,X,KAZ,Kazakhstan,W00,World,TOTAL,0,20",
        "2015,2015,M,KAZ,Kazakhstan,RUS,Russian Federation,TOTAL,0,30",
    ],
    "aiddata-diplomacy": [
        "receiving_country,year,confucius_institutes,government_visits,inbound_students_to_china",
        "Kazakhstan,2005,0,22,781",
    ],
    "aiddata-finance": ["ccode,year,oof_adj,oda_adj,vof_adj", "705,2013,1,2,3"],
    "itpde": ["year,exporter_iso3,exporter,importer_iso3,importer,value", "2015,KAZ,Kazakhstan,RUS,Russia,10"],
    "siat-exports": ["Code,Country,2015", "643,Russia,10"],
    "uis-students": [
        "year,origin_country_name,dest_country_lumped,value_lumped,cond_all",
        "2015,Kazakhstan,Russia,10,- - - -",
        "2015,Kazakhstan,Other countries,5,- - - -",
    ],
    "undesa-migrants": ["Year,Dest,Kazakhstan,Uzbekistan", "2019,China,0,1", "2019,Russian Federation,5,7"],
    "unga-es11": ['{"symbol": "A/RES/ES-11/1", "adoption_date": "2 March 2022", "MS_against": ["CHINA"]}'],
    "us-troops": ["countryname,year,iso3c,troops_ad", "Uzbekistan,2002,UZB,3"],
    "us-troops-quarterly": [
        "countryname,iso3c,year,month,quarter,source,troops_ad",
        "Uzbekistan,UZB,2014,June,2,June 2014,3",
    ],
    "atop": ["stateA,stateB,year,defense,offense,neutral,nonagg,consul", "705,365,1993,1,0,0,1,1"],
    "cow-alliances": [
        "version4id,ccode1,ccode2,year,defense,neutrality,nonaggression,entente",
        "9,365,705,1993,1,0,1,1",
    ],
    "cow-igos": ["ccode1,ccode2,year,dyadigos", "365,705,1993,24"],
    "mme-exercises": ["MMEID,Ex_Name,country,year", "m1,Shield,Kazakhstan,2005", "m1,Shield,Russia,2005"],
    "sipri-arms": [
        "Transfers of major arms",
        "",
        "SIPRI AT Database ID,Supplier,Recipient,Delivery year,Delivery year is estimate,TIV delivery values",
        "1,Russia,Kazakhstan,2005,No,12.5",
    ],
    "ceias-travel": ["Year,Name,Level,Country", "2003,A Leader,President,Kazakhstan"],
    "wdi": ["geo,time,bx_trf_pwkr_dt_gd_zs", "kaz,1995,0.5"],
}
#: Files that must lie beside a data set's own.
BESIDE = {
    "country_codes_V202401b.csv": "country_code,country_name,country_iso2,country_iso3\n"
    "398,Kazakhstan,KZ,KAZ\n643,Russian Federation,RU,RUS\n860,Uzbekistan,UZ,UZB\n"
}
#: Data sets that come as workbooks, with their sheet.
WORKBOOKS = {"ceias-travel": "Dataset"}
WIDE = Scope(states=("KAZ", "UZB"), powers=("RUS", "CHN", "USA"), indicators=INDICATORS)


def write(path: Path, name: str, table: list[list[str]]) -> Path:
    """A file of these rows, with what must lie beside it: CSV or a workbook, which holds no control characters."""
    for other, text in BESIDE.items():
        path.with_name(other).write_text(text, encoding="utf-8")
    if name not in WORKBOOKS:
        path.write_bytes("\n".join([*(",".join(row) for row in table), ""]).encode("utf-8", "surrogatepass"))
        return path
    book = openpyxl.Workbook()
    book.active.title = WORKBOOKS[name]
    for row in table:
        book.active.append([re.sub(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]", "", cell) for cell in row])
    book.save(path)
    return path


@pytest.mark.parametrize("name", sorted(DATASETS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_read_in_part_or_refused_and_never_breaks_a_reader(
    name: str, data: st.DataObject, tmp_path: Path
) -> None:
    table = [line.split(",") for line in SAMPLES[name]]
    for _ in range(data.draw(st.integers(0, 3))):
        row = data.draw(st.sampled_from(table))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(st.text(max_size=12) | st.sampled_from(ODD))
    table += data.draw(st.lists(st.sampled_from(table[1:] or table), max_size=2))
    path = write(tmp_path / "damaged", name, table)
    try:
        read = read_dataset(name, path, WIDE, Names.builtin())
    except SourceError:
        return
    for seen in read.observations:
        assert seen.holder in (*WIDE.powers, "ROW", "WLD")
        assert seen.over in WIDE.states
        assert 0 <= seen.lower <= seen.upper


def test_a_sample_of_every_data_set_is_read(tmp_path: Path) -> None:
    assert set(SAMPLES) == set(DATASETS)
    for name, lines in SAMPLES.items():
        path = write(tmp_path / name, name, [line.split(",") for line in lines])
        read = read_dataset(name, path, WIDE, Names.builtin())
        assert read.observations or read.evidence


def test_every_known_gap_belongs_to_a_data_set_and_says_why() -> None:
    gaps = {name: known_gaps(name) for name in DATASETS}
    assert {name for name, found in gaps.items() if found} == {"itpde", "us-troops"}
    assert all(gap.why and gap.expected >= 0 for found in gaps.values() for gap in found.values())
