"""One part of the input to documents: JSON Lines, CSV, Parquet or WARC, with the place and reason of what is wrong."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date, datetime
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tightrope.bulk.inputs import PACKED, packing_of
from tightrope.bulk.plan import Options, Part, missing_text
from tightrope.bulk.storage import Watched
from tightrope.records import Document, Failure, SourceError
from tightrope.sources.documents.drafts import Draft, finish, printable
from tightrope.sources.documents.jsonl import LONGEST_LINE, read_json, read_jsonl, read_jsonl_between
from tightrope.sources.unpacking import HARMLESS, MOST_TIMES

Drafts = Iterator[Draft | Failure]
#: Rows of Parquet that are held at once.
_ROWS = 500
_DELIMITERS = ",;\t|"


def read_part(part: Part, options: Options, today: date) -> Iterator[Document | Failure]:
    """Yield the documents of a part, in order, and a failure for each record that is no document.

    Raises:
        SourceError: the storage fails, which another try may mend.
    """
    with closing(Watched(part.file)) as stream:
        try:
            for draft in _READERS[part.format](stream, part, options):
                if isinstance(draft, Failure):
                    yield draft
                else:
                    yield from _finished(draft, today)
        except SourceError as error:
            yield Failure(error.where or part.file, error.what)
        except Exception as error:  # parsers of other projects raise anything on broken input; it is reported
            if stream.failed:
                raise SourceError(f"cannot be read: {stream.failed}", part.file) from error
            if isinstance(error, OSError | EOFError | UnicodeError | pa.ArrowException):
                yield Failure(part.file, f"damaged, and not read further: {str(error)[:200]}")
                return
            yield Failure(part.file, f"cannot be read further ({type(error).__name__}: {str(error)[:200]})")


def _finished(draft: Draft, today: date) -> Iterator[Document | Failure]:
    try:
        yield from finish(draft, today)
    except SourceError as error:
        yield Failure(error.where or draft.where, error.what)


def _jsonl(stream: Watched, part: Part, options: Options) -> Drafts:
    name = _name(part.file)
    rename = options.columns
    if part.end:
        yield from read_jsonl_between(stream, part.start, part.end, where=part.file, name=name, rename=rename)
    else:
        yield from read_jsonl(_unpacked(stream, part.file), where=part.file, name=name, rename=rename)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let a field be as long as a line may be; the limit is the whole program's, and tables keep the usual one."""
    before = csv.field_size_limit(LONGEST_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class _Lines:
    """Lines after the header, none of them longer than a line may be, nor all lines of a row together.

    Attributes:
        number: of the last line.
        held: characters of the row so far.
    """

    def __init__(self, text: io.TextIOBase) -> None:
        self.number = 1
        self.held = 0
        self._text = text

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.held += len(line)
        while len(line) > LONGEST_LINE and (rest := self._text.readline(LONGEST_LINE)):
            if rest.endswith("\n"):
                break
        if self.held > LONGEST_LINE:
            raise csv.Error(f"a row of more than {LONGEST_LINE:,} characters")
        return line


def _csv(stream: Watched, part: Part, options: Options) -> Drafts:
    """Rows of CSV; the delimiter is the one that the header has most of."""
    text = io.TextIOWrapper(_unpacked(stream, part.file), "utf-8-sig", errors="surrogateescape", newline="")
    first = text.readline(LONGEST_LINE)
    with _long_fields():
        header = next(csv.reader([first], delimiter=max(_DELIMITERS, key=first.count)), [])
    if why := missing_text(header, options):
        raise SourceError(why, part.file)
    lines = _Lines(text)
    rows = csv.reader(lines, delimiter=max(_DELIMITERS, key=first.count), strict=True)
    while True:
        number = lines.number + 1
        lines.held = 0
        where = f"{part.file}:{number}"
        try:
            with _long_fields():
                row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Failure(where, f"not CSV: {error}")
            continue
        if not row:
            continue
        if len(row) != len(header):
            yield Failure(where, f"{len(row)} fields where the header has {len(header)}")
        elif any("\udc80" <= character <= "\udcff" for cell in row for character in cell):
            yield Failure(where, "not UTF-8")
        else:
            yield _row(dict(zip(header, row, strict=True)), where, f"{_name(part.file)}#{number}", options)


def _parquet(stream: Watched, part: Part, options: Options) -> Drafts:
    schema = pq.ParquetFile(stream).schema_arrow
    if why := missing_text(schema.names, options):
        raise SourceError(why, part.file)
    kept = [name for name in schema.names if _plain(schema.field(name).type)]
    # A text that stands in all rows of a batch is held once, as it is in the file.
    texts = [name for name in kept if pa.types.is_string(schema.field(name).type)]
    file = pq.ParquetFile(stream, read_dictionary=texts)
    end = part.end or file.metadata.num_row_groups
    groups = range(part.start, end)
    _check_sizes(file.metadata, groups, part.file)
    number = sum(file.metadata.row_group(group).num_rows for group in range(part.start))
    for batch in file.iter_batches(_ROWS, row_groups=list(groups), columns=kept, use_threads=False):
        for values in _values(batch):
            number += 1
            where = f"{part.file}, row {number}"
            if values is None:
                yield Failure(where, "not UTF-8")
            else:
                yield _row(values, where, f"{_name(part.file)}#{number}", options)


def _check_sizes(metadata: Any, groups: range, uri: str) -> None:
    """Refuse columns that are made to fill the memory.

    Raises:
        SourceError: a column of a row group unpacks to hundreds of times its size.
    """
    for group in map(metadata.row_group, groups):
        for column in map(group.column, range(group.num_columns)):
            size = column.total_uncompressed_size
            if size > HARMLESS and size > MOST_TIMES * column.total_compressed_size:
                raise SourceError(
                    f"its column {column.path_in_schema} unpacks to more than {MOST_TIMES} times its size", uri
                )


def _values(batch: pa.RecordBatch) -> Iterator[dict[str, Any] | None]:
    """Rows of a batch, one at a time; ``None`` for one with a text that is not UTF-8, which Parquet does not check."""
    for at in range(batch.num_rows):
        try:
            yield batch.slice(at, 1).to_pylist()[0]
        except UnicodeDecodeError:
            yield None


def _plain(kind: pa.DataType) -> bool:
    """Whether values are texts, numbers, times or lists of texts; others (pictures, maps) are left out."""
    types = pa.types
    if types.is_list(kind) or types.is_large_list(kind):
        kind = kind.value_type
        return bool(types.is_string(kind) or types.is_large_string(kind))
    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        types.is_string(kind)
        or types.is_large_string(kind)
        or types.is_string_view(kind)
        or types.is_integer(kind)
        or types.is_floating(kind)
        or types.is_timestamp(kind)
        or types.is_date(kind)
    )


def _row(values: Mapping[str, Any], where: str, name: str, options: Options) -> Draft | Failure:
    """A row of a table as a draft; its hash is over its values as JSON."""
    plain = {
        options.columns.get(key.lower(), key): value.isoformat() if isinstance(value, date | datetime) else value
        for key, value in values.items()
    }
    try:
        return read_json(plain, where, name, json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace"))
    except SourceError as error:
        return Failure(where, error.what)


def _warc(stream: Watched, part: Part, options: Options) -> Drafts:
    from tightrope.sources.documents.warc import read_warc

    yield from read_warc(_unpacked(stream, part.file, warc=True), where=part.file, name=_name(part.file))


def _unpacked(stream: Watched, uri: str, *, warc: bool = False) -> IO[bytes]:
    packing = packing_of(uri)
    if not packing or (warc and packing == ".gz"):  # each record of a WARC file is packed on its own
        return io.BufferedReader(stream, 1 << 20)
    return io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(stream, "r"), PACKED[packing]), 1 << 20)


def _name(uri: str) -> str:
    return printable(uri.partition("?")[0].rpartition("/")[2])


_READERS = {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet, "warc": _warc}
