"""Which figures there are, by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tightrope.brief.figures import alignment, coverage, events, outlook, scorecard, shares, ties, waves
from tightrope.brief.figures.figure import Figure
from tightrope.brief.figures.making import Between, Maker
from tightrope.brief.links import Links
from tightrope.brief.publication import Publication
from tightrope.records import TightropeError

#: What a name may hold, since it stands in addresses and names of files.
_NAME = re.compile(r"[A-Za-z0-9.-]+")


class Kind(NamedTuple):
    """One kind of figures.

    Attributes:
        names: returns the names of those that there are.
        figure: makes one.
        more: whether there may be others, and it refuses by itself what it cannot make.
    """

    names: Callable[[Publication], Iterator[str]]
    figure: Callable[[Maker, str], Figure]
    more: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "shares": Kind(shares.names, shares.figure),
        "alignment": Kind(alignment.names, alignment.figure),
        "outlook": Kind(outlook.names, outlook.figure),
        "waves": Kind(waves.names, waves.figure),
        "ties": Kind(ties.names, ties.figure),
        "events": Kind(events.names, events.figure, more=True),
        "coverage": Kind(coverage.names, coverage.figure),
        "scorecard": Kind(scorecard.names, scorecard.figure),
    }
)


def figure_names(publication: Publication) -> tuple[str, ...]:
    """Return the names of all figures that there is anything to draw in."""
    return tuple(name for kind in KINDS.values() for name in kind.names(publication) if _NAME.fullmatch(name))


def figure(publication: Publication, links: Links, name: str, between: Between | None = None) -> Figure:
    """Return a figure in the language of the links.

    Args:
        publication: what is drawn.
        links: the language and the names.
        name: one of :func:`figure_names`; of events, also that of a pair that only ``between`` knows events of.
        between: returns all evidence about two parties; a publication has the events of its newest documents.

    Raises:
        TightropeError: there is none of that name.
    """
    kind = KINDS.get(name.partition(".")[0])
    if kind is None or not _NAME.fullmatch(name) or not (kind.more or name in kind.names(publication)):
        raise TightropeError(f"there is no figure {name!r}; names begin with {', '.join(KINDS)}")
    return kind.figure(Maker(publication, links, between), name)
