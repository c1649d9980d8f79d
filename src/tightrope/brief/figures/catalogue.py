"""Which figures there are, by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tightrope.brief.figures import alignment, outlook, shares, ties
from tightrope.brief.figures.figure import Figure
from tightrope.brief.figures.making import Maker
from tightrope.brief.links import Links
from tightrope.brief.publication import Publication
from tightrope.records import TightropeError

#: What a name may hold, since it stands in addresses and names of files.
_NAME = re.compile(r"[A-Za-z0-9.-]+")


class Kind(NamedTuple):
    """One kind of figures: the names of those that there are, and what makes one."""

    names: Callable[[Publication], Iterator[str]]
    figure: Callable[[Maker, str], Figure]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "shares": Kind(shares.names, shares.figure),
        "alignment": Kind(alignment.names, alignment.figure),
        "outlook": Kind(outlook.names, outlook.figure),
        "ties": Kind(ties.names, ties.figure),
    }
)


def figure_names(publication: Publication) -> tuple[str, ...]:
    """Return the names of all figures that there is anything to draw in."""
    return tuple(name for kind in KINDS.values() for name in kind.names(publication) if _NAME.fullmatch(name))


def figure(publication: Publication, links: Links, name: str) -> Figure:
    """Return a figure in the language of the links.

    Raises:
        TightropeError: there is none of that name.
    """
    kind = KINDS.get(name.partition(".")[0])
    if kind is None or name not in kind.names(publication) or not _NAME.fullmatch(name):
        raise TightropeError(f"there is no figure {name!r}; names begin with {', '.join(KINDS)}")
    return kind.figure(Maker(publication, links), name)
