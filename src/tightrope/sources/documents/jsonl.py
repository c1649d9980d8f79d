"""JSON Lines: one document a line, read as a stream, so that a file may be larger than memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from io import BufferedReader, RawIOBase
from types import MappingProxyType
from typing import IO, Any

from tightrope.records import Failure, SourceError

from .blocks import read_markup
from .cleaning import clean_characters
from .dates import epoch_day
from .drafts import Draft
from .furniture import Block
from .plain import read_plain

#: Bytes of one line; a longer line is skipped and reported.
LONGEST_LINE = 5_000_000
#: Field of a document to the names under which it is found, in order.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "article"),
    "url": ("url", "link", "source_url"),
    "published": ("published", "date", "published_at", "publication_date", "pubdate", "pub_date", "date_published"),
    "language": ("language", "lang"),
    "author": ("author", "byline"),
    "outlet": ("outlet", "source", "publisher", "site", "site_name"),
}

_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|article|section|ul|ol|table|a|strong|em)\b[^<>]{0,300}>", re.IGNORECASE)


def read_jsonl(
    stream: IO[bytes], *, where: str, name: str, rename: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Draft | Failure]:
    """Yield a draft for every line, or a failure that names file and line; empty lines are passed over.

    Fields and their other names are in :data:`FIELDS`; ``text`` (plain or HTML) or ``title`` is needed. ``published``
    is a day, a time or a Unix time. The document of line 12 is named ``name#12``.

    Args:
        stream: the lines.
        where: what a failure names.
        name: file name.
        rename: field by the lower-case name under which a source has it, where that is none of :data:`FIELDS`.
    """
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        yield from _line(stream, line, f"{where}:{number}", f"{name}#{number}", rename, first=number == 1)


def read_jsonl_between(
    stream: RawIOBase, start: int, end: int, *, where: str, name: str, rename: Mapping[str, str]
) -> Iterator[Draft | Failure]:
    """Yield what :func:`read_jsonl` does, of the lines that begin at byte ``start`` or later and before ``end``.

    Lines cannot be numbered without reading all before them: places are ``where, byte 123``, names ``name#byte-123``.

    Args:
        stream: can be read at any place.
        start: first byte.
        end: byte after the last one in which a line may begin.
        where: what a failure names.
        name: file name.
        rename: as for :func:`read_jsonl`.
    """
    place = max(0, start - 1)
    stream.seek(place)
    lines = BufferedReader(stream, 1 << 20)
    if start:  # the line that begins before belongs to the part before; one byte back, its end may be all of it
        place += _skip_line(lines, b" ")
    while place < end and (line := lines.readline(LONGEST_LINE + 1)):
        at, length = f"{where}, byte {place}", len(line)
        yield from _line(lines, line, at, f"{name}#byte-{place}", rename, first=place == 0)
        place = place + length if length <= LONGEST_LINE else lines.tell()


def _line(
    stream: IO[bytes], line: bytes, place: str, name: str, rename: Mapping[str, str], *, first: bool
) -> Iterator[Draft | Failure]:
    if len(line) > LONGEST_LINE:
        _skip_line(stream, line)
        yield Failure(place, f"a line of more than {LONGEST_LINE:,} bytes")
    elif line.strip():
        try:
            content = _parse(line, place, first=first)
            if rename and isinstance(content, dict):
                content = {rename.get(str(key).lower(), key): value for key, value in content.items()}
            yield read_json(content, place, name, line.strip())
        except SourceError as error:
            yield Failure(place, error.what)


def read_json(content: Any, where: str, name: str, raw: bytes) -> Draft:
    """Read one document from a JSON object.

    Raises:
        SourceError: not an object, neither text nor title, or a field that is not a text.
    """
    if not isinstance(content, dict):
        raise SourceError("not a JSON object with fields such as title, text and published", where)
    values = {str(key).lower(): value for key, value in content.items()}
    found = {field: _first(values, names, where) for field, names in FIELDS.items()}
    if not found["text"] and not found["title"]:
        raise SourceError("neither text nor title", where)
    text = clean_characters(str(found["text"]))
    blocks, title, published = _body(text, str(found["title"]))
    return Draft(
        where=where,
        name=name,
        raw=raw,
        blocks=blocks,
        title=title,
        author=str(found["author"]),
        outlet=str(found["outlet"]),
        url=str(found["url"]),
        published=_day(found["published"]) or published,
        language=str(found["language"]),
    )


def _body(text: str, title: str) -> tuple[tuple[Block, ...], str, date | None]:
    if _MARKUP.search(text):
        return read_markup(text).blocks, title, None
    plain = read_plain(text)
    if title and plain.title:
        return (Block(plain.title), *plain.blocks), title, plain.published
    return plain.blocks, title or plain.title, plain.published


def _parse(line: bytes, where: str, *, first: bool) -> Any:
    try:
        text = line.decode("utf-8-sig" if first else "utf-8")
    except UnicodeDecodeError as error:
        raise SourceError("not UTF-8, which JSON must be", where) from error
    try:
        return json.loads(text)
    except RecursionError as error:
        raise SourceError("JSON nested too deep", where) from error
    except ValueError as error:
        raise SourceError(f"not valid JSON: {error}", where) from error


def _first(values: Mapping[str, Any], names: tuple[str, ...], where: str) -> str | int | float:
    """Return the first value that is there.

    Raises:
        SourceError: it is neither text nor number, nor a list of texts.
    """
    for name in names:
        value = values.get(name)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = ", ".join(value)
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise SourceError(f"the field {name!r} is not a text", where)
        return value
    return ""


def _day(value: str | int | float) -> date | str:
    if isinstance(value, str):
        return value
    return epoch_day(value) or str(value)


def _skip_line(stream: IO[bytes], read: bytes) -> int:
    """Read to the end of a line of which some was read; return how many bytes that were."""
    skipped = 0
    while read and not read.endswith(b"\n"):
        read = stream.readline(1_000_000)
        skipped += len(read)
    return skipped
