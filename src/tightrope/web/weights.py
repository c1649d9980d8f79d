"""The part of a state's page in which the weights of the domains are moved; the browser weighs the published draws."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tightrope.brief.labels import ALL
from tightrope.brief.publication import BALANCE, FIRST, Publication
from tightrope.records import (
    FIRST_BY_WEIGHTINGS,
    FIRST_WITHOUT,
    MOSTLY_PRIOR,
    SHARE_WITHOUT,
    WHOLE_SHARE,
    Estimate,
    ShareDraws,
)
from tightrope.web.view import View

#: What the script says; it fills in the names in braces.
SAID = (
    *("weights.counting", "weights.stays", "weights.changes", "weights.leads", "weights.nobody", "weights.inside"),
    *("weights.outside", "weights.equal", "weights.zero", "weights.wrong", "weights.value"),
)
#: Names in braces that stay for it.
AS_THEY_ARE = {
    name: f"{{{name}}}" for name in ("weights", "power", "other", "draws", "before", "powers", "what", "part")
}


@dataclass(frozen=True)
class Without:
    """What there is if one domain counts nothing: who is first in most draws, its share, and in which part of them."""

    domain: str
    share: Estimate
    first: Estimate


@dataclass(frozen=True)
class Weights:
    """What is published of the weights of the domains over one state.

    Attributes:
        draws: the joint draws.
        domains: those that are averaged, in the usual order.
        left_out: names of the domains of the case that are not.
        powers: the powers compared, in the case's order.
        by_weightings: under which part of all weightings each power is first, the largest part first.
        without: what there is without each domain; none is first where fewer than two are known well.
        data: what the script needs, as JSON.
    """

    draws: ShareDraws
    domains: tuple[str, ...]
    left_out: tuple[Markup, ...]
    powers: tuple[str, ...]
    by_weightings: tuple[Estimate, ...]
    without: tuple[Without, ...]
    data: str

    @property
    def always(self) -> bool:
        """Whether the same power is first whichever domain counts nothing, and by most weightings."""
        leaders = {one.first.power for one in self.without} | {one.power for one in self.by_weightings[:1]}
        return len(self.without) == len(self.domains) and len(leaders) == 1


def weights_of(view: View, state: str) -> Weights | None:
    """Return what is published of the weights over a state; ``None`` if its newest run holds no draws of it."""
    if view.publication.run is None:
        return None
    with view.ledger() as ledger:
        draws = next(ledger.share_draws(view.publication.run.id, state), None)
    if draws is None:
        return None
    publication = view.publication
    powers = tuple(power for power in view.case.powers if power in draws.powers)
    domains = tuple(domain for domain in view.labels.domains() if domain in draws.domains)
    if not powers or not all(power in publication.shares(state, ALL) for power in powers):
        return None  # they are drawn on shares that are not published
    return Weights(
        draws=draws,
        domains=domains,
        left_out=tuple(view.labels.domain(domain) for domain in view.labels.domains() if domain not in draws.domains),
        powers=powers,
        by_weightings=_by_size(publication, FIRST_BY_WEIGHTINGS, state, powers),
        without=tuple(one for domain in domains if (one := _without(publication, state, domain, powers))),
        data=json.dumps(_data(view, draws, domains, powers), ensure_ascii=False, separators=(",", ":")),
    )


def _by_size(publication: Publication, quantity: str, state: str, powers: Sequence[str]) -> tuple[Estimate, ...]:
    found = (publication.latest(quantity, state, ALL, power) for power in powers)
    return tuple(sorted((one for one in found if one), key=lambda one: -one.mean))


def _without(publication: Publication, state: str, domain: str, powers: Sequence[str]) -> Without | None:
    leaders = _by_size(publication, f"{FIRST_WITHOUT}/{domain}", state, powers)
    share = publication.beside(leaders[0], f"{SHARE_WITHOUT}/{domain}") if leaders else None
    return Without(domain, share, leaders[0]) if share else None


def _data(view: View, draws: ShareDraws, domains: Sequence[str], powers: Sequence[str]) -> dict[str, Any]:
    publication, labels, words = view.publication, view.labels, view.words
    shares = publication.shares(draws.state, ALL)
    balance = publication.latest(BALANCE, draws.state)
    return {
        "domains": draws.domains,
        "powers": draws.powers,
        "prior": draws.by_prior,
        "mostly": MOSTLY_PRIOR,
        "parts": base64.b64encode(draws.parts).decode("ascii"),
        "whole": WHOLE_SHARE,
        "published": {
            "powers": {power: _published(publication, shares[power]) for power in powers},
            "balance": _drawn(balance) if balance else None,
        },
        "names": {
            **{power: labels.party(power).unescape() for power in powers},
            **{domain: labels.domain(domain).unescape() for domain in domains},
        },
        "words": {
            "gap": words.gap.unescape(),
            **{key.partition(".")[2]: words(key, **AS_THEY_ARE).unescape() for key in SAID},
        },
    }


def _drawn(one: Estimate) -> dict[str, float]:
    return {name: getattr(one, name) for name in ("mean", "low90", "low50", "high50", "high90")}


def _published(publication: Publication, share: Estimate) -> dict[str, Any]:
    first = publication.beside(share, FIRST)
    return {**_drawn(share), "first": first and first.mean, "prior": publication.mostly_prior(share)}
