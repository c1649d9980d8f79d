"""Students from a state abroad, by destination: UNESCO Institute for Statistics, as compiled by 360info.

Native form: ``year, origin_country_name, dest_country_lumped, value_lumped, cond_all``: the ten biggest destinations of
each origin and year, and ``Other countries``. Figures of 0 and missing figures were dropped before, so a destination
that is not listed is 0, lumped or without a report: :mod:`tightrope.sources.datasets.lumped` tells them apart. China
does not report where its students come from and is never a destination here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.countries import once
from tightrope.sources.datasets.lumped import CHANGE, GroupBounds, Listing, Outbound, Reports
from tightrope.sources.datasets.rows import LINE, Rows, figures, is_year, parse_year, read_rows
from tightrope.sources.datasets.table import (
    REST_OF_WORLD,
    CountryNames,
    Partners,
    Scope,
    Source,
    Table,
    build_table,
    place,
)

NAME = "uis-students"
SOURCE = Source(
    producer="UNESCO Institute for Statistics",
    title="Internationally mobile students: the biggest destinations by origin (as compiled by 360info)",
    url="https://github.com/360-info/report-global-education",
    licence="CC-BY-4.0 (compilation by 360info); UIS data: CC-BY-SA-3.0-IGO",
)
CHANNEL = "culture.students"
UNIT = "persons"
ORIGIN, DESTINATION, VALUE, FLAGS = "origin_country_name", "dest_country_lumped", "value_lumped", "cond_all"
COLUMNS = ("year", ORIGIN, DESTINATION, VALUE, FLAGS)
LUMP = "Other countries"

#: What the letters of ``cond_all`` mean, in their order.
FLAG_WORDS = {
    "a": "includes another category",
    "b": "counted in another category",
    "c": "national estimate",
    "d": "UIS estimate",
}
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV popular-destinations-by-origin of 360info",
    citation="UNESCO Institute for Statistics; compiled by 360info, report-global-education",
    years="1998-2020",
    covers="students of every origin in the ten biggest destinations, and all others together",
    fields={
        "year": "school year by its last year",
        ORIGIN: "where the students come from",
        DESTINATION: "where they study, or Other countries",
        VALUE: "persons",
        FLAGS: "flags of UIS: category, estimate",
    },
    note="A destination that reported and is not listed becomes an interval; China never reports.",
    download=Download(
        url="https://raw.githubusercontent.com/360-info/report-global-education/"
        "b09bb22ac7ef73d980891d8990cf4d0c4b5f3b94/data/popular-destinations-by-origin.csv",
        name="popular-destinations-by-origin.csv",
        sha256="743fc0426e3793c31f428ae097be025310de011666ec23ba069a14cd1820fb18",
    ),
)


@dataclass(frozen=True, slots=True)
class _State:
    """One origin: its code, its name in the table, its years, and the words of its flags by (year, destination)."""

    code: str
    name: str
    outbound: Outbound
    flags: Mapping[tuple[int, str], str]


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read how many students of each state are in each power and in the rest of the world.

    A power that is listed has a point; one that reported and is not listed an interval from 0; one that did not report
    is left out. A body and the rest of the world have intervals, or none if most of their students are not reported.

    Raises:
        SourceError: the file is not such a table.
    """
    rows = read_rows(path, COLUMNS)
    codes = {name: names.code(name) for name in _names_in(rows.frame)}
    reports = _reports(rows.frame, codes)
    partners, origin = Partners(scope, names), SOURCE.origin(rows.sha256)
    observations: list[Observation] = []
    left_out = [*rows.left_out, *_unknown_origins(rows, codes)]
    for code in scope.states:
        state, refused = _state(rows, code, codes, reports)
        left_out += refused
        for year in sorted(state.outbound.years):
            found, reasons = _year(state, year, partners, scope, origin.id)
            observations += found
            left_out += [Failure(f"{path.name}, {year}, {state.name}", reason) for reason in reasons]
    left_out += [
        Failure(path.name, f"{power} is never a destination in this table")
        for power in scope.powers
        if power not in partners.bodies and not reports.ever(power)
    ]
    return build_table(origin, observations, left_out)


def _names_in(frame: pl.DataFrame) -> list[str]:
    return sorted({*frame[ORIGIN].unique(), *frame[DESTINATION].unique()} - {LUMP})


def _reports(frame: pl.DataFrame, codes: Mapping[str, str | None]) -> Reports:
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for name, year, origins in frame.group_by(DESTINATION, "year").agg(pl.len().alias("origins")).iter_rows():
        code = codes.get(name)
        if code is not None and is_year(year):
            at = parse_year(year)
            counts[code][at] = counts[code].get(at, 0) + origins
    return Reports(counts)


