"""Figures that can be taken away: as SVG, PNG and CSV, each with how to cite it."""

from tightrope.brief.figures.catalogue import figure, figure_names
from tightrope.brief.figures.figure import Figure

__all__ = ["Figure", "figure", "figure_names"]
