"""Claims of experts and officials, and what measures and ledger say of each."""

from __future__ import annotations

from typing import Any

from tightrope.brief.claims import ClaimWords, judged
from tightrope.web.view import View, single


def _content(view: View) -> dict[str, Any]:
    return {"claims": judged(view.publication), "told_claim": ClaimWords(view.publication, view.links)}


KIND = single("claims", _content)
