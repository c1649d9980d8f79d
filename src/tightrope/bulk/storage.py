"""Files on disk and in object storage, read and written alike; a file is there whole or not at all."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.fs as fs
import pyarrow.parquet as pq

from tightrope.records import NO_RECORD, SourceError

_MAGIC = re.compile(r"[*?\[]")
#: Bytes that are read at once to be hashed.
_AT_ONCE = 1_000_000
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """An input file as it was found.

    Attributes:
        uri: path, or address in object storage.
        size: bytes.
        modified: nanoseconds since 1970 when it was last written; 0 where the storage does not say.
    """

    uri: str
    size: int
    modified: int


class Folder:
    """A folder on disk or in object storage (``s3://``, ``gs://``, ``abfs://``, ``hdfs://``).

    Args:
        uri: a path, or an address as pyarrow understands it (``s3://bucket/news?region=eu-central-1``).

    Raises:
        SourceError: no such kind of storage, or it cannot be reached.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.filesystem, self._path, self._query = _resolve(uri)
        self.local = isinstance(self.filesystem, fs.LocalFileSystem)

    def names(self) -> list[str]:
        """Paths of all files, relative to the folder, sorted; none if there is no folder."""
        selector = fs.FileSelector(self._path, recursive=True, allow_not_found=True)
        start = len(self._path.rstrip("/")) + 1
        found = self._said(self.filesystem.get_file_info, selector)
        return sorted(one.path[start:] for one in found if one.type is fs.FileType.File)

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        (info,) = self._said(self.filesystem.get_file_info, [self._at(name)])
        return bool(info.type is fs.FileType.File)

    def read(self, name: str) -> bytes:
        """All of a file. Raises SourceError if it cannot be read."""
        return self._said(self._read, name)  # type: ignore[no-any-return]

    def read_table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A Parquet file. Raises SourceError if it cannot be read."""
        # From Arrow's own file: its threads may let go of what they read after Python has ended, and bytes of Python
        # would then end the process with SIGABRT.
        with self.open(name) as stream:
            return pq.read_table(stream, columns=columns, use_threads=False)

    def open(self, name: str) -> Any:
        """Open a file for reading at any place."""
        return self._said(self.filesystem.open_input_file, self._at(name))

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole: on disk under another name that is then changed; object storage does the like itself.

        Raises:
            SourceError: it cannot be written.
        """
        self._said(self._write, name, content)

    def write_table(self, name: str, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
        """Write rows as Parquet (zstd)."""
        self.write_columns(name, pa.Table.from_pylist(rows, schema=schema))

    def write_columns(self, name: str, table: pa.Table) -> None:
        """Write a table as Parquet (zstd)."""
        out = io.BytesIO()
        pq.write_table(table, out, compression="zstd")
        self.write(name, out.getvalue())

    def remove(self, name: str) -> None:
        """Remove a folder in it, if it is there."""
        (info,) = self._said(self.filesystem.get_file_info, [self._at(name)])
        if info.type is fs.FileType.Directory:
            self._said(self.filesystem.delete_dir, self._at(name))

    @contextmanager
    def telling(self, name: str) -> Iterator[None]:
        """Turn what reading a damaged file ends with into a SourceError that names it."""
        try:
            yield
        except (pa.ArrowException, OSError, *NO_RECORD) as error:
            told = f"it has no {error}" if isinstance(error, KeyError) else _first_line(error)
            raise SourceError(f"damaged: {told}", f"{self.uri}/{name}") from error

    def _at(self, name: str) -> str:
        return f"{self._path.rstrip('/')}/{name}"

    def _read(self, name: str) -> bytes:
        with self.filesystem.open_input_stream(self._at(name)) as stream:
            return bytes(stream.read())

    def _write(self, name: str, content: bytes) -> None:
        path = self._at(name)
        written = f"{path}.{uuid.uuid4().hex}.tmp" if self.local else path
        if self.local:
            self.filesystem.create_dir(path.rpartition("/")[0], recursive=True)
        with self.filesystem.open_output_stream(written) as stream:
            stream.write(content)
        if self.local:
            self.filesystem.move(written, path)

    def _said(self, do: Any, *given: Any) -> Any:
        try:
            return do(*given)
        except (OSError, pa.ArrowException) as error:
            raise SourceError(f"the storage refuses: {_first_line(error)}", self.uri) from error


def find(place: str) -> Iterator[Found]:
    """Yield the files that a path, folder or glob means, on disk or in object storage, sorted by name.

    In folders, names that start with a full stop or an underscore (``_SUCCESS``) are left out.

    Raises:
        SourceError: there is none, or the storage cannot be reached.
    """
    filesystem, path, query = _resolve(place)
    prefix = _SCHEME.match(place)
    magic = _MAGIC.search(path)
    try:
        (info,) = filesystem.get_file_info([path])
        if info.type is fs.FileType.File:
            found = [info]
        elif info.type is fs.FileType.Directory or magic:
            root = path if not magic else path[: magic.start()].rpartition("/")[0] or "/"
            listed = filesystem.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=bool(magic)))
            wanted = re.compile(_pattern(path)) if info.type is not fs.FileType.Directory else None
            found = [
                one
                for one in listed
                if one.type is fs.FileType.File and (wanted.fullmatch(one.path) if wanted else _shown(one.path, root))
            ]
        else:
            raise SourceError("no such file or folder", place)
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"cannot be looked into: {_first_line(error)}", place) from error
    if not found:
        raise SourceError("no file matches" if magic else "a folder without files", place)
    for one in sorted(found, key=lambda each: each.path):
        uri = f"{prefix.group()}{one.path}{query}" if prefix else one.path
        yield Found(uri, one.size, one.mtime_ns or 0)


