"""Where sources contradict each other, as tables and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from tightrope.cli import console
from tightrope.measures.conflicts import Conflict, Kind, Side

_COLUMNS = ("apart", "channel", "who", "one says", "id", "the other", "id")
_AGAINST_MODEL = ("apart", "channel", "who", "says", "id", "expected")
_ID_DIGITS = 12
_TITLES = {
    Kind.FIGURES: "Figures of two sources, in joint standard deviations",
    Kind.TIE: "Ties that stand by one source and not by another, in years",
    Kind.MODEL: "Figures far from what all others say, in standard deviations of their noise",
}


def show(found: Sequence[Conflict], *, model: bool, as_json: bool) -> None:
    """Print a table of each kind, or JSON; where there is none, say so in words.

    Args:
        found: the contradictions.
        model: whether figures were held against the model.
        as_json: whether JSON is wanted.
    """
    if as_json:
        console.say(json.dumps([as_row(one) for one in found], ensure_ascii=False, indent=1, allow_nan=False))
        return
    none = {
        Kind.FIGURES: "no two sources give figures for the same thing that cannot both be right",
        Kind.TIE: "no tie stands by one source and not by another",
        Kind.MODEL: "no figure is far from what all others say" if model else "not held against the model (--no-model)",
    }
    for kind in Kind:
        rows = [_cells(one) for one in found if one.kind is kind]
        if rows:
            console.show_table(_TITLES[kind], _AGAINST_MODEL if kind is Kind.MODEL else _COLUMNS, rows)
        else:
            console.say(none[kind])


def _cells(one: Conflict) -> tuple[str, ...]:
    about = f"{one.state} {one.relation} {one.holder}" if one.relation else f"{one.holder} over {one.state}"
    begin = (f"{one.apart:.1f}", one.channel, about, _words(one.one), _ids(one.one))
    return (*begin, _words(one.other)) if one.kind is Kind.MODEL else (*begin, _words(one.other), _ids(one.other))


def _words(side: Side) -> str:
    if math.isnan(side.lower):
        return f"{side.says} {side.when}"
    expected = side.says == "expected"
    lower, upper = (_number(bound, rounded=expected) for bound in (side.lower, side.upper))
    if math.isinf(side.upper):
        figure = f"at least {lower}"
    else:
        figure = lower if side.lower == side.upper else f"{lower} to {upper}"
    return f"about {figure}" if expected else f"{figure} {side.unit} in {side.when}"


def _number(figure: float, *, rounded: bool) -> str:
    """A figure as it was given; what the model expects to three digits, for it knows no more."""
    return f"{float(f'{figure:.3g}') if rounded else figure:,.10g}"


def _ids(side: Side) -> str:
    """The first id, which `tightrope trace` takes, and how many more there are."""
    more = f" +{len(side.ids) - 1}" if len(side.ids) > 1 else ""
    return f"{side.ids[0][:_ID_DIGITS]}{more}" if side.ids else "–"


def as_row(one: Conflict) -> dict[str, Any]:
    """One contradiction as plain JSON values; what is not there is null."""
    return {
        "kind": one.kind.value,
        "channel": one.channel,
        "relation": one.relation or None,
        "state": one.state,
        "holder": one.holder,
        "year": round(one.time, 3),
        "apart": round(one.apart, 3),
        "unit": "years" if one.relation else "standard deviations",
        "one": _side(one.one),
        "other": _side(one.other),
    }


def _side(side: Side) -> dict[str, Any]:
    lower, upper = (bound if math.isfinite(bound) else None for bound in (side.lower, side.upper))
    return {
        "says": side.says,
        "when": str(side.when),
        "lower": lower,
        "upper": upper,
        "unit": side.unit or None,
        "ids": list(side.ids),
    }
