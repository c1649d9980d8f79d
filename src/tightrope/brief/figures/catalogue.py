"""Which figures there are, by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tightrope.brief.figures import alignment, coverage, events, flows, outlook, scorecard, series, shares, ties, waves
from tightrope.brief.figures.figure import Figure
from tightrope.brief.figures.making import Beyond, Maker
from tightrope.brief.links import Links
from tightrope.brief.publication import Publication
from tightrope.records import TightropeError

#: What a name may hold, since it stands in addresses and names of files.
_NAME = re.compile(r"[A-Za-z0-9._-]+")


class Kind(NamedTuple):
    """One kind of figures.

    Attributes:
        names: returns the names of those that there are.
        figure: makes one of them.
    """

    names: Callable[[Publication], Iterator[str]]
    figure: Callable[[Maker, str], Figure]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "shares": Kind(shares.names, shares.figure),
        "alignment": Kind(alignment.names, alignment.figure),
        "outlook": Kind(outlook.names, outlook.figure),
        "waves": Kind(waves.names, waves.figure),
        "flows": Kind(flows.names, flows.figure),
        "ties": Kind(ties.names, ties.figure),
        "coverage": Kind(coverage.names, coverage.figure),
        "scorecard": Kind(scorecard.names, scorecard.figure),
    }
)


#: Kinds of figures of which there may be more than the publication holds: they draw evidence that was read since.
GROWING: Mapping[str, Callable[[Maker, str], Figure]] = MappingProxyType(
    {"events": events.figure, "series": series.figure}
)


def figure_names(publication: Publication, beyond: Beyond | None = None) -> tuple[str, ...]:
    """Return the names of all figures that there is anything to draw in.

    Args:
        publication: what is drawn.
        beyond: all evidence, if it is at hand; a publication has the events of its newest documents.
    """
    found = [name for kind in KINDS.values() for name in kind.names(publication)]
    found += events.names(publication, beyond)
    found += series.names(publication)
    return tuple(name for name in found if _NAME.fullmatch(name))


def figure(publication: Publication, links: Links, name: str, beyond: Beyond | None = None) -> Figure:
    """Return a figure in the language of the links.

    Args:
        publication: what is drawn.
        links: the language and the names.
        name: one of :func:`figure_names`.
        beyond: as there.

    Raises:
        TightropeError: there is none of that name.
    """
    first = name.partition(".")[0]
    maker = Maker(publication, links, beyond)
    if first in GROWING and _NAME.fullmatch(name):
        return GROWING[first](maker, name)
    kind = KINDS.get(first)
    if kind is None or not _NAME.fullmatch(name) or name not in kind.names(publication):
        raise TightropeError(f"there is no figure {name!r}; names begin with {', '.join((*KINDS, *GROWING))}")
    return kind.figure(maker, name)
