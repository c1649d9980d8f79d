"""The opening of the brief: what the intervals allow to say, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from tightrope.brief.age import behind
from tightrope.brief.findings import Change, Largest, Standing, changes, standing, widest_and_narrowest
from tightrope.brief.gaps import domains_of_all
from tightrope.brief.labels import ALL, Labels
from tightrope.brief.links import Links
from tightrope.brief.publication import Publication
from tightrope.brief.wording import Words


@dataclass(frozen=True)
class Opening:
    """The years and the paragraph over all domains; the label, the years and the text of each domain.

    Attributes:
        years: of the newest shares over all domains, and how old their figures are if they are older.
        overall: what can be said over all domains.
        domains: name, years and texts of each domain: who holds most, and what changed.
        changed: whether any change is told.
        aged: whether any years come with how old their figures are.
    """

    years: Markup
    overall: Markup
    domains: tuple[tuple[Markup, Markup, tuple[Markup, ...]], ...]
    changed: bool
    aged: bool


def opening(publication: Publication, domains: Sequence[str], links: Links) -> Opening:
    """Say what can be said over all domains and in each of them."""
    words = links.words
    overall = [_standing(standing(publication, ALL), links), _balance(publication, links)]
    overall.append(averaged(publication, links.labels))
    parts, changed = [], False
    for domain in domains:
        told = _changes(changes(publication, domain), links)
        changed = changed or bool(told)
        texts = (_standing(standing(publication, domain), links), *([told] if told else ()))
        parts.append((links.labels.domain(domain), years(publication, domain, words), texts))
    aged = any(behind(publication, state, domain) for state in publication.case.states for domain in (ALL, *domains))
    return Opening(years(publication, ALL, words), joined(overall, links), tuple(parts), changed, aged)


def years(publication: Publication, domain: str, words: Words) -> Markup:
    """Return the year, or the first and last year, that the newest shares of the states are for.

    Where figures are older than the shares, it says up to which year they reach.
    """
    newest = {}
    for state in publication.case.states:
        for share in publication.shares(state, domain).values():
            newest[state] = share.when.start.year
    ages = {state: behind(publication, state, domain) for state in newest}
    if not any(ages.values()):
        return _span(newest.values())
    reached = [age.year if (age := ages[state]) else year for state, year in newest.items()]
    key = "short.figures_all" if domain == ALL else "short.figures"
    return words(key, years=_span(newest.values()), newest=_span(reached))


def _span(years: Iterable[int]) -> Markup:
    found = sorted(set(years))
    if len(found) < 2:
        return escape(found[0]) if found else Markup("")
    return Markup("{}–{}").format(found[0], found[-1])


def averaged(publication: Publication, labels: Labels) -> Markup:
    """Say which domains all domains together are the average of; by states, if that differs."""
    words = labels.words
    found = domains_of_all(publication)
    names = {domains: words.listing(labels.domain(domain) for domain in domains) for domains in found}
    if len(found) == 1:
        return words("short.averaged", domains=names[next(iter(found))])
    said = [words("short.averaged_in", domains=names[key], states=labels.parties(found[key])) for key in found if key]
    return words("short.averaged", domains=words("list.separator").join(said)) if said else Markup("")


def joined(sentences: Iterable[Markup], links: Links) -> Markup:
    """Put sentences one after the other; empty ones are none."""
    return links.words.gap.join(sentence for sentence in sentences if sentence)


def _standing(found: Standing, links: Links) -> Markup:
    words, labels = links.words, links.labels
    if not (found.named or found.open or found.not_compared):
        return words("short.nothing")
    said = []
    for (power, certainty), ones in found.named.items():
        places = [_place(one, links) for one in ones]
        said.append(words(f"short.{certainty}", power=labels.party(power), states=words.listing(places)))
    if found.open:
        said.append(words("short.open", states=labels.parties(found.open)))
    left = [
        words("short.not_compared_in", powers=labels.parties(powers), states=labels.parties(states))
        for powers, states in found.not_compared.items()
    ]
    if left:
        said.append(words("short.not_compared", places=words("list.separator").join(left)))
    if found.unmeasured:
        said.append(words("short.unmeasured", states=labels.parties(found.unmeasured)))
    return joined(said, links)


def _place(found: Largest, links: Links) -> Markup:
    state = links.labels.party(found.share.state)
    return links.words(
        "short.place",
        state=state,
        number=links.number(found.share),
        interval=links.interval(found.share),
        draws=links.number(found.draws),
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
                change=links.interval(change.change),
            )
            for change in found
            if change.rose is rose
        ]
        if shifts:
            said.append(words("short.rose" if rose else "short.fell", shifts=words.listing(shifts)))
    return joined(said, links)