class Watched(io.RawIOBase):
    """A file for reading that remembers whether the storage failed, which is not the same as bad content.

    Args:
        uri: path or address.

    Raises:
        SourceError: it cannot be opened.
    """

    def __init__(self, uri: str) -> None:
        super().__init__()
        filesystem, path, _ = _resolve(uri)
        try:
            self._file = filesystem.open_input_file(path)
        except (OSError, pa.ArrowException) as error:
            raise SourceError(f"cannot be opened: {_first_line(error)}", uri) from error
        self.failed: Exception | None = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where the next byte comes from."""
        return int(self._file.tell())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte."""
        return int(self._file.seek(offset, whence))

    def read(self, size: int = -1) -> bytes:
        """Read bytes; fewer than are wanted at the end of the file alone."""
        try:
            return self._file.read(None if size < 0 else size)  # type: ignore[no-any-return]
        except OSError as error:
            self.failed = error
            raise

    def readinto(self, buffer: Any) -> int:
        """Read bytes into a buffer."""
        content = self.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
        super().close()


class Hashed(Watched):
    """A file whose bytes in a range are hashed as they are read, so that they need not be read again for it.

    Args:
        uri: path or address.
        start: first byte of the range.
        end: byte after the last one.
    """

    def __init__(self, uri: str, start: int, end: int) -> None:
        super().__init__(uri)
        self._hash, self._next, self._end = hashlib.sha256(), start, end

    def read(self, size: int = -1) -> bytes:
        """Read bytes."""
        at = self.tell()
        content = super().read(size)
        if at <= self._next < at + len(content):
            fresh = memoryview(content)[self._next - at : self._end - at]
            self._hash.update(fresh)
            self._next += len(fresh)
        return content

    def digest(self) -> str:
        """The SHA-256 of the range; what has not been read of it is read now."""
        self.seek(self._next)
        while self._next < self._end and self.read(min(_AT_ONCE, self._end - self._next)):
            pass
        return self._hash.hexdigest()


def _resolve(uri: str) -> tuple[Any, str, str]:
    """The file system, the path in it, and what follows a question mark in an address."""
    scheme = _SCHEME.match(uri)
    if not scheme:
        return fs.LocalFileSystem(), str(Path(uri).expanduser().absolute()), ""
    address, mark, query = uri.partition("?") if "=" in uri.rpartition("?")[2] else (uri, "", "")
    bucket = re.sub(r"([*?\[\]])", "-", address)  # a glob is no address
    try:
        filesystem, _ = fs.FileSystem.from_uri(bucket + mark + query)
    except (OSError, pa.ArrowException, ValueError) as error:
        raise SourceError(f"no storage that can be read: {_first_line(error)}", uri) from error
    return filesystem, address[scheme.end() :] if scheme[1] != "file" else address[7:], mark + query


def _shown(path: str, root: str) -> bool:
    return not any(part.startswith((".", "_")) for part in path[len(root) :].split("/"))


def _pattern(path: str) -> str:
    """A regular expression for a glob: ``*`` stays in one folder, ``**/`` is any number of them."""
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]+\])", path)
    return "".join(pieces.get(part) or (part if part.startswith("[") else re.escape(part)) for part in parts)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:300]
