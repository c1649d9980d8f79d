"""The coder on sentences that other event coders are measured on, next to their own annotations.

    python benchmarks/peers.py FILE.jsonl … [--part even|odd] [--category AFP] [--cross-border] [--show]

A line of a file is one sentence: ``id``, ``text``, perhaps ``date`` and ``category``, and ``events`` with ``source``,
``target`` (codes, or objects with ``country``) and ``plover`` (the type; lines whose type is null are left out).

Figures, over the sentences that have an event: *any* (something was coded), *type* (an event of a type the sentence
has), *triple* (also its source and target country; if two sources face no target, the pair counts, and a record
without a target is decided by its source), *type F1* and *triple P/R/F1* over all records, and over the sentences
without an event *false* (something was coded). Codes of the CAMEO tradition are translated: IGO and NGO match any
organisation, the first three letters are the country, ``---`` matches anybody.

The records are translated into the conventions of the PLOVER codebook, which differ from ours in three points: what is
only announced is a promise (AGREE) if it is friendly and a threat (THREATEN) if it is not, what two have signed is
SUPPORT, and letting somebody free is RETREAT. Ours keep the type with the status *planned*, call what is signed an
agreement, and a release CONCEDE; *own type* and *own triple* count without this translation. ``--part`` takes the
sentences whose id has an even or odd hash, to look at the errors of one half and measure on the other. The last line
is JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tightrope.extract import RuleCoder
from tightrope.names import Names
from tightrope.records import UNDIRECTED, Document, Event, Origin, Status

RENAMED = {"JAP": "JPN", "ITL": "ITA", "VTN": "VNM", "ROM": "ROU", "YUG": "SRB", "SUN": "RUS", "XKX": "KOS"}
HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "PROTEST"})
BODIES = frozenset({"IGO", "NGO", "NGM", "IMG", "ISM"})
SIGNED = frozenset({"agreement", "treaty", "relations", "declaration"})
Triple = tuple[str, str, str]


@dataclass(slots=True)
class Tally:
    """Counts over the sentences of one row of the table."""

    sentences: int = 0
    any: int = 0
    type: int = 0
    triple: int = 0
    own_type: int = 0
    own_triple: int = 0
    empty: int = 0
    false: int = 0
    types: list[int] = field(default_factory=lambda: [0, 0, 0])
    triples: list[int] = field(default_factory=lambda: [0, 0, 0])

    def figures(self) -> dict[str, float | int | None]:
        """The figures that are printed."""
        rate = {name: _share(getattr(self, name), self.sentences) for name in _RATES}
        return {
            "sentences": self.sentences,
            **rate,
            **{f"type_{name}": value for name, value in _prf(self.types).items()},
            **{f"triple_{name}": value for name, value in _prf(self.triples).items()},
            "without_event": self.empty,
            "false": _share(self.false, self.empty),
        }


_RATES = ("any", "type", "triple", "own_type", "own_triple")


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _prf(counts: list[int]) -> dict[str, float | None]:
    """Precision, recall and F1 of (hits, gold, coded)."""
    hits, gold, coded = counts
    precision, recall = (hits / coded if coded else 0.0), (hits / gold if gold else 0.0)
    total = precision + recall
    figures = {"p": precision, "r": recall, "f1": 2 * precision * recall / total if total else 0.0}
    return {name: round(value, 3) if gold or coded else None for name, value in figures.items()}


def country(actor: object, names: Names) -> str:
    """The country of an actor in the gold or in ours; IGO for any organisation."""
    code = str(actor.get("country", "") if isinstance(actor, dict) else actor)
    if code in {"EUU", *BODIES} or names.is_organisation(code):
        return "IGO"
    return RENAMED.get(code[:3], code[:3])


def gold_triples(record: dict[str, Any], names: Names) -> tuple[list[Triple], set[str], bool]:
    """Type, source and target of every gold dyad, the types, and whether any record has a type at all."""
    triples: list[Triple] = []
    for event in record["events"]:
        sources = list(dict.fromkeys(country(one, names) for one in event["source"]))
        targets = list(dict.fromkeys(country(one, names) for one in event["target"]))
        if event["plover"] is None:
            continue
        if not targets and len(sources) > 1:
            sources, targets = sources[:1], sources[1:]
        triples += [(event["plover"], one, other) for one in sources or ["---"] for other in targets or ["---"]]
    return triples, {one[0] for one in triples}, bool(triples) or not record["events"]


def translated(event: Event) -> str:
    """The type of an event by the conventions of the PLOVER codebook."""
    if event.status is Status.PLANNED and event.event_type not in ("ACCUSE", "REQUEST", "REJECT", "THREATEN"):
        return "THREATEN" if event.event_type in HOSTILE else "AGREE"
    if event.event_type == "AGREE" and event.mode in SIGNED:
        return "SUPPORT"
    if event.mode == "release":
        return "RETREAT"
    return event.event_type.value


def coded_triples(events: list[Event], names: Names, *, own: bool) -> list[Triple]:
    """Type (translated, or our own), source and target of every dyad; what the text denies is left out."""
    found: dict[object, Triple] = {}
    for event in events:
        if event.status is Status.NEGATED:
            continue
        kind = event.event_type.value if own else translated(event)
        for one in event.source:
            for other in event.target:
                triple = (kind, country(one, names), country(other, names))
                mutual = event.event_type in UNDIRECTED
                found.setdefault((kind, frozenset(triple[1:])) if mutual else triple, triple)
    return list(found.values())


def agree(gold: Triple, coded: Triple) -> bool:
    """Whether a dyad of ours is one of the gold's; joint acts have no direction, ``---`` is anybody."""
    ways = [coded[1:], coded[:0:-1]] if gold[0] in {*UNDIRECTED, "SUPPORT"} else [coded[1:]]
    return gold[0] == coded[0] and any(all(a in (b, "---") for a, b in zip(gold[1:], way, strict=True)) for way in ways)


