"""The way back from a row or a passage: which numbers of a run rest on it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from tightrope.brief.publication import SHARE, Publication
from tightrope.records import ALIGNMENT, ALIGNMENT_DISTANCE, Estimate

#: Quantities that stand for all others of their state and domain where few can be shown.
_SHOWN = (SHARE, ALIGNMENT_DISTANCE)


@dataclass(frozen=True)
class Rest:
    """Numbers of one state and domain that rest on the same thing.

    Attributes:
        state: code of the state.
        domain: the domain; ``alignment`` for where it stands in the General Assembly.
        newest: those of the last year that is among them, of the quantities that stand for the others.
        count: how many there are, of all quantities and years.
    """

    state: str
    domain: str
    newest: tuple[Estimate, ...]
    count: int


class Resting:
    """Estimates by what they rest on. Many share one list of ids, so each list is kept and looked through once."""

    def __init__(self, publication: Publication) -> None:
        groups: dict[int, tuple[tuple[str, ...], list[Estimate]]] = {}
        for one in _every(publication):
            groups.setdefault(id(one.rests_on), (one.rests_on, []))[1].append(one)
        self._groups = tuple(groups.values())

    def on(self, identity: str) -> Iterator[Estimate]:
        """Return the estimates that rest on a piece of evidence, a row or a roll call."""
        for ids, estimates in self._groups:
            if _holds(ids, identity):
                yield from estimates

    def on_any(self, ids: Set[str]) -> tuple[Estimate, ...]:
        """Return the estimates that rest on any of several, each once."""
        found = (estimates for basis, estimates in self._groups if any(_holds(basis, one) for one in ids))
        return tuple(one for estimates in found for one in estimates)


def _holds(ids: Sequence[str], identity: str) -> bool:
    place = bisect_left(ids, identity)  # sorted: the ledger refuses any other order
    return place < len(ids) and ids[place] == identity


def _every(publication: Publication) -> Iterator[Estimate]:
    families = (publication.estimates, publication.alignment, publication.projections)
    return (one for family in families for series in family.values() for one in series)


def by_domain(estimates: Iterable[Estimate], aligned: str, powers: Sequence[str]) -> tuple[Rest, ...]:
    """Put estimates together by state and domain, in the order in which they come.

    Args:
        estimates: the estimates.
        aligned: what stands for the domain where they are about votes in the General Assembly.
        powers: the powers in their order.
    """
    groups: dict[tuple[str, str], list[Estimate]] = defaultdict(list)
    for one in estimates:
        groups[one.state, aligned if one.quantity in ALIGNMENT else str(one.domain)].append(one)
    return tuple(Rest(*key, _newest(found, powers), len(found)) for key, found in groups.items())


def _newest(estimates: Iterable[Estimate], powers: Sequence[str]) -> tuple[Estimate, ...]:
    shown = [one for one in estimates if one.quantity in _SHOWN and one.power in powers]
    last = max((one.when.end for one in shown), default=None)
    return tuple(sorted((one for one in shown if one.when.end == last), key=lambda one: powers.index(one.power)))
