"""The invented case with documents, tables and evidence whose every text tries to get out of the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from brief_vales import Held, document, event, fill, observation, span

from tightrope.ledger import Ledger
from tightrope.records import Estimate, Origin, Position, Stock, Tie, When

#: Each would be an element, an attribute, a script, a link or a computed value if it were taken for more than text.
ATTEMPTS = (
    "<script>window.hit=1</script>",
    "</script></style></title></textarea><hit-me>",
    '"><img src=x onerror="window.hit=1">',
    "'><svg/onload=window.hit=1><a xlink:href='javascript:window.hit=1'>x</a></svg>",
    "' onmouseover='window.hit=1' x='",
    "</bdi></q></mark></section></main><iframe src='javascript:parent.hit=1'></iframe>",
    "<base href=//elsewhere.example/><meta http-equiv=refresh content='0;url=//elsewhere.example'>",
    "{{ 6007 * 7 }} {% for x in range(9) %}hit-me{% endfor %} ${6007*7} %(hit)s {hit}",
    "<!-- <![CDATA[ ]]> --> &lt;script&gt; &#60;hit-me&#62;",
    "\u202eesrever \u2066isolated \u200f\u061c\u202d",
    "W" * 400,
)
#: What may stand in a document: a ledger takes no half of a surrogate pair, but it takes this.
ODD = "zebra \x00\x01\x0b\x1b\x7f\x85\ufffe\ufdd0 zebra"
ADDRESSES = (
    "javascript:window.hit=1", " JaVaScRiPt:window.hit=1", "java\nscript:window.hit=1", "\x01javascript:window.hit=1",
    "data:text/html,<script>parent.hit=1</script>", "vbscript:hit", "file:///etc/passwd", "//elsewhere.example/x",
    'https://a.example/"><script>window.hit=1</script>', "https://a.example/' onclick='window.hit=1",
    "http:javascript:hit", "https://[::1", "10.1234/a\"><script>window.hit=1</script>", "../../etc/passwd",
    '#x"><hit-me>',
)  # fmt: skip


def fill_hostile(ledger: Ledger) -> Held:
    """Fill a ledger as usual; then add a document for each attempt and address, with evidence, and publish it all."""
    held = fill(ledger)
    all_text = " ".join((*ATTEMPTS, ODD))
    for number, url in enumerate(ADDRESSES):
        attempt = ATTEMPTS[number % len(ATTEMPTS)]
        origin = Origin(
            producer=f"P {attempt}", title=f"O {attempt}", url=url, licence=attempt, accessed=date(2011, 3, 4)
        )
        source = document(
            f"zebra {number} {all_text}", title=f"T{number} {attempt}", origin=origin, language=attempt[:30]
        )
        ledger.add_document(
            replace(source, author=attempt, name=f"{attempt}.md"), _evidence(source, attempt), compare=False
        )
    table = Origin(producer=all_text, title=f"Table {all_text}", url=ADDRESSES[0], licence=all_text)
    rows = [
        replace(observation("PWA", "NVA", 2000 + number, 3e9), origin=table.id, locator=attempt, unit="USD")
        for number, attempt in enumerate(ATTEMPTS)
    ]
    ledger.add_observations(table, rows)
    evidence = [one.id for one in ledger.evidence() if one.id not in {known.id for known in held.evidence}]
    hostile = tuple(sorted({*evidence, *(row.id for row in rows)}))
    ledger.add_estimates([_resting(one, hostile) for one in held.estimates], case="vales", seed=2)
    return held


def _evidence(source: object, attempt: str) -> list[object]:
    common = {**span(source), "attributed_to": attempt, "coder": attempt}  # type: ignore[arg-type]
    return [
        event(source, attributed_to=attempt, coder=attempt, mode=attempt),  # type: ignore[arg-type]
        event(source, when=None, attributed_to=ODD),  # type: ignore[arg-type]
        Stock(**common, holder="PWA", over="NVA", channel="economy.firms", value=4, lower=4, upper=4, unit=attempt,
              as_of=When.year(2009)),
        Stock(**common, holder="PWA", over="NVA", channel=attempt, value=4, lower=4, upper=4, unit="firms"),
        Tie(**common, a="NVA", b=attempt, relation="member"),
        Tie(**common, a="NVA", b="PWA", relation=attempt, since=When.year(1995)),
        Position(**common, actor="NVA", issue=attempt, stance=attempt, when=When.year(2008)),
    ]  # fmt: skip


def _resting(one: Estimate, ids: tuple[str, ...]) -> Estimate:
    return replace(one, rests_on=tuple(sorted({*one.rests_on, *ids})))
