"""A corpus that outgrows one desk: documents in Parquet, JSON Lines, CSV or WARC to evidence in Parquet.

``plan`` cuts the input into parts, ``work`` does one task, ``engine`` hands tasks to processes (Daft, on one machine or
a Ray cluster), ``running`` is the order of it all, ``loading`` reads a finished run back. ``flows`` counts event data
sets in the same way: ``lines`` takes rows apart, ``gdelt`` and ``event_tables`` understand them, ``flow_work`` adds up.
``dyads`` reads what a case needs of a count.
"""

from tightrope.bulk.engine import Runner
from tightrope.bulk.flow_plan import SETS
from tightrope.bulk.flows import Counted, count_flows
from tightrope.bulk.loading import read_evidence, read_failures
from tightrope.bulk.plan import Options
from tightrope.bulk.running import Progress, Summary, read_bulk

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
