"""What depends on the case in how the page looks: colours of the powers and places on the tile map."""

from __future__ import annotations

from importlib import resources

from tightrope.brief.charts import FONTS, GREY, colour
from tightrope.cases import Case


def style_of(case: Case) -> str:
    """Return the style sheet, with the colours of the powers and the places of the tiles."""
    rules = [(resources.files("tightrope.brief") / "brief.css").read_text("utf-8"), f":root{{--sans:{FONTS}}}"]
    rules += [f".c{place}{{--c:{colour(place, len(case.powers))}}}" for place in range(len(case.powers))]
    rules.append(f".c{len(case.powers)}{{--c:{GREY}}}")
    own = len(case.powers) + 2  # the layer of the state's own line; behind it the years that stand alone
    rules.append(f".courses .layer_{own}_marks path,.courses .layer_{own + 1}_marks line{{stroke:var(--ink)}}")
    rules.append(f".courses .layer_{own + 2}_marks path{{fill:var(--ink)}}")
    if case.tiles:
        columns = max(column for column, _ in case.tiles.values()) + 1
        rows = max(row for _, row in case.tiles.values()) + 1
        places = [f".x{place}{{grid-column:{place + 1}}}" for place in range(columns)]
        places += [f".y{place}{{grid-row:{place + 1}}}" for place in range(rows)]
        grid = f".tiles{{grid-template-columns:repeat({columns},minmax(0,1fr))}}"
        rules.append("@media (min-width:52em),print{" + grid + "".join(places) + "}")
    return "\n".join(rules)


def free_place(case: Case) -> tuple[int, int] | None:
    """Return a place on the tile map that no state takes, for the legend; ``None`` if there is no map or it is full."""
    taken = {tuple(place) for place in case.tiles.values()}
    columns = max((column for column, _ in taken), default=-1) + 1
    rows = max((row for _, row in taken), default=-1) + 1
    free = [(column, row) for row in range(rows) for column in range(columns) if (column, row) not in taken]
    return free[0] if free else None
