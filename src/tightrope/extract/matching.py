"""What counts as right when a coder's annotations are compared with gold: one document at a time.

Rules. Events are expanded to pairs of one source and one target (``C5`` stands for the five Central Asian states). In
CONSULT, COOPERATE and AGREE A–B equals B–A, a record with the same parties on both sides gives every pair once, and
mirrored records with equal type, date and status count once. A predicted date is right if it equals the gold one or is
finer; gold without a date takes only none. A stock is right if holder, over and value (within 1 percent) are; a tie if
the pair, in either order, and the family of the relation are; a position if actor and stance are. Matching inside a
document is one to one and as large as possible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tightrope.records import UNDIRECTED

#: One annotated document, in the schema of :func:`tightrope.extract.annotations`.
Annotation = Mapping[str, Any]
#: A view of the facts of a document and, inside it, one type; the empty type is all of them.
View = tuple[str, str]

PAIR, TYPED, FULL = "events: pair", "events: pair, type", "events: pair, type, date, status"
RECORDS, STOCKS, TIES, POSITIONS = "events: whole records", "stocks", "ties", "positions"
#: The views, in the order in which they are shown.
VIEWS = (PAIR, TYPED, FULL, RECORDS, STOCKS, TIES, POSITIONS)
#: The views that are also shown type by type.
BY_TYPE = (TYPED, STOCKS, TIES, POSITIONS)

_FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
_ALIASES = {"EU": "EUU", "EEU": "EAEU", "RU": "RUS", "CN": "CHN", "US": "USA"}
_FAMILIES = (
    ("observer", ("observer", "dialogue", "guest")),
    ("candidate", ("candidate", "applicant", "accession")),
    ("member", ("member", "founder", "leader", "chair", "accede", "joined", "participant", "council")),
    ("base-host", ("base", "host")),
    ("ally", ("ally", "alliance", "allied", "defence", "defense", "security")),
    ("partner", ("partner", "strategic", "trade", "cooperation", "agreement", "treaty")),
)
_STANCES = {"yes": "supports", "support": "supports", "no": "opposes", "oppose": "opposes"}
_VALUE_TOLERANCE = 0.01
#: The type of a predicted record that names none.
_UNNAMED = "(none)"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many facts are right, in the gold, and predicted."""

    right: int = 0
    gold: int = 0
    predicted: int = 0

    @property
    def precision(self) -> float | None:
        """Right among the predicted; undefined if nothing was predicted."""
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Right among the gold; undefined if there is none."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall: twice the right among gold and predicted together."""
        return 2 * self.right / (self.gold + self.predicted) if self.gold + self.predicted else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One document compared with its gold: counts by view and type, and what differs.

    Attributes:
        document: its name.
        language: as the gold says.
        counts: by view and type.
        missed: gold facts that nothing matches, in words, by view.
        wrong: predicted facts that match nothing, in words, by view.
        records: how many records were predicted.
    """

    document: str
    language: str
    counts: Mapping[View, Counts]
    missed: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]
    records: int

    @property
    def negative(self) -> bool:
        """Whether the gold holds no fact at all."""
        return not any(one.gold for one in self.counts.values())


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact ready for matching: ``key`` must be equal, ``rest`` must fit; ``type`` is for the table."""

    key: tuple[Any, ...]
    rest: Any
    type: str
    words: str


_Fits = Callable[[Any, Any], bool]


def compare(gold: Annotation, predicted: Annotation) -> Comparison:
    """Compare the annotations of one document with its gold; what the sentences say is not looked at."""
    counts: dict[View, Counts] = {}
    missed: list[tuple[str, str]] = []
    wrong: list[tuple[str, str]] = []
    ours, theirs = _facts(gold), _facts(predicted)
    for view, fits in _FITS.items():
        pairs = _matching(ours[view], theirs[view], fits)
        counts[view, ""] = Counts(len(pairs), len(ours[view]), len(theirs[view]))
        left, right = {one for one, _ in pairs}, {other for _, other in pairs}
        missed += [(view, one.words) for index, one in enumerate(ours[view]) if index not in left]
        wrong += [(view, one.words) for index, one in enumerate(theirs[view]) if index not in right]
        if view in BY_TYPE:
            counts |= _by_type(view, ours[view], theirs[view], fits)
    records = sum(len(predicted.get(kind) or ()) for kind in ("events", "stocks", "ties", "positions"))
    return Comparison(
        str(gold.get("doc", "")), str(gold.get("language", "?")), counts, tuple(missed), tuple(wrong), records
    )


def _by_type(view: str, gold: list[_Fact], predicted: list[_Fact], fits: _Fits) -> dict[View, Counts]:
    counts = {}
    for name in sorted({one.type for one in [*gold, *predicted]}):
        ours, theirs = ([one for one in side if one.type == name] for side in (gold, predicted))
        counts[view, name] = Counts(len(_matching(ours, theirs, fits)), len(ours), len(theirs))
    return counts


def _matching(gold: list[_Fact], predicted: list[_Fact], fits: _Fits) -> list[tuple[int, int]]:
    """The pairs of a largest one-to-one matching."""
    from scipy.sparse import csr_array  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import maximum_bipartite_matching  # type: ignore[import-untyped]

    edges = np.array([[one.key == other.key and fits(one.rest, other.rest) for other in predicted] for one in gold])
    if not edges.any():
        return []
    partner = maximum_bipartite_matching(csr_array(edges.astype(np.int8)), perm_type="column")
    return [(index, int(other)) for index, other in enumerate(partner) if other >= 0]


