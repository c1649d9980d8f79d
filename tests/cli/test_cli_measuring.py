"""A case measured on a ledger that already holds an older form of it, or another case."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tightrope.cases import load_case
from tightrope.cli.measuring import load_starter, measure_case, publish_measurement
from tightrope.ledger import Ledger
from tightrope.measures import Measurement
from tightrope.measures.kept import KeptDraws
from tightrope.names import Names
from tightrope.records import Tie
from tightrope.sources.datasets import Scope, read_dataset

BUILT_IN = Path(load_case("central_asia").folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in case that a test may change."""
    return Path(shutil.copytree(BUILT_IN, tmp_path / "case"))


def measured(ledger: Ledger, folder: Path, kept: KeptDraws) -> Measurement:
    case = load_case(folder)
    load_starter(ledger, case)
    measurement = measure_case(ledger, case, seed=1, draws=200, kept=kept)
    publish_measurement(ledger, case, measurement)
    return measurement


def shares(measurement: Measurement) -> dict[tuple[str, ...], float]:
    return {(one.quantity, one.state, one.power, one.domain, str(one.when)): one.mean for one in measurement.estimates}


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("KGZ,USA,base-host", "KGZ,FRA,base-host", True),  # coded anew: the statement stays the same
        ("Kyrgyzstan", "The Kyrgyz Republic", False),  # reworded: the facts stay the same
    ],
)
def test_a_corrected_case_counts_as_it_stands_and_not_as_it_stood(folder, tmp_path, kept, old, new, counts):
    with Ledger.open(tmp_path / "old.ledger") as ledger:
        before = shares(measured(ledger, folder, kept))
        replace(folder / "facts" / "ties.csv", old, new)
        after = shares(measured(ledger, folder, kept))
    with Ledger.open(tmp_path / "fresh.ledger") as ledger:
        assert after == shares(measured(ledger, folder, kept))
    assert (after != before) == counts


def test_facts_of_another_case_in_the_same_ledger_do_not_count(folder, tmp_path, kept):
    with Ledger.open(tmp_path / "mixed.ledger") as ledger:
        alone = shares(measured(ledger, BUILT_IN, kept))
        replace(folder / "case.yaml", "name: central_asia", "name: another")
        replace(folder / "facts" / "ties.csv", "KGZ,USA,base-host", "KGZ,CHN,base-host")
        load_starter(ledger, load_case(folder))
        assert shares(measured(ledger, BUILT_IN, kept)) == alone


def test_without_the_starter_nothing_of_the_case_counts(tmp_path):
    case = load_case("central_asia")
    with Ledger.open(tmp_path / "none.ledger") as ledger:
        load_starter(ledger, case)
        with pytest.raises(Exception, match="nothing to measure"):
            measure_case(ledger, case, seed=1, draws=200, starter=False)


def test_the_ledger_holds_each_starter_fact_once_however_often_it_is_loaded(tmp_path):
    case = load_case("central_asia")
    with Ledger.open(tmp_path / "twice.ledger") as ledger:
        load_starter(ledger, case)
        once = ledger.counts()
        load_starter(ledger, case)
        assert ledger.counts() == once
        ties = [tie for tie in case.current(ledger.evidence()) if isinstance(tie, Tie)]
        assert len(ties) == len({tie.id for tie in ties})


@pytest.mark.real
def test_votes_of_the_data_set_are_the_documents_of_the_case(shared):
    case = load_case("central_asia")
    path = shared / "data" / "unxml-ga-resolutions" / "data_extract" / "ES-11.json"
    table = read_dataset("unga-es11", path, Scope(states=case.states, powers=case.powers), Names.builtin())
    notes = {document.id for document, _ in case.starter().documents}
    assert {document.id for document in table.documents} <= notes


def test_what_was_not_measured_is_listed_with_its_reason(tightrope):
    result = tightrope("measure", "--gaps", "--draws", "200")
    assert result.returncode == 0, result.stderr
    assert "left out:" in result.stdout
    assert "\neconomy.remittances" in result.stdout
    assert "state\tdomain\tpower\tyears\twhy" in result.stdout


def test_an_unchanged_domain_is_not_sampled_again_and_a_broken_file_is_told(command, tmp_path):
    options = ("measure", "--draws", "200", "--ledger", tmp_path / "one.ledger")
    first = command(*options)
    folder = tmp_path / "one.ledger.draws"
    for file in folder.glob("economy-*"):
        file.write_bytes(b"no draws")
    second = command(*options)
    assert (first[0], second[0]) == (0, 0)
    assert "R-hat of shares" in first[1]
    assert "the Markov chains disagree" in first[2]
    assert "--draws 800" in first[2]
    assert [line.split("\t")[:2] for line in second[1].splitlines() if "\tsampled\t" in line] == [
        ["economy", "sampled"]
    ]
    assert len([line for line in second[1].splitlines() if "of an earlier run" in line]) == 3
    assert "1 broken files not used" in second[2]
    # everything but who was sampled is the same
    assert second[1].replace("of an earlier run", "sampled") == first[1]


def test_without_a_cache_everything_is_sampled_and_nothing_kept(command, tmp_path):
    status, out, _ = command("measure", "--draws", "200", "--ledger", tmp_path / "one.ledger", "--no-cache")
    assert (status, out.count("\tsampled\t")) == (0, 4)
    assert not (tmp_path / "one.ledger.draws").exists()
    status, _, said = command("measure", "--no-cache", "--cache", tmp_path / "draws")
    assert status == 2
    assert "exclude each other" in said


def test_figures_for_which_the_case_has_no_channel_are_stored_with_a_warning(tightrope, folder, tmp_path):
    yaml = (folder / "case.yaml").read_text("utf-8")
    start = yaml.index("  economy.exports:")
    end = yaml.index("\n  economy.", start + 1) + 1
    (folder / "case.yaml").write_text(yaml[:start] + yaml[end:], "utf-8")
    (folder / "observations" / "exports.csv").unlink()
    table = tmp_path / "exports.csv"
    table.write_text("Code,Country,2015\n643,Russia,10\n", "utf-8")
    result = tightrope("load", "siat-exports", table, "--case", folder)
    assert result.returncode == 0, result.stderr
    assert "new: 1" in result.stdout
    assert "no channel economy.exports" in result.stderr
    again = (folder / "case.yaml").read_text("utf-8")
    lines = result.stderr[result.stderr.index("  economy.exports:") :].partition("\nleft out")[0]
    (folder / "case.yaml").write_text(again.replace("\nchannels:\n", f"\nchannels:\n{lines}"), "utf-8")
    mended = tightrope("load", "siat-exports", table, "--case", folder)
    assert mended.returncode == 0, mended.stderr
    assert "no channel" not in mended.stderr
