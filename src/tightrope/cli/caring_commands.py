"""The commands that look after a ledger: arguments and help; the work is done elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tightrope.cli import console
from tightrope.cli.options import DEFAULT_LEDGER, LedgerOption
from tightrope.ledger import Health, back_up, bring_up_to_date, examine

_MEGABYTE = 1_000_000


def doctor(ledger: LedgerOption = DEFAULT_LEDGER) -> None:
    """Examine a ledger: is the file whole, does every record say what its id says, does every quote stand in its text.

    Nothing is changed, and others may use the ledger meanwhile. What is wrong is listed, and the exit status is 1
    then. A damaged ledger is replaced by its last copy (see `tightrope backup`).

    Example: tightrope doctor --ledger out/central-asia/central-asia.ledger
    """
    with console.progress("examining", total=None) as bar:
        health = examine(ledger, lambda part: bar.update(bar.task_ids[0], description=f"examining: {part}"))
    for line in _told(health):
        console.say(line)
    for one in health.ailments:
        console.complain(": ".join(part for part in (one.kind, one.where, one.what) if part))
    if health.number > len(health.ailments):
        console.complain(f"{health.number - len(health.ailments)} more like these")
    if health.number:
        raise typer.Exit(1)
    console.say("nothing is wrong")


def _told(health: Health) -> list[str]:
    steps = health.migrations
    told = [
        f"{health.bytes / _MEGABYTE:.1f} MB, of which {health.free_bytes / _MEGABYTE:.1f} unused; write-ahead log "
        f"{health.log_bytes / _MEGABYTE:.1f} MB; {health.disk_bytes / _MEGABYTE:,.0f} MB left on the disk",
    ]
    if steps:
        begun = f"begun by tightrope {steps[0][2]} on {steps[0][3].date()}"
        told.append(f"schema {steps[-1][0]}, {begun}; SQLite {health.sqlite}")
    if health.counts:
        counts = health.counts
        told.append(
            f"documents {counts.documents}, pieces of evidence {sum(counts.evidence.values())}, observations "
            f"{counts.observations}, roll calls {counts.roll_calls}, runs {counts.runs}, estimates {counts.estimates}"
        )
    return told


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; there must be nothing there yet.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Copy a ledger as it is at one moment, while others read and write it; the copy is whole or not there at all.

    The copy is a ledger like any other: every command takes it. A ledger of an earlier version is copied as it is. To
    go back to a copy, stop what writes to the ledger, move the ledger and the files beside it that begin with its name
    (-wal, -shm) away, and put the copy in its place.

    Example: tightrope backup copies/2026-11-26.ledger --ledger out/central-asia/central-asia.ledger
    """
    with console.progress("copying", total=None):
        back_up(ledger, file)
    console.say(f"{file} ({file.stat().st_size / _MEGABYTE:.1f} MB)")


def upgrade(ledger: LedgerOption = DEFAULT_LEDGER) -> None:
    """Bring a ledger that an earlier version made up to date, so that commands that only read take it too.

    Commands that store something do so by themselves. Each step is done whole or not at all, and nothing that was
    stored is changed; an earlier version no longer takes the ledger then, so copy it first.

    Example: tightrope backup before.ledger && tightrope upgrade
    """
    with console.progress("bringing it up to date", total=None):
        done = bring_up_to_date(ledger)
    for step in done.migrations:
        console.say(f"schema {step.number}: {step.name.replace('_', ' ')}")
    for name in done.indices:
        console.say(f"index made again: {name}")
    if not (done.migrations or done.indices):
        console.say("it is up to date")
