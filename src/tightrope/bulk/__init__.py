"""A corpus that outgrows one desk: documents in Parquet, JSON Lines, CSV or WARC to evidence in Parquet.

``plan`` cuts the input into parts, ``work`` does one task, ``engine`` hands tasks to processes (Daft, on one machine or
a Ray cluster), ``stages`` is the frame of a run and ``running`` the order of it all, ``loading`` reads a finished run
back. ``flows`` counts event data sets in the same way: ``lines`` takes rows apart, ``gdelt`` and ``event_tables`` (in
the forms of ``event_forms``) understand them, ``merging`` and ``flow_work`` add up. ``dyads`` reads what a case needs
of a count.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tightrope.bulk.engine import Runner
    from tightrope.bulk.flow_plan import SETS
    from tightrope.bulk.flows import Counted, count_flows
    from tightrope.bulk.loading import read_evidence, read_failures
    from tightrope.bulk.plan import Options
    from tightrope.bulk.running import Summary, read_bulk
    from tightrope.bulk.stages import Progress

#: Imported when asked for: each process of a run imports this room, and the coder takes it half a second that a count
#: of events does without.
_MODULES = {
    "SETS": "flow_plan",
    "Counted": "flows",
    "Options": "plan",
    "Progress": "stages",
    "Runner": "engine",
    "Summary": "running",
    "count_flows": "flows",
    "read_bulk": "running",
    "read_evidence": "loading",
    "read_failures": "loading",
}

__all__ = [
    "SETS",
    "Counted",
    "Options",
    "Progress",
    "Runner",
    "Summary",
    "count_flows",
    "read_bulk",
    "read_evidence",
    "read_failures",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
