"""Charts as static SVG that stands in a page: small, silent to the network, with its own ids."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache

import vl_convert
from markupsafe import Markup

#: What the page does not need, as vl-convert writes it.
_NEEDLESS = (
    re.compile(r'<path class="(?:foreground|background)"[^>]*/>'),
    re.compile(r' (?:aria-hidden="true"|pointer-events="none"|opacity="1"|stroke-miterlimit="10"|version="1\.1")'),
    re.compile(r' xmlns(?::xlink)?="[^"]*"'),
    re.compile(r' (?:role="graphics-\w+"|aria-roledescription="[^"]*")'),
    re.compile(r' font-family="[^"]*"'),  # the style sheet of the page sets it once
    re.compile(r"<g></g>"),
)
_LONG_NUMBER = re.compile(r"(\d+\.\d)\d+")
_OPENING = re.compile(r"<svg\b[^>]*?viewBox=\"([^\"]*)\"[^>]*>")


def static_svg(chart: str, name: str, label: str) -> Markup:
    """Draw a chart.

    Args:
        chart: its Vega-Lite JSON.
        name: what its ids begin with; unique in the page.
        label: what it shows, in words, for those who do not see it.
    """
    text = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", _drawn(chart))
    opening = Markup('<svg class="marks" viewBox="{}" role="img" aria-label="{}">')
    return Markup(_OPENING.sub(lambda found: str(opening.format(found[1], label)), text, count=1))


@lru_cache(maxsize=1024)  # the next language draws the same charts
def _drawn(chart: str) -> str:
    definition = json.loads(chart)
    data = definition.pop("datasets")
    vega = json.loads(_compiled(json.dumps(definition)))
    for one in vega["data"]:
        if one["name"] in data:
            one["values"] = data[one["name"]]
    text = vl_convert.vega_to_svg(vega)
    for pattern in _NEEDLESS:
        text = pattern.sub("", text)
    return _LONG_NUMBER.sub(r"\1", text)


@cache
def _compiled(definition: str) -> str:
    """The Vega definition behind one of Vega-Lite without data. A page has many charts of few kinds."""
    return json.dumps(vl_convert.vegalite_to_vega(definition))
