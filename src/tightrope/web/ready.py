"""Answers of the API as they were sent, kept for whoever asks the same again, as long as they still hold."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from math import inf
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from tightrope.ledger import Revision
from tightrope.records import TightropeError
from tightrope.web.library import BEHIND, Library

#: So many bytes of answers are kept.
KEPT_BYTES = 32 * 2**20
#: So many answers are made at once. More would share the processor, and all of them would be late.
MADE_AT_ONCE = 2
#: Where a request carries how long its answer holds.
_STATE = "holds"


class Holds(Enum):
    """How long an answer holds. Whoever does not say has it made anew once anything was stored."""

    WHILE_NOTHING_IS_STORED = "all"
    UNTIL_THE_NEXT_RUN = "run"
    UNTIL_CLAIMS_ARE_TESTED = "verdicts"
    AS_LONG_AS_THE_LEDGER = "always"  # the ledger only grows

    def depends_on(self, revision: Revision) -> Any:
        """Return what of a ledger's state it depends on, to be compared."""
        if self is Holds.AS_LONG_AS_THE_LEDGER:
            return None
        if self is Holds.UNTIL_THE_NEXT_RUN:
            return revision.run
        if self is Holds.UNTIL_CLAIMS_ARE_TESTED:
            return revision.run, revision.checkings
        return revision


def holds(request: Request, how: Holds) -> None:
    """Say how long the answer to a request holds."""
    request.scope[_STATE] = how


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer.

    Attributes:
        headers: its headers, with its ETag.
        body: its content.
        how: how long it holds.
        version: what it depends on, as that was.
    """

    headers: list[tuple[bytes, bytes]]
    body: bytes
    how: Holds = Holds.WHILE_NOTHING_IS_STORED
    version: Any = None


@dataclass(slots=True)
class Ready:
    """Answers by address, up to so many bytes of them; what was asked for longest ago goes first.

    Only the thread that receives requests uses it.

    Attributes:
        library: the ledger that they are of.
        most: bytes to keep.
    """

    library: Library
    most: int = KEPT_BYTES
    _kept: OrderedDict[tuple[str, bytes], Answer] = field(default_factory=OrderedDict)
    _size: int = 0
    _seen: Revision | None = None
    _looked: float = -inf
    _making: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MADE_AT_ONCE))

    async def answer(self, scope: dict[str, Any], make: Callable[[], Awaitable[Answer | None]]) -> Answer | None:
        """Return the answer to a request, kept or made; ``None`` if what was made is not a good one, and was sent.

        Args:
            scope: the request.
            make: has it answered; says nothing if the answer was sent already.
        """
        revision = await self._revision()
        if revision is None:  # whoever makes the answer says what is wrong with the ledger
            return await make()
        key = (scope["path"], scope["query_string"])
        if (found := self._holding(key, revision)) is not None:
            return found
        async with self._making:
            if (found := self._holding(key, revision)) is not None:  # somebody else asked the same
                return found
            made = await make()
        if made is None:
            return None
        how = scope.get(_STATE, Holds.WHILE_NOTHING_IS_STORED)
        # The state from before it was made: had the ledger grown meanwhile, it would be made anew, and never be late.
        made = Answer(made.headers, made.body, how, how.depends_on(revision))
        self._keep(key, made)
        return made

    def _holding(self, key: tuple[str, bytes], revision: Revision) -> Answer | None:
        """The answer that is kept for an address, if it holds."""
        found = self._kept.get(key)
        if found is None or found.version != found.how.depends_on(revision):
            return None
        self._kept.move_to_end(key)
        return found

    async def _revision(self) -> Revision | None:
        if time.monotonic() - self._looked < BEHIND:
            return self._seen
        self._looked = time.monotonic()  # whoever asks meanwhile does not look too
        try:
            now = await run_in_threadpool(self.library.revision)
        except TightropeError:
            self._seen = None
            return None
        if self._seen is None or not now.follows(self._seen):  # a copy may have been put in the place of the ledger
            self._kept.clear()
            self._size = 0
        self._seen = now
        return now

    def _keep(self, key: tuple[str, bytes], answer: Answer) -> None:
        before = self._kept.pop(key, None)
        self._kept[key] = answer
        self._size += _size(key, answer) - (_size(key, before) if before else 0)
        while self._size > self.most and len(self._kept) > 1:
            self._size -= _size(*self._kept.popitem(last=False))


def _size(key: tuple[str, bytes], answer: Answer) -> int:
    return len(key[0]) + len(key[1]) + len(answer.body)
