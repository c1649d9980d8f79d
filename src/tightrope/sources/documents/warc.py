"""WARC files (ISO 28500), as web archives and Common Crawl write them: every page of the web in it is a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from tightrope.records import Failure, SourceError

from .cleaning import clean_characters
from .decoding import decode
from .drafts import LONGEST_TEXT, Draft
from .files import LARGEST_FILE, check_text
from .page import read_page
from .plain import read_plain

_PAGES = ("text/html", "application/xhtml+xml")
#: Kinds of records that hold what a server answered; the others are about the crawl.
_ANSWERS = ("response", "resource")
#: Bytes of the headers of one record and of the answer in it.
LONGEST_HEAD = 1_000_000


class _Lines(DecompressingBufferedReader):  # type: ignore[misc]
    """The unpacked archive, of which a record's headers are lines; warcio itself would take in a line of any length."""

    head = 0

    def read(self, length: int | None = None) -> bytes:
        """Read content, which no header follows but that of the next record."""
        self.head = 0
        return super().read(length)  # type: ignore[no-any-return]

    def readline(self, length: int | None = None) -> bytes:
        """Read a line, or as much of it as is allowed."""
        line: bytes = super().readline(min(length or LONGEST_HEAD, LONGEST_HEAD))
        self.head += len(line)
        if self.head >= LONGEST_HEAD:
            raise ArchiveLoadFailed(f"headers of more than {LONGEST_HEAD:,} bytes")
        return line


def read_warc(stream: IO[bytes], *, where: str, name: str) -> Iterator[Draft | Failure]:
    """Yield a draft for every page or plain text that a server sent, and a failure for what it sent else.

    Records about the crawl (``warcinfo``, ``request``, ``metadata``) and repeated ones (``revisit``) hold no document.
    The page of record 12 is named ``name#12``; its day is what the page says, never the day of the crawl.

    Args:
        stream: the file, packed by gzip or not.
        where: what a failure names.
        name: file name.

    Raises:
        SourceError: no WARC file, damaged from some record on, or without a single answer.
    """
    number = answers = 0
    archive = ArchiveIterator(stream)
    archive.reader = lines = _Lines(archive.fh, block_size=archive.reader.block_size)
    records = iter(archive)
    while True:
        place = f"{where}, record {number + 1}"
        lines.head = 0
        try:
            record = next(records, None)
        except ArchiveLoadFailed as error:
            raise SourceError(f"not a WARC file, or damaged here: {str(error).strip()[:200]}", place) from error
        except Exception as error:  # warcio believes what a record says of itself
            raise SourceError("not a WARC record, or damaged here", place) from error
        if record is None:
            break
        number += 1
        if record.rec_type in _ANSWERS:
            answers += 1
            try:
                yield _draft(record, place, f"{name}#{number}")
            except SourceError as error:
                yield Failure(place, error.what)
    if not answers:
        raise SourceError("no record holds what a server answered" if number else "empty", where)


def _draft(record: Any, where: str, name: str) -> Draft:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        raise SourceError(f"the server answered {headers.get_statuscode()[:60]} for {url[:200]}")
    declared = (headers or record.rec_headers).get_header("Content-Type") or ""
    kind, _, rest = declared.partition(";")
    kind = kind.strip().lower()
    if kind not in (*_PAGES, "text/plain", ""):
        raise SourceError(f"{kind[:60]}, not a page or a text")
    raw = _content(record)
    check_text(raw)
    charset = rest.lower().rpartition("charset=")[2].strip(" \"';") if "charset=" in rest.lower() else ""
    text = clean_characters(decode(raw, charset))
    if kind != "text/plain":
        return read_page(text, where=where, name=name, raw=raw, url=url)
    if len(text) > LONGEST_TEXT:
        raise SourceError(f"{len(text):,} characters (at most {LONGEST_TEXT:,} are read as one document)")
    plain = read_plain(text)
    published: date | None = plain.published
    return Draft(where=where, name=name, raw=raw, blocks=plain.blocks, title=plain.title, published=published, url=url)


def _content(record: Any) -> bytes:
    """What the server sent, put together from its chunks and unpacked.

    Raises:
        SourceError: too large, cut off or damaged.
    """
    length = getattr(record.raw_stream, "limit", None)
    if length is None:
        raise SourceError("a record that does not say how long it is")
    # Chunks add less than a tenth, and one chunk is held whole.
    if length > LARGEST_FILE * 1.1:
        raise _too_large()
    content = record.content_stream()
    raw: bytes = content.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise _too_large()
    while record.raw_stream.read(1 << 16):  # what chunks and packing leave behind
        pass
    if record.raw_stream.limit > 0:
        raise SourceError(f"cut off: the last {record.raw_stream.limit:,} bytes of the record are missing")
    packed = getattr(content, "decompressor", None)
    if packed is not None and not packed.eof:
        raise SourceError("cut off or damaged: what the server packed has no end")
    return raw


def _too_large() -> SourceError:
    return SourceError(f"more than the {LARGEST_FILE / 1e6:,.0f} MB read as one document")
