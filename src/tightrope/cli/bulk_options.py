"""Options of `tightrope read --bulk`, and their values put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tightrope.cli.options import one_of

if TYPE_CHECKING:
    from tightrope.bulk import Options, Runner

#: The least size of a part in millions of bytes, unless another is asked for.
PART_MB = 32.0

BulkOption = Annotated[
    bool,
    typer.Option(
        "--bulk",
        help="Make evidence as Parquet files of a large corpus (Parquet, JSONL, CSV, WARC) on all cores or a cluster, "
        "without a ledger. See docs/bulk.md.",
    ),
]
OutOption = Annotated[
    str | None,
    typer.Option(
        "--out", "-o", metavar="DIR", help="With --bulk: a new folder to write into, or one whose run was cut off."
    ),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=NAME",
        help="With --bulk: the column that holds a field (title, text, url, published, language, author, outlet) under "
        "a name of its own; can be given several times.",
    ),
]
RunnerOption = Annotated[
    str, typer.Option("--runner", help="With --bulk: `native` for this machine or `ray` for a cluster.")
]
AddressOption = Annotated[
    str,
    typer.Option(
        "--address",
        show_default=False,
        help="With --runner ray: of the cluster (HOST:6379, `auto`, ray://HOST:10001); none starts one here.",
    ),
]
ProcessesOption = Annotated[
    int,
    typer.Option("--processes", min=0, help="With --bulk: how many work at once; 0 is one a core.", show_default="0"),
]
PartOption = Annotated[
    float, typer.Option("--part-mb", min=0.001, help="With --bulk: least size of the parts that the input is cut into.")
]


def make_options(columns: Sequence[str], *, domestic: bool, least: float, part_mb: float) -> Options:
    """Options of a run; a column that is not FIELD=NAME is wrong usage."""
    from tightrope.bulk import Options
    from tightrope.sources.documents.jsonl import FIELDS

    renamed = {}
    for column in columns:
        known, mark, name = column.partition("=")
        if not mark or not name.strip():
            raise typer.BadParameter(f"{column!r} is not FIELD=NAME, such as text=body_text", param_hint="--column")
        one_of(known.strip(), tuple(FIELDS), "--column")
        renamed[name.strip().lower()] = known.strip()
    return Options(domestic=domestic, least=least, columns=renamed, part_bytes=round(part_mb * 1e6))


def make_runner(name: str, address: str, processes: int) -> Runner:
    """Where a run is done; an address without a cluster is wrong usage."""
    from tightrope.bulk import Runner

    one_of(name, ("native", "ray"), "--runner")
    if address and name != "ray":
        raise typer.BadParameter("an address needs --runner ray", param_hint="--address")
    return Runner(name="ray" if name == "ray" else "native", address=address, processes=processes)


def month_tag(value: str) -> None:
    """Refuse what is neither a month nor ``undated``, as wrong usage."""
    if value and value != "undated" and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        raise typer.BadParameter(f"{value!r} is no month such as 2024-03, nor undated", param_hint="--month")


def wanted(bulk: bool, out: str | None, coder: str) -> bool:
    """Whether a bulk run is asked for; options of one without the other are wrong usage."""
    if bulk and not out:
        raise typer.BadParameter("where to? (--bulk needs --out DIR)", param_hint="--out")
    if out and not bulk:
        raise typer.BadParameter("only a bulk run writes into a folder: add --bulk", param_hint="--out")
    if bulk and coder != "rules":
        raise typer.BadParameter("a bulk run is coded by rules", param_hint="--coder")
    return bulk
