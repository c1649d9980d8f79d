"""What may be concluded of a sweep of contests, draw by draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt

from tightrope.dynamics.sweep import UNIT, Moved, Sweep
from tightrope.measures.kalman import Floats

Flags = npt.NDArray[np.bool_]
#: Answers in effort below this part of the unit are none.
_NOTHING = 1e-6
#: A conclusion that is about some draws only, because in the others nothing is offered, needs so many.
_FEWEST_DRAWS = 100


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Something that may hold of a power in a battlefield, or in those of a domain together.

    Attributes:
        kind: what, see :func:`conclusions`.
        power: place of the power.
        places: places of the battlefields.
        holds: whether it holds, for the draws it is about.
        other: place of another power that it is about; -1 for none.
        about: the draws it is about, ascending; ``None`` for all.
    """

    kind: str
    power: int
    places: tuple[int, ...]
    holds: Flags
    other: int = -1
    about: npt.NDArray[np.intp] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What conclusions are drawn from.

    Attributes:
        swept: the contests.
        moved: what one more unit of each power changes.
        gains: what it brings the power itself, in shares, (S, P, F).
        sure: whether a share rests on readings more than on the prior, (P, F); nothing is concluded from others.
        states: the state of each battlefield, (F,); ``domains``: its domain.
        powers: codes, (P,).
        pair: places of the two powers looked at as a pair.
    """

    swept: Sweep
    moved: Sequence[Moved]
    gains: Floats
    sure: Flags
    states: Sequence[str]
    domains: Sequence[str]
    powers: Sequence[str]
    pair: Sequence[int]


def conclusions(outcome: Outcome) -> Iterator[Conclusion]:
    """Yield all that might hold.

    In one battlefield: ``most``, one more unit brings the power more than it brings any other; ``usual``, more than in
    the median of its battlefields; ``open``, the state is open to what it offers; ``crowds_out/CODE``, its unit takes
    from that power more than from any other. Over all states, by domain: ``over_domain/NAME`` and ``over_power/CODE``,
    the unit brings more than in that domain, or than it brings that power; of the pair ``crowds_out/CODE``, and
    ``raises``, ``lowers``, ``keeps_up`` and ``keeps_down``: the other answers with more effort, with less, not with
    less, not with more.
    """
    yield from _in_one(outcome)
    yield from _of_domains(outcome)
    for one, other in (outcome.pair, outcome.pair[::-1]):
        yield from _of_the_pair(outcome, one, other)


def _in_one(outcome: Outcome) -> Iterator[Conclusion]:
    sure, gains, swept = outcome.sure, outcome.gains, outcome.swept
    compared = np.where(sure[None], gains, -np.inf)
    for power, place in np.argwhere(sure).tolist():
        if sure[:, place].sum() >= 2:
            yield Conclusion("most", power, (place,), compared[:, :, place].argmax(axis=1) == power)
        if sure[power].sum() >= 3:
            usual = np.median(gains[:, power, sure[power]], axis=1)
            yield Conclusion("usual", power, (place,), gains[:, power, place] > usual)
        offered = np.flatnonzero(swept.found.effort[:, power, place] > 0)
        if len(offered) >= _FEWEST_DRAWS:
            yield Conclusion("open", power, (place,), swept.open_to[offered, power, place] > 0.5, about=offered)


def _of_domains(outcome: Outcome) -> Iterator[Conclusion]:
    """Means over the states in which all that is compared is sure."""
    names = list(dict.fromkeys(outcome.domains))
    for power, code in enumerate(outcome.powers):
        places = {name: _places(outcome, name, power) for name in names}
        for one, other in permutations([name for name in names if places[name]], 2):
            shared = {outcome.states[p] for p in places[one]} & {outcome.states[p] for p in places[other]}
            here, there = (tuple(p for p in places[name] if outcome.states[p] in shared) for name in (one, other))
            if shared:
                more = _mean(outcome.gains[:, power], here) > _mean(outcome.gains[:, power], there)
                yield Conclusion(f"over_domain/{other}", power, here, more)
        for name in names:
            for rival, rival_code in enumerate(outcome.powers):
                both = _places(outcome, name, power, rival)
                if code != rival_code and both:
                    more = _mean(outcome.gains[:, power], both) > _mean(outcome.gains[:, rival], both)
                    yield Conclusion(f"over_power/{rival_code}", power, both, more, rival)


def _of_the_pair(outcome: Outcome, one: int, other: int) -> Iterator[Conclusion]:
    moved, code = outcome.moved[one], outcome.powers[other]
    lost = np.delete(moved.share, one, axis=1)
    place_of_other = other - (other > one)
    for name in dict.fromkeys(outcome.domains):
        both = _places(outcome, name, one, other)
        for places in (*((place,) for place in both), *([both] if len(both) > 1 else [])):
            most = lost[:, :, list(places)].mean(axis=2).argmin(axis=1) == place_of_other
            yield Conclusion(f"crowds_out/{code}", one, places, most, other)
        if both:
            answer = _mean(moved.effort[:, other], both) / UNIT
            yield Conclusion(f"raises/{code}", one, both, answer > _NOTHING, other)
            yield Conclusion(f"lowers/{code}", one, both, answer < -_NOTHING, other)
            yield Conclusion(f"keeps_up/{code}", one, both, answer >= -_NOTHING, other)
            yield Conclusion(f"keeps_down/{code}", one, both, answer <= _NOTHING, other)


def _places(outcome: Outcome, domain: str, *powers: int) -> tuple[int, ...]:
    """The battlefields of a domain in which the shares of all these powers are sure."""
    sure: Flags = np.logical_and.reduce([outcome.sure[power] for power in powers])
    return tuple(place for place, name in enumerate(outcome.domains) if name == domain and sure[place])


def _mean(values: Floats, places: Sequence[int]) -> Floats:
    return np.asarray(values[:, list(places)].mean(axis=1))


def numbers_of(found: Conclusion, swept: Sweep, powers: Sequence[str]) -> dict[str, Floats]:
    """Return the numbers that may overturn a conclusion, by name, in the draws it is about.

    Those are what is assumed, and the tastes and measured shares, meant over its battlefields, of those it is about.
    """
    numbers = {name: drawn for name, drawn in swept.premises.items() if name != "noise" and np.ptp(drawn) > 0}
    for power in (found.power, found.other):
        if power >= 0:
            numbers[f"taste.{powers[power]}"] = _mean(swept.taste[:, power], found.places)
            numbers[f"share.{powers[power]}"] = _mean(swept.measured[:, power], found.places)
    about = slice(None) if found.about is None else found.about
    return {name: drawn[about] for name, drawn in numbers.items()}
