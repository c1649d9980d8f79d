"""An invented case with two states and three powers, its evidence, and its estimates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from tightrope.cases import Case, Window
from tightrope.ledger import Ledger
from tightrope.records import (
    FLOW,
    Channel,
    ChannelKind,
    Document,
    Domain,
    Estimate,
    Event,
    EventType,
    Flow,
    Observation,
    Origin,
    Position,
    Status,
    Stock,
    Tie,
    When,
)

LABELS = {
    "NVA": {"en": "Northvale", "zh-Hant": "北谷"},
    "SVA": {"en": "Southvale", "zh-Hant": "南谷"},
    "PWA": {"en": "Arda", "zh-Hant": "阿爾達"},
    "PWB": {"en": "Boria", "zh-Hant": "波利亞"},
    "PWC": {"en": "Cania", "zh-Hant": "卡尼亞"},
    "LEAGUE": {"en": "the League", "zh-Hant": "聯盟"},
    "VALES": {"en": "the two vales", "zh-Hant": "兩谷"},
    "economy": {"en": "Economy", "zh-Hant": "經濟"},
    "security": {"en": "Security", "zh-Hant": "安全"},
    "economy.trade": {"en": "Trade", "zh-Hant": "貿易"},
    "economy.firms": {"en": "Firms", "zh-Hant": "企業"},
    "security.ties": {"en": "Security ties", "zh-Hant": "安全關係"},
}


def channel(name: str, kind: ChannelKind = ChannelKind.AMOUNT, unit: str = "USD", **more: object) -> Channel:
    return Channel(name=name, kind=kind, unit=unit, offset=1.0, noise=0.1, drift=0.1, **more)  # type: ignore[arg-type]


def vales(folder: Path) -> Case:
    return Case(
        name="vales",
        title={"en": "The vales <between> their powers", "zh-Hant": "列強之間的兩谷"},
        summary={"en": "Two states, three powers."},
        window=Window(2000, 2010),
        states=("NVA", "SVA"),
        powers=("PWA", "PWB", "PWC"),
        organisations=("LEAGUE",),
        others=(),
        groups={"VALES": ("NVA", "SVA")},
        channels=(
            channel("economy.trade"),
            channel("economy.firms", unit="firms"),
            channel("security.ties", ChannelKind.TIES, "count", organisations=("LEAGUE",), complete=True),
        ),
        domain_weights={},
        waves=(),
        sides={},
        labels=MappingProxyType(LABELS),
        tiles={"NVA": (0, 0), "SVA": (1, 1)},
        reasons={},
        indicators={},
        tables={},
        contest=None,
        scenarios=(),
        folder=folder,
    )


def state_facts(folder: Path, *statements: str) -> None:
    """Write the facts that come with the case: treaties of Arda and Northvale, one a statement."""
    (folder / "facts").mkdir(exist_ok=True)
    (folder / "origins.csv").write_text("key,producer,title,url,licence,accessed\nbook,Vale Press,A history,,,\n")
    head = "statement,origin,published,attributed_to,status,confidence,source,target,event_type,mode,domain,when\n"
    rows = [f"{one},book,2009-05-06,,occurred,1,PWA,NVA,AGREE,treaty,security,2009-05-05\n" for one in statements]
    (folder / "facts" / "events.csv").write_text("".join((head, *rows)))


ORIGIN = Origin(
    producer="Office of Tables", title="Trade of the vales", url="https://tables.example/vales", licence="CC-BY-4.0",
    accessed=date(2011, 3, 4),
)  # fmt: skip
QUOTE = "On 5 May 2009 Arda and Northvale signed a treaty; 400 firms of Arda work in Northvale."
PRESS = Origin(
    producer="Vale Courier", title="A treaty", url="https://courier.example/1", licence="all rights reserved"
)


def document(text: str = QUOTE, *, title: str = "A treaty", origin: Origin = PRESS, language: str = "en") -> Document:
    whole = f"{title}\n\n{text}"
    return Document(origin=origin, published=date(2009, 5, 6), language=language, title=title, text=whole, name="a.md")


def span(where: Document) -> dict[str, object]:
    start = where.text.index("\n\n") + 2
    return {"document": where.id, "start": start, "end": len(where.text), "coder": "rules/0"}


def event(where: Document, **more: object) -> Event:
    values: dict[str, object] = {
        "source": ("PWA",),
        "target": ("NVA",),
        "event_type": EventType.AGREE,
        "mode": "treaty",
        "domain": Domain.SECURITY,
        "when": When.parse("2009-05-05"),
    }
    return Event(**(span(where) | values | more))  # type: ignore[arg-type]


def observation(holder: str, over: str, year: int, figure: float, name: str = "economy.trade") -> Observation:
    return Observation(
        channel=name, holder=holder, over=over, when=When.year(year), lower=figure, upper=figure, unit="USD",
        origin=ORIGIN.id, locator=f"{over} from {holder}, {year}",
    )  # fmt: skip


def estimate(quantity: str, state: str, year: int, mean: float, rests_on: tuple[str, ...], **more: str) -> Estimate:
    spread = 0.08 if mean < 1 else 0.4
    return Estimate(
        quantity=quantity, state=state, when=When.year(year), mean=mean, low90=max(mean - spread, 0),
        low50=max(mean - spread / 3, 0), high50=mean + spread / 3, high90=mean + spread, rests_on=rests_on,
        model="capital-test/1", **more,
    )  # fmt: skip


def number(quantity: str, state: str, year: int, value: float, rests_on: tuple[str, ...], **more: str) -> Estimate:
    """An estimate that has no interval of its own."""
    ends = dict.fromkeys(("low90", "low50", "high50", "high90"), value)
    return Estimate(
        quantity=quantity, state=state, when=When.year(year), mean=value, rests_on=rests_on, model="capital-test/1",
        **ends, **more,
    )  # fmt: skip


@dataclass(frozen=True)
class Held:
    """An open ledger with what was put into it."""

    ledger: Ledger
    document: Document
    evidence: tuple[Event | Stock | Tie | Position, ...]
    observations: tuple[Observation, ...]
    estimates: tuple[Estimate, ...]


def fill(ledger: Ledger, *, source: Document | None = None, years: range = range(2000, 2011)) -> Held:
    source = source or document()
    common = span(source)
    evidence = (
        event(source),
        event(source, status=Status.PLANNED, attributed_to="a <b>minister</b>", when=None),
        Stock(**common, holder="PWA", over="NVA", channel="economy.firms", value=400, lower=400, upper=float("inf"),
              unit="firms", as_of=When.year(2009)),
        Tie(**common, a="NVA", b="LEAGUE", relation="member", since=When.year(1995), until=When.year(2004)),
        Tie(**common, a="PWA", b="LEAGUE", relation="member", since=When.year(1992)),
        *(Position(**common, actor=actor, issue="Motion 7", stance=stance, when=When.parse("2008-02-01"))
          for actor, stance in (("NVA", "abstain"), ("SVA", "absent"), ("PWA", "opposes"))),
    )  # fmt: skip
    rows = tuple(
        observation(holder, state, year, 1e9 + 1e7 * year)
        for state in ("NVA", "SVA")
        for holder in ("PWA", "PWB", "ROW")
        for year in years
    )
    estimates = tuple(
        one
        for state in ("NVA", "SVA")
        for year in years
        for one in _of_year(state, year, tuple(sorted(row.id for row in rows if row.over == state)), evidence[0].id)
    )
    ledger.add_document(source, evidence)
    ledger.add_observations(ORIGIN, rows)
    ledger.add_estimates(estimates, case="vales", seed=1)
    return Held(ledger, source, evidence, rows, estimates)  # type: ignore[arg-type]


def _of_year(state: str, year: int, ids: tuple[str, ...], act: str) -> Iterator[Estimate]:
    high = {"NVA": 0.9, "SVA": 0.52}[state]
    for domain in ("economy", "all"):
        for power, share in (("PWA", high), ("PWB", 1 - high)):
            yield estimate("capital_share_powers", state, year, share, ids, domain=domain, power=power)
            rank, first = (1, 0.98 if share > 0.6 else 0.5) if share > 0.5 else (2, 0.02 if share < 0.4 else 0.5)
            yield estimate("capital_rank", state, year, rank, ids, domain=domain, power=power)
            yield number("capital_first", state, year, first, ids, domain=domain, power=power)
        yield estimate("effective_powers", state, year, {"NVA": 1.2, "SVA": 2.0}[state], ids, domain=domain)
    for power in ("PWA", "PWB"):
        yield number("decided_by/economy.trade", state, year, 0.7, ids, domain="economy", power=power)
        yield number("decided_by/prior", state, year, 0.3, ids, domain="economy", power=power)
        yield number("doubt/grades", state, year, 0.001, ids, domain="economy", power=power)
    for power, share in (("PWA", high / 2), ("PWB", (1 - high) / 2), ("ROW", 0.5)):
        yield estimate("capital_share", state, year, share, ids, domain="economy", power=power)
    if state == "NVA" and year == 2009:
        yield estimate("two_sidedness", state, year, 0.25, (act,), domain="all", power="PWA")


def event_flows(held: Held, months: Mapping[str, float], name: str = "gdelt") -> tuple[Estimate, ...]:
    """Put counts of an event data set into the ledger, and a run with its rates between Arda and Northvale.

    Args:
        held: the ledger.
        months: rate of cooperation by month; that of conflict is half of it.
        name: of the set.
    """
    origin = Origin(
        producer="Machines", title=f"{name}, monthly flows", url="https://machines.example", sha256="f" * 64
    )
    rows = {
        month: Observation(
            channel=Flow.ALL_EVENTS.channel(name), holder="WLD", over="WLD", when=When.parse(month), lower=5000,
            upper=5000, unit="events", origin=origin.id, locator=f"totals/{month[:4]}.parquet, row {place}",
        )
        for place, month in enumerate(months, 1)
    }  # fmt: skip
    rates = tuple(
        Estimate.of(
            f"{FLOW}/{name}/{side}", part * rate, (part * rate * end for end in (0.5, 0.8, 1.2, 1.5)), state="NVA",
            power="PWA", domain="politics", when=When.parse(month), rests_on=(rows[month].id,), model="event-rates-1/0",
        )
        for side, part in (("cooperation", 1.0), ("conflict", 0.5))
        for month, rate in months.items()
    )  # fmt: skip
    held.ledger.add_observations(origin, rows.values())
    held.ledger.add_estimates((*held.estimates, *rates), case="vales", seed=1)
    return rates
