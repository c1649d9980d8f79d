"""Real votes: the published estimates come back, and what ships with the built-in case is what the votes give."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tightrope.cases import load_case
from tightrope.cli.aligning import estimates_for
from tightrope.measures.alignment import Plan, Variant, align, sample
from tightrope.measures.alignment.ballots import arrange, cell_keys
from tightrope.measures.alignment.mean_field import QUICK_STEPS, advance, begin
from tightrope.names import Names
from tightrope.records import ALIGNMENT_VOTES
from tightrope.sources.roll_calls import join, read_roll_calls

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def published(shared: Path):
    """Exact input of the estimates of April 2020; their means and numbers of votes by cell."""
    frame = pl.read_parquet(shared / "data/un-votes-voeten/bsv_input.parquet")
    numbers, state = np.unique(frame["ccode"].to_numpy(), return_inverse=True)
    items, item = np.unique(frame["item"].to_numpy(), return_inverse=True)
    names = ["USA" if number == 2 else f"{number:03d}" for number in numbers]
    vote = frame["vote"].to_numpy().astype(np.int8)
    ballots = arrange(names, [str(one) for one in items], state, frame["session"].to_numpy(), item, vote)
    path = shared / "data/un-ideal-points/IdealpointestimatesAll_Apr2020.csv.gz"
    with gzip.open(path, "rt", encoding="latin-1") as file:
        rows = {(row["ccode"], int(row["session"])): row for row in csv.DictReader(file)}
    found = [rows["2" if state == "USA" else str(int(state)), session] for state, session in cell_keys(ballots)]
    return ballots, np.array([float(row["IdealPoint"]) for row in found]), [int(row["NVotes"]) for row in found]


def agreement(found, other, period):
    sessions = [np.corrcoef(found[period == one], other[period == one])[0, 1] for one in np.unique(period)]
    return np.corrcoef(found, other)[0, 1], np.median(sessions)


def test_the_vote_counts_of_all_published_cells_match(published):
    ballots, means, counts = published
    assert (ballots.votes, len(ballots.items), means.size) == (797_473, 4_784, 10_469)
    assert ballots.votes_of_cell.tolist() == counts


def test_quick_points_are_near_the_published_means(published):
    ballots, means, _ = published
    found = advance(ballots, begin(ballots, "USA"), QUICK_STEPS).theta
    overall, session = agreement(found, means, ballots.layout.period)
    assert overall > 0.985
    assert session > 0.996


def test_the_compatible_variant_repeats_the_published_means(published):
    ballots, means, _ = published
    draws = sample(ballots, Variant.COMPATIBLE, Plan(burn=100, sweeps=200, thin=2))
    overall, session = agreement(draws.positions.mean(axis=(0, 1)), means, ballots.layout.period)
    assert overall > 0.99
    assert session > 0.998


def test_shipped_alignment_agrees_with_what_the_votes_give(shared: Path):
    extracts = sorted((shared / "data/unxml-ga-resolutions/data_extract").glob("*.gz"))
    table = read_roll_calls([shared / "data/un-votes-voeten/un_votes.rda", *extracts], Names.builtin())
    joined = join([call for _, calls in table.tables for call in calls], [origin for origin, _ in table.tables])
    case = load_case("central_asia")
    result = align(joined.roll_calls, plan=Plan(burn=250, sweeps=350, thin=2, seed=99))
    shipped = {(one.quantity, one.state, one.power, one.when): one for one in case.starter().alignment}
    found = {(one.quantity, one.state, one.power, one.when): one for one in estimates_for(case, result, joined)}
    assert set(found) == set(shipped)
    votes = [key for key in shipped if key[0] == ALIGNMENT_VOTES]
    assert all(found[key].mean == shipped[key].mean for key in votes)
    apart = np.array(
        [
            abs(found[key].mean - one.mean) / (one.high90 - one.low90)
            for key, one in shipped.items()
            if key[0] != ALIGNMENT_VOTES
        ]
    )
    assert np.median(apart) < 0.06
    assert apart.max() < 0.4
    assert shipped[next(iter(shipped))].model == result.posterior.attrs["model"]
