"""The command that counts event data sets: arguments and help; the work is done elsewhere."""

from __future__ import annotations

from typing import Annotated

import typer

from tightrope.cli.bulk_options import AddressOption, make_runner
from tightrope.cli.options import one_of


def flows(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SRC…", help="Files of the set, folders or globs, on disk or in object storage."),
    ],
    events: Annotated[str, typer.Option("--format", "-f", help="Which set it is: `gdelt`, `icews` or `polecat`.")],
    out: Annotated[
        str,
        typer.Option("--out", "-o", metavar="DIR", help="A new folder to write into, or one whose run was cut off."),
    ],
    runner: Annotated[
        str, typer.Option("--runner", help="`native` for this machine or `ray` for a cluster.")
    ] = "native",
    address: AddressOption = "",
    processes: Annotated[
        int, typer.Option("--processes", min=0, help="How many work at once; 0 is one a core.", show_default="0")
    ] = 0,
    part_mb: Annotated[
        float, typer.Option("--part-mb", min=0.001, help="Least size of the parts that the input is cut into.")
    ] = 64.0,
) -> None:
    """Count an event data set: flows of cooperation and conflict between all countries, month by month, as Parquet.

    Reads the files as they are published, packed or not: GDELT 1.0 and 2.0 exports, ICEWS, POLECAT. An event counts
    once however often it is told; all events of the set are counted too, so that the growth of coverage can be
    divided out. A run that was cut off goes on when the same command is given again.

    What is read, what counts and what comes out: docs/event-data.md.

    Example: tightrope flows gdelt/*.zip --format gdelt --out flows-gdelt
    """
    from tightrope.bulk import SETS
    from tightrope.cli.bulking import run_flows

    one_of(events, tuple(SETS), "--format")
    run_flows(sources, out, events, make_runner(runner, address, processes), round(part_mb * 1e6))
