"""Small valid documents of our own in every format, by the name of their file."""

from __future__ import annotations

import bz2
import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

WORDS = (
    "Kazakhstan and China signed an agreement on transit in Astana on 5 March 2024.",
    "哈薩克與中國簽署過境協議，貿易額達四百一十億美元。",
    "Россия и Узбекистан подписали соглашение о поставках газа на 2,8 млрд кубометров.",
)
PAGE = f"""<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>
<html lang="en"><head><title>Transit - Steppe News</title><meta charset="utf-8">
<meta property="og:title" content="Transit"><meta property="og:site_name" content="Steppe News">
<meta property="article:published_time" content="2024-03-05T08:00:00Z"><link rel="canonical" href="https://n.example/1">
<script type="application/ld+json">{{"@graph": [{{"headline": "Transit", "datePublished": "2024-03-05",
"author": [{{"name": "A. Writer"}}], "publisher": {{"name": "Steppe News"}}}}]}}</script></head>
<body><nav>Home | World</nav><article><h1>Transit</h1><time datetime="2024-03-05">5 March</time>
<p class="lead">{WORDS[0]}</p><p>{WORDS[1]}<br>{WORDS[2]}</p><ol start="3"><li>One<li>Two</ol>
<table><tr><td>Gas</td><td>2.8</td></tr></table><pre>a
  b</pre><figure><img alt="A train"><figcaption>A train</figcaption></figure></article></body></html>
"""
POST = f"""---
title: "Transit"
date: 2024-03-05
author: Steppe News
tags: [Steppe News, transit]
original_url: https://n.example/1
lang: en
---
## A heading

{WORDS[0]} See [the text](https://n.example/2) and *more*.

* one
* two

> {WORDS[1]}

<p>{WORDS[2]}</p>

| a | b |
|---|---|
| 1 | 2 |

查看原文
"""
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Steppe News</title><language>en</language>
<item><title>Transit &amp; trade</title><link>https://n.example/1</link><dc:creator>A. Writer</dc:creator>
<pubDate>Tue, 05 Mar 2024 08:00:00 +0600</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{WORDS[0]}</p>]]></content:encoded></item>
<item><title>Gas</title><description>&lt;p&gt;{WORDS[2]}&lt;/p&gt;</description><guid>2</guid>
<pubDate>2024-03-06</pubDate></item></channel></rss>
"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh"><title>草原新聞</title><updated>2024-03-05T00:00:00Z</updated>
<entry><title type="html">過境 &lt;b&gt;協議&lt;/b&gt;</title><link href="https://n.example/3"/>
<published>2024-03-05T23:30:00+08:00</published><author><name>甲</name></author>
<source><title>通訊社</title></source><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>{WORDS[1]}</p></div></content></entry></feed>
"""
ROWS = [
    {
        "title": "Transit",
        "text": "\n\n".join(WORDS),
        "published": "2024-03-05T08:00:00Z",
        "url": "https://n.example/1",
        "outlet": "Steppe News",
        "author": ["A. Writer", "B. Writer"],
        "language": "en",
    },
    {"headline": "Gas", "body": f"<p>{WORDS[2]}</p><ul><li>one</ul>", "date": 1709625600, "link": "", "lang": None},
    {"title": "過境", "content": f"date 2024-03-05 {WORDS[1]}", "pubdate": "2024年3月5日", "site": "草原新聞"},
]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
TABLE = "title;text;published;url\n" + "".join(
    f'"{row.get("title", "A title")}";"{WORDS[at]}\nSecond line.";2024-03-0{at + 1};https://n.example/{at}\n'
    for at, row in enumerate(ROWS)
)
PLAIN = (
    f"2024年3月5日\n\nTransit\n\n{WORDS[0]}\n\n    {WORDS[1]}\n",
    f"Published: March 5, 2024 08:00\n\n{WORDS[2]}\n"
    + "A line that was wrapped by a program at some\ncolumn of it.\n" * 3,
)


def archive(*, packed: bool) -> bytes:
    """A web archive of a page, a text in another encoding, a failure and a chunked answer."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "a crawler"}))
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE.encode()), PAGE.encode())
    zipped = gzip.compress(PAGE.encode(), mtime=0)
    for body, kind, status, more in (
        (PAGE.encode(), "text/html; charset=utf-8", "200 OK", ()),
        (WORDS[2].encode("cp1251"), "text/plain; charset=windows-1251", "200 OK", ()),
        (b"gone", "text/html", "404 Not Found", ()),
        (chunked, "text/html", "200 OK", (("Transfer-Encoding", "chunked"),)),
        (zipped, "text/html", "200 OK", (("Content-Encoding", "gzip"),)),
    ):
        headers = StatusAndHeaders(status, [("Content-Type", kind), *more], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            "https://n.example/1",
            "response",
            payload=io.BytesIO(body),
            http_headers=headers,
            warc_headers_dict={"WARC-Record-ID": "<urn:uuid:1>", "WARC-Date": "2024-03-05T00:00:00Z"},
        )
        writer.write_record(record)
    return out.getvalue()


def parquet() -> bytes:
    """The rows as Parquet, in two row groups."""
    out = io.BytesIO()
    rows = [{"title": f"Report {at}", "text": WORDS[at], "published": "2024-03-05", "n": at} for at in range(3)]
    pq.write_table(pa.Table.from_pylist(rows), out, row_group_size=2)
    return out.getvalue()


#: By the name of the file, which tells the format.
DOCUMENTS: dict[str, tuple[bytes, ...]] = {
    "page.html": (PAGE.encode(), PAGE.replace("utf-8", "gb18030").encode("gb18030")),
    "2024-03-05-post.md": (POST.encode(), POST.split("---\n", 2)[2].encode()),
    "feed.xml": (RSS.encode(), ATOM.encode()),
    "lines.jsonl": (LINES.encode(),),
    "plain.txt": tuple(text.encode() for text in (*PLAIN, *WORDS)),
    "archive.warc": (archive(packed=False),),
    "archive.warc.gz": (archive(packed=True),),
}
#: Formats that are read in bulk only, or otherwise there.
CORPORA: dict[str, tuple[bytes, ...]] = {
    "lines.jsonl": (LINES.encode(),),
    "table.csv": (TABLE.encode(), TABLE.replace(";", ",").encode()),
    "table.parquet": (parquet(),),
    "lines.jsonl.gz": (gzip.compress(LINES.encode(), mtime=0),),
    "lines.jsonl.bz2": (bz2.compress(LINES.encode()),),
    "lines.jsonl.zst": (pa.compress(LINES.encode(), codec="zstd", asbytes=True),),
    "archive.warc.gz": (archive(packed=True),),
}
