"""What is said about where states stand in the General Assembly, as far as the intervals allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from tightrope.brief import alignment
from tightrope.brief.alignment import Moves, Nearest, Stand
from tightrope.brief.findings import Certainty
from tightrope.brief.links import Links
from tightrope.brief.publication import Publication
from tightrope.records import Estimate


def told(stand: Stand, links: Links) -> Markup:
    """Say which power a state stands closest to, and which it moved toward or away from."""
    found = alignment.nearest(stand)
    said = [*(_nearest(found, links) if found else ()), *_moves(stand, links)]
    return Markup(" " if links.words.locale == "en" else "").join(said)


def _nearest(found: Nearest, links: Links) -> Iterable[Markup]:
    words, sure = links.words, found.farther
    first = _places([found.first], links)
    if found.tied:
        yield words("alignment.tied", powers=words.listing(_place(one, links) for one in (found.first, *found.tied)))
        for kind in Certainty:
            if sure[kind]:
                yield words(
                    f"alignment.than_{kind}",
                    power=links.labels.party(found.first.power),
                    others=_places(sure[kind], links),
                )
    elif sure[Certainty.MORE_LIKELY]:
        yield words("alignment.closest_more_likely", power=first)
        if sure[Certainty.VERY_LIKELY]:
            power, others = links.labels.party(found.first.power), _places(sure[Certainty.VERY_LIKELY], links)
            yield words("alignment.than_very_likely", power=power, others=others)
    else:
        yield words("alignment.closest_very_likely", power=first)


def _moves(stand: Stand, links: Links) -> Iterable[Markup]:
    found = alignment.moves(stand)
    for one in found:
        yield _moved(one, links)
    if stand.changes and not found:
        since = min(change.when.start.year for change in stand.changes.values())
        yield links.words("alignment.unmoved", year=links.words.year(since))


def _moved(found: Moves, links: Links) -> Markup:
    direction = "closer" if found.closer else "farther"
    year, powers = links.words.year(found.since), _places(found.changes, links)
    return links.words(f"alignment.{direction}_{found.certainty}", year=year, powers=powers)


def _places(estimates: Iterable[Estimate], links: Links) -> Markup:
    return links.words.listing(_place(one, links) for one in estimates)


def _place(estimate: Estimate, links: Links) -> Markup:
    return links.words(
        "alignment.place",
        power=links.labels.party(estimate.power),
        number=links.number(estimate),
        interval=links.interval(estimate),
    )


def basis(publication: Publication, links: Links) -> Markup:
    """Say what the positions rest on: roll calls of the ledger, or rows that came with the case; and the model."""
    words, calls = links.words, publication.roll_calls
    names = words.listing(alignment.models(publication))
    if calls:
        latest = words.day(max(call.day for call in calls.values()))
        return words("alignment.computed", count=words.count(len(calls)), day=latest, models=names)
    origins = (links.origin(publication.origins[key]) for key in alignment.tables_behind(publication))
    return words("alignment.shipped", origins=words.listing(origins), models=names)


def few_votes(publication: Publication, links: Links) -> tuple[Markup, ...]:
    """Say in which years a state has no position, and in which it cast few votes."""
    found, words = alignment.few_votes(publication), links.words
    said = []
    if missing := alignment.unplaced(publication):
        said.append(words("alignment.unplaced", places=_by_state(missing, links)))
    if found:
        said.append(words("alignment.few", count=alignment.FEW_VOTES, places=_by_state(found, links)))
    return tuple(said)


def _by_state(found: Mapping[str, Iterable[int]], links: Links) -> Markup:
    words = links.words
    return words("list.separator").join(
        words("alignment.few_place", state=links.labels.party(state), years=words.spans(years))
        for state, years in found.items()
    )
