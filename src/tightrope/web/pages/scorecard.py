"""How good past outlooks were."""

from __future__ import annotations

from typing import Any

from tightrope.brief.scorecard import past_outlooks
from tightrope.web.view import View, single


def _content(view: View) -> dict[str, Any]:
    return past_outlooks(view.publication)


KIND = single("scorecard", _content)
