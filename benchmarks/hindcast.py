"""How good past outlooks were on real data, and whether the scores and their intervals can be trusted.

    .venv/bin/python benchmarks/hindcast.py --data ../shared/data      # every part, about ten minutes on two cores
    .venv/bin/python benchmarks/hindcast.py --part simulated           # without any data

The last line is one JSON object.

- simulated: how often 90 % intervals of a skill hold the true one, by number of origins and overlap, where the shocks
  are half shared; how often skill is shown where there is none; the power told beside the power there is.
- shares: the built-in case's shares, every channel that can be scored: coverage and skill by years ahead.
- alignment: the same of distances in the General Assembly, from all roll calls of the data folder.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from tightrope.cases import load_case
from tightrope.cli.measuring import load_starter
from tightrope.cli.outlook_scoring import hindcast_case
from tightrope.dynamics.alignment_hindcast import DISTANCE
from tightrope.dynamics.references import REFERENCES
from tightrope.dynamics.scorecard import score_estimates
from tightrope.dynamics.scores import skill
from tightrope.ledger import Ledger
from tightrope.measures.posterior import Run
from tightrope.names import Names
from tightrope.records import Estimate
from tightrope.sources.roll_calls import read_roll_calls

#: Origins and years ahead of the real series.
DESIGNS = ((14, 1), (17, 1), (30, 1), (12, 3), (28, 3), (10, 5), (26, 5))


def scored(random: np.random.Generator, origins: int, overlap: int, better: float) -> tuple[np.ndarray, ...]:
    """Scores of 25 series, and of a reference, whose surprises last ``overlap`` years; half of each is shared."""
    size = origins + overlap
    shocks = random.standard_normal((2, size, 1)) + random.standard_normal((2, size, 25))
    ahead = np.array([shocks[:, place : place + overlap].mean(axis=1) for place in range(origins)])
    reference = 1.0 + 0.15 * ahead[:, 0]
    own = (1.0 - better) * reference + 0.15 * ahead[:, 1]
    return own.ravel(), reference.ravel(), np.repeat(np.arange(origins), 25)


def simulated(cases: int) -> dict[str, Any]:
    """Coverage, false alarms and power of the interval of a skill."""
    found = {}
    for origins, overlap in DESIGNS:
        random = np.random.default_rng([origins, overlap])
        with_skill = [skill(*scored(random, origins, overlap, 0.1), overlap) for _ in range(cases)]
        without = [skill(*scored(random, origins, overlap, 0.0), overlap) for _ in range(cases)]
        found[f"{origins} origins, {overlap} ahead"] = {
            "covers_90": round(
                float(np.mean([one.quantile(0.05) <= 0.1 <= one.quantile(0.95) for one in with_skill])), 3
            ),
            "shown_without_skill": round(float(np.mean([one.quantile(0.05) > 0.0 for one in without])), 3),
            "shown_with_skill_0.1": round(float(np.mean([one.quantile(0.05) > 0.0 for one in with_skill])), 3),
            "power_told": round(float(np.median([one.power(0.1) for one in with_skill])), 3),
        }
    return found


def summary(estimates: tuple[Estimate, ...], series: str) -> dict[str, Any]:
    """Coverage and skills by years ahead, with 90 % intervals."""
    of = {one.quantity.removeprefix(f"hindcast/{series}/"): one for one in estimates if f"/{series}/" in one.quantity}
    horizons = sorted({name.rpartition("/")[2] for name in of if name.startswith("crps/")})
    return {
        horizon: {
            **{name: round(of[f"{name}/{horizon}"].mean, 4) for name in ("origins", "forecasts", "crps")},
            **{name: round(of[f"{name}/{horizon}"].mean, 3) for name in ("covers50", "covers90", "shown/persistence")},
            **{
                f"skill against {name}": [round(one.mean, 3), round(one.low90, 3), round(one.high90, 3)]
                for name in REFERENCES
                for one in [of[f"skill/{name}/{horizon}"]]
            },
        }
        for horizon in horizons
    }


def real(data: Path | None, draws: int) -> dict[str, Any]:
    """The built-in case; with a data folder distances of alignment alone, without one shares alone."""
    case = load_case("central_asia")
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "a.ledger") as ledger:
        load_starter(ledger, case)
        series: tuple[str, ...] = ()
        if data is not None:
            extracts = sorted((data / "unxml-ga-resolutions" / "data_extract").glob("*.gz"))
            table = read_roll_calls([data / "un-votes-voeten" / "un_votes.rda", *extracts], Names.builtin())
            for origin, calls in table.tables:
                ledger.add_roll_calls(origin, calls)
            series = (DISTANCE,)
        start = time.perf_counter()
        found = hindcast_case(ledger, case, series=series, run=Run(seed=1, draws=draws))
        seconds = round(time.perf_counter() - start, 1)
        estimates = score_estimates(found)
    names = [one.forecasts.series for one in found]
    return {"seconds": seconds, **{name: summary(estimates, name) for name in names}}


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="all", choices=("all", "simulated", "shares", "alignment"))
    parser.add_argument("--data", type=Path)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--draws", type=int, default=400)
    given = parser.parse_args()
    result: dict[str, Any] = {}
    if given.part in ("all", "simulated"):
        result["simulated"] = simulated(given.cases)
    if given.part in ("all", "shares"):
        result["shares"] = real(None, given.draws)
    if given.part in ("all", "alignment"):
        if given.data is None:
            parser.error("alignment needs --data: the folder with the roll calls")
        result["alignment"] = real(given.data, given.draws)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
