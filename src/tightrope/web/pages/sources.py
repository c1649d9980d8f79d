"""Where everything comes from, under which licence, and what is missing."""

from __future__ import annotations

from functools import partial
from typing import Any

from tightrope.brief.alignment_words import few_votes
from tightrope.brief.figures import figure, figure_names
from tightrope.brief.page import age, limits, sources
from tightrope.web.view import View, single


def _content(view: View) -> dict[str, Any]:
    publication, links = view.publication, view.links
    return {
        "sources": sources(publication),
        **limits(publication, view.labels.domains(), view.labels),
        "age": partial(age, publication, links),
        "few_votes": few_votes(publication, links),
        "pictures": tuple(name for name in figure_names(publication) if name.startswith("coverage")),
        "figure": partial(figure, publication, links),
    }


KIND = single("sources", _content)
