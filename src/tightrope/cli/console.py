"""What commands print: rich on a terminal, plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from tightrope.records import Failure


def out() -> Console:
    """Console for results (standard output)."""
    return Console(highlight=False)


def err() -> Console:
    """Console for progress, warnings and errors (standard error)."""
    return Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """Print one line of result, as it is: no markup, no wrapping."""
    typer.echo(text)


def complain(text: str) -> None:
    """Print one line to standard error."""
    typer.echo(text, err=True)


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: ruled on a terminal, tab-separated with a header line in a pipe."""
    console = out()
    if not console.is_terminal:
        for row in [columns, *rows]:
            say("\t".join(" ".join(cell.split()) for cell in row))  # rich would turn tabs into blanks
        return
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(escape(column))
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    console.print(table)


def show_failures(failures: Sequence[Failure], limit: int = 20) -> None:
    """Print what could not be read and why, one line each; the rest is counted."""
    for failure in failures[:limit]:
        complain(f"  {failure.where}: {failure.reason}")
    if len(failures) > limit:
        complain(f"  … and {len(failures) - limit} more")


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Progress]:
    """Show a progress bar on standard error while something takes long; nothing in a pipe.

    The caller advances ``bar.task_ids[0]``.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = err()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task(label, total=total)
        yield bar
