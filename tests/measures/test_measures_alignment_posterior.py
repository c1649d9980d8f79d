"""The posterior as a data set and what is asked of it: distances, moves, estimates of a case, going on, predictions."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from alignment_world import assembly, roll_call, roll_calls

from tightrope.measures.alignment import (
    Period,
    Plan,
    Variant,
    align,
    alignment_estimates,
    as_dataset,
    distances,
    moves,
    sample,
)
from tightrope.measures.alignment.ballots import cell_keys, votes_of
from tightrope.measures.alignment.held_out import hold_out, score, score_variant
from tightrope.measures.alignment.posterior import Positions, ends_of, read, write
from tightrope.measures.alignment.roll_calls import ballots_of
from tightrope.measures.alignment.running import most_moved
from tightrope.measures.alignment.simulate import draw_truth, simulate
from tightrope.records import CheckError, When

PLAN = Plan(burn=60, sweeps=160, thin=2, seed=2)


@pytest.fixture(scope="module")
def world():
    return assembly(20, 5, 20, seed=8)


@pytest.fixture(scope="module")
def calls(world):
    return roll_calls(world)


@pytest.fixture(scope="module")
def result(calls):
    return align(calls, plan=PLAN)


@pytest.fixture(scope="module")
def posterior(result):
    return result.posterior


def test_the_data_set_names_its_dimensions_units_and_model(posterior):
    assert dict(posterior.sizes) | {"item": 0} == {
        **{"chain": 2, "draw": 80, "cell": 100, "item": 0},
        **{"parameter": 3, "variance": 2},
    }
    assert set(posterior.state.values) == {f"S{number:02d}" for number in range(20)}
    assert posterior.attrs["model"].startswith("alignment-coherent-1/")
    assert posterior.attrs["cutoff"] == "2004-11-01"
    assert "standard deviations" in posterior.attrs["unit"]
    assert (posterior.low90 <= posterior.low50).all()
    assert (posterior.high50 <= posterior.high90).all()
    assert (posterior.votes > 0).all()


def test_summaries_are_those_of_the_draws(posterior):
    draws = posterior.ideal_point.values.reshape(-1, posterior.sizes["cell"])
    assert posterior["mean"].values == pytest.approx(draws.mean(axis=0), abs=1e-5)
    assert posterior.high90.values == pytest.approx(np.quantile(draws, 0.95, axis=0), abs=1e-5)


def test_diagnostics_tell_chains_that_agree_from_chains_that_do_not(result, posterior):
    assert (posterior.rhat.values > 0.98).all()
    assert np.median(posterior.rhat.values) < 1.05
    assert np.median(posterior.ess.values) > 25
    mixed, enough = result.settled()
    assert 0.3 < mixed <= 1
    assert enough < 0.5  # 160 draws in all
    apart = sample(result.ballots, Variant.COHERENT, PLAN)
    apart.positions[1] += 3 * apart.positions[1].std(axis=0)
    assert (as_dataset(result.ballots, apart, Period.YEAR).rhat.values > 1.05).all()


def test_one_chain_alone_is_judged_by_its_halves(calls):
    alone = align(calls, plan=Plan(chains=1, burn=30, sweeps=210, thin=25)).posterior
    assert alone.sizes["draw"] == 8
    assert np.isfinite(alone.rhat.values).all()


def test_a_posterior_is_the_same_after_writing_and_reading(posterior, tmp_path):
    write(posterior, tmp_path / "positions.nc")
    again = read(tmp_path / "positions.nc")
    assert again.ideal_point.values.tobytes() == posterior.ideal_point.values.astype(np.float32).tobytes()
    assert again.state.values.tolist() == posterior.state.values.tolist()
    assert again.item.values.tolist() == posterior.item.values.tolist()
    assert again.attrs["model"] == posterior.attrs["model"]


@pytest.mark.parametrize("content", [b"", b"no posterior at all", b"CDF\x01\x00\x00\x00"])
def test_a_file_that_is_no_posterior_is_refused_by_name(content, tmp_path):
    path = tmp_path / "wrong.nc"
    path.write_bytes(content)
    with pytest.raises(CheckError, match=r"wrong\.nc: is no stored posterior"):
        read(path)


def test_a_place_that_cannot_be_written_is_told(posterior, tmp_path):
    with pytest.raises(CheckError, match="cannot be written"):
        write(posterior, tmp_path / "nowhere" / "positions.nc")


def test_a_large_seed_can_be_stored(calls, tmp_path):
    plan = Plan(burn=10, sweeps=20, seed=2**63 - 1)
    write(align(calls, plan=plan).posterior, tmp_path / "positions.nc")
    assert read(tmp_path / "positions.nc").attrs["seed"] == str(2**63 - 1)


def test_quick_gives_points_and_says_that_it_has_no_intervals(calls, world):
    quick = align(calls, variant=None).posterior
    assert np.corrcoef(quick["mean"].values, world.truth)[0, 1] > 0.9
    assert "low90" not in quick
    assert quick.attrs["variant"] == "quick"
    with pytest.raises(CheckError, match="no draws"):
        Positions(quick)
    with pytest.raises(CheckError, match="no chains to go on"):
        ends_of(quick, ballots_of(calls, Period.YEAR))


def test_distances_are_taken_draw_by_draw(posterior):
    found = distances(posterior, ["S01", "S02"], ["S00"])
    positions = Positions(posterior)
    apart = np.abs(positions.of("S01", 2003) - positions.of("S00", 2003))
    cell = found.sel(state="S01", other="S00", period=2003)
    assert float(cell["mean"]) == pytest.approx(apart.mean(), abs=1e-5)
    assert float(cell.low90) == pytest.approx(np.quantile(apart, 0.05), abs=1e-5)
    assert found.attrs["unit"] == posterior.attrs["unit"]


def test_a_state_that_did_not_vote_is_named(posterior):
    with pytest.raises(CheckError, match="S99 cast no vote in 2003"):
        Positions(posterior).of("S99", 2003)
    assert np.isnan(distances(posterior, ["S99"], ["S00"])["mean"]).all()


def test_who_moved_is_a_probability_over_the_draws(posterior):
    found = moves(posterior, larger_than=0.4, span=2)
    change = Positions(posterior).of("S05", 2004) - Positions(posterior).of("S05", 2002)
    cell = found.sel(state="S05", period=2004)
    assert float(cell.probability) == pytest.approx((np.abs(change) > 0.4).mean())
    assert np.isnan(found.sel(period=2001).probability).all()
    listed = most_moved(found, 5)
    assert len(listed) == 5
    assert [one[2] for one in listed] == sorted((one[2] for one in listed), reverse=True)


def test_chains_go_on_with_one_session_more(posterior, calls):
    more = [
        roll_call(number, date(2005, 11, 1), session=60, yes="S01 S02 S03 S77", no="S00 S05", abstain="S06")
        for number in range(12)
    ]
    updated = align([*calls, *more], plan=Plan(burn=20, sweeps=80, seed=3), stored=posterior).posterior
    assert 2005 in updated.period.values
    old = updated["mean"].values[updated.period.values < 2005]
    assert np.corrcoef(old, posterior["mean"].values)[0, 1] > 0.98
    assert "S77" in updated.state.values


def test_a_stored_posterior_of_another_kind_is_refused(posterior, calls):
    with pytest.raises(CheckError, match="coherent by year, not compatible by year"):
        align(calls, variant=Variant.COMPATIBLE, stored=posterior)


def estimates(posterior, calls, **changes):
    given = {
        "states": ("S01", "S02"),
        "powers": ("S00", "BODY"),
        "years": range(2000, 2010),
        "members": lambda code, year: ("S03", "S04") if code == "BODY" else (),
        "predecessors": {},
        "ids": [(call.id,) for call in calls],
    }
    return alignment_estimates(posterior, calls, **(given | changes))


def test_estimates_of_a_case_rest_on_the_roll_calls_of_their_year(posterior, calls):
    found = estimates(posterior, calls)
    one = next(
        e for e in found if (e.quantity, e.state, e.power, str(e.when)) == ("alignment_distance", "S01", "S00", "2003")
    )
    voted = {c.id for c in calls if c.day.year == 2003 and "S01" in (*c.yes, *c.no, *c.abstain)}
    assert set(one.rests_on) == voted
    assert one.low90 <= one.mean <= one.high90
    assert one.domain == "politics"
    assert one.model == posterior.attrs["model"]


def test_a_body_without_a_vote_stands_at_the_mean_of_its_members(posterior, calls):
    positions = Positions(posterior)
    mean = (positions.of("S03", 2003) + positions.of("S04", 2003)) / 2
    found = next(
        e
        for e in estimates(posterior, calls)
        if (e.quantity, e.state) == ("ideal_point", "BODY") and e.when == When.year(2003)
    )
    assert found.mean == pytest.approx(mean.mean(), abs=1e-5)


def test_powers_are_as_far_from_each_other_from_either_side(posterior, calls):
    positions = Positions(posterior)
    body = (positions.of("S03", 2003) + positions.of("S04", 2003)) / 2
    found = {
        (e.state, e.power): e
        for e in estimates(posterior, calls)
        if e.quantity == "alignment_distance" and e.when == When.year(2003)
    }
    one, other = found["S00", "BODY"], found["BODY", "S00"]
    assert one.mean == pytest.approx(np.abs(positions.of("S00", 2003) - body).mean(), abs=1e-5)
    assert (one.mean, one.low90, one.high90) == (other.mean, other.low90, other.high90)
    assert set(found) == {(a, b) for a in ("S01", "S02", "S00", "BODY") for b in ("S00", "BODY") if a != b}


def test_a_state_with_few_votes_in_a_year_has_no_estimate(posterior, calls):
    few = posterior.copy()
    few["votes"] = few.votes.where((few.state != "S02") | (few.period != 2003), 3).astype(int)
    years = {str(e.when) for e in estimates(few, calls) if e.state == "S02" and e.quantity == "ideal_point"}
    assert years == {"2000", "2001", "2002", "2004"}


def test_a_state_that_sat_under_another_code_before_goes_on(posterior, calls):
    found = estimates(posterior, calls, states=("NEW",), predecessors={"NEW": "S07"})
    assert {e.state for e in found if e.quantity == "alignment_distance"} == {"NEW", "S00", "BODY"}


def test_estimates_by_session_are_refused(calls):
    by_session = align(calls, period=Period.SESSION, plan=PLAN).posterior
    with pytest.raises(CheckError, match="by year"):
        estimates(by_session, calls)


def test_scores_of_predictions_equal_their_formulas_by_hand():
    probabilities = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.5, 0.4, 0.1]])
    found = score(probabilities, np.array([1, 3, 2], dtype=np.int8))
    assert found.log_loss == pytest.approx(-np.log([0.7, 0.6, 0.4]).mean())
    brier = [0.3**2 + 0.2**2 + 0.1**2, 0.1**2 + 0.3**2 + 0.4**2, 0.5**2 + 0.6**2 + 0.1**2]
    assert found.brier == pytest.approx(np.mean(brier))
    assert (found.accuracy, found.votes) == (pytest.approx(2 / 3), 3)


def keyed(ballots, votes):
    cells = cell_keys(ballots)
    return {(ballots.items[item], *cells[cell]): int(vote) for item, cell, vote in zip(*votes, strict=True)}


def test_held_out_votes_are_in_no_training_ballots(world):
    kept, asked = hold_out(world.ballots, 1)
    every = keyed(world.ballots, votes_of(world.ballots))
    training, test = keyed(kept, votes_of(kept)), keyed(kept, asked)
    assert not training.keys() & test.keys()
    assert (training | test).items() <= every.items()
    assert 0.03 * len(every) < len(test) < 0.07 * len(every)


def test_held_out_votes_are_predicted_better_than_by_their_shares(world):
    _, asked = hold_out(world.ballots, 1)
    found = score_variant(world.ballots, Variant.COHERENT, PLAN, 1)
    shares = np.bincount(asked.vote, minlength=4)[1:] / asked.vote.size
    assert found.log_loss < -(shares * np.log(shares)).sum()
    assert found.votes == asked.vote.size


def test_simulated_votes_keep_who_voted_on_what(world):
    theta, cuts = draw_truth(world.ballots, 2.5, 3)
    found = simulate(world.ballots, theta, cuts, 4)
    before, after = keyed(world.ballots, votes_of(world.ballots)), keyed(found.ballots, votes_of(found.ballots))
    items = set(found.ballots.items)
    assert after.keys() == {key for key in before if key[0] in items}
    assert after != {key: before[key] for key in after}
    assert found.truth.size == len(found.ballots.layout.state)
    assert found.truth[found.ballots.layout.state == 0].mean() > 0
    assert simulate(world.ballots, theta, cuts, 4).truth.tobytes() == found.truth.tobytes()
