"""Organisations in which each state and each power both sit: Correlates of War, Intergovernmental Organizations 3.

Native form: ``dyadic_formatv3.csv`` with one column per organisation: 1 joint full membership, 0 none, -9 missing, -1
not in existence (codebook, https://correlatesofwar.org/data-sets/IGOs; the codes as told by the R package igoR). It has
more than a gigabyte and is never held whole. The R package peacesciencer adds the columns up
(``data-raw/cow_igo.R``): ``cow_igo_ndy.rda``, and as CSV ``ccode1, ccode2, year, dyadigos``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from tightrope.records import Failure, Observation, SourceError, When
from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.large import LARGEST, read_large
from tightrope.sources.datasets.pairs import POWER, STATE, between
from tightrope.sources.datasets.rda import MISSING, begins_like_rda, read_rda_rows
from tightrope.sources.datasets.rows import LINE, Rows, figures, read_rows
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table, build_table, place
from tightrope.sources.unpacking import pieces

NAME = "cow-igos"
SOURCE = Source(
    producer="Correlates of War Project",
    title="Intergovernmental Organizations, version 3, joint memberships by dyad and year",
    url="https://correlatesofwar.org/data-sets/IGOs/",
    licence="free to use, citation asked for; no licence stated",
)
CHANNEL = "politics.igos"
UNIT = "organisations"
ENDS, SUM = ("ccode1", "ccode2"), "dyadigos"
COLUMNS = (*ENDS, "year", SUM)
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV dyadic_formatv3, or cow_igo_ndy.rda of the R package peacesciencer",
    citation="Pevehouse, Nordstrom, McManus and Jamison (2020), Tracking organizations in the world: The Correlates of "
    "War IGO Version 3.0 datasets, Journal of Peace Research 57",
    years="1816-2014",
    covers="all pairs of states; every five years up to 1965, then every year",
    fields={
        "ccode1, ccode2": "Correlates of War numbers of the two states",
        "year": "year",
        "(organisation)": "one column per organisation: 1 if both are full members",
        SUM: "in place of the organisations: the number of them (peacesciencer)",
    },
    note="Bodies of the whole world count like those of a region, so differences are small. A pair without a row is "
    "unknown. Associates and observers are no members.",
    download=Download(
        url="https://correlatesofwar.org/wp-content/uploads/dyadic_formatv3.zip",
        name="dyadic_formatv3.zip",
        member="dyadic_formatv3.csv",
    ),
)

#: Columns of the native file that are no organisation.
_ABOUT_THE_ROW = frozenset(
    {"dyadid", "ccode1", "country1", "state1", "ccode2", "country2", "state2", "year", "version"}
)
#: What a cell of an organisation may hold.
_CELLS = ("1", "0", "-1", "-9")
_LONGEST_HEADER = 64 * 1024
_BOM = b"\xef\xbb\xbf"


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read in how many organisations each state and each power are both full members.

    Raises:
        SourceError: the file is none of these tables.
    """
    rows = _rows(path, names, scope)
    pairs = between(rows, ENDS, names, scope)
    found, refused = figures(rows, pairs.frame, year="year", key=(STATE, POWER), value=SUM, missing=("NA",))
    origin = SOURCE.origin(rows.sha256)
    observations = [
        Observation(
            channel=CHANNEL,
            holder=figure.key[1],
            over=figure.key[0],
            when=When.year(figure.year),
            lower=figure.value,
            upper=figure.value,
            unit=UNIT,
            origin=origin.id,
            locator=f"ccode1 and ccode2 {pairs.numbers[figure.key[0]]}, {pairs.numbers[figure.key[1]]}, "
            f"year {figure.year}",
        )
        for figure in found
    ]
    return build_table(origin, observations, [*rows.left_out, *pairs.left_out, *refused])


def _rows(path: Path, names: CountryNames, scope: Scope) -> Rows:
    if begins_like_rda(path):
        return read_rda_rows(path, "cow_igo_ndy", COLUMNS)
    header = _header(path)
    if SUM in header or not {*ENDS, "year"} < set(header):
        return read_rows(path, COLUMNS)
    return _added_up(path, header, names, scope)


def _header(path: Path) -> list[str]:
    """The columns of a file, plain or gzipped; this table quotes no commas.

    Raises:
        SourceError: it cannot be read.
    """
    line = next(pieces(path, LARGEST), b"")[:_LONGEST_HEADER].partition(b"\n")[0]
    text = line.removeprefix(_BOM).decode("utf-8", errors="replace").rstrip("\r\n")
    return [cell.strip().strip('"') for cell in text.split(",")]


def _added_up(path: Path, header: Sequence[str], names: CountryNames, scope: Scope) -> Rows:
    """Rows about the scope's states with the number of organisations, without holding the whole file.

    Raises:
        SourceError: a broken file, a column that is there twice, or no row is about them.
    """
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise SourceError(f"has the column {', '.join(twice)} more than once", place(path, 1))
    ours = [str(number) for number in range(1, 1000) if names.from_cow(number) in scope.states]
    rows = read_large(path, header, pl.any_horizontal(pl.col(end).is_in(ours) for end in ENDS))
    if rows.frame.is_empty():
        raise SourceError("has no row about a state of this case", str(path))
    bodies = [column for column in header if column.lower() not in _ABOUT_THE_ROW]
    odd = rows.frame.filter(~pl.all_horizontal(pl.col(body).is_in(_CELLS) for body in bodies))
    wrong = [Failure(place(path, row[LINE]), _wrong(row, bodies)) for row in odd.iter_rows(named=True)]
    good = rows.frame.join(odd.select(LINE), on=LINE, how="anti", maintain_order="left")
    known = pl.sum_horizontal(pl.col(body).is_in(("0", "1")) for body in bodies) > 0
    common = pl.sum_horizontal(pl.col(body) == "1" for body in bodies).cast(pl.String)
    total = pl.when(known).then(common).otherwise(pl.lit(MISSING)).alias(SUM)
    return Rows(path, rows.sha256, good.select(*ENDS, "year", total, LINE), (*rows.left_out, *wrong))


def _wrong(row: Mapping[str, str], bodies: Sequence[str]) -> str:
    body = next(body for body in bodies if row[body] not in _CELLS)
    return f"{body} is {row[body][:40]!r}, neither 0 nor 1 nor missing"
