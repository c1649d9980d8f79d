"""How long ties hold: a tie stands whole until an exit ends it, so it has no half-life but a chance to end.

Ties that stand do not fade a little every year. With a constant hazard (exponential durations), a Gamma(1, 1 / 20
years) prior and n exits in E years of standing ties, the hazard has a Gamma(1 + n, 1 / (20 + E)) posterior; ties that
still stand count by the years they have stood (Kalbfleisch & Prentice 2002, *The Statistical Analysis of Failure Time
Data*, chapter 3). It is told as a half-life, log 2 / hazard: the years after which half of such ties would have ended.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.dynamics.contraction import contraction
from tightrope.measures import declared
from tightrope.measures.kalman import Floats
from tightrope.measures.streams import stream
from tightrope.measures.ties import Spell, join_spells
from tightrope.records import Channel, Status, Tie

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
    relations = {relation for channel in channels for relation in channel.relations}
    bodies = {body for channel in channels for body in channel.organisations}
    same: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
    for tie in sorted({tie.id: tie for tie in ties}.values(), key=lambda one: one.id):
        between = {tie.a, tie.b} & set(states) and {tie.a, tie.b} & set(powers)
        member = tie.relation == declared.MEMBERSHIP and tie.a in states and tie.b in bodies
        if tie.status is Status.OCCURRED and (member or (tie.relation in relations and between)):
            parties = sorted((tie.a, tie.b), key=lambda code: code in powers)
            same[tie.relation, parties[0], parties[1]].append(tie)
    return tuple(spell for _, mine in sorted(same.items()) for spell in join_spells(mine))
