"""The ledger: one SQLite file that keeps documents, evidence, observations, roll calls and estimates, append-only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tightrope.ledger import read, runs, search, store, trace, verdicts
from tightrope.ledger.connection import Clock, Database, now
from tightrope.ledger.opening import open_to_read, open_to_write
from tightrope.ledger.revision import Revision, revision
from tightrope.ledger.rows import Counts, Link, Placement, Run
from tightrope.ledger.search import EVERYWHERE, Hit, Narrowing
from tightrope.ledger.series import Reading, read_series
from tightrope.records import (
    AnyEvidence,
    Document,
    Estimate,
    Observation,
    Origin,
    RollCall,
    ShareDraws,
    Verdict,
)


class Ledger:
    """An open ledger; use it in a ``with`` statement.

    Every write is one transaction: all of it is stored, or nothing. Nothing is changed or deleted later. Many may
    read while one writes; iterators stream and see the ledger as it was when they began. Every method raises
    :class:`LedgerError` if the file cannot be read or written (locked, full, read-only, damaged).

    Times: ``as_of`` is a moment with a time zone: what the ledger had recorded by then. ``published_by`` is a day:
    documents published by then; undated documents are left out, since nobody can say when they were published.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last_read: tuple[str, str] = ("", "")

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, clock: Clock = now, timeout: float = 30.0) -> Self:
        """Open a ledger, or make one.

        Args:
            path: the file; its folder must exist.
            read_only: never write; also works in a read-only folder.
            clock: gives the time of recording, with a time zone.
            timeout: seconds to wait for another writer.

        Raises:
            LedgerError: not a ledger, from a newer version, not readable or writable, locked.
        """
        path = Path(path)
        return cls(open_to_read(path, timeout) if read_only else open_to_write(path, clock, timeout))

    def close(self) -> None:
        """Close the file. Iterators that are not finished end with an error."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    # Writing

    def together(self) -> AbstractContextManager[None]:
        """Make one transaction of all that is stored in a ``with`` statement: all of it or nothing."""
        return self._database.together()

    def lookup(self, document: Document) -> Placement:
        """What would become of a document: ``new``, ``known`` or ``near-duplicate``. Writes nothing."""
        with self._database.speaking():
            return store.lookup(self._database, self._database.reader, document)

    def add_document(
        self, document: Document, evidence: Iterable[AnyEvidence] = (), *, compare: bool = True
    ) -> Placement:
        """Store a document with all its evidence; of a known or near-duplicate text only a link is stored.

        A text that was linked as a near-duplicate before is ``known`` when it comes again.

        Args:
            document: the document.
            evidence: all that was found in it.
            compare: whether to look for near-duplicates. Not for statements of our own, which are alike on purpose
                (one sentence a vote): a link would lose their evidence.

        Raises:
            CheckError: evidence of another document, a span beyond the text or of blanks only, no text, half a
                surrogate pair. Nothing of the document is stored then.
        """
        return store.add_document(self._database, document, evidence, compare=compare)

    def add_evidence(self, document: Document, evidence: Iterable[AnyEvidence]) -> int:
        """Add evidence to a stored document, from a newer coder say; return how much of it was new.

        Raises:
            CheckError: as :meth:`add_document`.
            LedgerError: the document is not stored.
        """
        return store.add_evidence(self._database, document, evidence)

    def add_observations(self, origin: Origin, observations: Iterable[Observation]) -> int:
        """Store the observations of one table; return how many were new.

        Raises:
            CheckError: an observation names another origin. Nothing is stored then.
        """
        return store.add_observations(self._database, origin, observations)

    def add_roll_calls(self, origin: Origin, calls: Iterable[RollCall]) -> int:
        """Store the roll calls of one file; return how many were new.

        Raises:
            CheckError: a roll call names another origin, or two different ones have the same locator. Nothing is
                stored then.
        """
        return store.add_roll_calls(self._database, origin, calls)

    def add_estimates(
        self, estimates: Iterable[Estimate], draws: Iterable[ShareDraws] = (), *, case: str, seed: int
    ) -> str:
        """Store one run of the measures, with draws that belong to it; return its id.

        Raises:
            CheckError: no estimates, or something rests on ids that are not stored, not sorted or not different.
                Nothing is stored then.
        """
        return runs.add_estimates(self._database, estimates, draws, case=case, seed=seed)

    def add_verdicts(self, found: Iterable[Verdict], *, case: str, seed: int) -> None:
        """Store what came of testing claims of a case; verdicts of earlier tests stay readable.

        Raises:
            CheckError: no verdicts, two of one claim, or one rests on ids that are not stored. Nothing is stored then.
        """
        verdicts.add_verdicts(self._database, found, case=case, seed=seed)

    # Reading

    def document(self, id: str) -> Document:
        """One document. Raises LedgerError if there is none."""
        return read.document(self._database, id)

    def documents(
        self,
        *,
        published_by: date | None = None,
        as_of: datetime | None = None,
        newest_first: bool = False,
        after: str | None = None,
    ) -> Iterator[Document]:
        """Stream documents by day of publication, undated ones as the oldest; those ``after`` the one with an id."""
        return read.documents(
            self._database, published_by=published_by, as_of=as_of, newest_first=newest_first, after=after
        )

    def links(self, document: str | None = None) -> Iterator[Link]:
        """Stream other places at which stored texts (or one of them) were found."""
        return read.links(self._database, document)

    def evidence(
        self,
        kind: str | None = None,
        document: str | None = None,
        ids: Iterable[str] | None = None,
        as_of: datetime | None = None,
        published_by: date | None = None,
        after: str | None = None,
    ) -> Iterator[AnyEvidence]:
        """Stream evidence in the order of recording; of one document, in the order of its text.

        Args:
            kind: ``event``, ``stock``, ``tie`` or ``position``; ``None`` for all.
            document: id of a document; ``None`` for all.
            ids: only these (those of them that are stored and fit the other conditions).
            as_of: recorded by then.
            published_by: of documents published by then.
            after: recorded after the one with this id; none if the ledger does not hold it.
        """
        return read.evidence(
            self._database, kind=kind, document=document, ids=ids, as_of=as_of, published_by=published_by, after=after
        )

    def evidence_by_id(self, id: str) -> AnyEvidence:
        """One piece of evidence. Raises LedgerError if there is none."""
        return read.evidence_by_id(self._database, id)

    def quote(self, evidence: AnyEvidence) -> str:
        """The words evidence stands on."""
        if self._last_read[0] != evidence.document:  # evidence mostly comes document by document
            self._last_read = (evidence.document, self.document(evidence.document).text)
        return self._last_read[1][evidence.start : evidence.end]

    def observations(self, as_of: datetime | None = None, ids: Iterable[str] | None = None) -> Iterator[Observation]:
        """Stream observations.

        Without ``ids``: for each channel, holder, over, when and source (producer and title of the origin), what was
        recorded last; if one load gave several, all of them. With ``ids``: exactly those, also if they were replaced.
        """
        return read.observations(self._database, as_of=as_of, ids=ids)

    def series(self, channel: str, holder: str, over: str) -> Iterator[Reading]:
        """Stream all rows ever loaded of one series in order of time, also those that newer ones replace."""
        return read_series(self._database, channel, holder, over)

    def observation_by_id(self, id: str) -> Observation:
        """One observation. Raises LedgerError if there is none."""
        return read.observation_by_id(self._database, id)

    def roll_calls(
        self, *, as_of: datetime | None = None, ids: Iterable[str] | None = None, newest_of_each: bool = True
    ) -> Iterator[RollCall]:
        """Stream the roll calls of all sources by session, day, resolution and part.

        Sources are not joined: a vote that two of them list comes twice.

        Args:
            as_of: recorded by then.
            ids: exactly these (those of them that are stored), also if they were replaced.
            newest_of_each: leave out what was replaced: by a newer file of the same source (producer and title of the
                origin) that lists a vote on that resolution with the same day and part, or with the same locator; or
                by a newer reading of the same locator of the same file. If a file lists several votes of one
                resolution, day and part, all stay.
        """
        return read.roll_calls(self._database, as_of=as_of, ids=ids, newest_of_each=newest_of_each)

    def roll_call_by_id(self, id: str) -> RollCall:
        """One roll call. Raises LedgerError if there is none."""
        return read.roll_call_by_id(self._database, id)

    def origin(self, id: str) -> Origin:
        """One origin. Raises LedgerError if there is none."""
        return read.origin(self._database, id)

    def origins(self) -> Iterator[Origin]:
        """Stream the origins of documents, links, observations and roll calls."""
        return read.origins(self._database)

    def runs(self, case: str | None = None, as_of: datetime | None = None) -> Iterator[Run]:
        """Stream runs of the measures, the latest first."""
        return read.runs(self._database, case=case, as_of=as_of)

    def estimates(
        self, case: str | None = None, run: str | None = None, as_of: datetime | None = None
    ) -> Iterator[Estimate]:
        """Stream the estimates of one run: the latest (of a case, by a moment) unless it is named; none if no run.

        Raises:
            LedgerError: the run that is named does not exist.
        """
        return read.estimates(self._database, case=case, run=run, as_of=as_of)

    def share_draws(self, run: str, state: str | None = None) -> Iterator[ShareDraws]:
        """Stream the joint draws of shares kept with a run, of one state or of all; runs of earlier versions have none.

        Raises LedgerError if there is no such run.
        """
        return runs.share_draws(self._database, run=run, state=state)

    def verdicts(self, case: str, as_of: datetime | None = None) -> Iterator[Verdict]:
        """Stream the newest verdict of each claim of a case, in the order of the newest test of each."""
        return verdicts.verdicts(self._database, case=case, as_of=as_of)

    def cases_checked(self) -> tuple[str, ...]:
        """Names of the cases that verdicts are of, sorted."""
        return verdicts.cases_checked(self._database)

    def counts(self) -> Counts:
        """How much the ledger holds."""
        return read.counts(self._database)

    def revision(self) -> Revision:
        """How far the ledger has grown; the same as long as nothing was stored. Quick also in a large ledger."""
        return revision(self._database)

    def languages(self) -> dict[str, int]:
        """How many documents there are in each language, most first."""
        return read.languages(self._database)

    def search(self, query: str, *, limit: int = 20, within: Narrowing = EVERYWHERE) -> tuple[Hit, ...]:
        """Find documents, and evidence whose quote, holds every word of a query; newest publication first.

        Words are what stands between blanks; no character has a special meaning. Case, traditional or simplified
        script, full width and Latin accents make no difference. Words of three and more characters match anywhere,
        also inside longer words; words of one or two letters only as whole words, except in scripts without spaces
        (訪問), and signs in them are passed over. One character alone (俄) is found too, more slowly. Each document is
        followed by its first three matching pieces of evidence; ``more`` counts the others.

        Args:
            query: at most 1,000 characters.
            limit: most hits.
            within: which documents and evidence are searched.

        Raises:
            LedgerError: the query holds no letter or digit, or is too long.
        """
        return search.search(self._database, query, limit=limit, within=within)

    def trace(self, id: str) -> trace.Trace:
        """Follow an id to its sources: of an estimate, verdict, evidence, observation, roll call, document or origin.

        Args:
            id: the id or its beginning, at least six digits.

        Raises:
            LedgerError: unknown, or the beginning of several ids, which are listed.
        """
        return trace.trace(self._database, id)
