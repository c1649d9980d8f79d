"""How long ties hold: a tie stands whole until an exit ends it, so it has no half-life but a chance to end.

Ties that stand do not fade a little every year. With a constant hazard (exponential durations), a Gamma(1, 1 / 20
years) prior and n exits in E years of standing ties, the hazard has a Gamma(1 + n, 1 / (20 + E)) posterior; ties that
still stand count by the years they have stood (Kalbfleisch & Prentice 2002, *The Statistical Analysis of Failure Time
Data*, chapter 3). It is told as a half-life, log 2 / hazard: the years after which half of such ties would have ended.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.dynamics.contraction import contraction
from tightrope.measures import declared
from tightrope.measures.kalman import Floats
from tightrope.measures.streams import stream
from tightrope.measures.ties import Spell, join_spells
from tightrope.records import Channel, Status, Tie

#: A tie: its relation, the state, and the power or body.
TieKey = tuple[str, str, str]
#: Years of standing ties that the prior's one exit is worth. A judgement: such ties end by treaty, about once in
#: decades.
PRIOR_YEARS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exits:
    """What is known of how ties end.

    Attributes:
        posterior, prior: draws of the half-life in years, (S,).
        exits: how many ties ended.
        years: how many years ties stood, added up.
        ids: evidence of the ties, sorted.
    """

    posterior: Floats
    prior: Floats
    exits: int
    years: float
    ids: tuple[str, ...]

    @property
    def contraction(self) -> Floats:
        """:func:`contraction` of the logarithms, with its interval, (5,)."""
        return contraction(np.log(self.posterior), np.log(self.prior))


def fit_exits(spells: Sequence[Spell], *, first: float, last: float, seed: int, draws: int) -> Exits | None:
    """Draw how long ties hold; ``None`` without any tie.

    Args:
        spells: stretches of ties between states and powers, or of states in bodies.
        first: when watching begins, in decimal years; what ended before is not known of.
        last: when it ends.
        seed: any integer.
        draws: S.
    """
    seen = [one for one in spells if one.since < last and one.until > first]
    if not seen:
        return None
    years = sum(min(one.until, last) - max(one.since, first) for one in seen)
    exits = sum(one.until <= last for one in seen)
    random = stream(seed, "push_pull", "exits")
    hazard = random.gamma(1.0 + exits, size=draws) / (PRIOR_YEARS + years)
    before = random.gamma(1.0, size=draws) / PRIOR_YEARS
    ids = {key for one in seen for key in one.ids}
    return Exits(
        posterior=math.log(2.0) / hazard, prior=math.log(2.0) / before, exits=exits, years=years, ids=tuple(sorted(ids))
    )


def spells_of(
    channels: Sequence[Channel], ties: Iterable[Tie], states: Sequence[str], powers: Sequence[str]
) -> tuple[Spell, ...]:
    """Return every stretch of every tie that some channels count: between state and power, or of a state in a body.

    Args:
        channels: those that count ties.
        ties: evidence; what did not occur does not count.
        states: codes of the states.
        powers: codes of the powers.
    """
    return tuple(spell for mine in spells_by_tie(channels, ties, states, powers).values() for spell in mine)


def spells_by_tie(
    channels: Sequence[Channel], ties: Iterable[Tie], states: Sequence[str], powers: Sequence[str]
) -> dict[TieKey, tuple[Spell, ...]]:
    """Return the stretches of every tie that some channels count, or could: without any for what never was.

    Two beginnings without an end between them are one stretch. Arguments are those of :func:`spells_of`.
    """
    same: dict[TieKey, list[Tie]] = {
        (relation, state, power): []
        for channel in channels for relation in channel.relations for state in states for power in powers
    }  # fmt: skip
    same |= {
        (declared.MEMBERSHIP, state, body): [] for one in channels for body in one.organisations for state in states
    }
    for tie in sorted({tie.id: tie for tie in ties}.values(), key=lambda one: one.id):
        if tie.status is Status.OCCURRED and (mine := same.get(key_of(tie, states))) is not None:
            mine.append(tie)
    return {key: _whole(join_spells(mine)) for key, mine in sorted(same.items())}


def key_of(tie: Tie, states: Sequence[str]) -> TieKey:
    """Return which tie evidence is for, whoever of the two is named first."""
    state, other = sorted((tie.a, tie.b), key=lambda code: code not in states)
    return tie.relation, state, other


def _whole(spells: Sequence[Spell]) -> tuple[Spell, ...]:
    """Put together what overlaps."""
    found: list[Spell] = []
    for one in spells:
        if found and one.since <= found[-1].until:
            before = found.pop()
            one = Spell(before.since, max(before.until, one.until), tuple(sorted({*before.ids, *one.ids})))
        found.append(one)
    return tuple(found)
