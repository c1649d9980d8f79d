#!/usr/bin/env python3
"""Make the tables of the built-in case from a folder with the public data sets.

    python tools/make_case_tables.py DATA_DIR           # writes the tables
    python tools/make_case_tables.py DATA_DIR --check   # exits 1 if the tables on disk differ

Figures come in, files do not: each row carries the key of its origin and how to find it there. The same files give the
same bytes: rows are sorted, dollars and persons rounded to whole ones, percentages to four decimals. What each data set
gives, on what terms, and what stays outside is told in docs/data-in-the-case.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tightrope.cases import load_case
from tightrope.names import Names
from tightrope.records import Observation, TightropeError
from tightrope.sources.datasets import DATASETS, Scope, Table, read_dataset

CASE = Path(__file__).resolve().parents[1] / "src" / "tightrope" / "cases" / "central_asia"
SCOPE = Scope(
    states=("KAZ", "KGZ", "TJK", "TKM", "UZB"),
    powers=("RUS", "CHN", "USA", "EUU", "TUR"),
    indicators=load_case(CASE).indicators,
)

OBSERVATION_COLUMNS = ("channel", "holder", "over", "when", "lower", "upper", "unit", "origin", "locator")
ORIGIN_COLUMNS = ("key", "producer", "title", "url", "licence", "accessed")
VOTE_COLUMNS = (
    *("statement", "origin", "published", "attributed_to", "status", "confidence"),
    *("actor", "issue", "stance", "when"),
)
#: File of each channel.
FILES = {
    "culture.institutes": "institutes.csv",
    "culture.migrants": "migrants.csv",
    "culture.students": "students.csv",
    "economy.exports": "exports.csv",
    "economy.finance": "finance.csv",
    "economy.remittances": "remittances.csv",
    "economy.trade": "trade.csv",
    "politics.un_agreement": "un_agreement.csv",
    "politics.visits": "visits.csv",
    "security.troops": "troops.csv",
}


@dataclass(frozen=True)
class Input:
    """One file of the data folder, where a reader finds the same file in public, and the years taken from it."""

    dataset: str
    path: str
    url: str
    first: int
    last: int
    title: str = ""


def github(repository: str, commit: str, path: str) -> str:
    return f"https://github.com/{repository}/blob/{commit}/{path}"


INPUTS = (
    Input(
        "itpde",
        "itpde-trade/itpde_central_asia_bilateral_2000_2016.csv.gz",
        github(
            "dennis-klein/arms-trade-networks",
            "d450d2494789177b73726ef3ef8c288ee085be28",
            "data/out/itpd_aggregated.rds",
        ),
        2000,
        2016,
    ),
    Input(
        "siat-exports",
        "siat-uzbekistan-exports/exports_by_country_2015_2025_subset.csv",
        github(
            "Oybibikhon/uzbekistan-trade-analysis",
            "c5c8e4ec8c2291de6927301e0197d081ac2b7530",
            "data/raw/exports_by_country_2015_2025.csv",
        ),
        2015,
        2025,
    ),
    Input(
        "uis-students",
        "uis-student-flows/popular-destinations-by-origin.csv.gz",
        github(
            "360-info/report-global-education",
            "b09bb22ac7ef73d980891d8990cf4d0c4b5f3b94",
            "data/popular-destinations-by-origin.csv",
        ),
        1998,
        2021,
    ),
    Input(
        "undesa-migrants",
        "undesa-migrant-stock-2019/UN_MigrantStockByOriginAndDestination_2019_clean.csv.gz",
        github(
            "guyabel/stepladderChapter",
            "4a81585e8ca3566aed8fd48c2870d316fe06f53f",
            "archive/UN_MigrantStockByOriginAndDestination_2019_clean.csv",
        ),
        1990,
        2019,
    ),
    Input(
        "wdi",
        "wdi-remittances/ddf--datapoints--bx_trf_pwkr_dt_gd_zs--central_asia.csv",
        github(
            "open-numbers/ddf--open_numbers--world_development_indicators",
            "01a34e8b54d76160a61b0325d74254e22db06b93",
            "datapoints/ddf--datapoints--bx_trf_pwkr_dt_gd_zs--by--geo--time.csv",
        ),
        1991,
        2024,
        "World Development Indicators: personal remittances received, % of GDP (BX.TRF.PWKR.DT.GD.ZS)",
    ),
    Input(
        "aiddata-finance",
        "aiddata-chinese-finance/cow_gcdf.csv",
        github("milesdwilliams15/odadata", "3c1f8955597e21246abbc1607df7b0c6f7dcd5b2", "data/cow_gcdf.csv"),
        2000,
        2021,
    ),
    Input(
        "aiddata-diplomacy",
        "aiddata-china-public-diplomacy/ChinesePublicDiplomacy.csv",
        github(
            "milesdwilliams15/chinese_media_and_foreign_aid",
            "6d4593b9f3398b8af691e7fb58d07c01b432afaa",
            "01_data/PublicDiplomacy/ChinesePublicDiplomacy.csv",
        ),
        2000,
        2018,
    ),
    Input(
        "us-troops",
        "us-troopdata/troopdata-rebuild-country-year.csv.gz",
        github("meflynn/troopdata", "3946bcf89a6d72de8abace812dc557f1f249f5f7", "data-raw"),
        1991,
        2024,
    ),
    Input(
        "unga-es11",
        "unxml-ga-resolutions/data_extract/ES-11.json",
        github("UNxml/GAresolutions", "42a69b67bb92d23969fc45bba151320b82eb8e52", "data_extract/ES-11.json"),
        2022,
        2023,
    ),
)


def number(value: float, unit: str) -> str:
    """Write a bound: nothing for no bound, whole dollars and persons, percentages with up to four decimals."""
    if math.isinf(value):
        return ""
    digits = 4 if unit == "percent" else 0
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def observation_row(seen: Observation, key: str) -> tuple[str, ...]:
    bounds = (number(seen.lower, seen.unit), number(seen.upper, seen.unit))
    return (seen.channel, seen.holder, seen.over, str(seen.when), *bounds, seen.unit, key, seen.locator)


def vote_rows(table: Table, key: str) -> list[tuple[str, ...]]:
    texts = {document.id: document.text for document in table.documents}
    rows: list[tuple[str, ...]] = []
    for vote in table.evidence:
        statement, day = texts[vote.document][vote.start : vote.end], str(vote.when)
        head = (statement, key, day, vote.attributed_to, vote.status.value, f"{vote.confidence:g}")
        rows.append((*head, vote.actor, vote.issue, vote.stance, day))
    return rows


def origin_row(source: Input) -> tuple[str, ...]:
    dataset = DATASETS[source.dataset]
    of = dataset.source
    return (dataset.name, of.producer, source.title or of.title, source.url, of.licence, "")


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def make(data: Path) -> dict[Path, str]:
    """Content of every file by its place in the case."""
    names = Names.builtin()
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    votes: list[tuple[str, ...]] = []
    for source in INPUTS:
        table = read_dataset(source.dataset, data / source.path, SCOPE, names)
        votes += vote_rows(table, source.dataset)
        for seen in table.observations:
            if source.first <= seen.when.start.year <= source.last:
                rows[FILES[seen.channel]].append(observation_row(seen, source.dataset))
        print(f"{source.dataset:18} {len(table.observations):5} observations, {len(table.left_out):4} left out")
    made = {
        CASE / "observations" / name: as_csv(OBSERVATION_COLUMNS, sorted(rows[name], key=lambda row: (row[2], row)))
        for name in sorted(rows)
    }
    made[CASE / "facts" / "votes.csv"] = as_csv(VOTE_COLUMNS, votes)
    made[CASE / "origins_data.csv"] = as_csv(ORIGIN_COLUMNS, sorted(origin_row(source) for source in INPUTS))
    return made


def differing(made: dict[Path, str]) -> list[Path]:
    return [path for path, text in made.items() if not path.is_file() or path.read_bytes() != text.encode()]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR", help="folder with one folder per data set")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the tables on disk differ")
    options = parser.parse_args(arguments)
    try:
        made = make(options.data)
    except TightropeError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    changed = differing(made)
    for path in changed:
        print(f"{'differs' if options.check else 'written'}: {path.relative_to(CASE)}")
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made[path].encode())
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
