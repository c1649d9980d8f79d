"""Waves: what the test of each named date says, beside all other powers and the prior, as the run published it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tightrope.brief.publication import Publication
from tightrope.records import Estimate, Wave, When

FAMILY = "wave"
#: A statistic that comes about without a push more rarely than this is told as consistent with one.
RARE = 0.05
#: A push that would be missed more often than in one of five leaves the absence of evidence without weight.
STRONG = 0.8
#: Words that sum a date up: it could not be tested; a push from the power alone; one from all powers; none, and a push
#: would have been seen; none, and it would not.
VERDICTS = ("untested", "seen", "everywhere", "unseen", "blind")
#: How far a push went, in the order in which it is told; each has a prior beside it.
REACH = ("breadth", "breadth_government", "breadth_society", "depth", "order")


@dataclass(frozen=True)
class Tested:
    """What is told of one power after a date: size, false alarm, power at one and two standard deviations, dyads."""

    power: str
    size: Estimate
    false_alarm: Estimate
    power_1: Estimate
    power_2: Estimate
    dyads: Estimate

    @property
    def rare(self) -> bool:
        """Whether as large a statistic is rare without a push."""
        return self.false_alarm.mean <= RARE


@dataclass(frozen=True)
class Told:
    """What is told of one date.

    Attributes:
        wave: the date.
        tested: the power that states are said to have moved away from; ``None`` if no reading could tell.
        placebos: the other powers that could be tested, in the order of the case.
        reach: how far the push went and the prior of it, by what it is.
        rungs: probability that a domain is reached and the prior of it, by domain.
    """

    wave: Wave
    tested: Tested | None
    placebos: tuple[Tested, ...]
    reach: Mapping[str, tuple[Estimate, Estimate]]
    rungs: Mapping[str, tuple[Estimate, Estimate]]

    @property
    def verdict(self) -> str:
        """Which of :data:`VERDICTS` sums it up."""
        if self.tested is None:
            return "untested"
        if self.tested.rare:
            return "everywhere" if self.placebos and all(one.rare for one in self.placebos) else "seen"
        return "unseen" if self.tested.power_2.mean >= STRONG else "blind"


@dataclass(frozen=True)
class Waves:
    """Each named date; of each power the year in which a change is likeliest, and its false alarm."""

    dates: tuple[Told, ...]
    watched: Mapping[str, tuple[Estimate, Estimate]]


def waves(publication: Publication) -> Waves | None:
    """Return what is told of waves; ``None`` if nothing was published of them."""
    found = publication.projections.get(FAMILY, ())
    if not found:
        return None
    held = {(one.quantity.partition("/")[2], one.power, str(one.domain), one.when): one for one in found}
    dates = tuple(_told(publication, wave, held) for wave in publication.case.waves)
    return Waves(dates, _watched(publication, found))


_Held = Mapping[tuple[str, str, str, When], Estimate]


def _told(publication: Publication, wave: Wave, held: _Held) -> Told:
    tested = {power: one for power in publication.case.powers if (one := _tested(wave, power, held))}

    def pair(kind: str, domain: str) -> tuple[Estimate, Estimate] | None:
        one = held.get((kind, wave.away_from, domain, wave.since))
        prior = held.get((f"{kind}_prior", wave.away_from, domain, wave.since))
        return (one, prior) if one and prior else None

    domains = dict.fromkeys(domain for kind, _, domain, _ in held if kind == "rung")
    return Told(
        wave=wave,
        tested=tested.get(wave.away_from),
        placebos=tuple(one for power, one in tested.items() if power != wave.away_from),
        reach={kind: both for kind in REACH if (both := pair(kind, "all"))},
        rungs={domain: both for domain in domains if (both := pair("rung", domain))},
    )


def _tested(wave: Wave, power: str, held: _Held) -> Tested | None:
    names = ("size", "false_alarm", "power_1", "power_2", "dyads")
    found = [held.get((name, power, "all", wave.since)) for name in names]
    told = [one for one in found if one is not None]
    return Tested(power, *told) if len(told) == len(names) else None


def _watched(publication: Publication, found: tuple[Estimate, ...]) -> dict[str, tuple[Estimate, Estimate]]:
    watched = {}
    for power in publication.case.powers:
        mine = [one for one in found if one.power == power]
        changes = [one for one in mine if one.quantity == "wave/change"]
        alarm = next((one for one in mine if one.quantity == "wave/change_false_alarm"), None)
        if changes and alarm:
            watched[power] = max(changes, key=lambda one: one.mean), alarm
    return watched
