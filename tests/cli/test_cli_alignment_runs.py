"""Each run is whole: capital and alignment, the latter from roll calls or, while there are none, from the case."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tightrope.cases import Case, load_case
from tightrope.cli.measuring import draws_of, load_starter, measure_case, publish_alignment, publish_measurement
from tightrope.ledger import Ledger
from tightrope.measures.weighting import share_draws
from tightrope.records import ALIGNMENT, CheckError, Estimate, Origin, RollCall, When

HEAD = "quantity,state,power,when,mean,low90,low50,high50,high90,votes,model,origin\n"
ROWS = (
    "ideal_point,KAZ,,2024,-0.31,-0.52,-0.4,-0.2,-0.11,93,alignment-invented/1,invented\n"
    "alignment_distance,KAZ,RUS,2024,0.6,0.3,0.5,0.7,0.9,93,alignment-invented/1,invented\n"
)
ORIGINS = "key,producer,title,url,licence,accessed\ninvented,An office,Invented roll calls,https://example.org,,\n"
FILE = Origin(producer="An office", title="An invented file of roll calls")
CALL = RollCall(
    resolution="A/RES/79/1", session=79, day=date(2024, 10, 1), title="Invented", yes=("KAZ",), abstain=(), no=("RUS",),
    absent=(), origin=FILE.id, locator="line 2",
)  # fmt: skip
COMPUTED = Estimate(
    quantity="ideal_point", state="KAZ", domain="politics", when=When.year(2024), mean=-0.2, low90=-0.4, low50=-0.3,
    high50=-0.1, high90=0.0, rests_on=(CALL.id,), model="alignment-coherent-1/test",
)  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """The built-in case with an alignment that is invented for this test."""
    folder = Path(shutil.copytree(load_case("central_asia").folder, tmp_path / "case"))
    (folder / "origins_invented.csv").write_text(ORIGINS, "utf-8")
    (folder / "alignment.csv").write_text(HEAD + ROWS, "utf-8")
    return load_case(folder)


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger.open(tmp_path / "a.ledger") as opened:
        yield opened


@pytest.fixture
def measured(kept):
    def run(ledger, case, starter=True):
        if starter:
            load_starter(ledger, case)
        measurement = measure_case(ledger, case, seed=1, draws=200, starter=starter, kept=kept)
        publish_measurement(ledger, case, measurement, starter=starter)
        return measurement

    return run


def aligned(ledger, case):
    return [one for one in ledger.estimates(case=case.name) if one.quantity in ALIGNMENT]


def others(ledger, case):
    return [one for one in ledger.estimates(case=case.name) if one.quantity not in ALIGNMENT]


def test_measuring_publishes_the_alignment_that_comes_with_the_case_beside_the_capital(ledger, case, measured):
    measurement = measured(ledger, case)
    assert [(one.quantity, one.mean) for one in aligned(ledger, case)] == [
        ("ideal_point", -0.31),
        ("alignment_votes", 93),
        ("alignment_distance", 0.6),
    ]
    assert len(others(ledger, case)) > 1000
    assert len(measurement.estimates) + 3 == next(ledger.runs(case.name)).estimates
    trace = ledger.trace(aligned(ledger, case)[0].id)
    assert trace.rests_on[0].record.locator.startswith("alignment.csv, ideal_point KAZ 2024: mean -0.31")


def test_rows_of_the_alignment_disturb_no_measurement_of_capital(ledger, case, tmp_path, measured):
    measurement = measured(ledger, case)
    assert not [one for one in measurement.left_out if "alignment" in one.what]
    (case.folder / "alignment.csv").unlink()
    with Ledger.open(tmp_path / "b.ledger") as without:
        alone = measured(without, case)
    assert alone.left_out == measurement.left_out
    assert list(alone.estimates) == others(ledger, case)


def test_alignment_computed_from_roll_calls_takes_the_place_of_what_came_with_the_case_and_stays(
    ledger, case, measured
):
    measurement = measured(ledger, case)
    capital = others(ledger, case)
    ledger.add_roll_calls(FILE, [CALL])
    run = publish_alignment(ledger, case, [COMPUTED], seed=7)
    assert next(ledger.runs(case.name)).id == run
    assert aligned(ledger, case) == [COMPUTED]
    assert others(ledger, case) == capital
    assert draws_of(ledger, case) == share_draws(measurement)
    measured(ledger, case)
    assert aligned(ledger, case) == [COMPUTED]
    assert others(ledger, case) == capital


def test_alignment_without_an_earlier_run_is_a_run_of_its_own(ledger, case):
    ledger.add_roll_calls(FILE, [CALL])
    publish_alignment(ledger, case, [COMPUTED], seed=7)
    assert list(ledger.estimates(case=case.name)) == [COMPUTED]
    assert draws_of(ledger, case) == ()


def test_without_the_starter_only_what_was_computed_from_roll_calls_counts(ledger, case, measured):
    load_starter(ledger, case)
    with pytest.raises(CheckError, match="nothing to measure"):
        measured(ledger, case, starter=False)
    stripped = replace(case, folder=case.folder.parent / "nothing")
    origin, rows = next(table for table in case.starter().tables if table[1][0].channel == "economy.trade")
    ledger.add_observations(origin, rows)
    measured(ledger, stripped, starter=False)
    assert aligned(ledger, case) == []
    ledger.add_roll_calls(FILE, [CALL])
    publish_alignment(ledger, case, [COMPUTED], seed=7)
    measured(ledger, stripped, starter=False)
    assert aligned(ledger, case) == [COMPUTED]


def test_a_corrected_table_counts_as_it_stands_also_when_it_is_put_back(ledger, case, measured):
    path = case.folder / "alignment.csv"
    for mean in ("-0.31", "-0.3", "-0.31"):
        path.write_text((HEAD + ROWS).replace("-0.31", mean), "utf-8")
        measured(ledger, case)
        assert aligned(ledger, case)[0].mean == float(mean)


def test_what_is_no_alignment_is_not_published_as_such(ledger, case):
    ledger.add_roll_calls(FILE, [CALL])
    for estimates in ([], [COMPUTED, replace(COMPUTED, quantity="capital_share")]):
        with pytest.raises(CheckError, match="no estimate of alignment"):
            publish_alignment(ledger, case, estimates, seed=7)
    assert list(ledger.runs(case.name)) == []
