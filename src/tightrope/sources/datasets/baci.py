"""Trade in goods of each state with each power: CEPII, BACI, the products of each pair added up.

Native form: one file per year, ``BACI_HS92_Y2022_V202401b.csv``, with ``t`` year, ``i`` exporter, ``j`` importer, ``k``
product (HS 6 digits), ``v`` thousand current USD and ``q`` tons, and beside it ``country_codes_V202401b.csv`` with
``country_code`` and ``country_iso3`` (to V202301: ``iso_3digit_alpha``). Gaulier and Zignago (2010), BACI:
International Trade Database at the Product-Level, CEPII working paper 2010-23; columns as in
http://www.cepii.fr/DATA_DOWNLOAD/baci/doc/DescriptionBACI.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from tightrope.records import Failure, SourceError
from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.flows import added_up, both_directions
from tightrope.sources.datasets.large import read_large
from tightrope.sources.datasets.rows import LINE, Rows, read_rows
from tightrope.sources.datasets.table import CountryNames, Partners, Scope, Source, Table, build_table, place

NAME = "baci"
SOURCE = Source(
    producer="CEPII",
    title="BACI: International Trade Database at the Product-Level, products added up",
    url="https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
    licence="Etalab 2.0",
)
CHANNEL = "economy.goods_trade"
UNIT = "USD"  # current dollars
COLUMNS = ("t", "i", "j", "k", "v")
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV BACI_HS.._Y...._V......csv with t, i, j, k, v, q, beside it country_codes_V......csv",
    citation="Gaulier and Zignago (2010), BACI: International Trade Database at the Product-Level, "
    "CEPII working paper 2010-23",
    years="1995 to two years ago, one file per year",
    covers="flows of goods between all countries, reconciled from both reports",
    fields={
        "t": "year of the flow",
        "i": "number of the exporter in country_codes",
        "j": "number of the importer in country_codes",
        "k": "product, HS 6 digits; a pair's products are added up",
        "v": "thousand current USD",
    },
    note="Flows of 1000 USD or less are not in it. Belgium-Luxembourg counts as Belgium, Other Asia as Taiwan.",
    by_hand="Download a revision such as HS92 from https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37, "
    "unzip it and load its yearly files one by one.",
)

#: What a number means that has no ISO code, or one that is not the country's: BACI takes them over from Comtrade.
_AREAS = {"58": "BEL", "490": "TWN"}
ISO3, OLDER_ISO3 = "country_iso3", "iso_3digit_alpha"
_FILE = re.compile(r"BACI_HS[0-9]{2}_Y[0-9]{4}_(?P<version>V[0-9]+[a-z]?)\.csv(\.gz)?")


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read exports plus imports of the state with each power and the rest of the world, in current USD.

    Products are added up; a pair of which a product row is refused gets a lower bound.

    Raises:
        SourceError: the file is not such a table, there is no country list beside it, or a state is not in the list.
    """
    beside = _list_beside(path)
    codes = _country_codes(beside)
    missing = [code for code in scope.states if code not in codes.values()]
    if missing:
        raise SourceError(f"has no number for {', '.join(missing)}", str(beside))
    ours = [number for number, code in codes.items() if code in scope.states]
    rows = read_large(path, COLUMNS, pl.col("i").is_in(ours) | pl.col("j").is_in(ours))
    known, unknown = _known(rows, codes)
    totals, short, refused = added_up(rows, known, year="t", key=("i", "j", "k"), value="v", codes=codes, factor=1000)
    origin = SOURCE.origin(rows.sha256)
    observations = both_directions(
        totals, Partners(scope, names), scope, channel=CHANNEL, unit=UNIT, origin=origin.id, short=short
    )
    return build_table(origin, observations, [*rows.left_out, *unknown, *refused])


def _list_beside(path: Path) -> Path:
    """The country list of the file's version, or the only one in its folder.

    Raises:
        SourceError: there is none, or there are several and the file's name does not say which.
    """
    named = _FILE.fullmatch(path.name)
    if named and (beside := path.with_name(f"country_codes_{named['version']}.csv")).is_file():
        return beside
    found = sorted(path.parent.glob("country_codes_V*.csv"))
    if named or len(found) != 1:
        wanted = f"country_codes_{named['version']}.csv" if named else "one country_codes_V….csv"
        raise SourceError(f"needs {wanted} from the same download in its folder", str(path))
    return found[0]


def _country_codes(path: Path) -> dict[str, str]:
    """Code by number: ISO where the list has one, otherwise the number itself, which is no power's code."""
    try:
        rows = read_rows(path, ("country_code", ISO3), otherwise="cp1252")
        iso3 = ISO3
    except SourceError:
        rows = read_rows(path, ("country_code", OLDER_ISO3), otherwise="cp1252")
        iso3 = OLDER_ISO3
    return {number: _AREAS.get(number, iso or number) for number, iso in rows.frame.select("country_code", iso3).rows()}


def _known(rows: Rows, codes: Mapping[str, str]) -> tuple[pl.DataFrame, list[Failure]]:
    """Rows of two countries of the list, each with a column ``pair``, and the numbers that nobody knows."""
    frame = rows.frame.filter(pl.col("i") != pl.col("j"))
    found = pl.concat([frame.select(number=side, line=LINE) for side in ("i", "j")])
    strange = found.filter(~pl.col("number").is_in(list(codes))).group_by("number").agg(pl.min("line"), pl.len())
    unknown = [
        Failure(place(rows.path, line), f"unknown country number {number!r} ({count} rows)")
        for number, line, count in strange.sort("line").iter_rows()
    ]
    return frame.filter(pl.col("i").is_in(list(codes)) & pl.col("j").is_in(list(codes))), unknown
