"""Documents from anywhere, through the coder, into the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tightrope.extract import Coder
from tightrope.ledger import Ledger
from tightrope.records import AnyEvidence, CheckError, CoderError, Document, ExtractError, Failure, TightropeError
from tightrope.sources.documents import read_documents


@dataclass
class ReadReport:
    """How reading went. ``evidence`` counts the pieces found in new documents."""

    read: int = 0
    known: int = 0
    near_duplicates: int = 0
    evidence: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def nothing_readable(self) -> bool:
        """Whether not a single document could be read."""
        return self.read + self.known + self.near_duplicates == 0

    def lines(self) -> list[str]:
        """Return the counts in words."""
        return [
            f"read: {self.read} ({self.evidence} pieces of evidence)",
            f"already known: {self.known}" + (" (not coded again, whatever the options)" if self.known else ""),
            f"near-duplicates: {self.near_duplicates}",
            f"failed or doubtful: {len(self.failures)}",
        ]


def read_into(
    ledger: Ledger,
    coder: Coder,
    places: Iterable[str],
    report: ReadReport,
    *,
    advance: Callable[[], object] = lambda: None,
) -> None:
    """Read every document at the places and store it with its evidence, one transaction a document.

    What cannot be read or coded is listed in the report with its reason and stops nothing else. It is not stored, so
    that it is read again the next time.

    Args:
        ledger: where the documents go.
        coder: finds the evidence.
        places: files, folders, globs or URLs.
        report: is filled while reading goes on, so that it tells what was read also if the ledger fails midway.
        advance: called after each document, for a progress bar.

    Raises:
        CoderError: the coder cannot go on; the document that it was asked about is in the report.
    """
    for place in places:
        for item in read_documents(place):
            if isinstance(item, Failure):
                report.failures.append(item)
            else:
                _store(ledger, coder, item, report)
            advance()


def _store(ledger: Ledger, coder: Coder, document: Document, report: ReadReport) -> None:
    where = document.origin.url or document.name
    try:
        # Look before coding: most of what a desk reads again is already there, and coding is the slow part.
        new = ledger.lookup(document).status == "new"
        evidence = _coded(coder, document) if new else ()
        placement = ledger.add_document(document, evidence)
    except (CheckError, ExtractError) as error:  # a LedgerError (full disk, lock) concerns every document: it stops
        report.failures.append(Failure(where, str(error)))
        return
    except CoderError:
        report.failures.append(Failure(where, "not read, and nothing after it: the coder cannot go on"))
        raise
    if placement.status == "near-duplicate":
        report.near_duplicates += 1
        return
    report.read += placement.status == "new"
    report.known += placement.status == "known"
    report.evidence += len(evidence) if placement.status == "new" else 0
    if reason := coder.why_not(document):
        report.failures.append(Failure(where, f"kept, but not coded: {reason}"))


def _coded(coder: Coder, document: Document) -> tuple[AnyEvidence, ...]:
    """Return all evidence of a document.

    Raises:
        ExtractError: the coder fails on this text, in whatever way: that costs this document, not the others.
    """
    try:
        return tuple(coder.code(document))
    except TightropeError:
        raise
    except Exception as error:
        raise ExtractError(f"cannot be coded ({type(error).__name__}: {str(error)[:200]})") from error
