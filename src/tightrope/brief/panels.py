"""The charts over time: for each state and domain one panel a power, and one for the balance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tightrope.brief.age import last_read
from tightrope.brief.charts import Frame, band_rows, bands_json
from tightrope.brief.evidence import ALIGNED
from tightrope.brief.labels import ALL
from tightrope.brief.links import Links
from tightrope.brief.publication import BALANCE, SHARE, Publication
from tightrope.brief.svg import static_svg
from tightrope.records import ALIGNMENT_DISTANCE, Estimate

#: The style sheet gives each panel the colour of its power, so that all panels have one definition.
INHERITED = "currentColor"


@dataclass(frozen=True)
class Panel:
    """One small chart; ``svg`` is empty where nothing was measured."""

    title: Markup
    colour: int
    newest: Estimate | None
    svg: Markup


def panels(publication: Publication, state: str, domain: str, links: Links) -> tuple[Panel, ...]:
    """Draw the panels of a state and domain: the powers in the case's order, then the balance."""
    years = _years(publication)
    series = {power: publication.series(SHARE, state, domain, power) for power in publication.case.powers}
    read_to = last_read(publication, state, domain)
    drawn = _shares(publication, (state, domain), series, tuple(series), links, read_to)
    return (*drawn, _balance(publication, (state, domain), years, links, read_to))


def panel(publication: Publication, state: str, domain: str, power: str, links: Links) -> Panel:
    """Draw the share of one power in a state and domain, the others in grey behind it."""
    series = {code: publication.series(SHARE, state, domain, code) for code in publication.case.powers}
    read_to = last_read(publication, state, domain)
    return next(_shares(publication, (state, domain), series, (power,), links, read_to))


def _years(publication: Publication) -> tuple[int, int]:
    window = publication.case.window
    return window.first, max(window.last, publication.last_year)


def _shares(
    publication: Publication,
    key: tuple[str, str],
    series: Mapping[str, tuple[Estimate, ...]],
    powers: Iterable[str],
    links: Links,
    read_to: int | None,
) -> Iterator[Panel]:
    (state, domain), labels, years = key, links.labels, _years(publication)
    rows = {power: band_rows(found, range(years[0], years[1] + 1)) for power, found in series.items() if found}
    for power in powers:
        picture = Markup("")
        if power in rows:
            context = {other: found for other, found in rows.items() if other != power}
            marked = _marked(publication, series[power])
            chart = bands_json(
                rows[power], fill=INHERITED, frame=Frame(years), context=context, read_to=read_to, marked=marked
            )
            label = _label(series[power], labels.party(power), links, read_to, marked)
            picture = static_svg(chart, f"c-{state}-{domain}-{power}", label)
        yield Panel(labels.party(power), labels.colour(power), next(reversed(series[power]), None), picture)


def distance_panel(publication: Publication, state: str, power: str, links: Links) -> Panel:
    """Draw how far a state or power stood from a power in the UN General Assembly, on one scale for all its powers."""
    series = publication.aligned(ALIGNMENT_DISTANCE, state, power)
    title, place = links.words.quantity(ALIGNMENT_DISTANCE), links.labels.colour(power)
    if not series:
        return Panel(title, place, None, Markup(""))
    years = _years(publication)
    every = (one for other in publication.case.powers for one in publication.aligned(ALIGNMENT_DISTANCE, state, other))
    most = math.ceil(max(one.high90 for one in every))
    frame = Frame(years, (0.0, float(most)), tuple(float(step) for step in range(most + 1)), "d")
    chart = bands_json(band_rows(series, range(years[0], years[1] + 1)), fill=INHERITED, frame=frame)
    label = _label(series, Markup("{}: {}").format(title, links.labels.party(power)), links, None, frozenset())
    return Panel(title, place, series[-1], static_svg(chart, f"c-{state}-{ALIGNED}-{power}", label))


def _balance(
    publication: Publication, key: tuple[str, str], years: tuple[int, int], links: Links, read_to: int | None
) -> Panel:
    state, domain = key
    series = publication.series(BALANCE, state, domain)
    title, most = links.words(f"quantity.{BALANCE}"), len(publication.case.powers)
    if not series:
        return Panel(title, most, None, Markup(""))
    frame = Frame(years, (1.0, float(most)), tuple(float(step) for step in range(1, most + 1)), "d")
    rows = band_rows(series, range(years[0], years[1] + 1))
    marked = _marked(publication, series)
    chart = bands_json(rows, fill=INHERITED, frame=frame, read_to=read_to, marked=marked)
    picture = static_svg(chart, f"c-{state}-{domain}-{BALANCE}", _label(series, title, links, read_to, marked))
    return Panel(title, most, series[-1], picture)


def _marked(publication: Publication, series: Iterable[Estimate]) -> frozenset[int]:
    """The years whose estimates come mostly from the prior."""
    return frozenset(one.when.start.year for one in series if publication.mostly_prior(one))


def _label(
    series: tuple[Estimate, ...], what: Markup, links: Links, read_to: int | None, marked: frozenset[int]
) -> str:
    """What a chart shows, for those who do not see it: first and last year, from when it is dashed, what is hatched."""
    first, last = series[0], series[-1]
    text = links.words(
        "chart.label",
        what=what,
        state=links.labels.party(first.state),
        domain=links.labels.domain(first.domain),
        first_year=first.when.start.year,
        first=links.plain(first),
        first_interval=links.interval(first),
        last_year=last.when.start.year,
        last=links.plain(last),
        last_interval=links.interval(last),
    )
    if read_to is not None and read_to < last.when.start.year:
        text = links.words("chart.carried", label=text, year=read_to)
    if marked:
        text = links.words("chart.marked", label=text, years=links.words.spans(marked))
    return text.unescape()


def domains_shown(domains: tuple[str, ...]) -> tuple[str, ...]:
    """All domains together first, then each."""
    return (ALL, *domains)
