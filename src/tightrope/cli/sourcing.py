"""What can be read: the list of sources, and the whole story of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from tightrope.cli import console
from tightrope.sources.catalogue import Listed, catalogue, look_up


def list_sources(*, as_json: bool) -> None:
    """Print everything that can be read: a table that fits a terminal, and every word of it in a pipe."""
    everything = catalogue()
    if as_json:
        _print_json(everything)
        return
    columns = ["name", "years", "channels", "covers", "fetch", "licence", "citation", "fields"]
    rows = [_row(each) for each in everything]
    if console.out().is_terminal:
        columns, rows = columns[:5], [row[:5] for row in rows]
    console.show_table("Sources", columns, rows)
    if console.out().is_terminal:
        console.say("tightrope sources NAME: licence, citation, columns, and how to get the file")


def show_source(name: str, *, as_json: bool) -> None:
    """Print all that is known of a source.

    Raises:
        SourceError: nothing has this name.
    """
    found = look_up(name)
    if as_json:
        _print_json(found)
        return
    for number, each in enumerate(found):
        if number:
            console.say("")
        for line in _story(each):
            console.say(line)


def _row(each: Listed) -> list[str]:
    fetch = "yes" if each.fetched else "by hand" if each.by_hand else "-"
    years, channels = each.years or "-", ", ".join(each.channels)
    return [each.name, years, channels, each.covers, fetch, each.licence, each.citation, ", ".join(each.fields)]


def _story(each: Listed) -> Iterator[str]:
    told = {
        "name": f"{each.name} ({each.kind})",
        "title": each.title,
        "producer": each.producer,
        "page": each.url,
        "licence": each.licence,
        "citation": each.citation,
        "years": each.years,
        "covers": each.covers,
        "channels": ", ".join(each.channels),
        "file": each.reads,
        "note": each.note,
        "fetch": _fetch(each),
        "sha256": each.sha256,
        "bring in": each.command,
    }
    yield from (f"{label + ':':10}{text}" for label, text in told.items() if text)
    yield "fields:"
    yield from (f"  {field}: {meaning}" for field, meaning in each.fields.items())


def _fetch(each: Listed) -> str:
    if not each.fetched:
        return f"not by a program. {each.by_hand}" if each.by_hand else ""
    return f"tightrope fetch {each.name}{f', from {each.download}' if each.download else ''}"


def _print_json(found: Iterable[Listed]) -> None:
    console.say(json.dumps([each.as_dict() for each in found], ensure_ascii=False, indent=2))
