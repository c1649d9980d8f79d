"""The page of one state: who holds what over it, since when, on what evidence, and where it is heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from tightrope.brief import alignment, alignment_words, chronicle
from tightrope.brief.conflicts import conflicts
from tightrope.brief.evidence import DomainEvidence, evidence_of
from tightrope.brief.figures import figure, figure_names
from tightrope.brief.labels import ALL
from tightrope.brief.openings import Held, openings, share_is_mostly_prior
from tightrope.brief.page import age
from tightrope.brief.panels import domains_shown, panels
from tightrope.brief.position_chart import dash, state_panels
from tightrope.brief.prospects import AFTER, Changed, Outlooks, shown
from tightrope.brief.publication import BALANCE, CHANGE, FIRST, RANK, REST, WEIGHTED
from tightrope.brief.sentences import averaged
from tightrope.brief.spells import Spell
from tightrope.brief.state_words import headline, told
from tightrope.brief.waves import waves
from tightrope.records import Estimate
from tightrope.web.desk import Desk
from tightrope.web.view import Kind, NotThereError, View
from tightrope.web.weights import weights_of

#: Quantities that there are in the economy alone.
EXPOSURE = "coercion_exposure"
#: What is told of a power beside its share, and so not once more.
OF_SHARES = (RANK, FIRST, WEIGHTED, CHANGE)
#: Parts of the page in their order; what each has to have to be shown, if it does not say itself that it is empty.
SECTIONS: Mapping[str, str] = {
    "standing": "measured",
    "weights": "weights",
    "time": "",
    "alignment": "",
    "ties": "",
    "waves": "waves",
    "outlook": "outlooks",
    "openings": "gains",
    "conflicts": "conflicts",
}


def _content(view: View, state: str) -> dict[str, Any]:
    check_state(view, state)
    publication, links = view.publication, view.links
    domains = view.labels.domains()
    parts = evidence_of(publication, state, domains) if publication.estimates else ()
    profile, outlooks = _profile(parts), Outlooks(publication)
    figures = frozenset(figure_names(publication))
    content = {
        "state": state,
        "measured": any(publication.shares(state, domain) for domain in domains_shown(domains)),
        "headline": headline(publication, state, domains, links),
        "weights": weights_of(view, state),
        "told": lambda domain: told(publication, state, domain, links),
        "shown": domains_shown(domains),
        "parts": {part.domain: part for part in parts},
        "profile": profile,
        "year": max((one.when.start.year for found in profile.values() for one in found.values()), default=0),
        "by_power": _by_power(parts),
        "change": lambda block: next((one for one in block.others if one.quantity == CHANGE), None),
        "quantities": {"rank": RANK, "first": FIRST, "weighted": WEIGHTED},
        "channels_of": lambda part: _channels(view, part),
        "channel_list": lambda channels: links.words.listing(links.labels.channel(one.name) for one in channels),
        "age": partial(age, publication, links, state),
        "averaged": averaged(publication, links.labels),
        "draw": lambda domain: panels(publication, state, domain, links),
        "rest": REST,
        "ties": _ties(view, state),
        "figures": figures,
        "timeline": figure(publication, links, f"ties.{state}") if f"ties.{state}" in figures else None,
        "waves": waves(publication),
        "tested": figure(publication, links, "waves") if "waves" in figures else None,
        "pictures": [name for name in sorted(figures) if name.startswith(f"outlook.{state}.")],
        "conflicts": conflicts(publication, state),
        **_alignment(view, state),
        **_outlook(view, state, outlooks),
        **_openings(view, state),
    }
    return content | {"contents": [name for name, needs in SECTIONS.items() if not needs or content[needs]]}


def _profile(parts: tuple[DomainEvidence, ...]) -> dict[str, dict[str, Estimate]]:
    """The newest value of every quantity that concerns no single power, by quantity and domain."""
    found: dict[str, dict[str, Estimate]] = {}
    for part in parts:
        for one in part.balance:
            found.setdefault(one.quantity, {})[part.domain] = one
    return {
        name: found[name]
        for name in sorted(found, key=lambda name: (not name.startswith(BALANCE), name.startswith(EXPOSURE), name))
    }


def _by_power(parts: tuple[DomainEvidence, ...]) -> dict[tuple[str, str], dict[str, Estimate]]:
    """The newest value of what is measured of each power beside its share, by quantity and domain, and by power."""
    found: dict[tuple[str, str], dict[str, Estimate]] = {}
    for part in parts:
        for block in part.blocks:
            for one in block.others:
                if one.quantity not in OF_SHARES:
                    found.setdefault((one.quantity, part.domain), {})[block.power] = one
    return found


def _channels(view: View, part: DomainEvidence) -> tuple[str, ...]:
    """The channels that decide any share of a domain, in the case's order."""
    heard = {each.channel for block in part.blocks if block.decision for each in block.decision.parts}
    return tuple(channel.name for channel in view.case.channels if channel.name in heard)


