"""Outlooks of alignment see no later vote, cover what comes in a simulated assembly, and are kept by origin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tightrope.dynamics import alignment_hindcast
from tightrope.dynamics.alignment_hindcast import Voters, distance_forecasts
from tightrope.dynamics.hindcast import Forecasts
from tightrope.dynamics.scores import covers
from tightrope.measures.alignment import Plan
from tightrope.records import Part, RollCall

STATES = tuple(f"S{number:02}" for number in range(6))
POWERS, BODY = ("S10", "S11", "BOD"), ("S20", "S21", "S22")
YEARS = range(2000, 2011)


@pytest.fixture(autouse=True, scope="module")
def short():
    """Runs that are short, as the assembly is small."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(alignment_hindcast, "AT_ORIGIN", Plan(burn=60, sweeps=200, workers=1))
        patched.setattr(alignment_hindcast, "AT_END", Plan(burn=60, sweeps=200, workers=1))
        yield


def walks(seed: int, step: float = 0.2) -> np.ndarray:
    """Positions of 30 states, by year and state."""
    random = np.random.default_rng([seed, 1])
    first = random.standard_normal(30)
    return first + np.vstack([np.zeros(30), step * random.standard_normal((len(YEARS) - 1, 30)).cumsum(axis=0)])


def assembly(seed: int) -> list[RollCall]:
    """An assembly of 30 states whose positions walk, with 25 roll calls a year."""
    random = np.random.default_rng(seed)
    names = [f"S{number:02}" for number in range(30)]
    calls = []
    for year, place in zip(YEARS, walks(seed), strict=True):
        for number in range(25):
            side, low = random.standard_normal() * 1.5, random.normal(-0.3, 0.8)
            leaning = side * place + random.standard_normal(30)
            votes = {
                "yes": leaning < low, "abstain": (leaning >= low) & (leaning < low + 0.6), "no": leaning >= low + 0.6,
            }  # fmt: skip
            told = {vote: tuple(np.array(names)[which].tolist()) for vote, which in votes.items()}
            symbol = f"R/{year}/{number}"
            calls.append(RollCall(
                session=year - 1945, day=date(year, 11, 1), resolution=symbol, title=symbol, part=Part.WHOLE,
                absent=(), origin="o", locator=symbol, **told,
            ))  # fmt: skip
    return calls


def forecasts(calls: list[RollCall], folder=None) -> Forecasts:
    voters = Voters(states=STATES, powers=POWERS, members=lambda code, year: BODY if code == "BOD" else ())
    found = distance_forecasts(calls, [(call.id,) for call in calls], voters, 1, folder=folder)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def found() -> Forecasts:
    return forecasts(assembly(1))


def test_every_dyad_is_forecast_from_the_fifth_year_of_votes_on(found: Forecasts) -> None:
    assert sorted(set(found.origin.tolist())) == list(range(2004, 2010))
    assert set(found.power) == set(POWERS)
    assert found.truth.size == 18 * sum(min(5, 2010 - origin) for origin in range(2004, 2010))
    assert len(found.rests_on) == 25 * 6


def test_votes_after_an_origin_change_no_draw_made_there(found: Forecasts) -> None:
    calls = [
        one if one.day.year <= 2007 else replace(one, yes=one.no, no=one.yes) if number % 2 else one
        for number, one in enumerate(assembly(1))
    ]
    changed = forecasts(calls)
    mine = found.origin <= 2007
    assert np.array_equal(found.draws[mine], changed.draws[changed.origin <= 2007])
    assert not np.array_equal(found.truth, changed.truth)


def true_distances(found: Forecasts, seed: int) -> np.ndarray:
    """What the distances were, in standard deviations of the positions up to each origin."""
    walked, columns = walks(seed), {f"S{number:02}": [number] for number in range(30)}
    columns["BOD"] = [int(code[1:]) for code in BODY]
    return np.array([
        abs(walked[year - 2000, columns[state]].mean() - walked[year - 2000, columns[power]].mean())
        / walked[: origin - 1999].std()
        for state, power, year, origin in zip(found.state, found.power, found.year, found.origin, strict=True)
    ])  # fmt: skip


def test_intervals_cover_the_true_distance_in_a_simulated_assembly_and_the_estimate_is_near_it(
    found: Forecasts,
) -> None:
    held = []
    for seed, one in ((1, found), (2, forecasts(assembly(2))), (3, forecasts(assembly(3)))):
        true = true_distances(one, seed)
        held.append([covers(one.draws, true, part).mean() for part in (0.5, 0.9)])
        assert np.corrcoef(one.truth, true)[0, 1] > 0.85
    half, most = np.mean(held, axis=0)
    assert 0.40 < half < 0.62
    assert 0.82 < most < 0.96


def test_a_second_run_reads_what_the_first_left_and_a_broken_file_is_sampled_anew(found: Forecasts, tmp_path) -> None:
    folder = tmp_path / "draws"
    forecasts(assembly(1), folder)
    files = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(files) == 7
    broken = sorted(folder.iterdir())[0]
    broken.write_bytes(broken.read_bytes()[:100])
    again = forecasts(assembly(1), folder)
    assert np.allclose(again.draws, found.draws)
    kept = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert kept.keys() == files.keys()
    assert [name for name in files if kept[name] != files[name]] == [broken.name]


def test_votes_of_too_few_years_give_no_outlook() -> None:
    voters = Voters(states=STATES, powers=POWERS, members=lambda code, year: ())
    calls = [call for call in assembly(1) if call.day.year < 2005]
    assert distance_forecasts(calls, [(call.id,) for call in calls], voters, 1) is None
