"""How figures look: the colours of a page that its style sheet sets, or those of a sheet of paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tightrope.brief.charts import GREY

#: Fonts of a sheet, by language: those that systems usually have, the generic one last.
_FONTS: Mapping[str, str] = MappingProxyType(
    {
        "en": "Noto Sans, Open Sans, Segoe UI, Helvetica Neue, Arial, sans-serif",
        "zh-Hant": "Noto Sans CJK TC, Noto Sans TC, PingFang TC, Microsoft JhengHei, sans-serif",
    }
)


@dataclass(frozen=True)
class Theme:
    """Colours and the font of a figure.

    Attributes:
        ink: text that matters, and lines that belong to no power.
        soft: other text.
        rule: lines of the grid.
        faint: lines that only give the scene.
        paper: what lies behind.
        grey: marks that belong to no power.
        font: names of fonts.
    """

    ink: str
    soft: str
    rule: str
    faint: str
    paper: str
    grey: str
    font: str

    def config(self) -> dict[str, Any]:
        """Return what all charts of this theme share, as Vega-Lite's ``config``."""
        quiet = {"labelColor": self.soft, "titleColor": self.soft, "gridColor": self.rule, "tickColor": self.soft}
        return {
            "aria": False,
            "font": self.font,
            "view": {"stroke": None},
            "axis": {
                **quiet,
                "domainColor": self.soft,
                "labelFontSize": 10,
                "titleFontSize": 10,
                "titleFontWeight": "normal",
                "labelLimit": 400,
            },
            "legend": {"labelColor": self.ink, "titleColor": self.soft, "labelFontSize": 11, "labelLimit": 400},
            "header": {"labelColor": self.ink, "labelFontSize": 12, "labelFontWeight": "bold", "title": None},
            "title": {"color": self.ink, "subtitleColor": self.soft, "anchor": "start"},
            "concat": {"spacing": 14},
        }


#: Coloured by the style sheet of the page, so that it is right in the dark as well. That sets the font too: a name
#: that no font has keeps text from being measured, which takes most of the time of a drawing.
PAGE = Theme("var(--ink)", "var(--soft)", "var(--rule)", "#999", "var(--paper)", "var(--soft)", "page")


def sheet_theme(locale: str) -> Theme:
    """Return the theme of a figure that is taken away, in the fonts of a language."""
    return Theme("#1b1d21", "#565b63", "#dcdcd5", "#a8a8a2", "#ffffff", GREY, _FONTS[locale])
