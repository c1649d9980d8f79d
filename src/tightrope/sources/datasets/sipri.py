"""Arms delivered to each state by each power: SIPRI Arms Transfers Database, trade register.

Native form: the CSV export of https://armstransfers.sipri.org/ArmsTransfer/TransferRegister: some lines of explanation,
then one row per deal and year of delivery with ``Supplier, Recipient, …, Delivery year, …, TIV delivery values``. As
the explanation in the file says, values are in millions of SIPRI trend-indicator values (TIV), a 0 stands for 0 to 0.5
million, and an empty cell for no delivery identified.

SIPRI's terms let a user work with the data and forbid republishing more than a tenth of it
(https://www.sipri.org/databases/terms), so no row of it comes with a case.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.rows import LINE, Rows, observed_year, parse_figure, read_rows
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

NAME = "sipri-arms"
SOURCE = Source(
    producer="Stockholm International Peace Research Institute (SIPRI)",
    title="SIPRI Arms Transfers Database, trade register",
    url="https://armstransfers.sipri.org/ArmsTransfer/TransferRegister",
    licence="copyright SIPRI; non-commercial use with credit, no republishing of a tenth or more",
)
CHANNEL = "security.arms"
UNIT = "million TIV"
DEAL, SUPPLIER, RECIPIENT = "SIPRI AT Database ID", "Supplier", "Recipient"
YEAR, VALUE, GUESSED = "Delivery year", "TIV delivery values", "Delivery year is estimate"
COLUMNS = (DEAL, SUPPLIER, RECIPIENT, YEAR, GUESSED, VALUE)
#: Stands for a supplier that nobody knows, and the bound behind a value of 0.
SOMEBODY, ROUNDED = "", 0.5
#: How names of recipients end that are no states, such as rebels.
NO_STATE = ("*", "unknown recipient(s)")
_PREAMBLE = 40

ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV trade register, exported from the database with its lines of explanation",
    citation="SIPRI Arms Transfers Database, Stockholm International Peace Research Institute; day of the export",
    years="1950-2025",
    covers="deliveries of major conventional arms between all states, as far as you export them",
    fields={
        DEAL: "number of the deal",
        SUPPLIER: "who delivered",
        RECIPIENT: "who received",
        YEAR: "year of delivery",
        GUESSED: "Yes where the year is an estimate",
        VALUE: "volume delivered in that year, million TIV; not a price",
    },
    note="Your own file: nothing of it comes with a case. The volume of a year is the sum of its deliveries; a "
    "delivery of 0 is 0 to 0.5. In a year in which a state received anything, a power without a delivery has 0 to "
    "0.5; other years are unknown. Export all suppliers, or the rest of the world is short.",
    by_hand="Open https://armstransfers.sipri.org/ArmsTransfer/TransferRegister, choose all suppliers and your states "
    "as recipients, and download the register as CSV.",
)


@dataclass(slots=True)
class _Sum:
    """Deliveries of one holder to one state in one year."""

    low: float = 0.0
    slack: float = 0.0
    deliveries: int = 0
    guessed: int = 0
    suppliers: set[str] = field(default_factory=set)

    def add(self, volume: str, supplier: str, *, guessed: bool) -> None:
        """Add a delivery; one whose volume cannot be read leaves the sum open.

        Raises:
            ValueError: the volume cannot be read.
        """
        self.deliveries += 1
        self.guessed += guessed
        self.suppliers.add(supplier)
        try:
            value = parse_figure(volume)
        except ValueError:
            self.slack = math.inf
            raise
        self.low += value
        self.slack += ROUNDED if value == 0 else 0.0


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read the volume of arms that each power, and the rest of the world, delivered to each state in a year.

    Raises:
        SourceError: the file is not such an export.
    """
    rows = read_rows(path, COLUMNS, preamble=_PREAMBLE)
    sums, refused = _sums(rows, names, scope, Partners(scope, names))
    origin = SOURCE.origin(rows.sha256)
    observations = _observations(sums, scope, origin.id)
    return build_table(origin, observations, [*rows.left_out, *refused])


