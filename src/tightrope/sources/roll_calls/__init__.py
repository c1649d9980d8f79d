"""Recorded votes of the General Assembly in their native forms, joined where sources overlap."""

from tightrope.sources.roll_calls.fetching import Downloaded, Sites, fetch_roll_calls
from tightrope.sources.roll_calls.joining import Disagreement, Joined, Overlap, join
from tightrope.sources.roll_calls.publishers import NAME, PUBLISHERS, Publisher, short_name
from tightrope.sources.roll_calls.reading import read_roll_calls, roll_call_files
from tightrope.sources.roll_calls.table import RollCallTable

__all__ = [
    "NAME",
    "PUBLISHERS",
    "Disagreement",
    "Downloaded",
    "Joined",
    "Overlap",
    "Publisher",
    "RollCallTable",
    "Sites",
    "fetch_roll_calls",
    "join",
    "read_roll_calls",
    "roll_call_files",
    "short_name",
]
