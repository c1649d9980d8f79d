"""What every template knows, whichever page it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined

from tightrope import __version__
from tightrope.brief import chronicle, evidence
from tightrope.brief.labels import Labels
from tightrope.brief.links import Links, foreign
from tightrope.brief.places import Places, WithinPage
from tightrope.brief.publication import Publication
from tightrope.brief.wording import Words
from tightrope.records import When

#: Elements of the headings of a section and of its parts; a page that is one section has its own.
HEADINGS = ("h2", "h3")


def environment(*before: BaseLoader) -> Environment:
    """Return templates that escape whatever is put into them and stop at a name they do not know.

    Args:
        before: where templates are looked for before those of the brief.
    """
    loaders: Sequence[BaseLoader] = (*before, PackageLoader("tightrope.brief"))
    return Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def links_of(publication: Publication, words: Words, places: Places | None = None) -> Links:
    """Return what writes numbers and evidence of a publication as links, within one page unless places are given."""
    return Links(words, Labels(publication.case, words), publication.mostly_prior, places or WithinPage())


def common(publication: Publication, links: Links) -> dict[str, Any]:
    """Return what all templates use, by name."""
    return {
        "words": links.words,
        "gap": links.words.gap,
        "labels": links.labels,
        "links": links,
        "publication": publication,
        "case": publication.case,
        "version": __version__,
        "title": publication.case.title.get(links.words.locale) or publication.case.title["en"],
        "anchor": evidence.anchor,
        "short_id": evidence.short_id,
        "by_quote": chronicle.by_quote,
        "foreign": foreign,
        "parse_when": When.parse,
        "percent": _percent_of_line,
        "heading": HEADINGS,
    }


def _percent_of_line(share: float) -> str:
    """A share as a place or length on a line of 100 units."""
    return f"{100 * share:.1f}"
