"""What the tests of the coder share: code one text, and write its events in one line each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tightrope.extract import RuleCoder
from tightrope.names import Names
from tightrope.records import AnyEvidence, Document, Event, Origin

PUBLISHED = date(2024, 6, 12)  # a Wednesday


def code(
    text: str, *, language: str = "zh-Hant", published: date | None = PUBLISHED, title: str = ""
) -> list[AnyEvidence]:
    origin = Origin(producer="test", title=title)
    item = Document(origin=origin, published=published, language=language, title=title, text=text)
    return list(RuleCoder(Names.builtin()).code(item))


def document(text: str, language: str = "en") -> Document:
    return Document(
        origin=Origin(producer="test", title=""), published=PUBLISHED, language=language, title="", text=text
    )


def events(text: str, *, language: str = "zh-Hant", published: date | None = PUBLISHED) -> list[str]:
    """Events as ``TYPE SRC>TGT status date``; occurred and unknown dates are left out."""
    found = []
    for one in code(text, language=language, published=published):
        if isinstance(one, Event):
            parts = [one.event_type.value, f"{','.join(one.source)}>{','.join(one.target)}"]
            parts += [one.status.value] if one.status.value != "occurred" else []
            parts += [one.when.opening] if one.when else []
            found.append(" ".join(parts))
    return sorted(found)


def rows(name: str) -> list[list[str]]:
    """The lines of a table of sentences: language tag, text, what it tells (``-`` for nothing)."""
    tags = {"zh": "zh-Hant", "en": "en", "ru": "ru"}
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [[tags[language], *rest] for language, *rest in cells]


def expected(told: str) -> list[str]:
    return [] if told == "-" else sorted(told.split("; "))
