"""The plan of a bulk run: what is read, in which parts, with which options. It decides all that comes out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from tightrope.bulk.inputs import files_that_differ, packing_of
from tightrope.bulk.storage import Found, Watched
from tightrope.records import Failure, SourceError
from tightrope.sources.documents.jsonl import FIELDS

#: Endings of the files that are read; each may be followed by that of a packed file, except Parquet's.
FORMATS: Mapping[str, tuple[str, ...]] = {
    "parquet": (".parquet", ".pq"),
    "jsonl": (".jsonl", ".ndjson", ".jl"),
    "csv": (".csv", ".tsv"),
    "warc": (".warc",),
}
#: Bytes of JSON Lines, or of row groups unpacked, that one part has at least.
PART_BYTES = 32_000_000
_OPTIONS = {
    "domestic": "--domestic",
    "least": "--least-confidence",
    "columns": "--column",
    "part_bytes": "--part-mb, here in bytes",
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one task reads: a file, or bytes ``start`` to ``end`` of JSON Lines, or those row groups of Parquet."""

    number: int
    file: str
    format: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a user may choose that changes what comes out.

    Attributes:
        domestic: code acts inside one state too.
        least: evidence less likely right than this is left out.
        columns: field of a document by the lower-case name of the column that holds it, for columns of other names.
        part_bytes: least size of a part.
    """

    domestic: bool = False
    least: float = 0.0
    columns: Mapping[str, str] = field(default_factory=dict)
    part_bytes: int = PART_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A bulk run.

    Attributes:
        options: what the user chose.
        coder: name and version of the coder.
        near: version of the comparison of texts.
        today: the day against which future dates are told, so that a run goes on tomorrow as it began.
        files: the input: path or address, bytes, time of the last change.
        parts: the tasks of the first stage, in order; the order decides which of two equal texts is kept.
        failures: files that are not read, and why.
    """

    options: Options
    coder: str
    near: str
    today: date
    files: tuple[Found, ...]
    parts: tuple[Part, ...]
    failures: tuple[Failure, ...]

    def to_json(self) -> bytes:
        """The plan as it is stored."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False, indent=1).encode()

    @staticmethod
    def from_json(content: bytes, where: str) -> Plan:
        """Read :meth:`to_json`. Raises SourceError if it is something else."""
        try:
            values = json.loads(content)
            return Plan(
                options=Options(**values["options"]),
                coder=values["coder"],
                near=values["near"],
                today=date.fromisoformat(values["today"]),
                files=tuple(Found(**each) for each in values["files"]),
                parts=tuple(Part(**each) for each in values["parts"]),
                failures=tuple(Failure(**each) for each in values["failures"]),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise SourceError(f"not a plan of a bulk run that this version can go on with ({error})", where) from error

    def differences(self, begun: Plan) -> list[str]:
        """In words, how this plan differs from that of a run that was begun; none if the run can go on."""
        said = []
        for name, option in _OPTIONS.items():
            before, after = getattr(begun.options, name), getattr(self.options, name)
            if before != after:
                said.append(f"{option} (then {_told(before)}, now {_told(after)})")
        if begun.coder != self.coder and begun.options.domestic == self.options.domestic:
            said.append(f"the coder (then {begun.coder}, now {self.coder})")
        if begun.near != self.near:
            said.append("the comparison of texts (another version of rensa, OpenCC or Unicode)")
        return said + files_that_differ(begun.files, self.files)


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{field}={column}" for column, field in sorted(value.items())) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def make_plan(files: tuple[Found, ...], options: Options, *, coder: str, near: str, today: date) -> Plan:
    """Cut files into parts.

    Raises:
        SourceError: no file is of a format that is read, or the first Parquet file has no column with a text.
    """
    parts: list[Part] = []
    failures: list[Failure] = []
    for found in files:
        kind = format_of(found.uri)
        if not kind:
            endings = ", ".join(ending for each in FORMATS.values() for ending in each)
            failures.append(Failure(found.uri, f"not read in bulk: no file of {endings} (or one of these packed)"))
        elif not found.size:
            failures.append(Failure(found.uri, "empty"))
        else:
            cuts = _cuts(found, kind, options)
            parts += [Part(len(parts) + at, found.uri, kind, *cut) for at, cut in enumerate(cuts)]
            if not cuts:
                failures.append(Failure(found.uri, "no rows"))
    if not parts:
        raise SourceError(f"nothing to read: {failures[0].reason}", failures[0].where)
    return Plan(
        options=options,
        coder=coder,
        near=near,
        today=today,
        files=files,
        parts=tuple(parts),
        failures=tuple(failures),
    )


def format_of(uri: str) -> str:
    """``parquet``, ``jsonl``, ``csv``, ``warc``, or nothing if the ending is none of theirs."""
    name = uri.partition("?")[0].lower()
    bare = name.removesuffix(packing_of(uri) or "\0")
    for kind, endings in FORMATS.items():
        if (name if kind == "parquet" else bare).endswith(endings):
            return kind
    return ""


def missing_text(names: Iterable[str], options: Options) -> str:
    """Why a table with these columns holds no documents; empty if it does."""
    there = list(names)
    lower = {options.columns.get(name.lower(), name.lower()) for name in there}
    if lower & {*FIELDS["text"], *FIELDS["title"]}:
        return ""
    return (
        f"no column with a text or a title; the columns are {', '.join(there[:30]) or 'none'}: say which holds the "
        "text with --column text=NAME"
    )


def _cuts(found: Found, kind: str, options: Options) -> list[tuple[int, int]]:
    if kind == "parquet":
        return _row_groups(found.uri, options)
    if kind == "jsonl" and not packing_of(found.uri):
        places = [*range(0, found.size, options.part_bytes)]
        return list(zip(places, [*places[1:], found.size], strict=True))
    return [(0, 0)]


def _row_groups(uri: str, options: Options) -> list[tuple[int, int]]:
    """Runs of row groups of at least the size wanted; a file that is no Parquet is one part, whose reading says so."""
    with Watched(uri) as stream:
        try:
            metadata = pq.read_metadata(stream)
        except (pa.ArrowException, OSError) as error:
            if stream.failed:
                raise SourceError(f"cannot be read: {error}", uri) from error
            return [(0, 0)]
    cuts, start, size = [], 0, 0
    for group in range(metadata.num_row_groups):
        size += metadata.row_group(group).total_byte_size
        if size >= options.part_bytes or group == metadata.num_row_groups - 1:
            cuts.append((start, group + 1))
            start, size = group + 1, 0
    return cuts
