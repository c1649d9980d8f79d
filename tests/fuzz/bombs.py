"""Small files that unpack to hundreds of megabytes, and how much memory each reader takes to refuse them.

Run by ``test_fuzz_bombs.py``: ``python bombs.py make FOLDER`` writes the files, ``python bombs.py read FOLDER`` reads
them in a process of its own and prints one JSON line for each.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import resource
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from dataset_samples import SAMPLES, WIDE

from tightrope.bulk.inputs import list_files
from tightrope.bulk.plan import Options, make_plan
from tightrope.bulk.reading import read_part
from tightrope.names import Names
from tightrope.records import Document, Failure, SourceError
from tightrope.sources.datasets import read_dataset
from tightrope.sources.documents import read_documents
from tightrope.sources.roll_calls import read_roll_calls

SIZE, BLOCK = 640 * 2**20, 2**24
TODAY = date(2026, 1, 1)
NAMES = Names.builtin()
TABLE = ("\n".join(SAMPLES["itpde"]) + "\n").encode()
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CELL = b'<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = SHEET + CELL + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "%s">' % (b"ha" * 500)
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + at, b"&%c;" % (97 + at) * 20) for at in range(8))
    + b']><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&i;</t></si></sst>'
)
ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def deflated(begin: bytes, fill: bytes = b"0") -> bytes:
    """One gzip member: the same packed block again and again, with a checksum that is right."""
    packer = zlib.compressobj(9, wbits=-15)
    block = fill * (BLOCK // len(fill))
    head = packer.compress(begin) + packer.flush(zlib.Z_FULL_FLUSH)
    body = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    times = SIZE // len(block)
    check = zlib.crc32(begin)
    for _ in range(times):
        check = zlib.crc32(block, check)
    trailer = struct.pack("<LL", check, (len(begin) + times * len(block)) & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + head + body * times + packer.flush() + trailer


def repeated(pack: Callable[[bytes], bytes], begin: bytes, fill: bytes = b"0") -> bytes:
    """Members that follow each other."""
    return pack(begin) + pack(fill * (BLOCK // len(fill))) * (SIZE // BLOCK)


def zstd(plain: bytes) -> bytes:
    return pa.compress(plain, codec="zstd", asbytes=True)


def workbook(
    begin: bytes, fill: bytes = b"", *, size: int = SIZE, packing: int = zipfile.ZIP_DEFLATED, **parts: bytes
) -> bytes:
    """A workbook whose sheet is this, filled up to a size; other parts by the stem of their name."""
    whole, out = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "Dataset"
    for row in SAMPLES["ceias-travel"]:
        book.active.append(row.split(","))
    book.save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(out, "w", packing, compresslevel=1) as new:
        for name in old.namelist():
            stem = name.rpartition("/")[2].partition(".")[0]
            with new.open(name, "w") as part:
                part.write(begin if stem == "sheet1" and begin else parts.get(stem, old.read(name)))
                if stem == "sheet1" and fill:
                    for _ in range(size // BLOCK):
                        part.write(fill * (BLOCK // len(fill)))
    return out.getvalue()


def lying(content: bytes) -> bytes:
    """The same workbook, whose directory says that its sheet has a thousand bytes."""
    at = content.index(b"PK\x01\x02")
    while content[at : at + 4] == b"PK\x01\x02":
        name, *others = struct.unpack_from("<HHH", content, at + 28)
        if content[at + 46 : at + 46 + name].endswith(b"sheet1.xml"):
            content = content[: at + 24] + struct.pack("<L", 1000) + content[at + 28 :]
        at += 46 + name + sum(others)
    return content


def record(length: int, begin: str) -> bytes:
    """The beginning of an answer in a web archive."""
    about = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://n.example/1\r\nContent-Length: {length}\r\n\r\n"
    )
    return (about + begin).encode()


def parquet(rows: int, length: int) -> bytes:
    """A text of so many characters, as often as there are rows; in the file it stands once."""
    out = io.BytesIO()
    text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["0" * length]))
    pq.write_table(pa.table({"text": text}), out, compression="zstd", row_group_size=rows)
    return out.getvalue()


def dataset(name: str) -> Callable[[Path], Any]:
    return lambda path: read_dataset(name, path, WIDE, NAMES)


def roll_calls(path: Path) -> Any:
    return read_roll_calls([path], NAMES, TODAY)


def documents(path: Path) -> Iterator[Document | Failure]:
    return read_documents(path, today=TODAY)


def bulk(path: Path) -> Iterator[Document | Failure]:
    plan = make_plan(list_files([str(path)]), Options(), coder="", near="", today=TODAY)
    for part in plan.parts:
        yield from read_part(part, Options(), TODAY)


def coded() -> bytes:
    answer, inner = f"{ANSWER}Content-Encoding: gzip\r\n\r\n", deflated(b"<html>")
    return gzip.compress(record(len(answer) + len(inner), answer) + inner)


CHUNKED = f"{ANSWER}Transfer-Encoding: chunked\r\n\r\n28000000\r\n"
TRAVEL = dataset("ceias-travel")
PACKS: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "zst": zstd}
#: By name: who reads it, and how it is made.
BOMBS: dict[str, tuple[Callable[[Path], Any], Callable[[], bytes]]] = {
    "table.csv.gz": (dataset("itpde"), lambda: repeated(gzip.compress, TABLE)),
    "table.csv.bz2": (dataset("itpde"), lambda: repeated(bz2.compress, TABLE)),
    "table.csv.xz": (dataset("itpde"), lambda: repeated(lzma.compress, TABLE)),
    "igos.csv.gz": (dataset("cow-igos"), lambda: deflated(b"ccode1,ccode2,year,CSTO\n", b"365,705,1993,1\n" * 64)),
    "un_votes.rda": (roll_calls, lambda: deflated(b"RDX3\nX\n", b"\0")),
    "79.json.gz": (roll_calls, lambda: deflated(b'{"symbol": "')),
    "cells.xlsx": (TRAVEL, lambda: workbook(SHEET, CELL)),
    "blanks.xlsx": (TRAVEL, lambda: workbook(SHEET, b" ", size=SIZE // 2)),
    "lying.xlsx": (TRAVEL, lambda: lying(workbook(SHEET, b" ", size=SIZE // 2))),
    "bzip2.xlsx": (TRAVEL, lambda: lying(workbook(SHEET, b" ", packing=zipfile.ZIP_BZIP2, size=SIZE // 4))),
    "laughs.xlsx": (TRAVEL, lambda: workbook(b"", workbook=LAUGHS, sharedStrings=LAUGHS)),
    "far.xlsx": (TRAVEL, lambda: workbook(FAR)),
    "page.warc.gz": (documents, lambda: deflated(record(SIZE + len(ANSWER) + 2, f"{ANSWER}\r\n"))),
    "head.warc.gz": (documents, lambda: deflated(b"WARC/1.0\r\nWARC-Type: ")),
    "heads.warc.gz": (documents, lambda: deflated(b"WARC/1.0\r\n", b"X-Header: 1\r\n")),
    "chunk.warc.gz": (documents, lambda: deflated(record(SIZE, CHUNKED))),
    "coded.warc.gz": (documents, coded),
    **{f"line.jsonl.{end}": (bulk, partial(repeated, pack, b'{"text": "')) for end, pack in PACKS.items()},
    **{f"line.csv.{end}": (bulk, partial(repeated, pack, b"title,text\n")) for end, pack in PACKS.items()},
    "quoted.csv.gz": (bulk, lambda: repeated(gzip.compress, b'title,text\nA,"', b'0\n","' + b"0" * 10_000 + b"\n")),
    "one.parquet": (bulk, lambda: parquet(1, SIZE // 2)),
    "many.parquet": (bulk, lambda: parquet(100_000, 4_000_000)),
}


def said(read: Callable[[Path], Any], path: Path) -> str:
    """What a reader says of a file at first, in one line; what it gives is told by its type."""
    try:
        found = read(path)
        told = [one.reason if isinstance(one, Failure) else type(one).__name__ for one in islice(found, 20)]
    except SourceError as error:
        return str(error)
    return "; ".join(dict.fromkeys(told))[:1000]


def peak() -> int:
    """Megabytes that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(step: str, folder: Path) -> None:
    """Write all files, or read them: name, what is said, megabytes beyond those before the first file, seconds."""
    if step == "read":
        for name, (read, _) in BOMBS.items():  # what a reader loads when it is first used is not the file's
            said(read, folder / f"no-{name}")
    before = peak()
    for name, (read, make) in BOMBS.items():
        path = folder / name
        if step == "make":
            path.write_bytes(make())
            continue
        begun = time.process_time()
        words = said(read, path)
        taken = round(time.process_time() - begun, 1)
        print(json.dumps([name, path.stat().st_size, words, peak() - before, taken]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
