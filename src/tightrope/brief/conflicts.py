"""Where sources contradict each other, as the run published it."""

from __future__ import annotations

from dataclasses import dataclass

from tightrope.brief.evidence import time_of
from tightrope.brief.publication import CONFLICT, Publication
from tightrope.records import AnyEvidence, Estimate, Observation, Stock

#: What contradicts what, in the order in which it is told: two figures, two statements on a tie, a figure and a model.
KINDS = ("figures", "tie", "model")
#: Of each kind the widest are shown; the ledger keeps all.
MOST_CONFLICTS = 20


@dataclass(frozen=True)
class Conflict:
    """One contradiction.

    Attributes:
        what: the channel, or the relation of a tie.
        apart: how far apart the sides are; its state, power and time are theirs.
        items: what the sides rest on: figures, the smallest first, or statements on a tie.
    """

    what: str
    apart: Estimate
    items: tuple[Observation | AnyEvidence, ...]


@dataclass(frozen=True)
class Conflicts:
    """The contradictions of one kind: the widest, widest first, and how many more there are."""

    kind: str
    shown: tuple[Conflict, ...]
    more: int


def conflicts(publication: Publication, state: str = "") -> tuple[Conflicts, ...]:
    """Return the contradictions, of one state if one is given, kind by kind; a kind without any is absent."""
    found = []
    for kind in KINDS:
        start = f"{CONFLICT}{kind}/"
        ones = [
            Conflict(key[0].removeprefix(start), one, _items(publication, one))
            for key, series in publication.estimates.items()
            if key[0].startswith(start) and state in ("", key[1])
            for one in series
        ]
        ones.sort(key=lambda one: (-one.apart.mean, one.apart.state, one.what, one.apart.power, one.apart.id))
        if ones:
            found.append(Conflicts(kind, tuple(ones[:MOST_CONFLICTS]), max(len(ones) - MOST_CONFLICTS, 0)))
    return tuple(found)


def _items(publication: Publication, apart: Estimate) -> tuple[Observation | AnyEvidence, ...]:
    found = [publication.observations.get(key) or publication.evidence[key] for key in apart.rests_on]
    return tuple(sorted(found, key=_order))


def _order(item: Observation | AnyEvidence) -> tuple[float, float, str, str]:
    if isinstance(item, Observation | Stock):
        return item.lower, item.upper, "", item.id
    return 0.0, 0.0, str(time_of(item) or ""), item.id
