"""What commands print: rich on a terminal, plain lines in a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from tightrope.records import Failure

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class _Results(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line, which ends alike whatever printed the line; rich would exit with 1."""
        raise BrokenPipeError


def out() -> Console:
    """Console for results (standard output)."""
    return _Results(highlight=False)


def err() -> Console:
    """Console for progress, warnings and errors (standard error)."""
    return Console(stderr=True, highlight=False)


def harmless(text: str) -> str:
    """Return the text with every control character but tab and line end as U+FFFD.

    What a document, a table or a server wrote must not steer the reader's terminal.
    """
    return _CONTROLS.sub("\ufffd", text)


def say(text: str) -> None:
    """Print one line of result, as it is: no markup, no wrapping, no control characters."""
    typer.echo(harmless(text))


def complain(text: str) -> None:
    """Print one line to standard error."""
    typer.echo(harmless(text), err=True)


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: ruled on a terminal, tab-separated with a header line in a pipe."""
    console = out()
    if not console.is_terminal:
        for row in [columns, *rows]:
            say("\t".join(" ".join(cell.split()) for cell in row))  # rich would turn tabs into blanks
        return
    table = Table(title=title, title_justify="left", header_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(escape(column), overflow="fold")  # on a narrow terminal a number wraps; it is never cut
    for row in rows:
        table.add_row(*(escape(harmless(cell)) for cell in row))
    console.print(table)


def show_failures(failures: Iterable[Failure]) -> None:
    """Print everything that could not be read and why, one line each."""
    for failure in failures:
        complain(f"  {failure.where}: {failure.reason}")


def show_part(bar: Progress, part: float, label: str, after: str) -> None:
    """Move a bar to a part of its total; once it is full, what goes on has another label."""
    bar.update(bar.task_ids[0], completed=part, description=label if part < 1.0 else after)


@contextmanager
def progress(label: str, total: float | None = None, *, percent: bool = False) -> Iterator[Progress]:
    """Show a progress bar on standard error while something takes long; nothing in a pipe.

    The caller advances ``bar.task_ids[0]``, which is told in percent of the total or else as so many of so many.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn() if percent else MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = err()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task(label, total=total)
        yield bar