def _sums(
    rows: Rows, names: CountryNames, scope: Scope, partners: Partners
) -> tuple[dict[tuple[str, int], dict[str, _Sum]], list[Failure]]:
    """Deliveries by state and year, then by holder; an unknown supplier has the holder ``SOMEBODY``."""
    ours, left_out = _ours(rows, names, scope)
    suppliers = {name: names.code(_plain(name)) for name in rows.frame[SUPPLIER].unique()}
    sums: dict[tuple[str, int], dict[str, _Sum]] = defaultdict(lambda: defaultdict(_Sum))
    for state, row in ours:
        where, code = place(rows.path, row[LINE]), suppliers[row[SUPPLIER]]
        if code is None:
            left_out.append(Failure(where, f"unknown supplier {row[SUPPLIER]!r} to {state}: it may be any power"))
        try:
            year = observed_year(row[YEAR])
            found = sums[state, year][SOMEBODY if code is None else partners.holder(code, year)]
            found.add(row[VALUE], row[SUPPLIER], guessed=row[GUESSED] == "Yes")
        except ValueError as error:
            left_out.append(Failure(where, f"{row[SUPPLIER]} to {row[RECIPIENT]}, deal {row[DEAL]}: {error}"))
    return sums, left_out


def _ours(rows: Rows, names: CountryNames, scope: Scope) -> tuple[list[tuple[str, dict[str, Any]]], list[Failure]]:
    """Rows whose recipient is a state of the scope, each once; unknown countries and repeats are told."""
    codes = {name: names.code(_plain(name)) for name in rows.frame[RECIPIENT].unique()}
    good: list[tuple[str, dict[str, Any]]] = []
    left_out: list[Failure] = []
    first: dict[tuple[str, ...], int] = {}
    for row in rows.frame.iter_rows(named=True):
        line, state = row[LINE], codes[row[RECIPIENT]]
        if state is None and not row[RECIPIENT].endswith(NO_STATE):
            left_out.append(Failure(place(rows.path, line), f"unknown country {row[RECIPIENT]!r}"))
        if state is None or state not in scope.states:
            continue
        before = first.setdefault(tuple(value for column, value in row.items() if column != LINE), line)
        if before == line:
            good.append((state, row))
        else:
            left_out.append(Failure(place(rows.path, line), f"repeats line {before} (deal {row[DEAL]})"))
    return good, left_out


def _plain(name: str) -> str:
    """A name without the stars that SIPRI puts behind what is no state: ``European Union**``."""
    return name.strip().rstrip("*")


def _observations(
    sums: Mapping[tuple[str, int], Mapping[str, _Sum]], scope: Scope, origin: str
) -> Iterator[Observation]:
    for (state, year), found in sums.items():
        unknown = found.get(SOMEBODY, _Sum())
        for holder in _holders(state, found, scope):
            total = found.get(holder, _Sum())
            slack = total.slack + unknown.low + unknown.slack + (0.0 if total.deliveries else ROUNDED)
            yield Observation(
                channel=CHANNEL,
                holder=holder,
                over=state,
                when=When.year(year),
                lower=total.low,
                upper=total.low + slack,
                unit=UNIT,
                origin=origin,
                locator=_words(state, holder, year, total, unknown),
            )


def _holders(state: str, found: Mapping[str, _Sum], scope: Scope) -> Iterable[str]:
    """All powers, and the rest of the world where it delivered: an export of some suppliers says nothing about it."""
    powers = [power for power in scope.powers if power != state]
    return [*powers, REST_OF_WORLD] if REST_OF_WORLD in found else powers


def _words(state: str, holder: str, year: int, total: _Sum, unknown: _Sum) -> str:
    told = f"{total.deliveries} rows of {', '.join(sorted(total.suppliers))}" if total.deliveries else "no row"
    guessed = f", {total.guessed} with an estimated year" if total.guessed else ""
    more = "; and perhaps what came from an unknown supplier" if unknown.deliveries else ""
    return f"Recipient {state}, {holder}, Delivery year {year}: {told}{guessed}{more}"
