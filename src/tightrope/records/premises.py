"""What a contest assumes that no table says: ranges, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A number that is known between two bounds only.

    Attributes:
        low: the least it may be.
        high: the most it may be.
        source: where the bounds come from, or that they are a judgement.
    """

    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """What is assumed of a contest between powers. A battlefield is one domain of one state.

    Attributes:
        dyad: two powers that are looked at as a pair.
        value: V by power: what all of a battlefield is worth to it, in units of the mean budget for a battlefield.
        attention: which part of its GDP a power can spend on these states, in relation to the other powers.
        taste: how many times more or less than V a single battlefield is worth to a power.
        head_start: capital that is held without effort, in units of the mean budget for a battlefield.
        effectiveness: power of the capital share in the efficiency of effort; 0: effort of all counts the same.
        concentration: phi: how much a state suffers from leaning on few powers.
        punishment: psi: how much a state fears that a power punishes its opening to others.
        elasticity: e: how easily a state finds other partners in place of a power that punishes it.
        noise: of choices, in units of the gain from the best one.
    """

    dyad: tuple[str, str]
    value: Mapping[str, Range]
    attention: Mapping[str, Range]
    taste: Range
    head_start: Range
    effectiveness: Range
    concentration: Range
    punishment: Range
    elasticity: Range
    noise: Range
