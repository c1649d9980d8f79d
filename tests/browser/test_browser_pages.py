"""Every kind of page in both languages, in Chromium: nothing complains, nobody else is asked, everybody can read it."""

from __future__ import annotations

import httpx
import pytest
from looking import FILES, Look, Visitor

from tightrope.brief.wording import LOCALES
from tightrope.web.site import Site

pytestmark = pytest.mark.timeout(900)  # whoever comes first waits for all pages to be looked at

#: Of the overview with its style sheet, scripts and pictures, bytes.
LARGEST_OVERVIEW = 600_000
#: Until something of it is seen, milliseconds.
SLOWEST_PAINT = 1000
_FIRST_PAINT = """() => new Promise(told => new PerformanceObserver(list => {
  const seen = list.getEntriesByName('first-contentful-paint')
  if (seen.length) told(seen[0].startTime)
}).observe({ type: 'paint', buffered: true }))"""


def told(looks: list[Look], name: str) -> dict[str, object]:
    """What was seen under a name, where there was any."""
    return {one.url: seen for one in looks if (seen := getattr(one, name))}


def test_every_page_is_there(looks: list[Look]) -> None:
    assert len(looks) > 10
    assert {one.url: one.status for one in looks if one.status != 200} == {}


def test_no_page_complains_in_the_console(looks: list[Look]) -> None:
    assert told(looks, "complaints") == {}


def test_no_page_asks_another_host(looks: list[Look]) -> None:
    assert told(looks, "elsewhere") == {}


def test_no_page_breaks_a_serious_rule_of_accessibility_by_day_or_night(looks: list[Look]) -> None:
    assert told(looks, "violations") == {}


def test_no_page_scrolls_sideways_on_a_phone(looks: list[Look]) -> None:
    assert told(looks, "too_wide") == {}


def test_the_overview_is_light(looks: list[Look]) -> None:
    assert {one.url: one.bytes for one in looks if one.url.count("/") == 2 and one.bytes > LARGEST_OVERVIEW} == {}


def test_every_file_to_take_away_is_there_and_is_what_it_is_called(site: Site, address: str) -> None:
    media = dict(zip(FILES, ("image/svg+xml", "image/png", "text/csv"), strict=True))
    for path in [one for one in site.addresses() if one.endswith(FILES)][::30]:
        for locale in LOCALES:
            answer = httpx.get(f"{address}/{locale}/{path}", timeout=60)
            ending = f".{path.rpartition('.')[2]}"
            assert (path, answer.status_code) == (path, 200)
            assert answer.headers["content-type"].partition(";")[0] == media[ending]


def test_the_overview_shows_within_a_second(visitor: Visitor) -> None:
    times = []
    for _ in range(3):  # the best of them: what the machine does besides is not the page's doing
        visitor.page.goto(f"{visitor.address}/en/")
        times.append(visitor.page.evaluate(_FIRST_PAINT))
    assert min(times) < SLOWEST_PAINT