def _facts(document: Annotation) -> dict[str, list[_Fact]]:
    dyads = list(_dyads(document.get("events") or ()))
    return {
        PAIR: [_Fact((), (one.pair, one.undirected), "", one.words) for one in dyads],
        TYPED: [_Fact((one.type,), (one.pair, one.undirected), one.type, one.words) for one in dyads],
        FULL: [_Fact((one.type, one.status), (one.pair, one.undirected, one.date), "", one.words) for one in dyads],
        RECORDS: list(_records(document.get("events") or ())),
        STOCKS: list(_stocks(document.get("stocks") or ())),
        TIES: list(_ties(document.get("ties") or ())),
        POSITIONS: list(_positions(document.get("positions") or ())),
    }


@dataclass(frozen=True, slots=True)
class _Dyad:
    pair: tuple[str, str]
    type: str
    date: str | None
    status: str

    @property
    def undirected(self) -> bool:
        return self.type in UNDIRECTED

    @property
    def words(self) -> str:
        arrow = "–" if self.undirected else "→"
        return f"{self.type} {self.pair[0]} {arrow} {self.pair[1]}, {self.date or 'no date'}, {self.status}"


def _dyads(events: Iterable[Mapping[str, Any]]) -> Iterable[_Dyad]:
    seen: set[_Dyad] = set()
    for event in events:
        kind, status = str(event.get("type") or "").upper(), str(event.get("status") or "occurred")
        date = str(event["date"]) if event.get("date") else None
        pairs = [(s, t) for s in _codes(event.get("source")) for t in _codes(event.get("target")) if s != t]
        if kind not in UNDIRECTED:
            yield from (_Dyad(pair, kind, date, status) for pair in pairs)
            continue
        done: set[frozenset[str]] = set()
        for source, target in pairs:
            if frozenset((source, target)) in done or _Dyad((target, source), kind, date, status) in seen:
                continue
            done.add(frozenset((source, target)))
            yield _Dyad((source, target), kind, date, status)
        seen |= {_Dyad(pair, kind, date, status) for pair in pairs if pair[::-1] not in pairs}


def _records(events: Iterable[Mapping[str, Any]]) -> Iterable[_Fact]:
    for event in events:
        kind = str(event.get("type") or "").upper()
        sides = frozenset(_codes(event.get("source"))), frozenset(_codes(event.get("target")))
        yield _Fact((kind,), (sides, kind in UNDIRECTED), "", f"{kind} {'+'.join(sides[0])} {'+'.join(sides[1])}")


def _stocks(rows: Iterable[Mapping[str, Any]]) -> Iterable[_Fact]:
    for row in rows:
        holder, over, value = code_of(row.get("holder")), code_of(row.get("over")), number_of(row.get("value"))
        channel = str(row.get("channel") or _UNNAMED)
        yield _Fact((holder, over), value, channel, f"{channel} {holder} over {over}: {row.get('value')}")


def _ties(rows: Iterable[Mapping[str, Any]]) -> Iterable[_Fact]:
    for row in rows:
        relation = str(row.get("relation") or "").lower()
        for a in _codes(row.get("a")):
            for b in _codes(row.get("b")):
                yield _Fact((frozenset((a, b)),), relation, family(relation) or _UNNAMED, f"{a} {relation} {b}")


def _positions(rows: Iterable[Mapping[str, Any]]) -> Iterable[_Fact]:
    for row in rows:
        stance = str(row.get("stance") or "").lower()
        stance = _STANCES.get(stance, stance)
        for actor in _codes(row.get("actor")):
            yield _Fact((actor,), stance, stance, f"{actor} {stance}: {row.get('issue', '')}")


def _pair_fits(gold: tuple[Any, bool], predicted: tuple[Any, bool]) -> bool:
    return gold[0] == predicted[0] or (gold[1] and gold[0] == predicted[0][::-1])


def _full_fits(gold: tuple[Any, bool, str | None], predicted: tuple[Any, bool, str | None]) -> bool:
    day, found = gold[2], predicted[2]
    dated = found is None if day is None else found is not None and found.startswith(day)
    return dated and _pair_fits(gold[:2], predicted[:2])


def _value_fits(gold: float | None, predicted: float | None) -> bool:
    if gold is None or predicted is None:
        return False
    return abs(gold - predicted) <= _VALUE_TOLERANCE * abs(gold) + 1e-9


def _relation_fits(gold: str, predicted: str) -> bool:
    return bool(predicted) and (family(gold) == family(predicted) or gold in predicted or predicted in gold)


def _stance_fits(gold: str, predicted: str) -> bool:
    return gold == predicted or (gold == "abstain_or_absent" and predicted in ("abstain", "absent"))


_FITS: dict[str, _Fits] = {
    PAIR: _pair_fits,
    TYPED: _pair_fits,
    FULL: _full_fits,
    RECORDS: _pair_fits,
    STOCKS: _value_fits,
    TIES: _relation_fits,
    POSITIONS: _stance_fits,
}


def family(relation: str) -> str:
    """The family of a relation: ``strategic-partner`` is a ``partner``; an unknown relation is its own family."""
    words = set(re.findall(r"[a-z]+", relation))
    return next((name for name, keys in _FAMILIES if words & set(keys)), relation)


def _codes(value: object) -> list[str]:
    listed = value if isinstance(value, (list, tuple)) else [value]
    codes = [code for one in listed for code in ((_FIVE) if code_of(one) == "C5" else (code_of(one),)) if code]
    return sorted(set(codes))


def code_of(value: object) -> str:
    """A code as it is compared: in capitals, and the usual one where several are in use."""
    code = str(value or "").strip().upper()
    return _ALIASES.get(code, code)


def number_of(value: object) -> float | None:
    """A value as it is compared; none if it is no number."""
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        return None
