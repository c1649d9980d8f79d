"""The tree of errors."""

from __future__ import annotations

import re

# Controls but the line end, marks that turn the writing direction, and halves of surrogate pairs.
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_LONGEST = 10_000


def shown(text: str) -> str:
    """Return a message as a terminal may show it: what a file holds cannot move its cursor or turn its lines.

    Tabs become blanks, other hidden characters U+FFFD; what is far too long is cut.
    """
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return _HIDDEN.sub("\ufffd", text.replace("\t", " "))


class TightropeError(Exception):
    """Anything that tightrope refuses, said in words a user can act on.

    Args:
        what: what is wrong, as one sentence without a full stop.
        where: the file, line, field, URL or row it is about; empty if there is none.
    """

    def __init__(self, what: str, where: str = "") -> None:
        self.what = shown(what)
        self.where = shown(where)
        super().__init__(f"{self.where}: {self.what}" if where else self.what)


class SourceError(TightropeError):
    """A file, feed, page or data set cannot be read as what it claims to be."""


class ExtractError(TightropeError):
    """A coder or a lexicon is broken."""


class CoderError(TightropeError):
    """A coder cannot go on: no server, no permission, no money left. It concerns every document, so the run stops."""


class LedgerError(TightropeError):
    """The ledger cannot be opened, written or read."""


class QueryError(LedgerError):
    """A sound ledger has no answer: it holds nothing of the kind, or cannot be asked so."""


class CheckError(TightropeError):
    """A record contradicts itself or the document it points to."""


class CaseError(TightropeError):
    """A case file is missing something or says something impossible."""


#: What making a record of what a damaged file holds raises: anything may stand anywhere then.
NO_RECORD = (CheckError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
