"""How fast, how faithful and how honest the ideal points of the General Assembly are.

    .venv/bin/python benchmarks/alignment.py --data ../shared/data      # every part, about 20 minutes on two cores
    .venv/bin/python benchmarks/alignment.py --data ../shared/data --part quick

Each part runs in a process of its own (so that its memory is its own) after its functions were compiled. The data
folder holds the published input and estimates and the roll calls, as docs/benchmarks.md says. The last line is one JSON
object.

- quick, compatible: the exact input of the published estimates of April 2020 against these estimates.
- july: all votes by year, compatible, against the file of July 2025.
- bridges: share of equal votes in texts that come back, linked by the authors of the published estimates or by titles.
- coherent: all votes by year; effective sample size, R-hat, memory; then one year more from a stored posterior.
- held_out: both variants on the same five splits.
- coverage: assemblies of real size, links and absence; truth drawn from the coherent priors, and from a chain of each
  variant.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from tightrope.measures.alignment import Period, Plan, Variant, align, as_dataset, ballots_of, coherent
from tightrope.measures.alignment.ballots import Ballots, arrange, cell_keys
from tightrope.measures.alignment.held_out import score_variant
from tightrope.measures.alignment.mean_field import QUICK_STEPS, advance, begin
from tightrope.measures.alignment.roll_calls import item_names
from tightrope.measures.alignment.sampling import PLANS, UPDATES, anchor_of, sample
from tightrope.measures.alignment.simulate import draw_truth, simulate
from tightrope.names import Names
from tightrope.records import Vote
from tightrope.sources.roll_calls import join, read_roll_calls

SHORT = Plan(burn=400, sweeps=700, thin=2)
LONG = Plan(burn=1600, sweeps=1400, thin=2)
JULY = Plan(burn=600, sweeps=1000, thin=2)
SPLITS = Plan(burn=250, sweeps=250, thin=2)
COVERAGE = Plan(burn=400, sweeps=800, thin=2, seed=2)
WARM = Plan(burn=1, sweeps=8, thin=1)


def published_input(data: Path) -> Ballots:
    """The votes that went into the estimates of April 2020; states by COW number, the US as USA."""
    frame = pl.read_parquet(data / "un-votes-voeten" / "bsv_input.parquet")
    numbers, state = np.unique(frame["ccode"].to_numpy(), return_inverse=True)
    items, item = np.unique(frame["item"].to_numpy(), return_inverse=True)
    names = ["USA" if number == 2 else f"{number:03d}" for number in numbers]
    vote = frame["vote"].to_numpy().astype(np.int8)
    return arrange(names, [str(one) for one in items], state, frame["session"].to_numpy(), item, vote)


def published_estimates(data: Path, ballots: Ballots) -> tuple[np.ndarray, np.ndarray]:
    """Published mean and width of the 5-95 % interval of each cell."""
    path = data / "un-ideal-points" / "IdealpointestimatesAll_Apr2020.csv.gz"
    with gzip.open(path, "rt", encoding="latin-1") as file:
        rows = {(row["ccode"], int(row["session"])): row for row in csv.DictReader(file)}
    found = [rows["2" if state == "USA" else str(int(state)), session] for state, session in cell_keys(ballots)]
    mean = np.array([float(row["IdealPoint"]) for row in found])
    return mean, np.array([float(row["Q95%"]) - float(row["Q5%"]) for row in found])


def correlations(mean: np.ndarray, other: np.ndarray, period: np.ndarray) -> dict[str, float]:
    """Pearson correlation over all cells, and the median over the periods."""
    known = np.isfinite(other)
    of_periods = [
        np.corrcoef(mean[at], other[at])[0, 1] for one in np.unique(period) if (at := known & (period == one)).sum() > 5
    ]
    return {
        "overall": round(np.corrcoef(mean[known], other[known])[0, 1], 5),
        "session": round(np.median(of_periods), 5),
    }


def quick(data: Path) -> dict[str, Any]:
    ballots = published_input(data)
    mean, _ = published_estimates(data, ballots)
    advance(ballots, begin(ballots, "USA"), 1)
    began = time.perf_counter()
    found = advance(ballots, begin(ballots, anchor_of(ballots.states)), QUICK_STEPS)
    seconds = time.perf_counter() - began
    r = correlations(found.theta, mean, ballots.layout.period)
    return {"quick_seconds": round(seconds, 2), "quick_r_overall": r["overall"], "quick_r_session": r["session"]}


def compatible(data: Path) -> dict[str, Any]:
    ballots = published_input(data)
    mean, width = published_estimates(data, ballots)
    sample(ballots, Variant.COMPATIBLE, WARM)
    found: dict[str, Any] = {}
    for name, plan in (("compatible_60s", SHORT), ("compatible", LONG)):
        began = time.perf_counter()
        draws = sample(ballots, Variant.COMPATIBLE, plan).positions.reshape(-1, mean.size)
        seconds = time.perf_counter() - began
        r = correlations(draws.mean(axis=0), mean, ballots.layout.period)
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        found |= {
            f"{name}_seconds": round(seconds, 1),
            f"{name}_r_overall": r["overall"],
            f"{name}_r_session": r["session"],
            f"{name}_width_ratio": round(float(np.median((high - low) / width)), 3),
        }
        found["compatible_seconds_per_sweep"] = round(seconds / plan.chains / (plan.burn + plan.sweeps), 4)
    return found


def all_calls(data: Path) -> list[Any]:
    """Every roll call of both sources, once."""
    extracts = sorted((data / "unxml-ga-resolutions" / "data_extract").glob("*.gz"))
    table = read_roll_calls([data / "un-votes-voeten" / "un_votes.rda", *extracts], Names.builtin())
    origins = [origin for origin, _ in table.tables]
    return list(join([call for _, calls in table.tables for call in calls], origins).roll_calls)


def july(data: Path) -> dict[str, Any]:
    ballots = ballots_of(all_calls(data), Period.YEAR)
    frame = pd.read_stata(data / "un-ideal-points" / "IdealpointsJuly2025.dta")
    sample(ballots, Variant.COMPATIBLE, WARM)
    mean = sample(ballots, Variant.COMPATIBLE, JULY).positions.mean(axis=(0, 1))
    found: dict[str, Any] = {}
    for column in ("idealpointfp", "idealpointall", "idealpointlegacy"):
        known = dict(zip(zip(frame.iso3c, frame.year.astype(int), strict=True), frame[column], strict=True))
        renamed = [("RUS" if state == "SUN" else state, year) for state, year in cell_keys(ballots)]
        other = np.array([known.get(key, np.nan) for key in renamed], dtype=float)
        r = correlations(mean, other, ballots.layout.period)
        found |= {f"july_{column}_r_overall": r["overall"], f"july_{column}_r_year": r["session"]}
    return found


def bridges(data: Path) -> dict[str, Any]:
    """Share of equal votes in texts that come back: those the authors compared, and those that equal titles link."""
    calls = all_calls(data)
    found: dict[str, Any] = {}
    for name, sessions in (("linked_60_74", range(60, 75)), ("titles_75_80", range(75, 81))):
        last: dict[str, Any] = {}
        equal = []
        for item, call in zip(item_names(calls), calls, strict=True):
            if item in last and call.session in sessions and last[item].session == call.session - 1:
                now, then = call.votes, last[item].votes
                cast = [state for state in now if {now[state], then.get(state)} <= {Vote.YES, Vote.ABSTAIN, Vote.NO}]
                equal.append(sum(now[state] == then[state] for state in cast) / len(cast))
            last[item] = call
        found[f"bridges_{name}"] = len(equal)
        found[f"bridges_{name}_equal_votes"] = [round(float(np.quantile(equal, q)), 3) for q in (0.1, 0.5, 0.9)]
    return found


def coherent_part(data: Path) -> dict[str, Any]:
    calls = all_calls(data)
    before = [call for call in calls if call.day.year < max(one.day.year for one in calls)]
    ballots = ballots_of(calls, Period.YEAR)
    sample(ballots, Variant.COHERENT, WARM)
    began = time.perf_counter()
    draws = sample(ballots, Variant.COHERENT, PLANS[Variant.COHERENT])
    sampled = time.perf_counter() - began
    found = as_dataset(ballots, draws, Period.YEAR)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ess, rhat = found.ess.values, found.rhat.values
    plan = draws.plan
    stored = align(before, plan=Plan(burn=400, sweeps=200, thin=1)).posterior
    began = time.perf_counter()
    updated = align(calls, plan=UPDATES[Variant.COHERENT], stored=stored).posterior
    update = time.perf_counter() - began
    interval = (found.high90 - found.low90).values
    return {
        "coherent_seconds": round(seconds, 1),
        "coherent_seconds_per_sweep": round(sampled / plan.chains / (plan.burn + plan.sweeps), 4),
        "coherent_ess_p5": round(float(np.quantile(ess, 0.05)), 1),
        "coherent_ess_median": round(float(np.median(ess)), 1),
        "coherent_ess_from_100": round(float((ess >= 100).mean()), 4),
        "coherent_rhat_below_105": round(float((rhat < 1.05).mean()), 4),
        "coherent_rhat_largest": round(float(rhat.max()), 3),
        "coherent_memory_mb": round(memory),
        "update_seconds": round(update, 1),
        "update_ess_p5": round(float(np.quantile(updated.ess.values, 0.05)), 1),
        "update_difference_in_interval_widths": round(
            float(np.median(np.abs(updated["mean"].values - found["mean"].values) / interval)), 3
        ),
    }


def held_out(data: Path) -> dict[str, Any]:
    ballots = ballots_of(all_calls(data), Period.YEAR)
    found: dict[str, Any] = {}
    for variant in Variant:
        scores = [score_variant(ballots, variant, SPLITS, split) for split in range(1, 6)]
        for name in ("log_loss", "brier", "accuracy"):
            values = [getattr(one, name) for one in scores]
            found[f"{variant}_{name}"] = round(float(np.mean(values)), 4)
            found[f"{variant}_{name}_splits"] = [round(value, 4) for value in values]
    return found


def coverage(data: Path) -> dict[str, Any]:
    ballots = ballots_of(all_calls(data), Period.SESSION)
    found = _coverage(ballots, Variant.COHERENT, *draw_truth(ballots, coherent.PRIORS[0], 3), "coherent_prior")
    for variant in Variant:
        end = sample(ballots, variant, Plan(burn=400, sweeps=16, thin=2)).ends[0]
        found |= _coverage(ballots, variant, end.theta, end.cuts, f"{variant}_chain")
    return {"coverage_change_90": found["coverage_coherent_prior_change"], **found}


def _coverage(ballots: Ballots, variant: Variant, theta: np.ndarray, cuts: np.ndarray, name: str) -> dict[str, float]:
    """Shares of 90 % intervals that hold the truth: change, position within a session, level, distance to the US."""
    simulated = simulate(ballots, theta, cuts, 1)
    layout, truth = simulated.ballots.layout, simulated.truth
    draws = sample(simulated.ballots, variant, COVERAGE).positions.reshape(-1, truth.size).astype(float)
    moved = np.flatnonzero(layout.gap > 0)
    american = layout.state == simulated.ballots.states.index("USA")
    place = np.full(len(simulated.ballots.periods), -1)
    place[layout.period[american]] = np.flatnonzero(american)
    others = np.flatnonzero(~american & (place[layout.period] >= 0))
    power = place[layout.period[others]]
    pairs = {
        "change": (draws[:, moved] - draws[:, moved - 1], truth[moved] - truth[moved - 1]),
        "within_session": (_within(draws, layout.period), _within(truth[None], layout.period)[0]),
        "level": (draws, truth),
        "us_distance": (np.abs(draws[:, others] - draws[:, power]), np.abs(truth[others] - truth[power])),
    }
    shares = {}
    for quantity, (drawn, true) in pairs.items():
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        shares[f"coverage_{name}_{quantity}"] = round(float(((low <= true) & (true <= high)).mean()), 3)
    return shares


def _within(values: np.ndarray, period: np.ndarray) -> np.ndarray:
    found = np.empty_like(values)
    for one in np.unique(period):
        here = values[:, period == one]
        found[:, period == one] = (here - here.mean(axis=1, keepdims=True)) / here.std(axis=1, keepdims=True)
    return found


PARTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "quick": quick,
    "compatible": compatible,
    "july": july,
    "bridges": bridges,
    "coherent": coherent_part,
    "held_out": held_out,
    "coverage": coverage,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder per data set")
    parser.add_argument("--part", choices=sorted(PARTS), help="only this part, in this process")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options.data)))
        return 0
    found: dict[str, Any] = {}
    for part in PARTS:
        command = [sys.executable, __file__, "--data", str(options.data), "--part", part]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        print(part, done.stdout.strip().splitlines()[-1], flush=True)
        found |= json.loads(done.stdout.strip().splitlines()[-1])
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
