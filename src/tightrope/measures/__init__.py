"""Definitions of quantities: capital and balance. Records in, estimates out; nothing reads a file or a database."""

from tightrope.measures.measuring import ALL_DOMAINS, Gap, LeftOut, Measurement, measure

__all__ = ["ALL_DOMAINS", "Gap", "LeftOut", "Measurement", "measure"]
