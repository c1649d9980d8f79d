"""The frozen records that pass between rooms, and the tree of errors.

Every record is immutable, compares by value and has a content id (:func:`content_id`): the same content gives the
same id on every machine, so a ledger can refuse to store a thing twice.

Actor codes are ISO 3166 alpha-3 for states, ``EUU`` for the European Union, the usual acronym for organisations
(``CSTO``, ``SCO``), ``C5`` for the five Central Asian states taken together, ``ROW`` for the rest of the world (all
that is not a power of the case) and ``WLD`` for all partners together, powers included.
"""

from __future__ import annotations

from tightrope.records.documents import Document, Failure, Origin
from tightrope.records.errors import (
    CaseError,
    CheckError,
    CoderError,
    ExtractError,
    LedgerError,
    SourceError,
    TightropeError,
)
from tightrope.records.evidence import (
    EVIDENCE_KINDS,
    UNDIRECTED,
    AnyEvidence,
    Domain,
    Event,
    EventType,
    Evidence,
    Position,
    Status,
    Stock,
    Tie,
    evidence_from_row,
    kind_of,
)
from tightrope.records.measured import (
    ALIGNMENT,
    ALIGNMENT_CHANGE,
    ALIGNMENT_CHANNEL,
    ALIGNMENT_DISTANCE,
    ALIGNMENT_VOTES,
    DECIDED_BY_PRIOR,
    IDEAL_POINT,
    MARKED,
    MOSTLY_PRIOR,
    PROJECTIONS,
    SIGNED_UNITS,
    Channel,
    ChannelKind,
    Dyad,
    Estimate,
    Observation,
)
from tightrope.records.premises import Premises, Range
from tightrope.records.roll_calls import ISSUE_AREAS, Part, RollCall, Vote
from tightrope.records.rows import as_row, check_bounds, content_id
from tightrope.records.tables import MappedIndicator, MappedTable
from tightrope.records.when import When

__all__ = [
    "ALIGNMENT",
    "ALIGNMENT_CHANGE",
    "ALIGNMENT_CHANNEL",
    "ALIGNMENT_DISTANCE",
    "ALIGNMENT_VOTES",
    "DECIDED_BY_PRIOR",
    "EVIDENCE_KINDS",
    "IDEAL_POINT",
    "ISSUE_AREAS",
    "MARKED",
    "MOSTLY_PRIOR",
    "PROJECTIONS",
    "SIGNED_UNITS",
    "UNDIRECTED",
    "AnyEvidence",
    "CaseError",
    "Channel",
    "ChannelKind",
    "CheckError",
    "CoderError",
    "Document",
    "Domain",
    "Dyad",
    "Estimate",
    "Event",
    "EventType",
    "Evidence",
    "ExtractError",
    "Failure",
    "LedgerError",
    "MappedIndicator",
    "MappedTable",
    "Observation",
    "Origin",
    "Part",
    "Position",
    "Premises",
    "Range",
    "RollCall",
    "SourceError",
    "Status",
    "Stock",
    "Tie",
    "TightropeError",
    "Vote",
    "When",
    "as_row",
    "check_bounds",
    "content_id",
    "evidence_from_row",
    "kind_of",
]
