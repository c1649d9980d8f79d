"""The reader of documents: from a path, folder, glob or URL to documents and failures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from tightrope.records import Document, Failure, SourceError
from tightrope.sources.fetch import Fetched, fetch

from .cleaning import clean_characters
from .decoding import decode
from .drafts import LONGEST_TEXT, Draft, finish, printable
from .files import LARGEST_FILE, check_text, find_files, open_file, read_file
from .plain import read_plain
from .prolog import root_start

Fetcher = Callable[[str], Fetched]

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|[A-Za-z]\w{0,20}:feed)\b")
_PAGE = re.compile(r"<(?:html|head|body)\b", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!doctype html\b", re.IGNORECASE)
_FRAGMENT = re.compile(r"<(?:article|center|div|h[1-6]|p|section|table)\b[^<>]*>", re.IGNORECASE)
_POST = re.compile(r"\s*---[ \t]*\n")
_KINDS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkd": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jl": "jsonl",
}
_ARCHIVES = (".warc", ".warc.gz")
# Text, but not documents: reading them as prose would make evidence of code and tables.
_NOT_DOCUMENTS = frozenset(
    {
        ".bib",
        ".c",
        ".cfg",
        ".conf",
        ".cpp",
        ".css",
        ".csv",
        ".go",
        ".h",
        ".ini",
        ".ipynb",
        ".java",
        ".js",
        ".json",
        ".log",
    }
    | {".py", ".r", ".rs", ".sh", ".sql", ".svg", ".tab", ".tex", ".toml", ".ts", ".tsv", ".yaml", ".yml"}
)
_MEDIA_KINDS = {
    "text/markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/xml": "feed",
    "text/xml": "feed",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
}
#: Characters of one post: Markdown made to be slow takes about seven seconds at this size.
LONGEST_MARKDOWN = 500_000
#: Media types a server may give to a document; empty if it gives none.
ACCEPTED = ("", "text/", "application/octet-stream", *_MEDIA_KINDS)


def read_documents(
    where: str | Path, *, fetcher: Fetcher | None = None, today: date | None = None
) -> Iterator[Document | Failure]:
    """Read documents, one at a time, in the order of their names; what cannot be read is a failure with its reason.

    Formats: Markdown and Jekyll posts, HTML pages, RSS and Atom (every item a document), JSON Lines (every line a
    document; see :data:`tightrope.sources.documents.jsonl.FIELDS`), WARC (every page a document) and plain text; told
    by content first, then by the file's ending or the server's media type. Limits: 20 MB a file or page (JSON Lines:
    5 MB a line, any number of lines), 2,000,000 characters a document.

    A document without a day of publication has ``published=None``; there is no default. A day that lies in the
    future, that programs write for "no date" (1970-01-01) or that is not a whole day is not taken: the document
    is yielded with ``published=None``, and a ``Failure`` that says so follows it.

    Reading the same file twice gives equal documents. ``Origin.sha256`` is over the file's bytes; for an item of a
    feed or a line over that item or line. ``Origin.accessed`` is set for URLs only.

    Args:
        where: a file, a folder (read with all its folders), a glob such as ``news/**/*.md``, or an http(s) URL.
        fetcher: how to get a URL; :func:`tightrope.sources.fetch.fetch` unless given.
        today: the day against which future dates are told.
    """
    today = today or date.today()
    if not str(where).strip():
        # An empty word (an unset variable of the shell) would be the whole working folder.
        yield Failure(repr(str(where)), "names no file, folder or address")
        return
    address = _ADDRESS.match(where) if isinstance(where, str) else None
    if address and isinstance(where, str):
        yield from _guarded(_read_address(where, fetcher or _fetch, today), printable(where))
        return
    for found in find_files(where):
        if isinstance(found, Failure):
            yield found
        else:
            yield from _guarded(_read_path(found, today), printable(str(found)))


def _guarded(results: Iterator[Document | Failure], where: str) -> Iterator[Document | Failure]:
    """Turn what goes wrong in one file into a failure, so that the others are read."""
    try:
        yield from results
    except SourceError as error:
        yield Failure(error.where or where, error.what)
    except Exception as error:  # parsers of other projects raise anything on broken input; it is reported, not hidden
        yield Failure(where, f"cannot be read ({type(error).__name__}: {str(error)[:200]})")


def _fetch(url: str) -> Fetched:
    return fetch(url, max_bytes=LARGEST_FILE, accept=ACCEPTED)


def _read_address(url: str, fetcher: Fetcher, today: date) -> Iterator[Document | Failure]:
    fetched = fetcher(url)
    check_text(fetched.content)
    name = unquote(urlsplit(fetched.final_url).path).rstrip("/").rpartition("/")[2] or urlsplit(url).hostname or "page"
    kind = _KINDS.get(Path(name).suffix.lower()) or _MEDIA_KINDS.get(fetched.media_type, "")
    if kind == "jsonl":
        drafts = _read_lines(BytesIO(fetched.content), printable(url), name)
    else:
        text = clean_characters(decode(fetched.content, fetched.charset))
        drafts = _read_text(text, fetched.content, kind, where=printable(url), name=name, url=fetched.final_url)
    yield from _finished(drafts, today, url=fetched.final_url, accessed=date.today())


def _read_path(path: Path, today: date) -> Iterator[Document | Failure]:
    where, suffix = printable(str(path)), path.suffix.lower()
    if suffix in _NOT_DOCUMENTS:
        raise SourceError(f"{suffix} files are not read as documents")
    if _KINDS.get(suffix) == "jsonl":
        with open_file(path) as stream:
            yield from _finished(_read_lines(stream, where, path.name), today)
        return
    if path.name.lower().endswith(_ARCHIVES):
        from .warc import read_warc

        with open_file(path) as stream:
            yield from _finished(read_warc(stream, where=where, name=path.name), today)
        return
    content = read_file(path)
    text = clean_characters(decode(content))
    yield from _finished(_read_text(text, content, _KINDS.get(suffix, ""), where=where, name=path.name), today)


def _read_lines(stream: IO[bytes], where: str, name: str) -> Iterator[Draft | Failure]:
    from .jsonl import read_jsonl

    lines = 0
    for found in read_jsonl(stream, where=where, name=name):
        lines += 1
        yield found
    if not lines:
        raise SourceError("empty")


def _read_text(text: str, raw: bytes, kind: str, *, where: str, name: str, url: str = "") -> Iterator[Draft | Failure]:
    """Choose the reader: what the content shows goes before what its name or server says."""
    kind = _sniff(text) or kind
    limit = {"feed": LARGEST_FILE, "html": LARGEST_FILE, "markdown": LONGEST_MARKDOWN}.get(kind, LONGEST_TEXT)
    if len(text) > limit:
        raise SourceError(
            f"{len(text):,} characters (at most {limit:,} are read as one {kind or 'plain'} document)", where
        )
    if kind == "feed":
        from .feeds import read_feed

        yield from read_feed(text, where=where, name=name)
    elif kind == "html":
        from .page import read_page

        yield read_page(text, where=where, name=name, raw=raw, url=url)
    elif kind == "markdown":
        from .markdown import read_markdown

        yield read_markdown(text, where=where, name=name, raw=raw)
    else:
        plain = read_plain(text)
        yield Draft(where=where, name=name, raw=raw, blocks=plain.blocks, title=plain.title, published=plain.published)


def _sniff(text: str) -> str:
    """Return the kind that the beginning of a text shows; empty if it could be any."""
    root = root_start(text)
    if _FEED.match(text, root):
        return "feed"
    if _PAGE.match(text, root) or _DOCTYPE.search(text[: min(root, 5000)]):
        return "html"
    return "markdown" if _POST.match(text) or _FRAGMENT.match(text, root) else ""


def _finished(
    drafts: Iterator[Draft | Failure], today: date, *, url: str = "", accessed: date | None = None
) -> Iterator[Document | Failure]:
    """Make documents of drafts; one that fails does not stop the others of the same file."""
    for draft in drafts:
        if isinstance(draft, Failure):
            yield draft
            continue
        try:
            yield from finish(replace(draft, url=draft.url or url, accessed=accessed), today)
        except SourceError as error:
            yield Failure(error.where or draft.where, error.what)
