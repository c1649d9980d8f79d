"""Dated events: how likely each tie was to end, or to begin, within some years, as it could be told at past origins.

Ties hold with a constant hazard until they end (:mod:`tightrope.dynamics.exits`), and one that could be there begins
with another. With n events in E years of ties at risk, the hazard is Gamma(1 + n, 1 / (20 + E)), and one more tie at
risk has its event within h years with the probability 1 - (b / (b + h))^a, a = 1 + n, b = 20 + E (Lomax 1954, *Journal
of the American Statistical Association* 49). Probabilities are scored by Brier (1950, *Monthly Weather Review* 78).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from tightrope.dynamics.exits import PRIOR_YEARS, TieKey, key_of, spells_by_tie
from tightrope.dynamics.references import CLIMATOLOGY, PERSISTENCE
from tightrope.dynamics.scores import FEWEST_ORIGINS, Skill, brier, skill
from tightrope.measures import declared
from tightrope.measures.events import MOST_DAYS
from tightrope.measures.kalman import Floats, Ints
from tightrope.measures.ties import Spell
from tightrope.records import Channel, ChannelKind, Estimate, Status, Tie, When

#: Series, and how many years ahead they are scored.
EXITS, ENTRIES = "ties.exits", "ties.entries"
EVENT_SERIES = (EXITS, ENTRIES)
YEARS_AHEAD = (1, 3, 5)
#: Fewer events than this say little of how good a forecast of events is: the interval of a skill is then one of a few
#: lucky or unlucky origins. A judgement.
FEW_EVENTS = 10
#: What events are held against: that nothing changes, and how often it changed before.
EVENT_REFERENCES = (PERSISTENCE, CLIMATOLOGY)
_QUANTILES = (0.05, 0.25, 0.75, 0.95)

#: Spells of every tie, the first first and none overlapping; without one, what could be tied and never was.
Spells = Mapping[TieKey, Sequence[Spell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Forecasts of events of one series beside what came; I forecasts.

    Attributes:
        series: :data:`EXITS` or :data:`ENTRIES`.
        origin: year at whose end each was made, (I,).
        horizon: within how many years, (I,).
        happened: whether it came, (I,).
        own: the model's probability, (I,).
        others: that of each reference by name, (I,).
        events: how many different events there were to be foreseen.
        rests_on: ids of the evidence for the ties, sorted.
    """

    series: str
    origin: Ints
    horizon: Ints
    happened: npt.NDArray[np.bool_]
    own: Floats
    others: Mapping[str, Floats]
    events: int
    rests_on: tuple[str, ...]


def dated_spells(
    channels: Iterable[Channel], ties: Sequence[Tie], states: Sequence[str], powers: Sequence[str]
) -> dict[TieKey, tuple[Spell, ...]]:
    """Return the spells of all ties whose list the case means to be complete and whose dates are known.

    A tie of which no evidence gives the beginning, or some dates it to a time longer than a year, is left out: neither
    that it came nor that it did not is known of any year.

    Args:
        channels: of the case; only complete ones that count ties matter.
        ties: evidence.
        states: codes of the states.
        powers: codes of the powers.
    """
    complete = [one for one in channels if one.kind is ChannelKind.TIES and one.complete]
    told = [one for one in ties if one.status is Status.OCCURRED]
    begun = {key_of(one, states) for one in told if one.since is not None}
    vague = {key_of(one, states) for one in told if any(map(_vague, (one.since, one.until)))}
    vague |= {key for one in told if (key := key_of(one, states)) not in begun}
    return {key: mine for key, mine in spells_by_tie(complete, told, states, powers).items() if key not in vague}


def _vague(when: When | None) -> bool:
    return when is not None and (when.end - when.start).days > MOST_DAYS


@dataclass(frozen=True, slots=True)
class _Risk:
    """A stretch in which an event can come: from a time, until it came (``inf`` if it did not)."""

    since: float
    until: float

    def known(self, by: float) -> _Risk:
        """What was known of it by a time."""
        return self if self.until <= by else _Risk(self.since, np.inf)


def tie_chances(spells: Spells, *, first: int, last: int) -> tuple[Chances, ...]:
    """Forecast, at the end of every year, which ties end and which begin within one, three and five years.

    Ties count by their own dates: that a treaty is signed or left is public on the day. A tie can begin once any tie of
    its kind (relation or body) has, so that a body is no candidate before it is founded, and not while it stands.

    Args:
        spells: of every tie that stood or could stand.
        first: the first year of the window, in which watching begins.
        last: its last year.

    Returns:
        Exits and entries; none of a kind of which a forecast was never possible.
    """
    begin, end = float(first), last + 1.0
    founded: dict[_Kind, float] = {}
    for key, mine in spells.items():
        founded[_kind(key)] = min([founded.get(_kind(key), np.inf), *(one.since for one in mine)])
    ids = tuple(sorted({key for mine in spells.values() for one in mine for key in one.ids}))
    risks = {EXITS: list(_standing(spells, begin, end)), ENTRIES: list(_absent(spells, founded, begin, end))}
    found = [_chances(series, mine, begin, range(first, last), end, ids) for series, mine in risks.items()]
    return tuple(one for one in found if one is not None)


#: Relation, and the body of a membership.
_Kind = tuple[str, str]


