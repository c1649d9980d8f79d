"""Positions in the General Assembly from the votes of some years, and files to keep them in."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from tightrope import __version__
from tightrope.measures import alignment
from tightrope.measures.alignment import Period, Plan, Variant, ballots_of, sample
from tightrope.measures.alignment.ballots import Ballots, cell_keys
from tightrope.measures.alignment.estimates import FEWEST_VOTES
from tightrope.records import RollCall

Singles = npt.NDArray[np.float32]


class Positions(NamedTuple):
    """Draws of positions of one run; M cells of one state in one year, S draws.

    Attributes:
        place: column of each state and year.
        draws: in standard deviations of all positions of the run, (S, M).
        votes: number of votes of each cell, (M,).
    """

    place: Mapping[tuple[str, int], int]
    draws: Singles
    votes: npt.NDArray[np.int32]

    def of(self, states: Iterable[str], year: int) -> Singles | None:
        """Mean position in a year of those of the states with enough votes in it, (S,); ``None`` if none has."""
        places = [place for state in states if (place := self.place.get((state, year))) is not None]
        told = [place for place in places if self.votes[place] >= FEWEST_VOTES]
        return np.asarray(self.draws[:, told].mean(axis=1)) if told else None


def positions(
    calls: Iterable[RollCall], plan: Plan, folder: Path | None, progress: Callable[[float], None]
) -> Positions:
    """Run the coherent model on roll calls by year, or take what an earlier run on the same left.

    Args:
        calls: roll calls, each once.
        plan: how long, with which seed.
        folder: where runs are kept; ``None`` keeps nothing.
        progress: told how much is done, between 0 and 1.

    Raises:
        CheckError: too few states or resolutions.
    """
    ballots = ballots_of(list(calls), Period.YEAR)
    place = {key: number for number, key in enumerate(cell_keys(ballots))}
    path = None if folder is None else folder / f"hindcast-alignment-{ballots.periods[-1]}-{_key(ballots, plan)}.npz"
    found = None if path is None else _read(path)
    if found is None:
        total, done = plan.chains * (plan.burn + plan.sweeps), [0]

        def told(sweeps: int) -> None:
            done[0] += sweeps
            progress(done[0] / total)

        drawn = sample(ballots, Variant.COHERENT, plan, progress=told)
        found = drawn.positions.reshape(-1, drawn.positions.shape[-1])
        if path is not None:
            _write(path, found)
    progress(1.0)
    return Positions(place, found, ballots.votes_of_cell)


def _key(ballots: Ballots, plan: Plan) -> str:
    """What a run depends on: the votes, the plan, and the model as it is coded."""
    content = hashlib.sha256(json.dumps([repr(plan), __version__, np.__version__, numba.__version__]).encode())
    for module in sorted(Path(alignment.__file__).parent.glob("*.py")):
        content.update(module.read_bytes())
    content.update(json.dumps([ballots.states, ballots.periods, ballots.items]).encode())
    layout = ballots.layout
    for side in (layout.by_item, layout.by_cell):
        for part in side:
            content.update(part.tobytes())
    return content.hexdigest()[:32]


def _read(path: Path) -> Singles | None:
    """What was kept; ``None`` without a whole file."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return np.asarray(arrays["draws"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _write(path: Path, draws: Singles) -> None:
    """Keep a run in place of older ones up to the same year; a folder that cannot be written keeps nothing."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, draws=draws)
            for old in path.parent.glob(f"{path.name.rpartition('-')[0]}-*.npz"):
                old.unlink(missing_ok=True)
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
