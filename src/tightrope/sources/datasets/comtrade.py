"""Trade in goods of each state with each power, as either side reports it: United Nations, UN Comtrade.

Native forms: the CSV of comtradeplus.un.org (``refYear``, ``flowCode``, ``reporterISO``, ``primaryValue``, …; its rows
may end with one comma more than the header, and it may be in Windows-1252), and the one of comtrade.un.org to 2023
(``Year``, ``Trade Flow``, ``Reporter ISO``, ``Trade Value (US$)``, …). Codes as listed with the R package comtradr
(https://docs.ropensci.org/comtradr/reference/country_codes.html): partner ``W00`` (once ``WLD``) is the world, mode of
transport 0, customs procedure C00 and second partner 0 are totals, flows ``M`` and ``X`` contain re-imports and
re-exports. Taiwan's trade stands under ``Other Asia, nes``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tightrope.records import Failure, SourceError
from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.reports import observations_of
from tightrope.sources.datasets.rows import LINE, Rows, figures, read_rows
from tightrope.sources.datasets.table import WORLD, CountryNames, Partners, Scope, Source, Table, build_table, place

NAME = "comtrade"
SOURCE = Source(
    producer="United Nations, Statistics Division",
    title="UN Comtrade: exports and imports of goods, all commodities",
    url="https://comtradeplus.un.org/",
    licence="copyright United Nations; free use, no re-dissemination without permission",
)
CHANNEL = "economy.goods_trade"
UNIT = "USD"  # current dollars


@dataclass(frozen=True, slots=True)
class _Form:
    """What the columns of one form are called; ``totals`` are columns that must hold one of these values."""

    year: str
    period: str
    flow: str
    reporter: tuple[str, str]
    partner: tuple[str, str]
    commodity: str
    value: str
    totals: dict[str, tuple[str, ...]]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.year, self.period, self.flow, *self.reporter, *self.partner, self.commodity, self.value)


_FORMS = (
    _Form(
        year="refYear",
        period="period",
        flow="flowCode",
        reporter=("reporterISO", "reporterDesc"),
        partner=("partnerISO", "partnerDesc"),
        commodity="cmdCode",
        value="primaryValue",
        totals={"partner2Code": ("0", ""), "motCode": ("0", ""), "customsCode": ("C00", ""), "mosCode": ("0", "")},
    ),
    _Form(
        year="Year",
        period="Period",
        flow="Trade Flow",
        reporter=("Reporter ISO", "Reporter"),
        partner=("Partner ISO", "Partner"),
        commodity="Commodity Code",
        value="Trade Value (US$)",
        totals={},
    ),
)
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV of comtradeplus.un.org (refYear, flowCode, reporterISO, …) or of the older site (Year, Trade Flow, …)",
    citation="United Nations, UN Comtrade Database",
    years="1962 to last year, as reported",
    covers="goods that every country reports to have exported and imported, by partner",
    fields={
        "refYear": "year (older form: Year); period must be the same, as monthly rows are not added up",
        "flowCode": "M imports, X exports (Trade Flow: Import, Export); re-exports are in the exports and not added",
        "reporterISO, reporterDesc": "who reports",
        "partnerISO, partnerDesc": "with whom; W00 is the world",
        "cmdCode": "TOTAL; single commodities are not added up",
        "primaryValue": "current USD; exports free on board, imports with freight and insurance",
    },
    note="The report of the state and that of the power are two figures. With the row for the world the rest of the "
    "world is known, and what is reported without a partner bounds whoever has no row.",
    by_hand="At https://comtradeplus.un.org/ choose annual goods, commodity TOTAL, flows M and X, your states as "
    "reporters with all partners and the world, and the powers as reporters with your states; download CSV.",
)

_FLOWS = {"X": "X", "M": "M", "Export": "X", "Import": "M", "Exports": "X", "Imports": "M"}
_WORLD = frozenset({"W00", "WLD"})
_TAIWAN = frozenset({"Other Asia, nes", "Other Asia, not elsewhere specified"})
#: Code of a partner that a report does not name: it is in the total only.
HIDDEN = "?"
#: Partners that are no country: what was not said, ships and planes, zones.
_NOBODY = frozenset({"Bunkers", "Free Zones", "Special Categories", "Neutral Zone"})


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read exports plus imports of each state with each power and the rest of the world, by who reports them.

    A report of the state gives every holder; a report of a power, or of a body as one, gives what it says about the
    state. Whoever has no row has at most what the world's row leaves.

    Raises:
        SourceError: the file is not such a table, or has no row for all commodities together.
    """
    rows, form = _read(path)
    frame, broken_down = _annual_totals(rows, form)
    if frame.is_empty():
        raise SourceError("has no yearly row of imports or exports for all commodities together (TOTAL)", str(path))
    named, unknown = _with_codes(rows, frame, form, names)
    named = named.filter(
        pl.col("reporter").is_in(scope.states)
        | (pl.col("reporter").is_in(scope.powers) & pl.col("partner").is_in(scope.states))
    )
    found, refused = figures(rows, named, year=form.year, key=("reporter", "partner", "flow"), value=form.value)
    origin = SOURCE.origin(rows.sha256)
    seen, notes = observations_of(
        found, Partners(scope, names), scope, path, channel=CHANNEL, unit=UNIT, origin=origin.id
    )
    return build_table(origin, seen, [*rows.left_out, *broken_down, *unknown, *refused, *notes])


