"""Finished pages, kept until what they show has changed; slow ones are made anew while readers get the one before."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from tightrope.records import TightropeError

#: Whoever asks waits for what takes at most so many seconds to make.
QUICK = 0.1
#: What is older than so many seconds is made anew before it is shown.
LATE = 600.0
#: After something was made anew in the background, nothing is for so many times as long, at most so many seconds.
REST, LONGEST_REST = 3.0, 10.0


class Sized(Protocol):
    """What is kept."""

    @property
    def body(self) -> bytes:
        """Its bytes."""


Item = TypeVar("Item", bound=Sized)


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Item]):
    item: Item
    version: Any
    made: float
    took: float


@dataclass(slots=True)
class Shelf(Generic[Item]):
    """What was made, up to so many bytes of it; what was asked for longest ago goes first.

    Attributes:
        most: bytes to keep.
    """

    most: int
    _kept: OrderedDict[Hashable, _Kept[Item]] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _making: dict[Hashable, threading.Lock] = field(default_factory=dict)
    _renewing: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable, make: Callable[[], Item], version: Any = None) -> Item:
        """Return what is kept under a key, or make it.

        Several who ask for the same at once wait for one making of it. If the version has changed, what is slow to make
        is made anew in the background, one thing at a time, and until then the one before is returned.
        """
        found = self._find(key)
        if found is None or (found.version != version and self._at_once(found)):
            return self._made(key, make, version)
        if found.version != version and self._renewing.acquire(blocking=False):
            threading.Thread(target=self._renew, args=(key, make, version), daemon=True).start()
        return found.item

    @staticmethod
    def _at_once(found: _Kept[Item]) -> bool:
        return found.took <= QUICK or time.monotonic() - found.made > LATE

    def _renew(self, key: Hashable, make: Callable[[], Item], version: Any) -> None:
        begun = time.monotonic()
        try:
            with suppress(TightropeError):  # whoever waits for it next is told
                self._made(key, make, version)
        finally:
            # Readers share the processor with this: most of the time is theirs, however much is to be renewed.
            time.sleep(min(REST * (time.monotonic() - begun), LONGEST_REST))
            self._renewing.release()

    def _made(self, key: Hashable, make: Callable[[], Item], version: Any) -> Item:
        with self._lock:
            own = self._making.setdefault(key, threading.Lock())
        try:
            with own:
                found = self._find(key)
                if found is not None and found.version == version:
                    return found.item
                begun = time.monotonic()
                item = make()
                now = time.monotonic()
                self._keep(key, _Kept(item, version, now, now - begun))
                return item
        finally:
            with self._lock:
                self._making.pop(key, None)

    def _find(self, key: Hashable) -> _Kept[Item] | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Hashable, kept: _Kept[Item]) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = kept
            self._size += len(kept.item.body) - (len(before.item.body) if before else 0)
            while self._size > self.most and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1].item.body)
