"""The forms that tables of events have: which columns they are read by, and what the values of these mean."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tightrope.bulk.event_rows import cameo_of, type_of
from tightrope.bulk.lines import pack
from tightrope.names import Names, country_codes

#: The columns of POLECAT as most of its files have them.
_POLECAT = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name"),
    *("Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw"),
    *("Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector"),
    *("Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City"),
    *("District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type"),
    *("Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """One form of a table: under which names it has what is counted.

    Attributes:
        day: the day of the event.
        kind: what happened.
        score: of the event; empty if the kind decides.
        names: of who acts and who is acted upon.
        countries: of both.
        reported: the day of the report; empty if there is none.
        kind_of: packed kind by the value of ``kind``.
        country_of: code by the value of one of ``countries``.
        separator: between two fields, a tab, or a comma (then fields may stand in quotes).
        several: whether more than one country may act, joined by semicolons; each is counted.
        usual: all columns in their order, for files whose header names others (see :func:`read_header`).
    """

    day: str
    kind: str
    score: str = ""
    names: tuple[str, str]
    countries: tuple[str, str]
    reported: str = ""
    kind_of: Callable[[str], int | None]
    country_of: Callable[[str], str | None]
    separator: str = "\t"
    several: bool = False
    usual: tuple[str, ...] = ()

    @property
    def wanted(self) -> tuple[str, ...]:
        """All columns that a table must have, each once."""
        given = (self.day, self.kind, self.score, *self.names, *self.countries, self.reported)
        return tuple(dict.fromkeys(one for one in given if one))


@cache
def _named(name: str) -> str | None:
    code = Names.builtin().code(name)
    return code if code in country_codes() or code == "EUU" else None


def _bracketed(actor: str) -> str | None:
    """The country of an actor of ICEWS by its name: ``Kazakhstan``, ``Government (Kazakhstan)``."""
    return (_named(actor[actor.rfind("(") + 1 : -1]) if actor.endswith(")") else None) or _named(actor)


def _coded(text: str) -> str | None:
    """POLECAT's codes are those of ISO 3166, and ``EUR`` for the European Union."""
    return "EUU" if text == "EUR" else country_codes().get(text)


@cache
def _cameo_texts() -> Mapping[str, str]:
    """CAMEO code by what ICEWS or CAMEO call it, without capitals."""
    lines = files("tightrope.bulk").joinpath("cameo_texts.csv").read_text("utf-8").splitlines()
    return {row["text"].casefold(): row["code"] for row in csv.DictReader(lines)}


def cameo_called(text: str) -> int | None:
    """The packed CAMEO code of a name (``Make a visit``, ``Consult, not specified below``); ``None`` if it is none."""
    code = _cameo_texts().get(text.strip().casefold().removesuffix(", not specified below"))
    return pack(code) if code else None


#: doi:10.7910/DVN/28075 and the benchmarks made of it; doi:10.7910/DVN/AJGVIT.
TABLES: Mapping[str, tuple[Columns, ...]] = {
    "icews": (
        Columns(
            day="Event Date",
            kind="CAMEO Code",
            score="Intensity",
            names=("Source Name", "Target Name"),
            countries=("Source Country", "Target Country"),
            kind_of=cameo_of,
            country_of=_named,
        ),
        Columns(
            day="date",
            kind="relation",
            names=("source", "target"),
            countries=("source", "target"),
            kind_of=cameo_called,
            country_of=_bracketed,
            separator=",",
        ),
    ),
    "polecat": (
        Columns(
            day="Event Date",
            kind="Event Type",
            names=("Actor Name", "Recipient Name"),
            countries=("Actor Country", "Recipient Country"),
            reported="Publication Date",
            kind_of=type_of,
            country_of=_coded,
            several=True,
            usual=_POLECAT,
        ),
    ),
}
