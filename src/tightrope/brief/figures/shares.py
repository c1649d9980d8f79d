"""Shares over time: one panel a power, and one for the balance."""

from __future__ import annotations

from collections.abc import Iterator

from tightrope.brief.age import last_read
from tightrope.brief.charts import Frame, band_rows, bands_json, colour
from tightrope.brief.figures.figure import Cell, Figure
from tightrope.brief.figures.making import NUMBERS, Maker, ids_of, numbers
from tightrope.brief.figures.panelled import Part, panelled
from tightrope.brief.figures.theme import sheet_theme
from tightrope.brief.labels import ALL
from tightrope.brief.publication import BALANCE, SHARE, Publication
from tightrope.records import Estimate

#: Width and height of a panel, how many stand beside each other, and how wide they are together.
SIZE, COLUMNS, WIDTH = (190, 104), 3, 700


def names(publication: Publication) -> Iterator[str]:
    """Return the names of the figures of shares."""
    for state in publication.case.states:
        for domain in domains(publication):
            if any(publication.series(SHARE, state, domain, power) for power in publication.case.powers):
                yield f"shares.{state}.{domain}"


def domains(publication: Publication) -> tuple[str, ...]:
    """Return all domains together and each that the case has channels in."""
    return (ALL, *dict.fromkeys(channel.domain.value for channel in publication.case.channels))


def figure(maker: Maker, name: str) -> Figure:
    """Return the shares of all powers over a state in a domain, with the balance."""
    publication = maker.publication
    _, state, domain = name.split(".")
    case, read_to = publication.case, last_read(publication, state, domain)
    years = (case.window.first, max(case.window.last, publication.last_year))
    drawn = {power: publication.series(SHARE, state, domain, power) for power in case.powers}
    drawn = {power: series for power, series in drawn.items() if series}
    balance = publication.series(BALANCE, state, domain)
    rows = {power: band_rows(series, range(years[0], years[1] + 1)) for power, series in drawn.items()}
    parts = []
    for power, series in drawn.items():
        context = {other: found for other, found in rows.items() if other != power}
        chart = bands_json(
            rows[power],
            fill=colour(case.powers.index(power), len(case.powers)),
            frame=Frame(years, size=SIZE),
            context=context,
            read_to=read_to,
            marked=marked(publication, series),
        )
        parts.append(Part(chart, maker.party(power), maker.say("picture.share")))
    if balance:
        parts.append(balance_part(maker, balance, years, read_to))
    estimates = [one for series in (*drawn.values(), balance) for one in series]

    def table() -> Iterator[tuple[Cell, ...]]:
        for one in estimates:
            mostly = int(publication.mostly_prior(one))
            year = one.when.start.year
            yield (one.quantity, one.state, str(one.domain), one.power, year, *numbers(one), mostly)

    where = {"state": maker.party(state), "domain": maker.links.labels.domain(domain)}
    reading = [maker.say("picture.bands"), maker.say("picture.others")]
    if read_to is not None:
        reading.append(maker.say("picture.carried", year=read_to))
    if any(publication.mostly_prior(one) for one in estimates):
        reading.append(maker.say("picture.hatched"))
    title = maker.say("picture.shares", **where)
    return maker.figure(
        name,
        title,
        reading,
        label=str(maker.links.words.gap).join((maker.say("picture.shown", title=title), _newest(maker, drawn))),
        drawing=panelled(parts, COLUMNS, WIDTH),
        table=(("quantity", "state", "domain", "power", "year", *NUMBERS, "mostly_prior"), table),
        basis=lambda: ids_of(estimates),
        models=(one.model for one in estimates),
    )


def balance_part(
    maker: Maker,
    series: tuple[Estimate, ...],
    years: tuple[int, int],
    read_to: int | None,
    size: tuple[int, int] = SIZE,
) -> Part:
    """Return the panel of the balance over time."""
    most = len(maker.publication.case.powers)
    frame = Frame(years, (1.0, float(most)), tuple(float(step) for step in range(1, most + 1)), "d", size)
    rows = band_rows(series, range(years[0], years[1] + 1))
    grey = sheet_theme(maker.links.words.locale).grey
    chart = bands_json(rows, fill=grey, frame=frame, read_to=read_to, marked=marked(maker.publication, series))
    return Part(chart, maker.say(f"quantity.{BALANCE}"), "")


def marked(publication: Publication, series: tuple[Estimate, ...]) -> frozenset[int]:
    """Return the years whose estimates come mostly from the prior."""
    return frozenset(one.when.start.year for one in series if publication.mostly_prior(one))


def _newest(maker: Maker, drawn: dict[str, tuple[Estimate, ...]]) -> str:
    """The newest share of each power, in words."""
    links = maker.links
    told = [
        links.words("picture.newest", what=links.labels.party(power), value=links.plain(series[-1]),
                    interval=links.interval(series[-1]), year=series[-1].when.end.year)
        for power, series in drawn.items()
    ]  # fmt: skip
    return links.words.listing(told).unescape()