def matched(gold: list[Triple], coded: list[Triple]) -> int:
    """How many gold dyads find one of ours, one to one; both ways of a joint act are one dyad."""
    left = list(coded)
    hits = 0
    for one in gold:
        partner = next((other for other in left if agree(one, other)), None)
        if partner is not None:
            left.remove(partner)
            hits += 1
    return hits


def once(gold: list[Triple]) -> list[Triple]:
    """Gold dyads without the mirror image of a joint act."""
    kept: dict[object, Triple] = {}
    for one in gold:
        kept.setdefault((one[0], frozenset(one[1:])) if one[0] in UNDIRECTED else one, one)
    return list(kept.values())


def count(tally: Tally, gold: list[Triple], types: set[str], coded: list[Triple], own: list[Triple]) -> None:
    """Add one sentence to a tally."""
    ours = {one[0] for one in coded}
    if not gold:
        tally.empty += 1
        tally.false += bool(coded)
    else:
        tally.sentences += 1
        tally.any += bool(coded)
        tally.type += bool(types & ours)
        tally.triple += any(agree(one, other) for one in gold for other in coded)
        tally.own_type += bool(types & {one[0] for one in own})
        tally.own_triple += any(agree(one, other) for one in gold for other in own)
    tally.types = [a + b for a, b in zip(tally.types, (len(types & ours), len(types), len(ours)), strict=True)]
    single = once(gold)
    hits = (matched(single, coded), len(single), len(coded))
    tally.triples = [a + b for a, b in zip(tally.triples, hits, strict=True)]


def published(record: dict[str, Any]) -> date | None:
    text = str(record.get("date") or "")
    for form in ("%Y%m%d", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def document(record: dict[str, Any]) -> Document:
    origin = Origin(producer="peers", title=record["id"])
    return Document(origin=origin, published=published(record), language="en", title="", text=record["text"])


def sentences(path: Path, arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        record: dict[str, Any] = json.loads(line)
        odd = int(hashlib.sha1(record["id"].encode(), usedforsecurity=False).hexdigest(), 16) % 2
        if arguments.part and arguments.part != ("even", "odd")[odd]:
            continue
        if not arguments.category or record.get("category") == arguments.category:
            yield record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--part", choices=("even", "odd"))
    parser.add_argument("--category")
    parser.add_argument("--cross-border", action="store_true", help="code only acts between two states")
    parser.add_argument("--show", action="store_true", help="print every sentence with gold and coded triples")
    arguments = parser.parse_args()
    names = Names.builtin()
    coder = RuleCoder(names, domestic=not arguments.cross_border)
    rows: dict[str, Tally] = {}
    for path in arguments.files:
        tally = rows.setdefault(path.name, Tally())
        for record in sentences(path, arguments):
            gold, types, usable = gold_triples(record, names)
            if not usable:
                continue
            events = [one for one in coder.code(document(record)) if isinstance(one, Event)]
            coded, own = (coded_triples(events, names, own=kind) for kind in (False, True))
            count(tally, gold, types, coded, own)
            if arguments.show:
                hit = any(agree(one, other) for one in gold for other in coded)
                mark = "+" if hit else "t" if types & {one[0] for one in coded} else "-" if gold else "0"
                print(f"{mark} {record['id']} {record['text']}\n    gold {gold}\n    ours {coded}")
    figures = {name: tally.figures() for name, tally in rows.items()}
    for name, row in figures.items():
        print(name)
        for key, value in row.items():
            print(f"  {key:15} {'-' if value is None else value}")
    print(json.dumps({"benchmark": "peers", "part": arguments.part or "all", "files": figures}))


if __name__ == "__main__":
    main()
