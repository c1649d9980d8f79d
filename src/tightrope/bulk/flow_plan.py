"""The plan of a count of event data: which files, in which parts. It decides all that comes out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from types import MappingProxyType

from tightrope.bulk.inputs import PACKED, files_that_differ
from tightrope.bulk.storage import Found
from tightrope.records import Failure, SourceError

#: Producer, title and address of the event data sets that are read, by the name under which they are counted.
SETS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "gdelt": ("GDELT Project", "GDELT, monthly flows", "https://www.gdeltproject.org/"),
        "icews": ("ICEWS", "ICEWS, monthly flows", "https://doi.org/10.7910/DVN/28075"),
        "polecat": ("POLECAT", "POLECAT, monthly flows", "https://doi.org/10.7910/DVN/AJGVIT"),
    }
)
#: Version of what is counted and how: a run does not go on with another.
VERSION = "flows-2"
#: Bytes of text that a part has at least, and how many times its size a packed file is taken to hold.
PART_BYTES = 64_000_000
_UNPACKS = 8
_PACKED = (".zip", *PACKED)


@dataclass(frozen=True, slots=True)
class Span:
    """Lines that begin in some bytes of a file; ``end`` 0 is all of it."""

    file: str
    size: int
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPlan:
    """A count of events.

    Attributes:
        events: the set: one of :data:`SETS`.
        version: of what is counted.
        part_bytes: least size of a part.
        files: the input.
        parts: the spans that one task reads, for each task.
        failures: files that are not read, and why.
    """

    events: str
    version: str
    part_bytes: int
    files: tuple[Found, ...]
    parts: tuple[tuple[Span, ...], ...]
    failures: tuple[Failure, ...]

    def to_json(self) -> bytes:
        """The plan as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @staticmethod
    def from_json(content: bytes, where: str) -> FlowPlan:
        """Read :meth:`to_json`. Raises SourceError if it is something else."""
        try:
            values = json.loads(content)
            return FlowPlan(
                events=values["events"],
                version=values["version"],
                part_bytes=values["part_bytes"],
                files=tuple(Found(**one) for one in values["files"]),
                parts=tuple(tuple(Span(**one) for one in part) for part in values["parts"]),
                failures=tuple(Failure(**one) for one in values["failures"]),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise SourceError(f"not a plan of a count of events that can be gone on with ({error})", where) from error

    def differences(self, begun: FlowPlan) -> list[str]:
        """In words, how this plan differs from that of a run that was begun; none if the run can go on."""
        said = [
            f"{option} (then {before}, now {now})"
            for option, before, now in (
                ("the set", begun.events, self.events),
                ("the version of the count", begun.version, self.version),
                ("--part-mb, here in bytes", begun.part_bytes, self.part_bytes),
            )
            if before != now
        ]
        return said + files_that_differ(begun.files, self.files)


def make_flow_plan(files: Iterable[Found], events: str, part_bytes: int = PART_BYTES) -> FlowPlan:
    """Cut files into parts: large ones by bytes unless they are packed, small ones together.

    Raises:
        SourceError: all files are empty.
    """
    found = tuple(files)
    parts: list[tuple[Span, ...]] = []
    failures: list[Failure] = []
    waiting: list[Span] = []
    weight = 0
    for file in found:
        packed = file.uri.partition("?")[0].lower().endswith(_PACKED)
        if not file.size:
            failures.append(Failure(file.uri, "empty"))
        elif packed or file.size < part_bytes:
            waiting.append(Span(file.uri, file.size))
            weight += file.size * (_UNPACKS if packed else 1)
            if weight >= part_bytes:
                parts.append(tuple(waiting))
                waiting, weight = [], 0
        else:
            places = [*range(0, file.size, part_bytes), file.size]
            parts += [(Span(file.uri, file.size, *cut),) for cut in pairwise(places)]
    if waiting:
        parts.append(tuple(waiting))
    if not parts:
        raise SourceError(f"nothing to read: {failures[0].reason}", failures[0].where)
    return FlowPlan(
        events=events,
        version=VERSION,
        part_bytes=part_bytes,
        files=found,
        parts=tuple(parts),
        failures=tuple(failures),
    )


def ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Codes with their numbers, the highest first; equal ones by code, since Polars finds them in any order."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
