"""What two allies have pledged to each other, as one level: 3 to fight, 2 to stay neutral, 1 to consult, 0 nothing.

The order is that of the Correlates of War types (Gibler and Sarkees 2004): type I defence, II neutrality, III entente.
Non-aggression, which COW counts to type II, is left out: texts of whole continents (Helsinki, Paris 1990) promise it
between states that are no allies, the United States and Central Asia among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.pairs import POWER, STATE, Pairs, between
from tightrope.sources.datasets.rows import LINE, Rows, figures, is_year, parse_year
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table, build_table, place

CHANNEL = "security.alliances"
UNIT = "level"
FIGHT, NEUTRAL, CONSULT = 3, 2, 1


@dataclass(frozen=True, slots=True)
class _Pledge:
    """The highest pledge of one row."""

    level: int
    words: str
    line: int


def read_levels(
    rows: Rows,
    ends: tuple[str, str],
    pledges: Mapping[str, int],
    key: Sequence[str],
    source: Source,
    names: CountryNames,
    scope: Scope,
) -> Table:
    """Read the highest pledge between each state and each power in each year, whoever made it.

    A pair without a row in a year in which the table has rows of both is not allied: level 0. A pair whose rows were
    all refused is unknown.

    Args:
        rows: the table, with a column ``year``.
        ends: names of the columns of Correlates of War numbers.
        pledges: columns that are 1 or 0, each with the level it stands for.
        key: further columns that, with ``ends`` and the year, identify a row.
        source: whose table it is.
        names: who is meant by a number.
        scope: whose rows are wanted.
    """
    pairs = between(rows, ends, names, scope)
    found, refused = _highest(rows, pairs, (*ends, *key), pledges)
    origin = source.origin(rows.sha256)
    observations = _observations(pairs, found, scope, ends, origin.id)
    return build_table(origin, observations, [*rows.left_out, *pairs.left_out, *refused])


def _highest(
    rows: Rows, pairs: Pairs, key: Sequence[str], pledges: Mapping[str, int]
) -> tuple[dict[int, _Pledge], list[Failure]]:
    """The highest pledge of each row that is good in all its pledges, by line."""
    good: dict[int, dict[str, float]] = defaultdict(dict)
    refused: list[Failure] = []
    frame = pairs.frame.unique(LINE, keep="first", maintain_order=True)
    for column in pledges:
        kept, bad = figures(rows, frame, year="year", key=tuple(key), value=column, missing=("NA",))
        refused.extend(bad)
        for figure in kept:
            if figure.value in (0, 1):
                good[figure.line][column] = figure.value
            else:
                reason = f"{column} for {figure.year}, {', '.join(figure.key)}: {figure.value:g} is neither 0 nor 1"
                refused.append(Failure(place(rows.path, figure.line), reason))
    whole = {line: found for line, found in good.items() if len(found) == len(pledges)}
    return {line: _pledge(found, pledges, line) for line, found in whole.items()}, list(dict.fromkeys(refused))


def _pledge(found: Mapping[str, float], pledges: Mapping[str, int], line: int) -> _Pledge:
    made = [column for column, value in found.items() if value == 1]
    return _Pledge(max((pledges[column] for column in made), default=0), " and ".join(made), line)


def _observations(
    pairs: Pairs, found: Mapping[int, _Pledge], scope: Scope, ends: tuple[str, str], origin: str
) -> Iterator[Observation]:
    lines: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for state, power, year, line in pairs.frame.select(STATE, POWER, "year", LINE).iter_rows():
        if is_year(year):
            lines[state, power, parse_year(year)].append(line)
    for state in scope.states:
        years = {year for code, year in pairs.covered if code == state}
        for power in scope.powers:
            for year in sorted(each for each in years if power != state and (power, each) in pairs.covered):
                at = lines.get((state, power, year), [])
                rows = [found[line] for line in at if line in found]
                if rows or not at:
                    best = max(rows, key=lambda pledge: pledge.level, default=None)
                    numbers = f"{ends[0]} and {ends[1]} {pairs.numbers[state]}, {pairs.numbers[power]}, year {year}"
                    yield _observation(state, power, year, best, f"{numbers}: {_words(best)}", origin)


def _words(best: _Pledge | None) -> str:
    if best is None:
        return "no row, though both have others"
    return best.words or "no pledge but, at most, non-aggression"


def _observation(state: str, power: str, year: int, best: _Pledge | None, locator: str, origin: str) -> Observation:
    level = float(best.level) if best else 0.0
    return Observation(
        channel=CHANNEL,
        holder=power,
        over=state,
        when=When.year(year),
        lower=level,
        upper=level,
        unit=UNIT,
        origin=origin,
        locator=locator,
    )
