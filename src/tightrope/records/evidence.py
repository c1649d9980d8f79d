"""What a document says: events, stocks, ties and positions, each with its span."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tightrope.records.errors import CheckError
from tightrope.records.rows import check_bounds, content_id
from tightrope.records.when import When


class EventType(StrEnum):
    """The 16 event types of the PLOVER ontology (Open Event Data Alliance, PLOVER manual)."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


#: Event types without a direction: A with B is the same event as B with A.
UNDIRECTED = frozenset({EventType.CONSULT, EventType.COOPERATE, EventType.AGREE})


class Status(StrEnum):
    """Whether the text says that a thing happened, will happen, might happen or did not happen."""

    OCCURRED = "occurred"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


class Domain(StrEnum):
    """The four domains of capital."""

    ECONOMY = "economy"
    SECURITY = "security"
    POLITICS = "politics"
    CULTURE = "culture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What every piece of evidence carries. Use one of the four kinds: Event, Stock, Tie, Position.

    Attributes:
        document: id of the document.
        start: first code point of the quote in ``Document.text``.
        end: code point after the last one; ``text[start:end]`` is the quote.
        status: occurred, planned, hypothetical or negated.
        attributed_to: who says so, as the text names them; empty if the document itself says so.
        confidence: the coder's probability that this evidence is right, in [0, 1].
        coder: name and version of the coder.
    """

    document: str
    start: int
    end: int
    status: Status = Status.OCCURRED
    attributed_to: str = ""
    confidence: float = 1.0
    coder: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise CheckError(f"evidence needs a span that is not empty, not {self.start}..{self.end}")
        if not 0.0 <= self.confidence <= 1.0:
            raise CheckError(f"a confidence lies between 0 and 1, not {self.confidence}")

    @property
    def id(self) -> str:
        """Content id over all fields."""
        return content_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Evidence):
    """One act between actors.

    Attributes:
        source: codes of those who act, in the order of the text.
        target: codes of those acted upon; for joint acts of three or more, all parties on both sides.
        event_type: one of the 16 PLOVER types.
        mode: finer kind in lower case (``visit``, ``summit``, ``treaty``); empty if none.
        domain: economy, security, politics or culture.
        when: when it happens; ``None`` if the text does not say. Never the publication date by default.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    event_type: EventType
    mode: str = ""
    domain: Domain
    when: When | None = None

    def __post_init__(self) -> None:
        Evidence.__post_init__(self)
        if not self.source or not self.target:
            raise CheckError("an event needs at least one source and one target")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Evidence):
    """A figure that gives one party weight over another.

    Attributes:
        holder: code of the party that holds the stock.
        over: code of the party it is held over (``C5`` if the figure is the group's).
        channel: ``domain.name`` (``economy.trade``, ``culture.students``).
        value: the figure as the text states it, in base units (2.4萬 → 24000, 三分之一 → 33.3 percent).
        lower: lower bound of what the words allow (``-inf`` never occurs: figures are not negative).
        upper: upper bound; ``inf`` for "more than".
        unit: ``USD``, ``persons``, ``percent``, ``firms``, …
        as_of: the time the figure is for; ``None`` if the text does not say.
    """

    holder: str
    over: str
    channel: str
    value: float
    lower: float
    upper: float
    unit: str
    as_of: When | None = None

    def __post_init__(self) -> None:
        Evidence.__post_init__(self)
        check_bounds(self.lower, self.upper)
        if not math.isfinite(self.value):
            raise CheckError(f"a stock has a figure, not {self.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie(Evidence):
    """A standing relation: membership, alliance, base, treaty.

    Attributes:
        a: code of the state (the host, for a base).
        b: code of the body or the other state.
        relation: ``member``, ``observer``, ``ally``, ``base-host``, ``joint-air-defence``, ``strategic-partner``, …
        since: when it began; ``None`` if unknown.
        until: when it ended; ``None`` if it lasts or unknown.
    """

    a: str
    b: str
    relation: str
    since: When | None = None
    until: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Evidence):
    """A stance on an issue without an addressee: a UN vote, a recognition, a declared policy.

    Attributes:
        actor: code of the party that takes the stance.
        issue: what it is about, in a few words.
        stance: ``supports``, ``opposes``, ``abstain``, ``absent`` or ``abstain_or_absent``.
        when: when it was taken; ``None`` if the text does not say.
    """

    actor: str
    issue: str
    stance: str
    when: When | None = None


EVIDENCE_KINDS: dict[str, type[Event] | type[Stock] | type[Tie] | type[Position]] = {
    "event": Event,
    "stock": Stock,
    "tie": Tie,
    "position": Position,
}
AnyEvidence = Event | Stock | Tie | Position
_KIND_OF = {cls: kind for kind, cls in EVIDENCE_KINDS.items()}


def kind_of(evidence: AnyEvidence) -> str:
    """``event``, ``stock``, ``tie`` or ``position``."""
    return _KIND_OF[type(evidence)]


def evidence_from_row(kind: str, row: dict[str, Any]) -> AnyEvidence:
    """Rebuild evidence from :func:`as_row`.

    Raises:
        CheckError: unknown kind, missing field or impossible value.
    """
    if kind not in EVIDENCE_KINDS:
        raise CheckError(f"unknown kind of evidence {kind!r}")
    values = dict(row)
    try:
        for name in ("when", "as_of", "since", "until"):
            if values.get(name) is not None:
                values[name] = When.parse(values[name])
        for name in ("source", "target"):
            if name in values:
                values[name] = tuple(values[name])
        if "upper" in values and values["upper"] is None:
            values["upper"] = math.inf
        if "event_type" in values:
            values["event_type"] = EventType(values["event_type"])
            values["domain"] = Domain(values["domain"])
        values["status"] = Status(values["status"])
        return EVIDENCE_KINDS[kind](**values)
    except (TypeError, ValueError, KeyError) as error:
        raise CheckError(f"a stored {kind} cannot be read: {error}") from error
