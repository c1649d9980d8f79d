"""Chinese official finance committed to each state: AidData, Global Chinese Development Finance, version 3.0.

Native form: recipient-year sums ``ccode, year, oof_amt, oof_adj, oda_amt, oda_adj, vof_amt, vof_adj`` in constant 2021
USD, where ``ccode`` is the Correlates of War number of the recipient.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import polars as pl

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.rows import LINE, Figure, Rows, figures, read_rows
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table, build_table, place

NAME = "aiddata-finance"
SOURCE = Source(
    producer="AidData at William & Mary",
    title="Global Chinese Development Finance Dataset, version 3.0: commitments by recipient and year",
    url="https://www.aiddata.org/data/aiddatas-global-chinese-development-finance-dataset-version-3-0",
    licence="MIT (the compilation by recipient and year); ODC-By for AidData's earlier versions",
)
CHANNEL = "economy.finance"
UNIT = "USD"  # constant 2021 dollars
HOLDER = "CHN"
#: ODA-like, other official and vague official flows; ``adj`` is what AidData recommends for sums over years.
PARTS = ("oda_adj", "oof_adj", "vof_adj")
COLUMNS = ("ccode", "year", *PARTS)

_NUMBER = re.compile(r"[0-9]{1,4}")
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV cow_gcdf of the package odadata",
    citation="Custer et al. (2023), Tracking Chinese Development Finance: AidData's TUFF 3.0 Methodology; "
    "Dreher et al. (2022), Banking on Beijing",
    years="2000-2021",
    covers="commitments of Chinese official institutions to 165 low- and middle-income countries",
    fields={
        "ccode": "Correlates of War number of the recipient",
        "year": "year of the commitment",
        "oda_adj": "ODA-like flows, constant 2021 USD",
        "oof_adj": "other official flows, constant 2021 USD",
        "vof_adj": "vague official flows, constant 2021 USD",
    },
    note="A row that adds up to 0 has records without any amount, so it is left out: not known, not zero.",
    download=Download(
        url="https://raw.githubusercontent.com/milesdwilliams15/odadata/"
        "3c1f8955597e21246abbc1607df7b0c6f7dcd5b2/data/cow_gcdf.csv",
        name="cow_gcdf.csv",
        sha256="ea467bbfad21fa5595005754b27f0951cc713256d0d637a03d086d8f68dc4fa7",
    ),
)


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read the sum of ODA-like, other and vague official finance that China committed to a state in a year.

    A year without a row has no record and stays unknown. A row that adds up to 0 has records without any amount, so it
    is unknown as well and left out.

    Raises:
        SourceError: the file is not such a table.
    """
    rows = read_rows(path, COLUMNS)
    origin = SOURCE.origin(rows.sha256)
    if HOLDER not in scope.powers:
        return build_table(origin, [], [*rows.left_out, Failure(path.name, "China is not a power of this case")])
    codes = {ccode: names.from_cow(int(ccode)) for ccode in rows.frame["ccode"].unique() if _NUMBER.fullmatch(ccode)}
    unknown = [
        Failure(place(path, line), f"unknown Correlates of War number {ccode!r}")
        for ccode, line in rows.frame.select("ccode", LINE).iter_rows()
        if codes.get(ccode) is None
    ]
    ours = {ccode: code for ccode, code in codes.items() if code in scope.states}
    wanted = rows.frame.filter(pl.col("ccode").is_in(list(ours)))
    sums, refused = _sums(rows, wanted)
    observations, zeros = [], []
    for total in sums:
        if total.value == 0:
            reason = f"records of {total.year} without any amount ({ours[total.key[0]]}): not known, not zero"
            zeros.append(Failure(place(path, total.line), reason))
        else:
            observations.append(_observation(total, ours[total.key[0]], origin.id))
    return build_table(origin, observations, [*rows.left_out, *unknown, *refused, *zeros])


def _sums(rows: Rows, wanted: pl.DataFrame) -> tuple[list[Figure], list[Failure]]:
    """Add up the parts of each row; a row with a part refused is refused."""
    parts, refused = [], []
    for part in PARTS:
        found, bad = figures(rows, wanted, year="year", key=("ccode",), value=part)
        parts.append({figure.line: figure for figure in found})
        refused.extend(bad)
    return list(_added(parts)), list(dict.fromkeys(refused))


def _added(parts: Iterable[Mapping[int, Figure]]) -> Iterator[Figure]:
    first, *others = parts
    for line, figure in first.items():
        if all(line in other for other in others):
            total = math.fsum([figure.value, *(other[line].value for other in others)])
            yield Figure(figure.year, figure.key, total, line)


def _observation(total: Figure, state: str, origin: str) -> Observation:
    return Observation(
        channel=CHANNEL,
        holder=HOLDER,
        over=state,
        when=When.year(total.year),
        lower=total.value,
        upper=total.value,
        unit=UNIT,
        origin=origin,
        locator=f"ccode {total.key[0]} ({state}), year {total.year}, oda_adj + oof_adj + vof_adj",
    )
