"""Bulk runs told on the terminal, and their evidence into a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tightrope.bulk import (
    Counted,
    Options,
    Progress,
    Runner,
    Summary,
    count_flows,
    read_bulk,
    read_evidence,
    read_failures,
)
from tightrope.cli import console, messages
from tightrope.ledger import Ledger
from tightrope.records import CheckError, Failure

#: Failures of a bulk run that are looked at for the short list; all of them are in the folder.
_LOOKED_AT = 10_000
#: Codes of no country that are named.
_OTHERS = 12


def run_bulk(places: Sequence[str], out: str, options: Options, runner: Runner) -> Summary:
    """Do a bulk run, or what is left of it, and print what came of it.

    Raises:
        SourceError: see :func:`tightrope.bulk.read_bulk`.
    """
    with _shown() as progress:
        summary = read_bulk(places, out, options, runner, progress)
    for line in _told(summary, out):
        console.say(line)
    _complain(summary.failures, out)
    return summary


def run_flows(places: Sequence[str], out: str, events: str, runner: Runner, part_bytes: int) -> Counted:
    """Count an event data set, or do what is left of a count, and print what came of it.

    Raises:
        SourceError: see :func:`tightrope.bulk.count_flows`.
    """
    with _shown() as progress:
        counted = count_flows(places, out, events, runner, progress, part_bytes)
    for line in _told_flows(counted, out):
        console.say(line)
    _complain(counted.failures, out)
    return counted


@contextmanager
def _shown() -> Iterator[Progress]:
    """Show how far a run is."""
    with console.progress("looking for the input") as bar:
        task = bar.task_ids[0]
        yield Progress(
            stage=lambda name, total, done: bar.update(task, description=name, total=total, completed=done),
            done=lambda: bar.advance(task),
            again=lambda reason: console.complain(f"a process ended ({reason}): its tasks are handed out again"),
        )


def _complain(failures: int, out: str) -> None:
    if failures:
        for line in messages.shorten(list(islice(read_failures(out), _LOOKED_AT)), whole=False):
            console.complain(line)
        console.complain(f"all of them, with their reasons: {out}/failures")


def _told_flows(counted: Counted, out: str) -> list[str]:
    months = list(counted.events)
    span = f", {months[0]} to {months[-1]}" if len(months) > 1 else f", {months[0]}"
    others = [f"{name} ({count:,})" for name, count in list(counted.others.items())[:_OTHERS]]
    more = f" and {len(counted.others) - _OTHERS:,} more" if len(counted.others) > _OTHERS else ""
    return [
        f"{out}: finished before, nothing was done" if counted.finished_before else f"{out}: finished",
        f"rows: {counted.rows:,}; left out because their day is a guess: {counted.guessed:,}",
        f"events, each once a day: {sum(counted.events.values()):,}{span}",
        f"between two countries: {counted.between:,}",
        *([f"rows scored unlike Goldstein's table: {counted.unlike:,}"] if counted.unlike else []),
        *([f"no countries: {', '.join(others)}{more}"] if others else []),
        f"wrong lines: {counted.wrong:,}",
    ]


def _told(summary: Summary, out: str) -> list[str]:
    documents = sum(summary.documents.values())
    months = [month for month in summary.documents if month != "undated"]
    span = f", {months[0]} to {months[-1]}" if len(months) > 1 else "".join(f", {month}" for month in months)
    undated = f", {summary.documents['undated']:,} undated" if "undated" in summary.documents else ""
    kinds = ", ".join(f"{count:,} {kind}s" for kind, count in summary.evidence.items())
    return [
        f"{out}: finished before, nothing was done" if summary.finished_before else f"{out}: finished",
        f"documents: {documents:,}{span}{undated}",
        f"evidence: {sum(summary.evidence.values()):,}" + (f" ({kinds})" if kinds else ""),
        f"duplicates left out: {summary.duplicates:,}",
        f"failed or doubtful: {summary.failures:,}",
    ]


@dataclass
class _Report:
    """How loading went; it is filled while loading goes on."""

    read: int = 0
    known: int = 0
    near_duplicates: int = 0
    evidence: int = 0
    failures: list[Failure] = field(default_factory=list)


def load_evidence(path: Path, out: str, month: str) -> None:
    """Bring the documents and the evidence of a finished bulk run, or of one month of it, into a ledger.

    What the ledger has is not stored again; a text that nearly repeats one of the ledger's becomes a link to it.

    Args:
        path: the ledger.
        out: folder of the run.
        month: ``2024-03`` or ``undated``; all if empty.

    Raises:
        SourceError: no finished run, no such month, or a file that is damaged or missing; nothing is stored then.
    """
    report = _Report()
    with console.progress("looking through the files"):  # all of them, before anything is stored
        number = sum(1 for _ in read_evidence(out, month))
    with Ledger.open(path) as ledger, console.progress("loading", total=number) as bar:
        for document, evidence in read_evidence(out, month):
            try:
                placement = ledger.add_document(document, evidence)
            except CheckError as error:
                report.failures.append(Failure(document.origin.url or document.name, str(error)))
                continue
            report.read += placement.status == "new"
            report.known += placement.status == "known"
            report.near_duplicates += placement.status == "near-duplicate"
            report.evidence += len(evidence) if placement.status == "new" else 0
            bar.advance(bar.task_ids[0])
    console.say(f"documents: {report.read:,} new ({report.evidence:,} pieces of evidence)")
    console.say(f"already known: {report.known:,}")
    console.say(f"near-duplicates: {report.near_duplicates:,}")
    console.show_failures(report.failures)
