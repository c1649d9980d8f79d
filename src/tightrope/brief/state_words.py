"""What the intervals allow to say of one state, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from tightrope.brief.findings import Certainty, Change, Largest, changes, largest
from tightrope.brief.labels import ALL
from tightrope.brief.links import Links
from tightrope.brief.publication import Publication
from tightrope.brief.sentences import joined


def headline(publication: Publication, state: str, domains: Sequence[str], links: Links) -> Markup:
    """Say which power holds the largest share where, the surest first, and where none is named; empty without shares.

    Args:
        publication: the newest run.
        state: the state.
        domains: the domains of the case; all of them together are told as well.
        links: the language.
    """
    shares = {domain: publication.shares(state, domain) for domain in (ALL, *domains)}
    found = {domain: largest(publication, ones) for domain, ones in shares.items() if ones}
    named: dict[tuple[Certainty, str], list[Largest]] = {}
    for one in sorted((one for one in found.values() if one), key=lambda one: -one.draws.mean):
        named.setdefault((one.certainty, one.share.power), []).append(one)
    keys = sorted(named, key=lambda key: key[0] is not Certainty.VERY_LIKELY)
    said = [
        links.words(
            f"state_page.first_{certainty}",
            power=links.labels.party(power),
            places=links.words.listing(_place(one, links) for one in named[certainty, power]),
        )
        for certainty, power in keys
    ]
    undecided = [_where(domain, links) for domain, one in found.items() if one is None]
    if undecided:
        said.append(links.words("state_page.nobody_first", places=links.words.listing(undecided)))
    return joined(said, links)


def _place(one: Largest, links: Links) -> Markup:
    return links.words("state_page.place", place=_where(one.share.domain, links), draws=links.number(one.draws))


def _where(domain: str, links: Links) -> Markup:
    if domain == ALL:
        return links.words("state_page.over_all")
    return links.words("state_page.in_domain", domain=links.labels.domain(domain))


def told(publication: Publication, state: str, domain: str, links: Links) -> tuple[Markup, ...]:
    """Say of one domain which power holds the largest share, which are not compared, and what changed."""
    words, shares = links.words, publication.shares(state, domain)
    if not shares:
        return ()
    found = largest(publication, shares)
    if found:
        said = [
            words(
                f"state_page.holds_{found.certainty}",
                power=links.labels.party(found.share.power),
                number=links.number(found.share),
                interval=links.interval(found.share),
                draws=links.number(found.draws),
            )
        ]
    else:
        said = [words("state_page.nobody_holds")]
    marked = [power for power, share in shares.items() if publication.mostly_prior(share)]
    if marked:
        said.append(words("short.not_compared", places=links.labels.parties(marked)))
    moved = changes(publication, domain, (state,))
    for rose, key in ((True, "short.rose"), (False, "short.fell")):
        shifts = [_shift(change, links) for change in moved if change.rose is rose]
        if shifts:
            said.append(words(key, shifts=words.listing(shifts)))
    return tuple(said)


def _shift(change: Change, links: Links) -> Markup:
    return links.words(
        "state_page.shift",
        power=links.labels.party(change.now.power),
        before=links.number(change.before),
        year=change.before.when.start.year,
        now=links.number(change.now),
        change=links.interval(change.change),
    )
