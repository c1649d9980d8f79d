"""Chinese official finance by project: AidData, three data sets, one row per project.

Native forms: Global Chinese Development Finance 3.0 (xlsx, sheet ``GCDF_3.0``, or that sheet as CSV: ``Recipient
ISO-3``, ``Commitment Year``, ``Recommended For Aggregates``, ``Adjusted Amount (Constant USD 2021)``), Global Chinese
Official Finance 1.0 (``recipient_iso3``, ``year``, ``recommended_for_research``, ``usd_defl_2014``), project details
of China's Public Diplomacy Dashboard 2.0 (the same with ``usd_defl``). AidData recommends to add up only what is marked
so: no umbrella projects, which count others twice, no pledges, nothing cancelled
(https://aiddata.org/pages/how-to-use-global-chinese-official-finance-data).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tightrope.records import Failure, Observation, SourceError, When
from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.countries import agreeing
from tightrope.sources.datasets.rows import LINE, Figure, Rows, figures, read_rows
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table, build_table, place
from tightrope.sources.datasets.workbook import read_sheet

NAME = "aiddata-projects"
HOLDER = "CHN"
UNIT = "USD"
_PRODUCER = "AidData at William & Mary"


@dataclass(frozen=True, slots=True)
class _Form:
    """What the columns of one data set are called, and the channel of its sums: dollars of another year each."""

    source: Source
    channel: str
    record: str
    code: str
    name: str
    year: str
    counts: str
    amount: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.record, self.code, self.name, self.year, self.counts, self.amount)


SOURCE = Source(
    producer=_PRODUCER,
    title="Global Chinese Development Finance Dataset, version 3.0: projects",
    url="https://www.aiddata.org/data/aiddatas-global-chinese-development-finance-dataset-version-3-0",
    licence="ODC-By for AidData's earlier versions; the terms of 3.0 come with the download",
)
_FORMS = (
    _Form(
        SOURCE,
        "economy.finance",
        "AidData Record ID",
        "Recipient ISO-3",
        "Recipient",
        "Commitment Year",
        "Recommended For Aggregates",
        "Adjusted Amount (Constant USD 2021)",
    ),
    _Form(
        Source(
            producer=_PRODUCER,
            title="Global Chinese Official Finance Dataset, version 1.0: projects",
            url="https://www.aiddata.org/data/chinese-global-official-finance-dataset",
            licence="ODC-By-1.0",
        ),
        "economy.finance_2014",
        "project_id",
        "recipient_iso3",
        "recipient_condensed",
        "year",
        "recommended_for_research",
        "usd_defl_2014",
    ),
    _Form(
        Source(
            producer=_PRODUCER,
            title="China's Public Diplomacy Dashboard Dataset, version 2.0: financial diplomacy projects",
            url="https://www.aiddata.org/china-public-diplomacy",
            licence="ODC-By-1.0",
        ),
        "culture.financial_diplomacy",
        "project_id",
        "recipient_iso3",
        "recipient_condensed",
        "year",
        "recommended_for_research",
        "usd_defl",
    ),
)
SHEET = "GCDF_3.0"
ABOUT = About(
    channels=tuple(form.channel for form in _FORMS),
    reads="xlsx or CSV of GCDF 3.0; CSV GlobalChineseOfficialFinance 1.0; CSV ChineseFinancialPublicDiplomacyProject"
    "Details",
    citation="Custer et al. (2023), Tracking Chinese Development Finance: AidData's TUFF 3.0 Methodology; "
    "Dreher et al. (2022), Banking on Beijing; AidData (2020), China's Public Diplomacy Dashboard Dataset, version 2.0",
    years="2000-2021 (3.0), 2000-2014 (1.0), 2000-2017 (public diplomacy)",
    covers="projects of Chinese official institutions in low- and middle-income countries",
    fields={
        "Recipient ISO-3": "recipient (older: recipient_iso3); a region is not read",
        "Recipient": "its name (older: recipient_condensed); must belong to the code",
        "Commitment Year": "year of the commitment (older: year)",
        "Recommended For Aggregates": "only Yes is added up (older: recommended_for_research, True)",
        "Adjusted Amount (Constant USD 2021)": "older: usd_defl_2014; public diplomacy: usd_defl, dollars of 2017",
    },
    note="A year with projects of unknown amount is a lower bound. The sums by year are also read by aiddata-finance.",
    by_hand="Ask for the file at https://www.aiddata.org/data/aiddatas-global-chinese-development-finance-dataset-"
    "version-3-0 (a form asks who you are), unzip it and load the xlsx.",
)

_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
_MISSING = ("NA", "N/A")
_ZIP = b"PK"


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read what China committed to each state in a year: the sum over the projects that AidData recommends to add up.

    Projects without an amount make it a lower bound; a year in which none has one is unknown.

    Raises:
        SourceError: the file is none of the three.
    """
    rows, form = _read(path)
    origin = form.source.origin(rows.sha256)
    if HOLDER not in scope.powers:
        return build_table(origin, [], [*rows.left_out, Failure(path.name, "China is not a power of this case")])
    frame, left_out = _recommended(rows, form)
    wanted = frame.filter(pl.col(form.code).is_in(list(scope.states)))
    right, wrong = agreeing(rows, wanted, ((form.code, form.name),), names)
    blank = pl.col(form.amount).str.strip_chars().is_in(["", *_MISSING])
    key = (form.code, form.record)
    found, refused = figures(rows, right.filter(~blank), year=form.year, key=key, value=form.amount)
    without = right.filter(blank).group_by(form.code, form.year).agg(pl.len())
    unknown = {(year.strip(), code): count for code, year, count in without.iter_rows()}
    observations = _observations(found, unknown, form, origin.id)
    lost = _without_any(rows.path, found, unknown)
    return build_table(origin, observations, [*rows.left_out, *left_out, *wrong, *refused, *lost])


