"""Raw answers in files, so that no answer is paid for twice: not after a kill, not in another ledger."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tightrope.records import CoderError


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept.

    Attributes:
        text: what the model wrote, unchecked.
        cut_off: whether it ended at the limit of tokens, so that the piece must be halved.
    """

    text: str
    cut_off: bool


@dataclass(slots=True)
class AnswerCache:
    """One file an answer, written whole or not at all.

    Attributes:
        folder: made with the first answer.
        corrupt: called for each entry that cannot be used; its answer is asked for again.
    """

    folder: Path
    corrupt: Callable[[], object] = lambda: None

    def get(self, key: str) -> Kept | None:
        """Return the answer kept under a key; ``None`` if there is none or its file is broken, which is counted."""
        try:
            content = self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CoderError(f"the cache cannot be read ({error.strerror})", str(self.folder)) from error
        try:
            entry = json.loads(content)
            text, cut_off = entry["text"], entry["cut_off"]
            if entry["key"] == key and entry["sha256"] == _digest(text) and isinstance(cut_off, bool):
                return Kept(text, cut_off)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pass  # counted like one whose digest is wrong
        self.corrupt()
        return None

    def put(self, key: str, kept: Kept) -> None:
        """Keep an answer.

        Raises:
            CoderError: the folder cannot be written, so that going on would pay for answers that are lost.
        """
        entry = {"key": key, "sha256": _digest(kept.text), "cut_off": kept.cut_off, "text": kept.text}
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    json.dump(entry, file)
                os.replace(name, path)
            except BaseException:
                with suppress(OSError):
                    os.unlink(name)
                raise
        except OSError as error:
            raise CoderError(f"the cache cannot be written ({error.strerror})", str(self.folder)) from error

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def key_of(*parts: Any) -> str:
    """The key of what an answer depends on: plain JSON values."""
    return _digest(json.dumps(parts, ensure_ascii=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
