"""Counts of ties in the law of a test: figures that are drawn, and read as the whole numbers that they round to.

A count does not move until a whole tie goes. Drawn as a figure it would move a little with every push, and a test would
promise to see what no count shows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tightrope.dynamics.waves.shocks import Evidence, Series, fading_covariance
from tightrope.measures.kalman import Floats, Ints


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of one dyad drawn without a push; c of its readings are counts.

    Attributes:
        figures: what they would be if a count could be any number, (draws, c).
        read: what is read of them, (draws, c).
        offset: of each, (c,); ``centre``: of each, (c,).
        pattern: what a unit push adds to the figures at K onsets, (c, K).
        weights: what each counts in the scores, (c, K).
    """

    figures: Floats
    read: Floats
    offset: Floats
    centre: Floats
    pattern: Floats
    weights: Floats

    @property
    def scores(self) -> Floats:
        """What they give to the scores, (draws, K)."""
        return np.asarray(self.read @ self.weights)

    def moved(self, onset: int, size: float) -> Floats:
        """Return what a push of a size adds to the score at its onset, (draws,)."""
        pushed = whole(self.figures + size * self.pattern[:, onset], self.offset, self.centre)
        return np.asarray((pushed - self.read) @ self.weights[:, onset])


def whole(figures: Floats, offset: Floats, centre: Floats) -> Floats:
    """Return what is read of figures that are counts: the middle of the interval of all that round to the same number.

    Of nothing at all only the upper bound is known, and it stands there, as in
    :func:`tightrope.dynamics.waves.shocks.dyad_series`.

    Args:
        figures: log(count + offset) less the centre, for a count that may be any number, (..., c).
        offset: of the channel, (c,).
        centre: what was taken from all readings of the channel, (c,).
    """
    count = np.maximum(np.rint(np.exp(figures + centre) - offset), 0.0)
    # The middle of log(a - 1/2) and log(a + 1/2) is log(a^2 - 1/4) / 2.
    square = np.where(count > 0.0, (count + offset) ** 2 - 0.25, (0.5 + offset) ** 2)
    return np.asarray(np.log(square) / 2.0 - centre)


def draw_counts(found: Evidence, wandering: Floats, noise: Floats, random: np.random.Generator) -> Counted | None:
    """Draw the counts of a dyad, around the mean of what was read of each channel; ``None`` if it has none.

    Args:
        found: what the readings say.
        wandering: draws of z at the time of each reading, (draws, n).
        noise: draws of Student-t noise of scale 1, (draws, n).
        random: draws the channels' deviations.
    """
    series = found.series
    rows = np.flatnonzero(series.counted)
    if not rows.size:
        return None
    values, vectors = np.linalg.eigh(fading_covariance(series)[np.ix_(rows, rows)])
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    changes = wandering[:, rows] * series.loading[rows] + noise[:, rows] * np.sqrt(series.error[rows])
    changes = math.sqrt(found.dispersion) * (changes + random.standard_normal((len(noise), rows.size)) @ root.T)
    around, level = _by_channel(series, rows)
    figures = changes - changes @ around + level
    offset, centre = series.offset[rows], series.centre[rows]
    pattern = found.pattern[rows]
    return Counted(
        figures=figures,
        read=whole(figures, offset, centre),
        offset=offset,
        centre=centre,
        pattern=pattern - around.T @ pattern,
        weights=found.weights[rows] / found.dispersion,
    )


def _by_channel(series: Series, rows: Ints) -> tuple[Floats, Floats]:
    """What takes the mean over all readings of the same channel, (c, c), and that mean of what was read, (c,)."""
    same = series.channel[rows][:, None] == series.channel[rows]
    around = same / same.sum(axis=0)
    return around, series.value[rows] @ around
