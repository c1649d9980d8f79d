"""How good forecasts were: proper scores of draws, calibration, and skill against a reference with its interval.

Scores: Gneiting & Raftery 2007, *Journal of the American Statistical Association* 102(477), 359-378.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp  # type: ignore[import-untyped]
from scipy.stats import cauchy, nct, norm, t  # type: ignore[import-untyped]

from tightrope.records import CheckError

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: The interval of a skill that counts, and how likely it should exclude 0 where there is skill.
LEVEL, POWER = 0.90, 0.80
#: Origins without which a skill has no interval.
FEWEST_ORIGINS = 4
#: Up to this part of the reference's score origins are alike.
_ALIKE = 1e-12
#: Width of a density that is not let go to 0.
_SMALLEST = 1e-9


def crps(draws: Floats, truth: Floats) -> Floats:
    """Fair continuous ranked probability score: E|X - y| - E|X - X'| / 2, pairs of different draws.

    Fair: its expectation is the score of what the draws come from, however few they are (Ferro 2014, *Quarterly Journal
    of the Royal Meteorological Society* 140(683), 1917-1923).

    Args:
        draws: (..., S), at least two.
        truth: (...), what came.

    Returns:
        (...), in the unit of the draws; smaller is better.

    Raises:
        CheckError: fewer than two draws.
    """
    size = draws.shape[-1]
    if size < 2:
        raise CheckError(f"a score needs at least two draws, not {size}")
    rank = 2.0 * np.arange(1, size + 1) - size - 1.0
    spread = (np.sort(draws, axis=-1) * rank).sum(axis=-1) / (size * (size - 1.0))
    return np.asarray(np.abs(draws - truth[..., None]).mean(axis=-1) - spread)


def log_score(draws: Floats, truth: Floats) -> Floats:
    """Minus the log density of the truth, the density by kernels on the draws.

    The kernels are Gaussian, their bandwidth Silverman's (1986): 0.9 S^(-1/5) times the lesser of the standard
    deviation and the interquartile range / 1.34. What lies beyond S draws they cannot tell, and a Gaussian would call
    it impossible: one part in S + 1 of the density is a Cauchy density around their median, its scale half their
    interquartile range.

    Args:
        draws: (..., S), not all alike.
        truth: (...).

    Returns:
        (...), in nats; smaller is better.
    """
    size = draws.shape[-1]
    low, middle, high = np.quantile(draws, [0.25, 0.5, 0.75], axis=-1)
    half = np.maximum((high - low) / 2.0, _SMALLEST)
    spread = np.minimum(draws.std(axis=-1), np.where(high > low, (high - low) / 1.34, np.inf))
    width = np.maximum(0.9 * spread * size**-0.2, _SMALLEST)[..., None]
    kernels = norm.logpdf(truth[..., None], draws, width)
    beyond = cauchy.logpdf(truth, middle, half)
    return np.asarray(np.log(size + 1.0) - np.logaddexp(logsumexp(kernels, axis=-1), beyond))


def covers(draws: Floats, truth: Floats, part: float) -> Flags:
    """Whether the central interval that holds a part of the draws (..., S) holds the truth (...)."""
    low, high = np.quantile(draws, [0.5 - part / 2.0, 0.5 + part / 2.0], axis=-1)
    return np.asarray((low <= truth) & (truth <= high))


def pit(draws: Floats, truth: Floats, random: np.random.Generator) -> Floats:
    """Randomised probability integral transform: where among the draws the truth lies; uniform if they are calibrated.

    (b + U (e + 1)) / (S + 1) with b draws below the truth, e equal to it, U uniform: exactly uniform for any number of
    draws, ties included (Czado, Gneiting & Held 2009, *Biometrics* 65(4), 1254-1261).

    Args:
        draws: (..., S).
        truth: (...).
        random: where U comes from.

    Returns:
        (...), between 0 and 1.
    """
    below = (draws < truth[..., None]).sum(axis=-1)
    equal = (draws == truth[..., None]).sum(axis=-1)
    return np.asarray((below + random.random(truth.shape) * (equal + 1)) / (draws.shape[-1] + 1))


def brier(probability: Floats, happened: npt.NDArray[Any]) -> Floats:
    """Brier score (probability - 1 if it happened, else 0)², smaller is better; shapes are those given."""
    return np.asarray((probability - happened) ** 2, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Skill:
    """Skill against a reference: 1 is perfect, 0 as good, below 0 worse.

    Attributes:
        mean: 1 - sum of scores / sum of the reference's.
        error: its standard error.
        freedom: degrees of freedom of that.
        origins: how many origins it rests on.
    """

    mean: float
    error: float
    freedom: int
    origins: int

    def quantile(self, part: float) -> float:
        """Quantile of the skill, by the t distribution."""
        return self.mean + self.error * float(t.ppf(part, self.freedom))

    @property
    def least_shown(self) -> float:
        """The true skill that so many origins would show: its interval excludes 0 with a probability of ``POWER``."""
        return self.error * (_ends(self.freedom) + float(t.ppf(POWER, self.freedom)))

    def power(self, skill: float) -> float:
        """How likely the interval would lie above 0 if the true skill were this."""
        if self.error == 0.0:
            return 1.0
        return float(nct.sf(_ends(self.freedom), self.freedom, skill / self.error))


def _ends(freedom: int) -> float:
    return float(t.ppf(0.5 + LEVEL / 2.0, freedom))


def skill(own: Floats, reference: Floats, origin: npt.NDArray[Any], overlap: int) -> Skill:
    """Skill of forecasts against a reference, with a standard error that is clustered by origin.

    All forecasts of one origin share what came as a surprise after it, so they count as one. Those of neighbouring
    origins share ``overlap - 1`` years of it, so the variance is that of a series: the mean of the squares of its B
    lowest cosine transforms, with B degrees of freedom (equal-weighted cosine estimator; Lazarus, Lewis, Stock & Watson
    2018, *Journal of Business & Economic Statistics* 36(4), 541-559). B is the number of steps from origin to origin
    divided by 2 overlap - 1, in which many neighbours on both sides share something. Few transforms may be small by
    chance: the usual variance of independent origins is taken if its interval is wider. The ratio is linearised. Where
    no origin differs from another, as if nothing was ever missed, they cannot tell an error: then the interval reaches
    to where so many independent origins would all be alike with a probability of 5 % if a part of them missed wholly.

    Args:
        own: scores, (I,).
        reference: scores of the reference, (I,).
        origin: year of the origin of each, (I,).
        overlap: years from an origin to the farthest year it forecasts, at least 1.

    Raises:
        CheckError: too few origins, or the reference was perfect.
    """
    years, group = np.unique(origin, return_inverse=True)
    size, whole = len(years), float(reference.sum())
    if size < FEWEST_ORIGINS or whole <= 0.0:
        raise CheckError(f"a skill needs {FEWEST_ORIGINS} origins, not {size}, and a reference that is not perfect")
    mean = 1.0 - float(own.sum()) / whole
    excess = np.bincount(group, own - (1.0 - mean) * reference).astype(np.float64)
    errors = [(_error(excess, waves) / whole, waves) for waves in (max((size - 1) // (2 * overlap - 1), 2), size - 1)]
    error, freedom = max(errors, key=lambda one: one[0] * _ends(one[1]))
    if np.abs(excess).max() <= _ALIKE * whole:
        error = (1.0 - (0.5 - LEVEL / 2.0) ** (overlap / size)) / _ends(freedom)
    return Skill(mean, error, freedom, size)


def _error(series: Floats, freedom: int) -> float:
    """Standard error of the sum of a series (G,) from so many cosine transforms; of all G - 1, the usual one."""
    place = (np.arange(series.size) + 0.5) / series.size
    waves = np.cos(np.pi * np.outer(np.arange(1, freedom + 1), place))
    return float(np.sqrt(2.0 * ((waves @ series) ** 2).mean()))
