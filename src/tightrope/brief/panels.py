"""The charts over time: for each state and domain one panel a power, and one for the balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from tightrope.brief.age import last_read
from tightrope.brief.charts import Frame, band_rows, bands_json
from tightrope.brief.labels import ALL
from tightrope.brief.links import Links
from tightrope.brief.publication import BALANCE, SHARE, Publication
from tightrope.brief.svg import static_svg
from tightrope.records import Estimate

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
    case, labels = publication.case, links.labels
    years = (case.window.first, max(case.window.last, publication.last_year))
    every = range(years[0], years[1] + 1)
    series = {power: publication.series(SHARE, state, domain, power) for power in case.powers}
    rows = {power: band_rows(found, every) for power, found in series.items() if found}
    read_to = last_read(publication, state, domain)
    drawn = []
    for place, power in enumerate(case.powers):
        picture = Markup("")
        if power in rows:
            context = {other: found for other, found in rows.items() if other != power}
            marked = _marked(publication, series[power])
            chart = bands_json(
                rows[power], fill=INHERITED, frame=Frame(years), context=context, read_to=read_to, marked=marked
            )
            label = _label(series[power], labels.party(power), links, read_to, marked)
            picture = static_svg(chart, f"c-{state}-{domain}-{power}", label)
        drawn.append(Panel(labels.party(power), place, next(reversed(series[power]), None), picture))
    return (*drawn, _balance(publication, (state, domain), years, links, read_to))


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