def _kind(key: TieKey) -> _Kind:
    relation, _, other = key
    return relation, other if relation == declared.MEMBERSHIP else ""


def _standing(spells: Spells, begin: float, end: float) -> Iterator[_Risk]:
    """Ties that stand, from their beginning until their end."""
    for mine in spells.values():
        for one in mine:
            if one.until > begin and one.since < end:
                yield _Risk(max(one.since, begin), one.until if one.until < end else np.inf)


def _absent(spells: Spells, founded: Mapping[_Kind, float], begin: float, end: float) -> Iterator[_Risk]:
    """Ties that do not stand but could, until they begin."""
    for key, mine in spells.items():
        since = max(founded[_kind(key)], begin)
        for one in mine:
            if one.since > since:
                yield _Risk(since, one.since if one.since < end else np.inf)
            since = max(since, one.until)
        if since < end:
            yield _Risk(since, np.inf)


def _chances(
    series: str, risks: Sequence[_Risk], begin: float, origins: Sequence[int], end: float, ids: tuple[str, ...]
) -> Chances | None:
    rows: list[tuple[int, int, bool, float, float]] = []
    foreseen: set[int] = set()
    for origin in origins:
        now = origin + 1.0
        known = [one.known(now) for one in risks if one.since < now]
        events = sum(one.until <= now for one in known)
        years = sum(min(one.until, now) - one.since for one in known)
        for horizon in YEARS_AHEAD:
            base = _base_rate(known, begin, now, horizon)
            if base is None or now + horizon > end:
                continue
            chance = 1.0 - (1.0 + horizon / (PRIOR_YEARS + years)) ** -(1.0 + events)
            for place, one in enumerate(risks):
                if one.since < now < one.until:
                    rows.append((origin, horizon, one.until <= now + horizon, chance, base))
                    foreseen |= {place} if rows[-1][2] else set()
    if not rows:
        return None
    origin_of, horizon_of, happened, own, climatology = map(np.array, zip(*rows, strict=True))
    return Chances(
        series=series,
        origin=origin_of,
        horizon=horizon_of,
        happened=happened,
        own=own,
        others={PERSISTENCE: np.zeros(own.size), CLIMATOLOGY: climatology},
        events=len(foreseen),
        rests_on=ids,
    )


def _base_rate(known: Sequence[_Risk], begin: float, now: float, horizon: int) -> float | None:
    """How often what was at risk at an earlier year's end had its event within so many years; ``None`` if never seen.

    Half an event and half a miss are added (Jeffreys), for what never came may come.
    """
    came = there = 0
    for then in np.arange(begin + 1.0, now - horizon + 0.5):
        at_risk = [one for one in known if one.since < then < one.until]
        there += len(at_risk)
        came += sum(one.until <= then + horizon for one in at_risk)
    return (came + 0.5) / (there + 1.0) if there else None


def event_estimates(found: Sequence[Chances], *, family: str, model: str) -> tuple[Estimate, ...]:
    """Publishable scores of events; a horizon with fewer than four origins has none.

    ``FAMILY/SERIES/…``, each with the years ahead at its end: ``skill/REFERENCE`` (1 - Brier score / that of the
    reference, its interval by origins), ``shown/REFERENCE`` (the true skill that so many origins would show four times
    in five), ``brier``, ``happened`` (how many forecasts were of what came), ``expected`` (how many the model
    expected), ``forecasts`` and ``origins``; and, without years, ``events``: how many different events there were.
    """
    return tuple(one for chances in found for one in _estimates(chances, family, model))


def _estimates(chances: Chances, family: str, model: str) -> Iterator[Estimate]:
    when = When(date(int(chances.origin.min()) + 1, 1, 1), date(int((chances.origin + chances.horizon).max()), 12, 31))

    def of(measure: str, value: float | Skill) -> Estimate:
        mean = value.mean if isinstance(value, Skill) else value
        ends = [min(value.quantile(part), 1.0) for part in _QUANTILES] if isinstance(value, Skill) else [mean] * 4
        return Estimate(
            quantity=f"{family}/{chances.series}/{measure}",
            state="",
            when=when,
            mean=mean,
            low90=ends[0],
            low50=ends[1],
            high50=ends[2],
            high90=ends[3],
            rests_on=chances.rests_on,
            model=model,
        )

    own = brier(chances.own, chances.happened)
    yield of("events", float(chances.events))
    for ahead in YEARS_AHEAD:
        mine = chances.horizon == ahead
        origin, happened = chances.origin[mine], chances.happened[mine]
        if np.unique(origin).size < FEWEST_ORIGINS:
            continue
        for name, chance in chances.others.items():
            other = brier(chance[mine], happened)
            if other.any():
                found = skill(own[mine], other, origin, ahead)
                yield of(f"skill/{name}/{ahead}", found)
                yield of(f"shown/{name}/{ahead}", found.least_shown)
        yield of(f"brier/{ahead}", float(own[mine].mean()))
        yield of(f"expected/{ahead}", float(chances.own[mine].sum()))
        yield of(f"happened/{ahead}", float(happened.sum()))
        yield of(f"forecasts/{ahead}", float(mine.sum()))
        yield of(f"origins/{ahead}", float(np.unique(origin).size))
