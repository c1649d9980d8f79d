"""Draws from the conditionals of the sampler."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import log_ndtr, ndtri_exp  # type: ignore[import-untyped]

from tightrope.measures import declared
from tightrope.measures.kalman import Floats


def draw_variance(levels: Floats, sd: float, random: np.random.Generator) -> float:
    """Draw the variance of levels."""
    scale = (declared.VARIANCE_SHAPE - 1) * sd**2 + float((levels**2).sum()) / 2
    return float(scale / random.gamma(declared.VARIANCE_SHAPE + levels.size / 2))


def draw_intercept(weight: Floats, pull: Floats, spread: float, random: np.random.Generator) -> float:
    """Draw a, with levels of states of this variance integrated out."""
    seen = weight > 0.0
    shrunk = 1.0 / (1.0 + spread * weight[seen])
    precision = float((weight[seen] * shrunk).sum()) + declared.INTERCEPT_SD**-2
    return float((pull[seen] * shrunk).sum() / precision + random.standard_normal() / math.sqrt(precision))


def normal_between(low: Floats, high: Floats, uniform: Floats) -> Floats:
    """Turn uniforms into standard normals between bounds, exact far out in either tail; all of shape (n,)."""
    flip = low + high > 0.0
    left, right = np.where(flip, -high, low), np.where(flip, -low, high)
    below, above = log_ndtr(left), log_ndtr(right)
    share = above + np.log(uniform + (1.0 - uniform) * np.exp(below - above))
    drawn = np.clip(ndtri_exp(share), left, right)
    return np.asarray(np.where(flip, -drawn, drawn))
