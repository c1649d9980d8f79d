"""Documents and records for the tests of the ledger; run as a script, it is the process that other tests kill."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tightrope.ledger import Ledger
from tightrope.records import (
    Answer,
    AnyEvidence,
    Basis,
    Document,
    Domain,
    Estimate,
    Event,
    EventType,
    Finding,
    Lack,
    Need,
    Observation,
    Origin,
    Position,
    RollCall,
    ShareDraws,
    Stock,
    Tie,
    Verdict,
    When,
)

NOON = datetime(2025, 9, 5, 12, 0, 0, tzinfo=UTC)
PER_DOCUMENT = 5


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> datetime:
        self.now += timedelta(**step)
        return self.now


def a_verdict(ids: tuple[str, ...] = (), claim: str = "old-capital", low: float = 0.95, high: float = 0.95) -> Verdict:
    return Verdict(
        claim=claim,
        digest="d" * 20,
        answer=Answer.SUPPORTED,
        low=low,
        high=high,
        test_low=low,
        test_high=high,
        findings=(
            Finding(
                test="compare",
                subject="capital_share",
                mean=0.5,
                low=low,
                high=high,
                basis=Basis.DRAWS,
                ids=tuple(ids[:1]),
            ),
            Finding(test="ties", subject="ally", low=0.0, high=0.1, basis=Basis.TIES, ids=tuple(ids[1:])),
        ),
        needs=(Need(lack=Lack.WIDE, subject="capital_share", channels=("economy.trade:2016",), width=0.5),),
    )


def an_origin(url: str = "https://example.org/1", producer: str = "Outlet", title: str = "A report") -> Origin:
    return Origin(producer=producer, title=title, url=url)


def a_document(
    text: str,
    *,
    url: str = "https://example.org/1",
    published: date | None = date(2025, 9, 1),
    language: str = "zh-Hant",
    title: str = "",
    name: str = "",
) -> Document:
    return Document(
        origin=an_origin(url), published=published, language=language, title=title, text=text, name=name, author="A. B."
    )


def an_event(document: Document, quote: str, *, coder: str = "rules/1") -> Event:
    start = document.text.index(quote)
    return Event(
        document=document.id,
        start=start,
        end=start + len(quote),
        confidence=0.75,
        coder=coder,
        attributed_to="外長",
        source=("USA",),
        target=("KAZ", "UZB"),
        event_type=EventType.CONSULT,
        mode="visit",
        domain=Domain.POLITICS,
        when=When.month(2025, 9),
    )


def evidence_of_all_kinds(document: Document) -> tuple[AnyEvidence, ...]:
    common = {"document": document.id, "coder": "rules/1", "confidence": 0.5}
    return (
        an_event(document, document.text[:4]),
        Stock(
            **common,
            start=1,
            end=5,
            holder="RUS",
            over="KAZ",
            channel="economy.firms",
            value=60000,
            lower=60000.0,
            upper=float("inf"),
            unit="firms",
            as_of=When.year(2023),
        ),
        Tie(**common, start=2, end=6, a="KAZ", b="CSTO", relation="member", since=When.parse("1992-05-15")),
        Position(**common, start=3, end=7, actor="UZB", issue="UN vote", stance="absent"),
    )


def an_observation(origin: Origin, value: float = 5.5, *, year: int = 2015, locator: str = "row 1") -> Observation:
    return Observation(
        channel="economy.trade",
        holder="RUS",
        over="KAZ",
        when=When.year(year),
        lower=value,
        upper=value,
        unit="USD",
        origin=origin.id,
        locator=locator,
    )


def a_roll_call(origin: Origin, number: int = 1, **fields: object) -> RollCall:
    """The vote of that number on a resolution of its own, on a day of its own."""
    call = RollCall(
        resolution=f"A/RES/74/{number}",
        session=74,
        day=date(2019, 9, 17) + timedelta(days=number),
        title=f"Resolution {number}",
        issues=("hr", "me"),
        important=True,
        yes=("CHN", "KAZ", "RUS"),
        abstain=("UZB",),
        no=("USA",),
        absent=("TKM",),
        origin=origin.id,
        locator=f"rcid {number}",
    )
    return replace(call, **fields)  # type: ignore[arg-type]


def an_estimate(*rests_on: str, mean: float = 0.5, model: str = "capital/1", year: int = 2015) -> Estimate:
    return Estimate(
        quantity="capital_share",
        state="KAZ",
        power="RUS",
        domain="economy",
        when=When.year(year),
        mean=mean,
        low90=0.1,
        low50=0.3,
        high50=0.6,
        high90=0.9,
        rests_on=tuple(sorted(rests_on)),
        model=model,
    )


def some_draws(*rests_on: str, state: str = "KAZ", parts: bytes = bytes(range(24))) -> ShareDraws:
    """Draws of two powers in two domains; three of them unless told otherwise."""
    return ShareDraws(
        state=state,
        when=When.year(2015),
        domains=("economy", "security"),
        powers=("CHN", "RUS"),
        by_prior=((0.1, 0.25), (0.4, 0.75)),
        parts=parts,
        rests_on=tuple(sorted(rests_on)),
        model="capital/1",
    )


def numbered(index: int) -> tuple[Document, tuple[AnyEvidence, ...]]:
    """The document of that number, always the same, unlike all others, with five pieces of evidence."""
    sentences = [
        f"第{index}號文件第{line}句談{(index * 7919 + line * 104729) % 999983}項貿易，"
        f"{chr(0x4E00 + (index * 31 + line * 17) % 9000)}{chr(0x4E00 + (index * 57 + line * 91) % 9000)}訪問。"
        for line in range(PER_DOCUMENT)
    ]
    published = date(2020, 1, 1) + timedelta(days=index % 500)
    document = a_document("".join(sentences), url=f"https://example.org/{index}", published=published)
    return document, tuple(an_event(document, sentence) for sentence in sentences)


def write_numbered(path: Path, first: int, last: int) -> None:
    """Add documents, one line of output for each that is stored."""
    with Ledger.open(path) as ledger:
        for index in range(first, last):
            placement = ledger.add_document(*numbered(index))
            print(index, placement.status, flush=True)


def write_roll_calls(path: Path, number: int, *, wait: bool) -> None:
    """Add roll calls; halfway print a line and, if told to, wait to be killed."""

    def halfway() -> Iterator[RollCall]:
        for index in range(number):
            if index == number // 2:
                print("halfway", flush=True)
                if wait:
                    sys.stdin.read()
            yield a_roll_call(an_origin(), index)

    with Ledger.open(path) as ledger:
        print(ledger.add_roll_calls(an_origin(), halfway()), flush=True)


if __name__ == "__main__":
    if sys.argv[2] == "roll-calls":
        write_roll_calls(Path(sys.argv[1]), int(sys.argv[3]), wait="wait" in sys.argv)
    else:
        write_numbered(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
