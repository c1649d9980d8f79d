"""What a reader says about its data set: whom and when it covers, what its columns mean, where its file comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that can be downloaded without an account or a form.

    Attributes:
        url: where the publisher keeps it.
        name: what it is called here.
        sha256: its hash if the publisher never changes it; empty if a newer file may take its place.
        member: the file to take out if what is downloaded is a zip archive; empty otherwise.
    """

    url: str
    name: str
    sha256: str = ""
    member: str = ""

    @property
    def loads(self) -> str:
        """Name of the file that is loaded: the archive's member, or the file itself."""
        return self.member.rsplit("/", 1)[-1] if self.member else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """One data set in words.

    Attributes:
        channels: what it observes.
        reads: which file, in words.
        citation: how its makers ask to be cited.
        years: the years that the publisher's table covers, such as ``2000-2016``.
        covers: whose figures these are.
        fields: the columns that are read, each with its meaning.
        note: what to know before using a figure; may be empty.
        download: the publisher's file; ``None`` if it has no address of its own.
        by_hand: where and how to get the file if it cannot be downloaded.
    """

    channels: tuple[str, ...]
    reads: str
    citation: str
    years: str
    covers: str
    fields: Mapping[str, str]
    note: str = ""
    download: Download | None = None
    by_hand: str = ""
