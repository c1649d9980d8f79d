"""The opening of the brief: what the intervals allow to say, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from tightrope.brief.findings import LAPSED_YEARS, Change, Largest, Standing, changes, standing, widest_and_narrowest
from tightrope.brief.gaps import domains_of_all
from tightrope.brief.labels import ALL, Labels
from tightrope.brief.links import Links
from tightrope.brief.publication import Publication
from tightrope.brief.wording import Words


@dataclass(frozen=True)
class Opening:
    """The years and the paragraph over all domains; the label, the years and the text of each domain."""

    years: Markup
    overall: Markup
    domains: tuple[tuple[Markup, Markup, Markup], ...]


def opening(publication: Publication, domains: Iterable[str], links: Links) -> Opening:
    """Say what can be said over all domains and in each of them."""
    words = links.words
    overall = [_standing(standing(publication, ALL), links), _balance(publication, links)]
    overall.append(averaged(publication, links.labels))
    parts = []
    for domain in domains:
        said = [_standing(standing(publication, domain), links), _changes(changes(publication, domain), links)]
        parts.append((links.labels.domain(domain), years(publication, domain, words), _joined(said, links)))
    return Opening(years(publication, ALL, words), _joined(overall, links), tuple(parts))


def years(publication: Publication, domain: str, words: Words) -> Markup:
    """Return the year, or the first and last year, that the newest shares of the states are for."""
    found = {
        share.when.start.year
        for state in publication.case.states
        for share in publication.shares(state, domain).values()
    }
    found = {year for year in found if max(found) - year <= LAPSED_YEARS}
    if not found:
        return Markup("")
    return escape(min(found)) if len(found) == 1 else Markup("{}–{}").format(min(found), max(found))


def averaged(publication: Publication, labels: Labels) -> Markup:
    """Say which domains all domains together are the average of; by states, if that differs."""
    words = labels.words
    found = domains_of_all(publication)
    names = {domains: words.listing(labels.domain(domain) for domain in domains) for domains in found}
    if len(found) == 1:
        return words("short.averaged", domains=names[next(iter(found))])
    said = [words("short.averaged_in", domains=names[key], states=labels.parties(found[key])) for key in found if key]
    return words("short.averaged", domains=words("list.separator").join(said)) if said else Markup("")


def _joined(sentences: Iterable[Markup], links: Links) -> Markup:
    gap = " " if links.words.locale == "en" else ""
    return Markup(gap).join(sentence for sentence in sentences if sentence)


def _standing(found: Standing, links: Links) -> Markup:
    words, labels = links.words, links.labels
    if not found.named and not found.open and not found.lapsed:
        return words("short.nothing")
    said = []
    for (power, certainty), states in found.named.items():
        places = [_place(one, links) for one in states]
        said.append(words(f"short.{certainty}", power=labels.party(power), states=words.listing(places)))
    if found.open:
        said.append(words("short.open", states=labels.parties(found.open)))
    said += [words("short.lapsed", state=labels.party(state), year=year) for state, year in found.lapsed]
    if found.unmeasured:
        said.append(words("short.unmeasured", states=labels.parties(found.unmeasured)))
    return _joined(said, links)


def _place(found: Largest, links: Links) -> Markup:
    state = links.labels.party(found.state)
    return links.words(
        "short.place", state=state, number=links.number(found.share), interval=links.interval(found.share)
    )


def _balance(publication: Publication, links: Links) -> Markup:
    ends = widest_and_narrowest(publication)
    if ends is None:
        return Markup("")
    widest, narrowest = ends
    return links.words(
        "short.balance",
        widest=links.labels.party(widest.state),
        most_number=links.number(widest),
        most_interval=links.interval(widest),
        narrowest=links.labels.party(narrowest.state),
        fewest_number=links.number(narrowest),
        fewest_interval=links.interval(narrowest),
    )


def _changes(found: Iterable[Change], links: Links) -> Markup:
    words, labels = links.words, links.labels
    said = []
    for rose in (True, False):
        shifts = [
            words(
                "short.shift",
                power=labels.party(change.now.power),
                state=labels.party(change.now.state),
                before=links.number(change.before),
                year=change.before.when.start.year,
                now=links.number(change.now),
            )
            for change in found
            if change.rose is rose
        ]
        if shifts:
            said.append(words("short.rose" if rose else "short.fell", shifts=words.listing(shifts)))
    return _joined(said, links)
