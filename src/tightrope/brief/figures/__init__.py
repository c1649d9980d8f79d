"""Figures that can be taken away: as SVG, PNG and CSV, each with how to cite it."""

from tightrope.brief.figures.catalogue import GROWING, figure, figure_names
from tightrope.brief.figures.figure import Figure
from tightrope.brief.figures.making import Beyond

__all__ = ["GROWING", "Beyond", "Figure", "figure", "figure_names"]
