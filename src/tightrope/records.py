"""The frozen records that pass between rooms, and the tree of errors.

Every record is immutable, compares by value and has a content id (:func:`content_id`): the same content gives the
same id on every machine, so a ledger can refuse to store a thing twice.

Actor codes are ISO 3166 alpha-3 for states, ``EUU`` for the European Union, the usual acronym for organisations
(``CSTO``, ``SCO``), ``C5`` for the five Central Asian states taken together, ``ROW`` for the rest of the world (all
that is not a power of the case) and ``WLD`` for all partners together, powers included.
"""

from __future__ import annotations

import calendar
import hashlib
import json
import math
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self


class TightropeError(Exception):
    """Anything that tightrope refuses, said in words a user can act on.

    Args:
        what: what is wrong, as one sentence without a full stop.
        where: the file, line, field, URL or row it is about; empty if there is none.
    """

    def __init__(self, what: str, where: str = "") -> None:
        self.what = what
        self.where = where
        super().__init__(f"{where}: {what}" if where else what)


class SourceError(TightropeError):
    """A file, feed, page or data set cannot be read as what it claims to be."""


class ExtractError(TightropeError):
    """A coder or a lexicon is broken."""


class LedgerError(TightropeError):
    """The ledger cannot be opened, written or read."""


class CheckError(TightropeError):
    """A record contradicts itself or the document it points to."""


class CaseError(TightropeError):
    """A case file is missing something or says something impossible."""


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


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A closed interval of days: a day, a month, a year or any range. Unknown time is ``None``, never a ``When``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise CheckError(f"a time ends ({self.end}) before it starts ({self.start})")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2022``, ``2022-01``, ``2022-01-13`` or a range of two of these joined by ``/`` (ISO 8601).

        Raises:
            CheckError: the text is none of these or names a day that does not exist.
        """
        first, slash, last = text.strip().partition("/")
        try:
            start, end = _partial_date(first)
            if slash:
                end = _partial_date(last)[1]
        except ValueError as error:
            raise CheckError(f"not a date: {text!r} (write 2022, 2022-01, 2022-01-13 or 2022-01/2022-03)") from error
        return cls(start, end)

    @classmethod
    def day(cls, day: date) -> Self:
        """One day."""
        return cls(day, day)

    @classmethod
    def year(cls, year: int) -> Self:
        """One calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """One calendar month."""
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    def __str__(self) -> str:
        """Return the shortest ISO 8601 form that :meth:`parse` reads back to the same interval."""
        first, last = self.start, self.end
        if first == last:
            return first.isoformat()
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return f"{first:%Y}" if first.year == last.year else f"{first:%Y}/{last:%Y}"
        if first.day == 1 and (last + timedelta(days=1)).day == 1:
            months = f"{first:%Y-%m}", f"{last:%Y-%m}"
            return months[0] if months[0] == months[1] else "/".join(months)
        return f"{first.isoformat()}/{last.isoformat()}"

    @property
    def opening(self) -> str:
        """The start of the interval, as exact as the whole: ``2022-01`` for a month, the first day for a range."""
        return str(self).partition("/")[0]

    @property
    def middle_year(self) -> float:
        """The middle of the interval as a decimal year (2022.5 for the year 2022)."""
        return (_decimal_year(self.start) + _decimal_year(self.end + timedelta(days=1))) / 2

    def overlaps(self, other: When) -> bool:
        """Whether the two intervals share a day."""
        return self.start <= other.end and other.start <= self.end


def _partial_date(text: str) -> tuple[date, date]:
    parts = text.strip().split("-")
    if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not all(part.isdigit() for part in parts):
        raise ValueError(text)
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
    if len(numbers) == 2:
        last = calendar.monthrange(numbers[0], numbers[1])[1]
        return date(numbers[0], numbers[1], 1), date(numbers[0], numbers[1], last)
    day = date(*numbers)
    return day, day


