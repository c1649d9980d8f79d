"""Openings: what one more unit of effort brings, and what holds whatever is assumed, as the run published it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tightrope.brief.publication import SHARE, Publication
from tightrope.cases import Case
from tightrope.records import Estimate, Premises, Range

FAMILY = "opening"
#: What may be concluded, in the order in which it is told; see ``tightrope.dynamics.conclusions``.
KINDS = (
    *("most", "over_power", "usual", "over_domain", "open"),
    *("crowds_out", "raises", "lowers", "keeps_up", "keeps_down"),
)
#: A weaker conclusion is not told where the stronger one holds.
_IMPLIED = {"keeps_up": "raises", "keeps_down": "lowers"}
#: In which part of the draws a conclusion has to hold to be told.
HOLDS = 0.9
#: What is assumed: for each power, and once.
BY_POWER = ("value", "attention")
SINGLE = ("taste", "head_start", "effectiveness", "concentration", "punishment", "elasticity", "noise")
#: All numbers that have a name, for each power or once.
PREMISES = (*(f"{name}_of" for name in (*BY_POWER, "taste", "share")), *SINGLE)
_UNLESS = "unless"


@dataclass(frozen=True)
class Unless:
    """Where a conclusion is weakest: which number, of which power, in its ``low`` or ``high`` fifth."""

    name: str
    power: str
    side: str
    holds: Estimate


@dataclass(frozen=True)
class Held:
    """A conclusion that holds of a power in a domain, over one or more states or over all together.

    Attributes:
        kind: one of :data:`KINDS`.
        other: the power or domain that it compares with or is about as well; empty for none.
        holds: in which part of the draws, by state in the case's order; one of no state for all together.
        weak: where it is weakest, by state; one is absent if that is nowhere more than chance makes it.
    """

    kind: str
    other: str
    holds: tuple[Estimate, ...]
    weak: Mapping[str, Unless]

    @property
    def unless(self) -> Unless | None:
        """Where it is weakest in any of them."""
        return min(self.weak.values(), key=lambda one: one.holds.mean, default=None)


@dataclass(frozen=True)
class Openings:
    """What is told of openings.

    Attributes:
        gains: change of a power's share by one more unit of its effort, by domain, state and power.
        chosen: how likely its next unit goes there, by the same.
        taken: what a unit of one power of the pair takes from the other, by (one, other), domain and state.
        held: the conclusions that hold, those over several states in one.
        count: how many they are, state by state, without those that a stronger one implies.
        looked_at: how many were looked at.
        premises: name, power (empty for all) and range of all that is assumed.
    """

    gains: Mapping[str, Mapping[str, Mapping[str, Estimate]]]
    chosen: Mapping[tuple[str, str, str], Estimate]
    taken: Mapping[tuple[str, str], Mapping[str, Mapping[str, Estimate]]]
    held: tuple[Held, ...]
    count: int
    looked_at: int
    premises: tuple[tuple[str, str, Range], ...]


def openings(publication: Publication) -> Openings | None:
    """Return what is told of openings; ``None`` if none were looked for."""
    found = publication.projections.get(FAMILY, ())
    gains: dict[str, dict[str, dict[str, Estimate]]] = {}
    chosen: dict[tuple[str, str, str], Estimate] = {}
    taken: dict[tuple[str, str], dict[str, dict[str, Estimate]]] = {}
    unless: dict[tuple[str, str, str, str], Unless] = {}
    possible: list[tuple[str, str, Estimate]] = []
    for one in found:
        kind, *more = one.quantity.split("/")[1:]
        if kind == "gain":
            gains.setdefault(str(one.domain), {}).setdefault(one.state, {})[one.power] = one
        elif kind == "next":
            chosen[one.state, str(one.domain), one.power] = one
        elif kind == "taken_by":
            taken.setdefault((more[0], one.power), {}).setdefault(str(one.domain), {})[one.state] = one
        elif _UNLESS in more:
            whole = one.quantity.partition(f"/{_UNLESS}/")[0]
            name, _, power = more[-2].partition(".")
            unless[whole, one.state, str(one.domain), one.power] = Unless(name, power, more[-1], one)
        elif kind in KINDS:
            possible.append((kind, more[0] if more else "", one))
    if not gains:
        return None
    holding = {(kind, other, one.state, one.domain, one.power) for kind, other, one in possible if one.mean >= HOLDS}
    told: dict[tuple[Any, ...], list[Estimate]] = {}
    for kind, other, one in possible:
        if one.mean >= HOLDS and (_IMPLIED.get(kind), other, one.state, one.domain, one.power) not in holding:
            told.setdefault((*_order(publication.case, kind, one), other), []).append(one)
    held = []
    for key, ones in sorted(told.items()):
        found_weak = {one.state: unless.get((one.quantity, one.state, str(one.domain), one.power)) for one in ones}
        weak = {state: one for state, one in found_weak.items() if one}
        ones.sort(key=lambda one: publication.case.states.index(one.state) if one.state else -1)
        held.append(Held(KINDS[key[0]], key[-1], tuple(ones), weak))
    premises = _premises(publication.case.contest) if publication.case.contest else ()
    count = sum(len(one.holds) for one in held)
    return Openings(gains, chosen, taken, tuple(held), count, len(possible), premises)


def _order(case: Case, kind: str, one: Estimate) -> tuple[Any, ...]:
    """What is told together, and in which order; what is of all states together comes first."""
    return KINDS.index(kind), case.powers.index(one.power), str(one.domain), bool(one.state)


def _premises(premises: Premises) -> tuple[tuple[str, str, Range], ...]:
    by_power = [(name, code, one) for name in BY_POWER for code, one in getattr(premises, name).items()]
    return (*by_power, *((name, "", getattr(premises, name)) for name in SINGLE))


def share_is_mostly_prior(publication: Publication, one: Estimate) -> bool:
    """Whether the share that a gain starts from comes mostly from the prior."""
    share = publication.latest(SHARE, one.state, str(one.domain), one.power)
    return share is not None and publication.mostly_prior(share)
