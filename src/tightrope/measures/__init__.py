"""Definitions of quantities: capital and balance. Records in, estimates out; nothing reads a database or a source."""

from tightrope.measures.labelled import dataset
from tightrope.measures.measurement import ALL_DOMAINS, Gap, LeftOut, Measurement
from tightrope.measures.measuring import measure

__all__ = ["ALL_DOMAINS", "Gap", "LeftOut", "Measurement", "dataset", "measure"]
