"""What decides an estimate: how much each channel and the prior count, and how much of the doubt is a judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tightrope.brief.publication import DECIDED_BY, DOUBT, Publication
from tightrope.records import DECIDED_BY_PRIOR, Estimate

#: The judgements of the model, in the order in which they are told.
JUDGEMENTS = ("weights", "grades", "prior")
#: Parts of the doubt below this are not told one by one.
LEAST_DOUBT = 0.005


@dataclass(frozen=True)
class Part:
    """What a channel or, with an empty channel, the prior decides; where it begins when the parts stand in a row."""

    channel: str
    estimate: Estimate
    start: float


@dataclass(frozen=True)
class Decision:
    """What decides one share of a power.

    Attributes:
        share: the share.
        parts: the channels in the case's order, then the prior.
        doubts: how much of the doubt each judgement is that matters.
    """

    share: Estimate
    parts: tuple[Part, ...]
    doubts: Mapping[str, Estimate]


def decision(publication: Publication, share: Estimate) -> Decision | None:
    """Return what decides a share; ``None`` if nothing of it was published."""
    found: dict[str, Estimate] = {}
    for channel in publication.case.channels:
        if one := publication.beside(share, f"{DECIDED_BY}{channel.name}"):
            found[channel.name] = one
    if prior := publication.beside(share, DECIDED_BY_PRIOR):
        found[""] = prior
    doubts = {name: publication.beside(share, f"{DOUBT}{name}") for name in JUDGEMENTS}
    told = {name: one for name, one in doubts.items() if one and one.mean >= LEAST_DOUBT}
    return Decision(share, _in_a_row(found), told) if found else None


def _in_a_row(found: Mapping[str, Estimate]) -> tuple[Part, ...]:
    parts, start = [], 0.0
    for channel, one in found.items():
        parts.append(Part(channel, one, start))
        start += max(one.mean, 0.0)
    return tuple(parts)


@dataclass(frozen=True)
class Decided:
    """What decides the newest shares of one domain.

    Attributes:
        channels: those that decide anything, in the case's order.
        states: decisions by state and power.
    """

    channels: tuple[str, ...]
    states: Mapping[str, Mapping[str, Decision]]


def decided(publication: Publication, domains: Iterable[str]) -> dict[str, Decided]:
    """Return what decides the newest shares, domain by domain; a domain without any is absent."""
    found = {}
    for domain in domains:
        states = {
            state: {
                power: one
                for power, share in publication.shares(state, domain).items()
                if (one := decision(publication, share))
            }
            for state in publication.case.states
        }
        heard = {part.channel for powers in states.values() for one in powers.values() for part in one.parts}
        if heard:
            ordered = tuple(channel.name for channel in publication.case.channels if channel.name in heard)
            found[domain] = Decided(ordered, states)
    return found
