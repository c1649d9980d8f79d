"""Small event data sets in native form, all invented."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ICEWS = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code"),
    *("Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher"),
    *("City", "District", "Province", "Country", "Latitude", "Longitude"),
)
POLECAT = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name"),
    *("Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw"),
    *("Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector"),
    *("Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City"),
    *("District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type"),
    *("Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)


def gdelt(
    day: str,
    source: str = "RUS",
    target: str = "KAZ",
    code: str = "042",
    score: str = "1.9",
    mentions: Any = 3,
    added: str = "",
    fields: int = 61,
    **other: str,
) -> str:
    """One row; ``source`` and ``target`` are country codes, ``code1``, ``group1`` and the like set other fields."""
    row = [""] * fields
    row[0], row[1], row[2], row[3], row[4] = "900000001", day, day[:6], day[:4], "2019.8"
    row[5], row[6], row[7], row[15], row[16], row[17] = source, "SOMEBODY", source, target, "SOMEBODY ELSE", target
    row[25], row[26], row[27], row[28], row[29] = "1", code, code[:3], code[:2], "1"
    row[30], row[31], row[32], row[33], row[34] = score, str(mentions), "1", "3", "-1.5"
    row[56 if fields < 61 else 59] = added or (day if fields < 61 else f"{day}143000")
    if fields in (58, 61):
        row[-1] = "https://news.example/one"
    for name, value in other.items():
        row[{"code1": 5, "group1": 8, "code2": 15, "group2": 18}[name]] = value
    return "\t".join(row)


def icews(day: str, source: str, target: str, code: str, intensity: str = "1.9", **other: str) -> str:
    """One row; ``source`` and ``target`` are names of countries."""
    row = dict.fromkeys(ICEWS, "")
    row |= {"Event ID": "1", "Event Date": day, "Source Country": source, "Target Country": target}
    row |= {"Source Name": f"Ministry ({source})", "Target Name": f"Ministry ({target})"}
    row |= {"CAMEO Code": code, "Intensity": intensity, **other}
    return "\t".join(row[name] for name in ICEWS)


def polecat(day: str, source: str, target: str, kind: str, published: str = "", **other: str) -> str:
    """One row; ``source`` and ``target`` are codes of countries."""
    row = dict.fromkeys(POLECAT, "None")
    row |= {"Event ID": "1", "Event Date": day, "Event Type": kind, "Intensity": "0.5"}
    row |= {"Actor Name": source, "Actor Country": source, "Recipient Name": target, "Recipient Country": target}
    row |= {"Publication Date": published or day, **other}
    return "\t".join(row[name] for name in POLECAT)


def write_relations(path: Path, rows: Iterable[tuple[str, str, str, str]], end: str = "\n") -> Path:
    """Write rows of day, who acts, name of the relation and who is acted upon, as in benchmarks made of ICEWS."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator=end)
        table.writerows([("date", "source", "relation", "target", "split"), *((*row, "test") for row in rows)])
    return path


def write_lines(path: Path, rows: Iterable[str], header: Iterable[str] = (), end: str = "\n") -> Path:
    """Write rows, under a header if there is one."""
    head = ["\t".join(header)] if header else []
    path.write_bytes("".join(f"{row}{end}" for row in [*head, *rows]).encode())
    return path


def plain_count(path: Path) -> dict[tuple[str, str, str], dict[str, float]]:
    """Count a GDELT file row by row, as the definition says it: the answer that the engine must give."""
    from tightrope.names import country_codes
    from tightrope.records import QUADS, cameo_type

    once: dict[tuple[str, ...], list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            added = row[59 if len(row) == 61 else 56][:8]
            late = len(row) != 57 and _ordinal(added) - _ordinal(row[1]) >= 28
            one, other = (country_codes().get(row[at]) if row[at + 1] != "EEC" else "EUU" for at in (7, 17))
            if one and other and one != other and not late:
                once.setdefault((row[1], one, other, row[26]), row)
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    for (day, one, other, code), row in once.items():
        sums = found.setdefault((f"{day[:4]}-{day[4:6]}", one, other), {"cooperation": 0, "conflict": 0, "events": 0})
        sums["events"] += 1
        if kind := cameo_type(code):
            sums[QUADS[kind]] = sums.get(QUADS[kind], 0) + 1
            sums["cooperation" if float(row[30]) > 0 else "conflict"] += abs(float(row[30]))
    return found


def _ordinal(day: str) -> int:
    from datetime import date

    return date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal()
