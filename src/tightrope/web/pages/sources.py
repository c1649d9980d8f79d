"""Where everything comes from, under which licence, and what is missing."""

from __future__ import annotations

from typing import Any

from tightrope.brief.page import sources
from tightrope.web.view import View, single


def _content(view: View) -> dict[str, Any]:
    return {"sources": sources(view.publication)}


KIND = single("sources", _content)
