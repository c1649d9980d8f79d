"""Search and trace, as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.markup import escape
from rich.text import Text

from tightrope.cli import console
from tightrope.ledger import Hit, Ledger, Narrowing, Trace
from tightrope.records import (
    MOSTLY_PRIOR,
    AnyEvidence,
    Document,
    Estimate,
    Event,
    Observation,
    Origin,
    Position,
    RollCall,
    Stock,
    Tie,
    Verdict,
)

_SNIPPET = 160


def show_hits(path: Path, query: str, limit: int, language: str | None) -> int:
    """Print the hits of a query; return how many there are.

    On a terminal the words found are bold, and below a quote stands what was coded from it; in a pipe each hit is a
    line of tab-separated id, day, kind, what it says or is called, and passage.
    """
    with Ledger.open(path, read_only=True) as ledger:
        if language is not None and (known := _other_languages(ledger, language)) is not None:
            console.complain(f"no document is in {language!r}; there are {known or 'no documents at all'}")
            return 0
        hits = ledger.search(query, limit=limit, within=Narrowing(language=language))
        meanings = [_meaning(ledger, hit) for hit in hits]
    printer = console.out()
    for hit, meaning in zip(hits, meanings, strict=True):
        day = str(hit.published or "undated")
        if printer.is_terminal:
            printer.print(Text.assemble((hit.id[:12], "cyan"), f"  {day}  {hit.kind}  ", _marked(hit)), soft_wrap=True)
            printer.print(f"    {escape(console.harmless(meaning))}", soft_wrap=True)
        else:
            cells = (hit.id[:12], day, hit.kind, meaning, _marked(hit).plain)
            console.say("\t".join(" ".join(cell.split()) for cell in cells))
    if not hits:
        console.complain(f"nothing found for {query!r}")
    return len(hits)


def _other_languages(ledger: Ledger, language: str) -> str | None:
    """Which languages the ledger has instead, with their documents; nothing if it has the one that is asked for."""
    held = ledger.languages()
    if any(one == language or one.startswith(f"{language}-") for one in held):
        return None
    return ", ".join(f"{one} ({number:,})" for one, number in held.items())


def _meaning(ledger: Ledger, hit: Hit) -> str:
    """What was coded from a quote; title of a document and how many of its quotes match beyond those listed."""
    if hit.kind == "evidence":
        return in_words(ledger.evidence_by_id(hit.id))
    return (hit.title or "untitled") + (f" (+{hit.more} more passages)" if hit.more else "")


def _marked(hit: Hit) -> Text:
    text = Text(console.harmless(hit.snippet.replace("\n", " ")))
    for start, end in hit.matches:
        text.stylize("bold", start, end)
    if len(text) <= _SNIPPET:
        return text
    first = max(0, (hit.matches[0][0] if hit.matches else 0) - _SNIPPET // 3)
    return text[first : first + _SNIPPET]


def show_trace(path: Path, identifier: str, limit: int) -> None:
    """Print a record and, indented below it, all that it rests on, down to quotes, rows and origins.

    Below an estimate, a roll call says how its state and its power voted; alone, how everybody did.

    Raises:
        LedgerError: no record has this id, or several begin with it.
    """
    with Ledger.open(path, read_only=True) as ledger:
        trace = ledger.trace(identifier)
    record = trace.record
    voters = (record.state, record.power) if isinstance(record, Estimate) else ()
    _show(trace, 0)
    for part in trace.rests_on[:limit]:
        _show(part, 1, voters)
    if len(trace.rests_on) > limit:
        console.say(f"  … and {len(trace.rests_on) - limit} more (--limit {len(trace.rests_on)} shows all)")


def _show(trace: Trace, depth: int, voters: tuple[str, ...] = ()) -> None:
    margin = "  " * depth
    kind = trace.kind.replace("_", " ")
    console.say(f"{margin}{kind} {trace.id[:12]}  {in_words(trace.record, len(trace.rests_on))}")
    if trace.prior is not None and trace.prior.mean > MOSTLY_PRIOR:
        part = f"{trace.prior.mean:.0%} of it comes from the model's assumptions and from other states"
        console.say(f"{margin}    mostly prior: {part}")
    if trace.quote:
        console.say(f"{margin}    “{trace.quote}”")
    if isinstance(trace.record, RollCall):
        for line in _votes(trace.record, voters):
            console.say(f"{margin}    {line}")
        console.say(f"{margin}    {trace.title}; {trace.record.locator}")
    elif (trace.title or trace.name) and trace.kind != "document":
        day = "" if isinstance(trace.record, Observation) else str(trace.published or "undated")  # a row has a year
        told = (day, trace.title, trace.name)
        console.say(f"{margin}    {' · '.join(part for part in told if part)}")
    if trace.origin is not None:
        origin = trace.origin
        parts = (origin.producer, origin.title if not trace.title else "", origin.url, origin.licence)
        console.say(f"{margin}    {' · '.join(part for part in parts if part)}")
    for link in trace.links:
        kind = "the same text" if link.text == trace.id else "nearly the same text"
        where = (str(link.published or "undated"), link.origin.producer, link.title, link.origin.url or link.name)
        console.say(f"{margin}    {kind}: {' · '.join(part for part in where if part)}")


def _votes(call: RollCall, voters: tuple[str, ...]) -> Iterator[str]:
    """How some voted, in one line; without voters, a line about the vote and one for each answer with all who gave it.

    Who was no member is left out.
    """
    votes = call.votes
    if voters:
        some = ", ".join(f"{code} {votes[code]}" for code in voters if code in votes)
        yield from [some] if some else []
        return
    session = f"session {call.session}" + (f", special session {call.special}" if call.special else "")
    known = {None: "", True: "important", False: "not important"}
    about = (session, call.part.value, f"issues {', '.join(call.issues)}" if call.issues else "", known[call.important])
    yield "; ".join(part for part in about if part)
    for vote in dict.fromkeys(votes.values()):
        yield f"{vote}: {' '.join(code for code, given in votes.items() if given is vote)}"


def in_words(
    record: Estimate | Verdict | AnyEvidence | Observation | RollCall | Document | Origin, rests_on: int = 0
) -> str:
    """Say in one line what a record says.

    Args:
        record: any record of the ledger.
        rests_on: for an estimate or a verdict, how much it rests on; for a document, how much was read from it.
    """
    match record:
        case Estimate() as e:
            subject = " ".join(part for part in (e.state, e.power, e.domain) if part)
            interval = f"{e.mean:.3f} (90 %: {e.low90:.3f} to {e.high90:.3f}; 50 %: {e.low50:.3f} to {e.high50:.3f})"
            return f"{e.quantity} {subject} {e.when}: {interval}; {e.model}; rests on {rests_on}"
        case Verdict() as v:
            share = f"{v.low:.0%}" if v.low == v.high else f"{v.low:.0%} to {v.high:.0%}"
            return f"{v.claim}: {v.answer.value}, true in {share} of the draws; rests on {rests_on}"
        case Observation() as o:
            return (
                f"{o.channel} {o.holder} over {o.over} {o.when}: {_bounds(o.lower, o.upper)} {o.unit}; row: {o.locator}"
            )
        case RollCall() as c:
            numbers = f"yes {len(c.yes)}, abstain {len(c.abstain)}, no {len(c.no)}, absent {len(c.absent)}"
            return f"{c.day} {c.resolution or 'no symbol'}: {numbers}; {c.title}"
        case Event() as e:
            parties = f"{', '.join(e.source)} → {', '.join(e.target)}"
            return f"{e.event_type} {e.mode} {parties} {e.when or 'undated'} [{_manner(e)}]"
        case Stock() as s:
            figure = f"{_bounds(s.lower, s.upper)} {s.unit}"
            return f"{s.channel} {s.holder} over {s.over} {s.as_of or 'undated'}: {figure} [{_manner(s)}]"
        case Tie() as t:
            return f"{t.a} {t.relation} {t.b} since {t.since or '?'} until {t.until or 'now'} [{_manner(t)}]"
        case Position() as p:
            return f"{p.actor} {p.stance}: {p.issue} {p.when or 'undated'} [{_manner(p)}]"
        case Document() as d:
            title = " · ".join(part for part in (d.title, d.name) if part)
            return f"{d.published or 'undated'} · {d.language} · {title}; {rests_on} pieces of evidence"
        case Origin() as origin:
            return origin.title


def _manner(evidence: Event | Stock | Tie | Position) -> str:
    said = f", says {evidence.attributed_to}" if evidence.attributed_to else ""
    return f"{evidence.status}, confidence {evidence.confidence:.2f}, {evidence.coder}{said}"


def _bounds(lower: float, upper: float) -> str:
    if lower == upper:
        return f"{lower:,.10g}"
    return f"at least {lower:,.10g}" if upper == float("inf") else f"{lower:,.10g} to {upper:,.10g}"
