"""WARC files (ISO 28500), as web archives and Common Crawl write them: every page of the web in it is a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
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


def read_warc(stream: IO[bytes], *, where: str, name: str) -> Iterator[Draft | Failure]:
    """Yield a draft for every page or plain text that a server sent, and a failure for what it sent else.

    Records about the crawl (``warcinfo``, ``request``, ``metadata``) and repeated ones (``revisit``) hold no document.
    The page of record 12 is named ``name#12``; its day is what the page says, never the day of the crawl.

    Args:
        stream: the file, packed by gzip or not.
        where: what a failure names.
        name: file name.
    """
    number = 0
    records = iter(ArchiveIterator(stream))
    while True:
        place = f"{where}, record {number + 1}"
        try:
            record = next(records, None)
        except ArchiveLoadFailed as error:
            raise SourceError(f"not a WARC file, or damaged here: {str(error).strip()[:200]}", place) from error
        if record is None:
            return
        number += 1
        if record.rec_type in _ANSWERS:
            try:
                yield _draft(record, place, f"{name}#{number}")
            except SourceError as error:
                yield Failure(place, error.what)
            except (UnicodeError, ValueError) as error:
                yield Failure(place, f"cannot be read ({type(error).__name__}: {str(error)[:200]})")


def _draft(record: Any, where: str, name: str) -> Draft:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        raise SourceError(f"the server answered {headers.get_statuscode()} for {url[:200]}")
    declared = (headers or record.rec_headers).get_header("Content-Type") or ""
    kind, _, rest = declared.partition(";")
    kind = kind.strip().lower()
    if kind not in (*_PAGES, "text/plain", ""):
        raise SourceError(f"{kind[:60]}, not a page or a text")
    raw = record.content_stream().read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise SourceError(f"more than the {LARGEST_FILE / 1e6:,.0f} MB read as one document")
    while record.raw_stream.read(1 << 16):  # what chunks and packing leave behind
        pass
    if record.raw_stream.limit > 0:
        raise SourceError(f"cut off: the last {record.raw_stream.limit:,} bytes of the record are missing")
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