def _decimal_year(day: date) -> float:
    length = 366 if calendar.isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1) / length


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a document or a table came from.

    Attributes:
        producer: who published it (outlet, institution).
        title: its title there.
        url: a URL, DOI or file path at which a reader finds it; empty if unknown.
        licence: SPDX name or the words of its terms; empty if unknown.
        accessed: the day it was fetched or read; ``None`` if unknown.
        sha256: hash of the raw bytes, hexadecimal; empty where there are none (our own notes).
    """

    producer: str
    title: str
    url: str = ""
    licence: str = ""
    accessed: date | None = None
    sha256: str = ""

    @property
    def id(self) -> str:
        """Content id, without the day of access: reading the same file tomorrow is the same origin."""
        return _digest("origin", [self.producer, self.title, self.url, self.licence, self.sha256])


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text with its origin.

    Attributes:
        origin: outlet, title, URL, licence, hash of the raw bytes.
        published: day of publication; ``None`` if the source does not say. Never the day of reading.
        language: ``zh-Hant``, ``zh-Hans``, ``en``, ``ru`` or another BCP 47 tag; ``und`` if undetermined.
        title: the title, plain text; empty if there is none.
        text: clean text. If there is a title it is the first line; paragraphs are separated by one empty line;
            wrapped lines are joined and Unicode spaces folded. Spans of evidence count code points of this string.
        author: by-line; empty if unknown.
        name: file name (or the last part of the URL) it was read from, for exports.
    """

    origin: Origin
    published: date | None
    language: str
    title: str
    text: str
    author: str = ""
    name: str = ""

    @property
    def id(self) -> str:
        """Content id: the text alone decides, so the same text under another URL is the same document."""
        return _digest("document", [self.text])


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One cell of a public data set.

    Attributes:
        channel: ``domain.name``.
        holder: code of the power that holds it; ``ROW`` for the rest of the world.
        over: code of the state it is held over.
        when: the time the figure is for.
        lower: lower bound.
        upper: upper bound; equal to ``lower`` for a point.
        unit: ``USD``, ``persons``, ``percent``, ``count``, …
        origin: id of the :class:`Origin` of the table.
        locator: the row (and column) in that table, as a reader would look it up.
    """

    channel: str
    holder: str
    over: str
    when: When
    lower: float
    upper: float
    unit: str
    origin: str
    locator: str

    def __post_init__(self) -> None:
        check_bounds(self.lower, self.upper)

    @property
    def id(self) -> str:
        """Content id over all fields."""
        return content_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A measured quantity with its uncertainty and what it rests on.

    Attributes:
        quantity: ``capital_share``, ``effective_powers``, ``distance_from_even``, …
        state: code of the state it is about.
        power: code of the power; empty if the quantity has none.
        domain: one of the four domains, or ``all``.
        when: the time it is for.
        mean: posterior mean.
        low90: 5 % quantile; ``high90``: 95 % quantile.
        low50: 25 % quantile; ``high50``: 75 % quantile.
        rests_on: ids of the evidence and observations that entered, sorted.
        model: name and version of the model.
    """

    quantity: str
    state: str
    power: str = ""
    domain: str = "all"
    when: When
    mean: float
    low90: float
    low50: float
    high50: float
    high90: float
    rests_on: tuple[str, ...]
    model: str

    def __post_init__(self) -> None:
        quantiles = (self.low90, self.low50, self.high50, self.high90)
        if not all(map(math.isfinite, (*quantiles, self.mean))) or list(quantiles) != sorted(quantiles):
            raise CheckError(f"an estimate of {self.quantity} for {self.state} has impossible quantiles {quantiles}")
        if not self.rests_on:
            raise CheckError(f"an estimate of {self.quantity} for {self.state} rests on nothing")

    @property
    def id(self) -> str:
        """Content id over all fields."""
        return content_id(self)


class ChannelKind(StrEnum):
    """How the readings of a channel arise."""

    AMOUNT = "amount"
    TIES = "ties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One kind of tie through which a power holds capital over a state, and how well it is read.

    Attributes:
        name: ``domain.name``.
        kind: ``amount`` (figures from observations and stocks) or ``ties`` (the number of standing ties).
        unit: unit of the amounts; ``count`` for ties.
        offset: added to a figure before the logarithm, in the channel's unit; differences well below it do not matter.
        noise: standard deviation of one reading on the log scale, for a source of grade 1.
        drift: standard deviation of the change in one year on the log scale.
        relations: for ``ties``: relations between state and power that count one each.
        organisations: for ``ties``: bodies of which a common membership counts one each.
        complete: for ``ties``: whether the case's list is meant to be complete, so that no tie reads as none.
            Where it is not, a power without a tie is unknown.
    """

    name: str
    kind: ChannelKind
    unit: str
    offset: float
    noise: float
    drift: float
    relations: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    complete: bool = False

    @property
    def domain(self) -> Domain:
        """The part of the name before the full stop."""
        return Domain(self.name.partition(".")[0])


@dataclass(frozen=True, slots=True, order=True)
class Dyad:
    """A directed pair: what ``power`` holds over ``state``. Two powers make a dyad as well."""

    power: str
    state: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be read, and why. Nothing is ever skipped silently."""

    where: str
    reason: str


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


def check_bounds(lower: float, upper: float) -> None:
    """Refuse bounds that are not numbers, negative or the wrong way round; ``upper`` may be infinite.

    Raises:
        CheckError: with both bounds in its words.
    """
    if not (math.isfinite(lower) and not math.isnan(upper) and 0 <= lower <= upper):
        raise CheckError(f"impossible bounds {lower} .. {upper}")


def as_row(record: Any) -> dict[str, Any]:
    """Return a record as plain JSON values: times as ISO text, tuples as lists, ``inf`` as ``None``.

    The order of keys is the order of the record's fields.
    """
    return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}


def _plain(value: Any) -> Any:
    if isinstance(value, When):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Origin):
        return as_row(value)
    if isinstance(value, float) and math.isinf(value):
        return None
    return value


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


def content_id(record: Any) -> str:
    """Return the first 20 hexadecimal digits of the SHA-256 of the record's canonical JSON.

    The kind is part of the hash. 80 bits: a billion records collide with probability 4e-7.
    """
    return _digest(type(record).__name__.lower(), as_row(record))


def _digest(kind: str, content: Any) -> str:
    text = json.dumps([kind, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
