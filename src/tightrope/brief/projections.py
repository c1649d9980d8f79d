"""The sections on what is projected: what each needs, and which are left out because the run has nothing of theirs."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from tightrope.brief.links import Links
from tightrope.brief.openings import openings, share_is_mostly_prior
from tightrope.brief.prospects import prospects
from tightrope.brief.publication import Publication
from tightrope.brief.scorecard import past_outlooks
from tightrope.brief.waves import waves


class Projected(NamedTuple):
    """What templates need by name, and the sections that are left out."""

    content: dict[str, Any]
    empty: frozenset[str]


def projections(publication: Publication, links: Links) -> Projected:
    """Arrange all projections of a run. Outlooks without a scorecard have one that says which command makes it."""
    content = {
        "openings": openings(publication),
        "share_is_mostly_prior": partial(share_is_mostly_prior, publication),
        "waves": waves(publication),
        **past_outlooks(publication),
        **prospects(publication, links),
    }
    there = {
        "openings": content["openings"],
        "waves": content["waves"],
        "scorecard": content["scorecard"] or content["scored_events"] or publication.projections["outlook"],
        "pushpull": content["push_pull"],
        "outlook": content["outlooks"],
    }
    return Projected(content, frozenset(name for name, found in there.items() if not found))
