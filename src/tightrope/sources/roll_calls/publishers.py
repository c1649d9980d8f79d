"""Who publishes roll calls, in which forms, on what terms; what ``tightrope sources`` says about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tightrope.records import Origin
from tightrope.sources.datasets.table import Source
from tightrope.sources.roll_calls import digital_library, unxml, voeten

#: What a user types to load or to fetch roll calls.
NAME = "unga"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One publisher of roll calls.

    Attributes:
        name: what it is called for short.
        source: who that is and on what terms.
        reads: which files, in words.
        citation: how its makers ask to be cited.
        years: the years that it covers.
        fields: the columns that are read, each with its meaning.
    """

    name: str
    source: Source
    reads: str
    citation: str
    years: str
    fields: Mapping[str, str]


PUBLISHERS = (
    Publisher(
        name="UNxml",
        source=unxml.SOURCE,
        reads="JSON extracts of UNxml/GAresolutions (74.json, …, ES-11.json), also gzipped",
        citation="United Nations, machine-readable General Assembly resolutions",
        years="2019-2026, sessions 74 on and emergency sessions",
        fields={
            "symbol": "symbol of the resolution",
            "adoption_date": "day of the vote",
            "MS_in_favour, MS_against, MS_abstaining": "member states by their vote",
        },
    ),
    Publisher(
        name="Voeten",
        source=voeten.SOURCE,
        reads="un_votes.rda with un_roll_calls.rda and un_roll_call_issues.rda beside it, or the Dataverse's table "
        "UNVotes (CSV or tab with rcid, ccode, vote)",
        citation="Voeten, Strezhnev and Bailey (2009), United Nations General Assembly Voting Data, Harvard Dataverse, "
        "doi:10.7910/DVN/LEJUQZ",
        years="1946 to the year before the release",
        fields={
            "rcid": "number of the roll call",
            "ccode or country": "who voted",
            "vote": "1 yes, 2 abstain, 3 no, 8 absent, 9 no member; or these words",
            "session, date, unres": "of the roll call",
        },
    ),
    Publisher(
        name="UN Digital Library",
        source=digital_library.SOURCE,
        reads="ga_voting.csv (CSV with undl_id, ms_code, ms_vote)",
        citation="United Nations, Dag Hammarskjöld Library, General Assembly Voting Data",
        years="1946 to the day of the file",
        fields={
            "undl_id": "record number of the resolution",
            "ms_code, ms_name": "who voted",
            "ms_vote": "Y yes, N no, A abstain, X no vote",
            "date, session, resolution, title": "of the roll call",
        },
    ),
)


def short_name(origin: Origin) -> str:
    """What the publisher of an origin is called for short; its own name if it is none of these."""
    for publisher in PUBLISHERS:
        if (publisher.source.producer, publisher.source.title) == (origin.producer, origin.title):
            return publisher.name
    return origin.producer