def _read(path: Path) -> tuple[Rows, _Form]:
    try:
        with path.open("rb") as file:
            workbook = file.read(2) == _ZIP
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", str(path)) from error
    if workbook:
        return read_sheet(path, SHEET, _FORMS[0].columns), _FORMS[0]
    refusals: list[SourceError] = []
    for form in _FORMS:
        try:
            return read_rows(path, form.columns, otherwise="cp1252"), form
        except SourceError as error:
            refusals.append(error)
    raise refusals[0]


def _recommended(rows: Rows, form: _Form) -> tuple[pl.DataFrame, list[Failure]]:
    """Rows that are to be added up; how many are not, and those that do not say."""
    says = pl.col(form.counts).str.strip_chars().str.to_lowercase()
    left_out = [
        Failure(place(rows.path, line), f"{form.counts} is {cell!r}, neither yes nor no")
        for cell, line in rows.frame.filter(~says.is_in([*_YES, *_NO])).select(form.counts, LINE).iter_rows()
    ]
    if count := rows.frame.filter(says.is_in(list(_NO))).height:
        left_out.append(Failure(rows.path.name, f"{count} projects that AidData does not recommend to add up"))
    frame = rows.frame.filter(says.is_in(list(_YES)))
    if regions := frame.filter(pl.col(form.code).str.strip_chars() == "").height:
        left_out.append(Failure(rows.path.name, f"{regions} projects of a region or of several states"))
    return frame, left_out


def _observations(
    found: list[Figure], unknown: dict[tuple[str, str], int], form: _Form, origin: str
) -> Iterator[Observation]:
    groups: dict[tuple[int, str], list[Figure]] = defaultdict(list)
    for figure in found:
        groups[figure.year, figure.key[0]].append(figure)
    for (year, state), projects in groups.items():
        total = math.fsum(project.value for project in projects)
        without = unknown.get((str(year), state), 0)
        some = f"; at least: {without} more have no amount" if without else ""
        yield Observation(
            channel=form.channel,
            holder=HOLDER,
            over=state,
            when=When.year(year),
            lower=total,
            upper=math.inf if without else total,
            unit=UNIT,
            origin=origin,
            locator=f"{form.code} {state}, {form.year} {year}, {form.amount} of {len(projects)} projects{some}",
        )


def _without_any(path: Path, found: list[Figure], unknown: dict[tuple[str, str], int]) -> Iterator[Failure]:
    known = {(str(figure.year), figure.key[0]) for figure in found}
    for (year, state), count in sorted(unknown.items()):
        if (year, state) not in known:
            yield Failure(path.name, f"{count} projects of {year} without any amount ({state}): not known, not zero")
