"""The ledger as the web reads it: opened for each request, with what takes long to read kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from tightrope import brief
from tightrope.cases import Case
from tightrope.ledger import Ledger, Run
from tightrope.records import Estimate

#: Runs, and pages of one run, that are kept in memory.
KEPT = 4

Value = TypeVar("Value")


@dataclass(slots=True)
class Library:
    """One ledger and one case. A connection belongs to one thread, so each request opens its own (a millisecond).

    Attributes:
        path: the ledger; it must exist.
        case: whose runs are shown.
    """

    path: Path
    case: Case
    _kept: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _making: dict[Any, threading.Lock] = field(default_factory=dict)

    @contextmanager
    def open(self) -> Iterator[Ledger]:
        """Open the ledger for reading."""
        with Ledger.open(self.path, read_only=True) as ledger:
            yield ledger

    def run(self, ledger: Ledger, as_of: datetime | None) -> Run | None:
        """Return the newest run of the case, by a moment if one is given."""
        return next(ledger.runs(case=self.case.name, as_of=as_of), None)

    def estimates(self, ledger: Ledger, run: Run) -> tuple[Estimate, ...]:
        """Return all estimates of a run; runs never change, so the last few are kept."""
        return self._remember(("estimates", run.id), lambda: tuple(ledger.estimates(run=run.id)))

    def page(self, ledger: Ledger, locale: str) -> str:
        """Return the brief in a language, rendered once for each state of the ledger."""
        counts = ledger.counts()
        return self._remember(("page", locale, repr(counts)), lambda: brief.render(ledger, self.case, locale))

    def _remember(self, key: Any, make: Callable[[], Value]) -> Value:
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