def _unknown_origins(rows: Rows, codes: Mapping[str, str | None]) -> Iterator[Failure]:
    """One note for each origin that nobody knows, at its first row. Lumps of a continent are no countries."""
    first = rows.frame.group_by(ORIGIN).agg(pl.col(LINE).min(), pl.len().alias("rows")).sort(LINE)
    for name, line, count in first.iter_rows():
        if codes.get(name) is None:
            yield Failure(place(rows.path, line), f"unknown origin {name!r} ({count} rows)")


def _state(rows: Rows, code: str, codes: Mapping[str, str | None], reports: Reports) -> tuple[_State, list[Failure]]:
    """Gather all years of one origin."""
    spelled = [name for name, meant in codes.items() if meant == code]
    frame = rows.frame.filter(pl.col(ORIGIN).is_in(spelled) & ~pl.col(DESTINATION).is_in(spelled))
    found, left_out = figures(rows, frame, year="year", key=(DESTINATION,), value=VALUE)
    found, torn = once(found, codes, rows.path)
    left_out += torn
    conditions = dict(frame.select(LINE, FLAGS).iter_rows())
    listed: dict[int, dict[str, float]] = defaultdict(dict)
    lump: dict[int, float] = defaultdict(float)
    unclear: dict[int, float] = defaultdict(float)
    flags: dict[tuple[int, str], str] = {}
    for figure in found:
        destination, where = figure.key[0], place(rows.path, figure.line)
        words = _flag_words(conditions[figure.line])
        if words is None or FLAG_WORDS["b"] in words:
            reason = f"unreadable flags {conditions[figure.line]!r}" if words is None else FLAG_WORDS["b"]
            left_out.append(Failure(where, f"{destination}, {figure.year}: {reason}"))
        elif destination == LUMP:
            lump[figure.year] = figure.value
        elif (meant := codes[destination]) is None:
            unclear[figure.year] += figure.value
            left_out.append(Failure(where, f"unknown destination {destination!r}"))
        else:
            listed[figure.year][meant] = figure.value
            flags[figure.year, meant] = "".join(f"; {word}" for word in words)
    years = {year: Listing(listed[year], lump.get(year, 0.0), unclear.get(year, 0.0)) for year in sorted(listed)}
    name = spelled[0] if spelled else code
    return _State(code, name, Outbound(years, reports), flags), left_out


def _flag_words(condition: str) -> list[str] | None:
    """Words of flags such as ``a - c -``; ``None`` if this is not their form."""
    marks = condition.split(" ")
    if len(marks) != len(FLAG_WORDS) or any(
        mark not in ("-", flag) for mark, flag in zip(marks, FLAG_WORDS, strict=True)
    ):
        return None
    return [FLAG_WORDS[mark] for mark in marks if mark != "-"]


def _year(
    state: _State, year: int, partners: Partners, scope: Scope, origin: str
) -> tuple[list[Observation], list[str]]:
    """Observations of one state and year, and why powers have none."""
    outbound, listing = state.outbound, state.outbound.years[year]
    found: list[Observation] = []
    reasons: list[str] = []
    others: set[str] = set()

    def add(holder: str, lower: float, upper: float, locator: str) -> None:
        found.append(_observation(state, year, holder, (lower, upper), locator, origin))

    for power in scope.powers:
        if power == state.code:
            continue
        if power in partners.bodies:
            members = partners.members(power, year)
            others.update(members)
            bounds = outbound.body(members, year)
            if bounds.tells_enough:
                add(power, bounds.lower, bounds.upper, _group_words(bounds, "members"))
            else:
                reasons.append(f"too few of the members of {power} reported")
            continue
        others.add(power)
        if power in listing.listed:
            add(power, listing.listed[power], listing.listed[power], f"{power}{state.flags[year, power]}")
        elif outbound.may_be_lumped(power, year):
            add(power, 0.0, listing.bound, f"{power} is not listed: at most the smallest listed figure and the lump")
        elif outbound.reports.ever(power):
            reasons.append(f"{power} did not report")
    bounds = outbound.rest(others, year)
    if bounds.tells_enough:
        add(REST_OF_WORLD, bounds.lower, bounds.upper, _group_words(bounds, "others"))
    else:
        reasons.append("too few of the other destinations reported")
    return found, reasons


def _group_words(bounds: GroupBounds, which: str) -> str:
    words = f"{which} listed: {' '.join(bounds.listed) or 'none'}"
    if bounds.missing:
        gone = ", ".join(f"{one.destination} ({one.nearest:g} in {one.year})" for one in bounds.missing)
        words += f"; without a report, at most {CHANGE:g} times the nearest figure: {gone}"
    return words


def _observation(
    state: _State, year: int, holder: str, bounds: tuple[float, float], locator: str, origin: str
) -> Observation:
    return Observation(
        channel=CHANNEL,
        holder=holder,
        over=state.code,
        when=When.year(year),
        lower=bounds[0],
        upper=bounds[1],
        unit=UNIT,
        origin=origin,
        locator=f"{year}, {state.name} to {locator}",
    )
