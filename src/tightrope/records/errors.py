"""The tree of errors."""

from __future__ import annotations


class TightropeError(Exception):
    """Anything that tightrope refuses, said in words a user can act on.

    Args:
        what: what is wrong, as one sentence without a full stop.
        where: the file, line, field, URL or row it is about; empty if there is none.
    """

    def __init__(self, what: str, where: str = "") -> None:
        self.what = what
        self.where = where
        super().__init__(f"{where}: {what}" if where else what)


class SourceError(TightropeError):
    """A file, feed, page or data set cannot be read as what it claims to be."""


class ExtractError(TightropeError):
    """A coder or a lexicon is broken."""


class CoderError(TightropeError):
    """A coder cannot go on: no server, no permission, no money left. It concerns every document, so the run stops."""


class LedgerError(TightropeError):
    """The ledger cannot be opened, written or read."""


class CheckError(TightropeError):
    """A record contradicts itself or the document it points to."""


class CaseError(TightropeError):
    """A case file is missing something or says something impossible."""
