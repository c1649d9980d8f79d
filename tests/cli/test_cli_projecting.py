"""A step replaces its own family of the newest run and keeps the rest; a new measurement keeps only past scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tightrope.cases import Case, load_case
from tightrope.cli.measuring import draws_of, load_starter, measure_case, publish_measurement
from tightrope.cli.projecting import publish_projections
from tightrope.ledger import Ledger
from tightrope.measures.kept import KeptDraws
from tightrope.measures.weighting import share_draws
from tightrope.records import CheckError, Estimate, When


@pytest.fixture
def case() -> Case:
    return load_case("central_asia")


@pytest.fixture
def ledger(tmp_path: Path, case: Case):
    with Ledger.open(tmp_path / "a.ledger") as opened:
        load_starter(opened, case)
        yield opened


def projection(ledger: Ledger, quantity: str, mean: float = 1.0) -> Estimate:
    basis = next(iter(ledger.observations())).id
    return Estimate(
        quantity=quantity, state="KAZ", when=When.year(2030), mean=mean, low90=mean, low50=mean, high50=mean,
        high90=mean, rests_on=(basis,), model="invented/1",
    )  # fmt: skip


def test_a_family_is_replaced_as_a_whole_and_all_else_stays(ledger: Ledger, case: Case) -> None:
    wave, old = projection(ledger, "wave/size"), projection(ledger, "outlook/baseline")
    publish_projections(ledger, case, [wave, old], families=["wave", "outlook"], seed=1)
    new = replace(old, mean=2.0, high50=2.0, high90=2.0)
    run = publish_projections(ledger, case, [new], families=["outlook"], seed=2)
    assert next(ledger.runs(case.name)).id == run
    assert sorted(one.id for one in ledger.estimates(case=case.name)) == sorted([wave.id, new.id])


@pytest.mark.parametrize(
    ("quantity", "families", "words"),
    [("wave/size", ["outlook"], "no projection of outlook: wave"), ("tide/size", ["tide"], "no projection of tide")],
)
def test_what_is_of_another_family_or_of_none_is_refused(
    ledger: Ledger, case: Case, quantity: str, families: list[str], words: str
) -> None:
    with pytest.raises(CheckError, match=words):
        publish_projections(ledger, case, [projection(ledger, quantity)], families=families, seed=1)
    assert not list(ledger.estimates(case=case.name))


def test_a_new_measurement_keeps_past_scores_and_no_projection_of_the_old_one(
    ledger: Ledger, case: Case, kept: KeptDraws
) -> None:
    given = [projection(ledger, "hindcast/crps"), projection(ledger, "outlook/baseline")]
    publish_projections(ledger, case, given, families=["hindcast", "outlook"], seed=1)
    measurement = measure_case(ledger, case, seed=1, draws=200, kept=kept)
    publish_measurement(ledger, case, measurement)
    found = {one.quantity for one in ledger.estimates(case=case.name)}
    assert "hindcast/crps" in found
    assert "outlook/baseline" not in found
    publish_projections(ledger, case, given[1:], families=["outlook"], seed=2)  # a run that keeps the capital's draws
    assert [one.state for one in draws_of(ledger, case)] == list(case.states)
    assert draws_of(ledger, case) == share_draws(measurement)
