"""The outlook: what was measured joined to the years ahead, and by how much a scenario would move it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tightrope.brief.charts import Frame, band_rows, bands_json, colour
from tightrope.brief.figures.figure import Cell, Drawing, Figure
from tightrope.brief.figures.making import NUMBERS, Maker, ids_of, numbers
from tightrope.brief.figures.panelled import Part, panelled, stacked
from tightrope.brief.figures.shares import COLUMNS, SIZE, WIDTH, domains
from tightrope.brief.figures.theme import sheet_theme
from tightrope.brief.prospects import BEFORE, Outlooks, fan_json, shown
from tightrope.brief.publication import BALANCE, SHARE, Publication
from tightrope.records import Estimate

#: How far axes of changes may reach: of shares, and of the number of effective powers.
POINTS, POWERS = (0.02, 0.04, 0.1, 0.2, 0.4, 1.0), (0.2, 0.4, 1.0, 2.0, 4.0)
#: A power (empty for the balance) with what was measured of it, or what is ahead.
Drawn = dict[str, tuple[Estimate, ...]]


def names(publication: Publication) -> Iterator[str]:
    """Return the names of the outlooks, and of those with a scenario that moves something in the domain."""
    outlooks, case = Outlooks(publication), publication.case
    for state in case.states:
        for domain in domains(publication):
            if _ahead(outlooks, publication, state, domain):
                yield f"outlook.{state}.{domain}"
                for scenario in case.scenarios:
                    if _changes(outlooks, publication, scenario.name, state, domain):
                        yield f"outlook.{state}.{domain}.{scenario.name}"


def _ahead(outlooks: Outlooks, publication: Publication, state: str, domain: str) -> Drawn:
    """What is ahead of each power that was measured, then of the balance."""
    found = {}
    for power in (*publication.case.powers, ""):
        quantity = SHARE if power else BALANCE
        ahead = outlooks.ahead(quantity, state, domain, power)
        if ahead and publication.series(quantity, state, domain, power):
            found[power] = ahead
    return found


def _changes(outlooks: Outlooks, publication: Publication, scenario: str, state: str, domain: str) -> Drawn:
    found = {
        power: outlooks.changes(scenario, SHARE if power else BALANCE, state, domain, power)
        for power in (*publication.case.powers, "")
    }
    return {power: series for power, series in found.items() if series}


def figure(maker: Maker, name: str) -> Figure:
    """Return an outlook, with a scenario if the name has one."""
    publication = maker.publication
    _, state, domain, *scenario = name.split(".")
    outlooks = Outlooks(publication)
    ahead = _ahead(outlooks, publication, state, domain)
    behind = {power: publication.series(SHARE if power else BALANCE, state, domain, power) for power in ahead}
    first = publication.last_year - BEFORE
    behind = {power: tuple(one for one in found if one.when.start.year >= first) for power, found in behind.items()}
    drawing, changes = _fans(maker, behind, ahead, (first, outlooks.last)), Drawn()
    where = {"state": maker.party(state), "domain": maker.links.labels.domain(domain).unescape()}
    title = maker.say("picture.outlook", **where)
    reading = [maker.say("picture.bands"), maker.say("picture.ahead", year=publication.last_year)]
    if scenario:
        changes = _changes(outlooks, publication, scenario[0], state, domain)
        told = next(one for one in publication.case.scenarios if one.name == scenario[0])
        label = told.label.get(maker.links.words.locale) or told.label["en"]
        title = maker.say("picture.outlook_if", **where, scenario=label)
        heading = maker.say("picture.change", scenario=label)
        drawing = stacked(
            [
                (maker.say("picture.as_it_is"), drawing),
                (heading, _moved(maker, changes, (publication.last_year, outlooks.last))),
            ]
        )
        reading.append(maker.say("picture.change_read"))
    estimates = [one for drawn in (behind, ahead, changes) for series in drawn.values() for one in series]

    def table() -> Iterator[tuple[Cell, ...]]:
        for one in estimates:
            yield (one.quantity, one.state, str(one.domain), one.power, one.when.start.year, *numbers(one))

    return maker.figure(
        name,
        title,
        reading,
        label=_label(maker, title, ahead),
        drawing=drawing,
        table=(("quantity", "state", "domain", "power", "year", *NUMBERS), table),
        basis=lambda: ids_of(estimates),
        models=(one.model for one in estimates),
    )


def _label(maker: Maker, title: str, ahead: Drawn) -> str:
    words = maker.links.words
    told = [
        words("picture.then", what=_of(maker, power), value=shown(series[-1], maker.links),
              year=series[-1].when.end.year)
        for power, series in ahead.items()
    ]  # fmt: skip
    return words.gap.join((words("picture.shown", title=title), words.listing(told))).unescape()


def _of(maker: Maker, power: str) -> str:
    return maker.party(power) if power else maker.say(f"quantity.{BALANCE}")


def _fill(maker: Maker, power: str) -> str:
    powers = maker.publication.case.powers
    return colour(powers.index(power), len(powers)) if power else sheet_theme(maker.links.words.locale).grey


def _fans(maker: Maker, behind: Drawn, ahead: Drawn, years: tuple[int, int]) -> Drawing:
    most = len(maker.publication.case.powers)
    shares = Frame(years, size=SIZE)
    balance = Frame(years, (1.0, float(most)), tuple(float(step) for step in range(1, most + 1)), "d", SIZE)
    parts = []
    for power, series in ahead.items():
        frame = shares if power else balance
        chart = fan_json(maker.publication, behind[power], series, frame, _fill(maker, power))
        parts.append(Part(chart, _of(maker, power), maker.say("picture.share") if power else ""))
    return panelled(parts, COLUMNS, WIDTH)


def _moved(maker: Maker, changes: Drawn, years: tuple[int, int]) -> Drawing:
    """By how much the scenario moves each share, in points, and the balance."""
    shares = [one for power, series in changes.items() if power for one in series]
    parts = []
    for power, series in changes.items():
        frame = _around_zero(years, shares, POINTS, ".0%") if power else _around_zero(years, series, POWERS, ".1f")
        chart = bands_json(band_rows(series, range(years[0], years[1] + 1)), fill=_fill(maker, power), frame=frame)
        parts.append(Part(chart, _of(maker, power), maker.say("picture.points") if power else ""))
    return panelled(parts, COLUMNS, WIDTH)


def _around_zero(years: tuple[int, int], series: Sequence[Estimate], ends: Sequence[float], form: str) -> Frame:
    """Axes as far on either side of zero as the intervals need, up to the next of some round numbers."""
    most = max((max(abs(one.low90), abs(one.high90)) for one in series), default=0.0)
    end = next((one for one in ends if one >= most), math.ceil(most))
    return Frame(years, (-end, end), (-end, -end / 2, 0.0, end / 2, end), f"+{form}", SIZE)
