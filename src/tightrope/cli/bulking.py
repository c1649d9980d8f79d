"""Bulk runs told on the terminal, and their evidence into a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tightrope.bulk import Options, Progress, Runner, Summary, read_bulk, read_evidence, read_failures
from tightrope.cli import console, messages
from tightrope.ledger import Ledger
from tightrope.records import CheckError, Failure

#: Failures of a bulk run that are looked at for the short list; all of them are in the folder.
_LOOKED_AT = 10_000


def run_bulk(places: Sequence[str], out: str, options: Options, runner: Runner) -> Summary:
    """Do a bulk run, or what is left of it, and print what came of it.

    Raises:
        SourceError: see :func:`tightrope.bulk.read_bulk`.
    """
    with console.progress("looking for the input") as bar:
        task = bar.task_ids[0]
        progress = Progress(
            stage=lambda name, total, done: bar.update(task, description=name, total=total, completed=done),
            done=lambda: bar.advance(task),
            again=lambda reason: console.complain(f"a process ended ({reason}): its tasks are handed out again"),
        )
        summary = read_bulk(places, out, options, runner, progress)
    for line in _told(summary, out):
        console.say(line)
    if summary.failures:
        for line in messages.shorten(list(islice(read_failures(out), _LOOKED_AT)), whole=False):
            console.complain(line)
        console.complain(f"all of them, with their reasons: {out}/failures")
    return summary


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
        SourceError: no finished run, or no such month.
    """
    report = _Report()
    found = read_evidence(out, month)
    first = next(found, None)  # before a ledger is made for nothing
    with Ledger.open(path) as ledger, console.progress("loading") as bar:
        for document, evidence in (each for rest in ((first,), found) for each in rest if each):
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
