#!/usr/bin/env python3
"""Make the alignment table of the built-in case from a folder with the public roll calls of the General Assembly.

    python tools/make_alignment_table.py DATA_DIR           # about four minutes on two cores; writes the table
    python tools/make_alignment_table.py DATA_DIR --check   # writes nothing; exits 1 if the table on disk differs
    python tools/make_alignment_table.py DATA_DIR --posterior FILE   # what tightrope align --save gave for them

The figures are our own: the coherent model on the votes of Voeten's data and of the UN's machine-readable resolutions,
by calendar year, seed 1, the usual plan. The same files, version and kind of processor give the same bytes; on another
processor, where sums round differently, the chains take other ways and the figures differ within their error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from make_case_tables import CASE, ORIGIN_COLUMNS, as_csv, differing
from tightrope.cases import load_case
from tightrope.cli.aligning import estimates_for
from tightrope.measures.alignment import Alignment, Period, align, ballots_of
from tightrope.measures.alignment.posterior import read
from tightrope.names import Names
from tightrope.records import ALIGNMENT_VOTES, Estimate
from tightrope.sources.roll_calls import join, read_roll_calls

KEY = "alignment"
COLUMNS = (
    "quantity",
    "state",
    "power",
    "when",
    "mean",
    "low90",
    "low50",
    "high50",
    "high90",
    "votes",
    "model",
    "origin",
)


def roll_call_files(data: Path) -> list[Path]:
    """Voeten's votes and the UN's extracts in a folder with one folder per data set."""
    extracts = sorted((data / "unxml-ga-resolutions" / "data_extract").glob("*.gz"))
    return [data / "un-votes-voeten" / "un_votes.rda", *extracts]


def table_rows(estimates: Iterable[Estimate]) -> list[tuple[str, ...]]:
    """Rows of ``alignment.csv``; the number of votes stands beside each position and distance."""
    found = list(estimates)
    votes = {(one.state, str(one.when)): f"{one.mean:.0f}" for one in found if one.quantity == ALIGNMENT_VOTES}
    rows = []
    for one in found:
        if one.quantity != ALIGNMENT_VOTES:
            numbers = (one.mean, one.low90, one.low50, one.high50, one.high90)
            key = (one.quantity, one.state, one.power, str(one.when))
            figures = (f"{number:.3f}" for number in numbers)
            rows.append((*key, *figures, votes.get((one.state, str(one.when)), ""), one.model, KEY))
    return sorted(rows)


def make(data: Path, saved: Path | None) -> dict[Path, str]:
    """Content of each file, from a saved posterior of these roll calls or from a fresh one."""
    table = read_roll_calls(roll_call_files(data), Names.builtin())
    joined = join([call for _, calls in table.tables for call in calls], [origin for origin, _ in table.tables])
    if saved is None:
        result = align(joined.roll_calls)
    else:
        result = Alignment(read(saved), ballots_of(joined.roll_calls, Period.YEAR))
    print("R-hat below 1.05 and effective sample size from 100 on, shares:", *result.settled())
    estimates = estimates_for(load_case("central_asia"), result, joined)
    first, last = joined.roll_calls[0].day.year, result.posterior.attrs["cutoff"]
    title = (
        f"Positions in the UN General Assembly, {estimates[0].model}, from {len(joined.roll_calls)} roll calls {first} "
        f"to {last} (Voeten, UN machine-readable resolutions)"
    )
    origin = (KEY, "tightrope", title, "docs/alignment.md", "Apache-2.0; the votes: see docs/data-in-the-case.md", "")
    return {
        CASE / "alignment.csv": as_csv(COLUMNS, table_rows(estimates)),
        CASE / "origins_alignment.csv": as_csv(ORIGIN_COLUMNS, [origin]),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR", help="folder with one folder per data set")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the files on disk differ")
    parser.add_argument("--posterior", type=Path, metavar="FILE", help="a saved posterior of the same roll calls")
    options = parser.parse_args(arguments)
    made = make(options.data, options.posterior)
    changed = differing(made)
    for path in changed:
        print(f"{'differs' if options.check else 'written'}: {path.relative_to(CASE)}")
        if not options.check:
            path.write_bytes(made[path].encode())
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
