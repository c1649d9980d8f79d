"""The files that a run reads: which there are, whether they are packed, and how they have changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tightrope.bulk.storage import Found, find

#: What packs a file, by the last ending of its name.
PACKED: Mapping[str, str] = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2"}


def list_files(places: Iterable[str]) -> tuple[Found, ...]:
    """All files at some places, each once, in the order of the places and then of the names.

    Raises:
        SourceError: a place means no file.
    """
    return tuple({found.uri: found for place in places for found in find(place)}.values())


def files_that_differ(begun: Iterable[Found], given: Iterable[Found]) -> list[str]:
    """In words, how the input of a run differs from that with which it was begun: three files of each kind at most."""
    then, now = ({each.uri: each for each in files} for files in (begun, given))
    return [
        *(f"{uri} is not there any more" for uri in sorted(then.keys() - now.keys())[:3]),
        *(f"{uri} was not there" for uri in sorted(now.keys() - then.keys())[:3]),
        *[f"{uri} has changed" for uri in sorted(then.keys() & now.keys()) if then[uri] != now[uri]][:3],
    ]


def packing_of(uri: str) -> str:
    """The ending of a packed file (``.gz``); empty if it is not packed."""
    name = uri.partition("?")[0].lower()
    return next((ending for ending in PACKED if name.endswith(ending)), "")
