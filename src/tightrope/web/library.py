"""The ledger as the web reads it: opened for each request, with what takes long to read or to draw kept in memory."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from tightrope.cases import Case
from tightrope.ledger import Ledger, Revision, Run
from tightrope.records import Estimate, TightropeError
from tightrope.web.desk import Desk, EvidenceIndex

#: Runs, and other things that are large, that are kept in memory.
KEPT = 4
#: A page may be so many seconds behind the ledger.
BEHIND = 1.0
#: What cannot be read is tried again after so many seconds.
AGAIN = 30.0

_LOG = logging.getLogger(__name__)

Value = TypeVar("Value")


@dataclass(slots=True)
class Library:
    """One ledger and one case. A connection belongs to one thread, so each request opens its own (a millisecond).

    Attributes:
        path: the ledger; it must exist.
        case: whose runs are shown.
        still: whether all pages are of the moment of the first, whatever is stored meanwhile.
    """

    path: Path
    case: Case
    still: bool = False
    _kept: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _making: dict[Any, threading.Lock] = field(default_factory=dict)
    _newest: tuple[str, Run | None] | None = None
    _desk: Desk | None = None
    _evidence: EvidenceIndex | None = None
    _looked: float = 0.0
    _reading: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def open(self) -> Iterator[Ledger]:
        """Open the ledger for reading."""
        with Ledger.open(self.path, read_only=True) as ledger:
            yield ledger

    def revision(self) -> Revision:
        """Return how far the ledger has grown."""
        with self.open() as ledger:
            return ledger.revision()

    def run(self, ledger: Ledger, as_of: datetime | None) -> Run | None:
        """Return the newest run of the case, by a moment if one is given."""
        if as_of is not None:
            return next(ledger.runs(case=self.case.name, as_of=as_of), None)
        newest = ledger.revision().run
        if self._newest is None or self._newest[0] != newest:  # counting the estimates of a run takes milliseconds
            self._newest = newest, next(ledger.runs(case=self.case.name), None)
        return self._newest[1]

    def estimates(self, ledger: Ledger, run: Run) -> tuple[Estimate, ...]:
        """Return all estimates of a run; runs never change, so the last few are kept."""
        return self.remember(("estimates", run.id), lambda: tuple(ledger.estimates(run=run.id)))

    def desk(self) -> Desk:
        """Return what pages are made from, at most a second old.

        Only the first caller waits for it to be read: a run published meanwhile shows when it has been read, and until
        then everybody gets the one before.
        """
        known = self._desk
        if known is not None and (self.still or time.monotonic() - self._looked < BEHIND):
            return known
        if not self._reading.acquire(blocking=known is None):
            assert known is not None
            return known
        try:
            if self._desk is None:
                self._read()
            elif time.monotonic() - self._looked >= BEHIND:
                self._renew(self._desk)
            assert self._desk is not None
            return self._desk
        finally:
            self._reading.release()

    def _renew(self, known: Desk) -> None:
        """Take in new evidence at once; read a new run, or another ledger in the place of this, in the background."""
        with self.open() as ledger:
            now = ledger.revision()
            if _published(now) == _published(known.revision) and known.evidence.leads_to(now):
                known.evidence.extend(ledger)
                self._looked = time.monotonic()
                return
        self._looked = time.monotonic() + 3600  # nobody looks again until the run is read
        threading.Thread(target=self._read_again, daemon=True).start()

    def _read_again(self) -> None:
        with self._reading:
            try:
                self._read()
            except TightropeError as error:
                _LOG.warning("pages stay as they were, because the ledger cannot be read anew: %s", error)
                self._looked = time.monotonic() + AGAIN

    def _read(self) -> None:
        with self.open() as ledger:
            if self._evidence is None or not self._evidence.leads_to(ledger.revision()):
                self._evidence = EvidenceIndex(self.case)
            self._desk = Desk.of(ledger, self.case, self._evidence)
        self._looked = time.monotonic()

    def remember(self, key: Any, make: Callable[[], Value]) -> Value:
        """Return what is kept under a key, or make it; only those who ask for the same wait meanwhile."""
        with self._lock:
            own = self._making.setdefault(key, threading.Lock())
        with own:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    known: Value = self._kept[key]
                    return known
            made = make()
            with self._lock:
                self._kept[key] = made
                while len(self._kept) > KEPT:
                    self._making.pop(self._kept.popitem(last=False)[0], None)
        return made


def _published(revision: Revision) -> tuple[str, int, int]:
    """What a new run, new verdicts or new rows of tables change, but not a document that was read."""
    return revision.run, revision.checkings, revision.observations
