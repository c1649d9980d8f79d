"""The list of data sets, and reading one by its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dataset_samples import SAMPLES, WIDE, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tightrope.names import Names
from tightrope.records import Domain, SourceError
from tightrope.sources.datasets import DATASETS, Scope, read_dataset
from tightrope.sources.datasets.gaps import known_gaps

SCOPE = Scope(states=("KAZ",), powers=("RUS",), indicators=WIDE.indicators)
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
        assert about.download.url.startswith("https://")
        assert about.download.loads
        assert re.fullmatch(r"[0-9a-f]{64}|", about.download.sha256)


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_every_data_set_refuses_an_empty_and_a_foreign_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "foreign"
    for text in ("", "a,b\n1,2\n", "<html></html>"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SourceError, match="foreign"):
            read_dataset(name, path, SCOPE, Names.builtin())


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
    assert {name for name, found in gaps.items() if found} == {"itpde", "undesa-migrants", "us-troops"}
    assert all(gap.why and gap.expected >= 0 for found in gaps.values() for gap in found.values())
