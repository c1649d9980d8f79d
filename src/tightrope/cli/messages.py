"""Long lists made short: of messages some of each kind, and how many more there are; of years their runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tightrope.records import Failure

#: Lines that a list has unless the whole of it is wanted.
MOST_LINES = 20
#: What differs between messages of one kind: quoted text, symbols of resolutions, codes of states, figures, lists.
_VARIES = re.compile(r"'[^']*'|\"[^\"]*\"|\([^)]*\)|\b[AR]/\S+|\b[A-Z]{3}\b|\d[\d,./-]*|[\s,]+")


def shorten(failures: Sequence[Failure], *, whole: bool) -> Iterator[str]:
    """One line a message; of a long list each kind has its share of the lines, and a line that counts the others.

    Kinds come in the order of their first message.
    """
    if whole or len(failures) <= MOST_LINES:
        yield from map(_line, failures)
        return
    kinds: dict[str, list[Failure]] = {}
    for failure in failures:
        kinds.setdefault(_VARIES.sub("", failure.reason), []).append(failure)
    share = max(1, MOST_LINES // (2 * len(kinds)) if len(kinds) > 1 else MOST_LINES)
    shown = list(kinds.values())[:MOST_LINES]
    for same in shown:
        yield from map(_line, same[:share])
        if len(same) > share:
            yield f"    … and {len(same) - share:,} more like this"
    if len(kinds) > MOST_LINES:
        rest = len(failures) - sum(map(len, shown))
        yield f"  … and {rest:,} more of {len(kinds) - MOST_LINES:,} other kinds"


def shorten_lines(lines: Sequence[str], *, whole: bool) -> Iterator[str]:
    """The lines; of a long list the first ones and how many more there are."""
    limit = len(lines) if whole or len(lines) <= MOST_LINES else MOST_LINES
    yield from lines[:limit]
    if len(lines) > limit:
        yield f"  … and {len(lines) - limit:,} more (--all lists them)"


def heading(what: str, failures: Sequence[Failure], *, whole: bool) -> str:
    """How many messages there are, and how to see all of them if they will be shortened."""
    hint = "" if whole or len(failures) <= MOST_LINES else " (--all lists each)"
    return f"{what}: {len(failures):,}{hint}"


def runs(numbers: Iterable[int]) -> str:
    """Years or sessions as runs: ``1991-1996, 2023``."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return ", ".join("-".join(map(str, run)) for run in found)


def _line(failure: Failure) -> str:
    return f"  {failure.where}: {failure.reason}"
