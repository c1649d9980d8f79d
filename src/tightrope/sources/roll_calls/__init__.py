"""Recorded votes of the General Assembly in their native forms, joined where sources overlap."""

from tightrope.sources.roll_calls.fetching import Downloaded, Sites, fetch_roll_calls
from tightrope.sources.roll_calls.joining import Disagreement, Joined, Overlap, join
from tightrope.sources.roll_calls.reading import read_roll_calls
from tightrope.sources.roll_calls.table import RollCallTable

__all__ = [
    "Disagreement",
    "Downloaded",
    "Joined",
    "Overlap",
    "RollCallTable",
    "Sites",
    "fetch_roll_calls",
    "join",
    "read_roll_calls",
]