def _read(path: Path) -> tuple[Rows, _Form]:
    try:
        return read_rows(path, _FORMS[0].columns, otherwise="cp1252"), _FORMS[0]
    except SourceError as error:
        try:
            return read_rows(path, _FORMS[1].columns, otherwise="cp1252"), _FORMS[1]
        except SourceError:
            raise error from None


def _annual_totals(rows: Rows, form: _Form) -> tuple[pl.DataFrame, list[Failure]]:
    """The rows of a whole year and of all commodities, modes and procedures, and a count of each other kind."""
    frame = rows.frame.with_columns(
        pl.col(form.flow).str.strip_chars().replace_strict(_FLOWS, default="").alias("flow")
    )
    kinds = {
        "rows of other flows than exports and imports": pl.col("flow") == "",
        "rows of single commodities; only TOTAL is read": pl.col(form.commodity).str.strip_chars() != "TOTAL",
        "rows of a month; only whole years are read": (
            pl.col(form.period).str.strip_chars() != pl.col(form.year).str.strip_chars()
        ),
    }
    for column, totals in form.totals.items():
        if column in frame.columns:
            reason = f"rows of a part by {column}; only {totals[0]} is read"
            kinds[reason] = ~pl.col(column).fill_null("").str.strip_chars().is_in(totals)
    left_out = []
    for reason, condition in kinds.items():
        other = frame.filter(condition)
        if not other.is_empty():
            left_out.append(Failure(place(rows.path, other[LINE][0]), f"and below: {other.height} {reason}"))
        frame = frame.filter(~condition)
    return frame, left_out


def _with_codes(
    rows: Rows, frame: pl.DataFrame, form: _Form, names: CountryNames
) -> tuple[pl.DataFrame, list[Failure]]:
    """Rows whose reporter and partner are known, with their codes, and what is wrong with the others."""
    left_out: list[Failure] = []
    for side, pair in (("reporter", form.reporter), ("partner", form.partner)):
        known = {(iso, name): _code(iso, name, names) for iso, name in frame.select(*pair).unique().iter_rows()}
        codes = [known[both][0] for both in frame.select(*pair).iter_rows()]
        wrong = [known[both][1] for both in frame.select(*pair).iter_rows()]
        left_out += [
            Failure(place(rows.path, line), reason) for line, reason in zip(frame[LINE], wrong, strict=True) if reason
        ]
        frame = frame.with_columns(pl.Series(side, codes, dtype=pl.String)).filter(pl.col(side).is_not_null())
    body = [code for code in frame["partner"].unique() if code not in (WORLD, HIDDEN) and names.members(code)]
    for line, code in frame.filter(pl.col("partner").is_in(body)).select(LINE, "partner").iter_rows():
        left_out.append(Failure(place(rows.path, line), f"{code} as a partner: its members stand beside it"))
    hidden = frame.filter(pl.col("partner") == HIDDEN)
    frame = frame.filter(~pl.col("partner").is_in([*body, HIDDEN]) & (pl.col("reporter") != pl.col("partner")))
    if not hidden.is_empty():
        reason = f"and below: {hidden.height} rows of partners that are not named (Areas, nes and the like)"
        left_out.append(Failure(place(rows.path, hidden[LINE][0]), reason))
    return frame, left_out


def _code(iso: str, name: str, names: CountryNames) -> tuple[str | None, str]:
    """Who is meant by an ISO code and a name, or what is wrong with them."""
    iso, name = iso.strip(), name.strip()
    if iso in _WORLD or name == "World":
        return WORLD, ""
    if name in _TAIWAN:
        return "TWN", ""
    meant = names.code(name)
    if meant is None and (name.endswith(", nes") or name in _NOBODY):
        return HIDDEN, ""
    if names.is_state(iso):
        wrong = f"the code {iso!r} does not belong to {name!r} ({meant})" if meant not in (None, iso) else ""
        return (None, wrong) if wrong else (iso, "")
    return meant, "" if meant else f"unknown country {name!r} ({iso!r})"