def _ties(view: View, state: str) -> list[tuple[str, list[tuple[str, tuple[Spell, ...]]]]]:
    """The ties of the state by the other party and the relation."""
    found = [
        (other, [(relation, cells[state]) for relation, cells in rows if state in cells])
        for other, rows in chronicle.ties(view.publication).groups
    ]
    return [(other, rows) for other, rows in found if rows]


def _alignment(view: View, state: str) -> dict[str, Any]:
    publication, links = view.publication, view.links
    stands = alignment.stands(publication)
    stand = stands.get(state)
    courses = alignment.courses(publication).get(state, ())
    if not courses:
        return {"aligned": False, "stand": None}
    return {
        "aligned": True,
        "stand": stand,
        "stand_told": alignment_words.told(stand, links) if stand else "",
        "farthest": max((one.high90 for each in stands.values() for one in each.distances.values()), default=0) or 1,
        "dash": dash,
        "position": state_panels(publication, links, (state,))[0],
        "alignment_basis": alignment_words.basis(publication, links),
        "few_votes": _few_votes(view, state),
        "course": next((one for one in courses if not one.power), None),
        "votes_of": lambda one: alignment.votes_of(publication, state, one.when.start.year),
        "row": lambda one: publication.observations.get(one.rests_on[0]) if len(one.rests_on) == 1 else None,
    }


def _few_votes(view: View, state: str) -> list[Markup]:
    """In which years the state has no position, and in which it cast few votes."""
    words, publication = view.words, view.publication
    missing, few = alignment.unplaced(publication).get(state), alignment.few_votes(publication).get(state)
    said = [words("alignment.unplaced", places=words.spans(missing))] if missing else []
    if few:
        said.append(words("alignment.few", count=alignment.FEW_VOTES, places=words.spans(few)))
    return said


def _outlook(view: View, state: str, outlooks: Outlooks) -> dict[str, Any]:
    return {
        "outlooks": outlooks,
        "outlook_panels": partial(outlooks.panels, state, view.links),
        "far_distances": outlooks.distances().get(state, {}),
        "scenarios": [(one, outlooks.followed(one.name, state)) for one in view.case.scenarios] if outlooks else [],
        "shown_value": lambda one: shown(one, view.links),
        "most": _overall,
        "after": AFTER,
    }


def _overall(changed: tuple[Changed, ...]) -> Changed | None:
    """What a scenario moves most over all domains: a share, or else how many powers count."""
    overall = [one for one in changed if one.domain == ALL and one.after[-1]]
    return max(
        overall, key=lambda one: (bool(one.power), abs(one.after[-1].mean) if one.after[-1] else 0), default=None
    )


def _openings(view: View, state: str) -> dict[str, Any]:
    found = openings(view.publication)
    if not found:
        return {"gains": {}, "held": (), "chosen": {}, "gain_is_mostly_prior": None}
    return {
        "gains": {domain: by_state[state] for domain, by_state in found.gains.items() if state in by_state},
        "held": [(one, mine) for one in found.held if (mine := _in_state(one, state))],
        "chosen": found.chosen,
        "gain_is_mostly_prior": partial(share_is_mostly_prior, view.publication),
    }


def _in_state(held: Held, state: str) -> Estimate | None:
    return next((one for one in held.holds if one.state == state), None)


def check_state(view: View, state: str) -> None:
    """Raise ``NotThereError`` for a code that is no state of the case."""
    if state not in view.case.states:
        raise NotThereError("not_there.state", state=state, states=", ".join(view.case.states))


def _paths(desk: Desk) -> Iterator[str]:
    for state in desk.publication.case.states:
        yield f"state/{state}"


KIND = Kind("state", re.compile(r"state/(?P<state>[^/]+)"), _content, _paths, early=True)
