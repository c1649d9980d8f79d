"""Looking at a page with a real browser: what it asks for, complains of, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

#: So many pages of one kind are looked at, the first, the last and some between.
OF_A_KIND = 4
FILES = (".svg", ".png", ".csv")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
#: WCAG 2.1, levels A and AA.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_ALL = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": _RULES}}
_CONTRAST = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
_AXE = Axe().axe_script
_GRAVE = ("serious", "critical")


@dataclass(frozen=True)
class Look:
    """What was seen on one page.

    Attributes:
        url: its path.
        status: of the answer.
        complaints: errors and warnings of the console, and of scripts.
        elsewhere: addresses on other hosts that it asked for.
        violations: of WCAG 2.1 AA, serious or critical, by day and by night.
        too_wide: what is wider than a phone's 360 pixels, if the page scrolls sideways there.
        bytes: of the page with its style sheet, scripts and pictures, as sent.
    """

    url: str
    status: int
    complaints: tuple[str, ...]
    elsewhere: tuple[str, ...]
    violations: tuple[str, ...]
    too_wide: tuple[str, ...]
    bytes: int


def chosen(paths: Iterable[str]) -> list[str]:
    """All pages of the kinds that have few, of the others some, evenly spread; files to take away are no pages."""
    by_kind: dict[tuple[str, int], list[str]] = {}
    for path in paths:
        if path.endswith(FILES):
            continue
        by_kind.setdefault((path.partition("/")[0], path.count("/")), []).append(path)
    return [one for some in by_kind.values() for one in spread(some, OF_A_KIND)]


def spread(items: list[str], number: int) -> Iterator[str]:
    """So many items, evenly spread, with the first and the last."""
    if len(items) <= number:
        yield from items
        return
    for place in range(number):
        yield items[place * (len(items) - 1) // (number - 1)]


@dataclass
class Visitor:
    """One window of a browser."""

    browser: Browser
    address: str
    page: Page = field(init=False)
    _complaints: list[str] = field(default_factory=list)
    _asked: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.page = self.browser.new_page(viewport=DESK, locale="en-GB", color_scheme="light")
        self.page.set_default_timeout(120_000)  # a whole brief, on a machine that is busy with other things
        self.page.on("console", lambda said: self._complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self._complaints.append(f"script: {error}"))
        self.page.on("requestfailed", lambda asked: self._complaints.append(f"failed: {asked.url}"))
        self.page.on("request", lambda asked: self._asked.append(asked.url))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.page.close()

    def look(self, locale: str, path: str) -> Look:
        """Open a page, and all that it folds away: on a phone, on a desk by day, by night."""
        url = f"/{locale}/{path}/" if path else f"/{locale}/"
        self._complaints.clear()
        self._asked.clear()
        answer = self.page.goto(self.address + url)
        assert answer is not None
        size = self.page.evaluate(_BYTES)
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        self.page.set_viewport_size(PHONE)
        wide = tuple(self.page.evaluate(_TOO_WIDE))
        self.page.set_viewport_size(DESK)
        self.page.evaluate(_SHORTEN, [1_000, 6])
        grave = [f"light: {one}" for one in violations(self.page, _ALL)]
        self.page.emulate_media(color_scheme="dark")
        grave += [f"dark: {one}" for one in violations(self.page, _CONTRAST)]
        self.page.emulate_media(color_scheme="light")
        host = urlsplit(self.address).netloc
        return Look(
            url=url,
            status=answer.status,
            complaints=tuple(self._complaints),
            elsewhere=tuple(one for one in self._asked if urlsplit(one).netloc not in (host, "")),
            violations=tuple(grave),
            too_wide=wide,
            bytes=size,
        )


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe-core finds that is serious or critical: the rule and the first places."""
    page.evaluate(_AXE)
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{one['id']} ({len(one['nodes'])}): {'; '.join(' '.join(node['target']) for node in one['nodes'][:3])}"
        for one in found
        if one["impact"] in _GRAVE
    ]


_BYTES = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""
#: The first elements that stick out of a page that scrolls sideways, with their sections; none if it does not. What
#: scrolls by itself may be as wide as it likes.
_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const out = []
  const visit = parent => {
    for (const one of parent.children) {
      if (out.length === 5 || !one.checkVisibility()) continue
      if (one.getBoundingClientRect().right > width + 1 && !one.firstElementChild) {
        out.push(`${one.tagName}.${one.getAttribute('class') ?? ''} in #${one.closest('[id]')?.id}: ${one.textContent}`)
      }
      if (getComputedStyle(one).overflowX === 'visible') visit(one)
    }
  }
  visit(document.body)
  return out.length ? out : ['something']
}"""
#: Of elements of the same kind in places of the same kind, all but the first few are taken out of a very large page:
#: axe-core takes minutes for a whole brief, whose thousands of rows are made by the same few lines.
_SHORTEN = """([most, few]) => {
  if (document.querySelectorAll('*').length <= most) return
  const alike = new Map()
  const visit = (parent, place) => {
    for (const child of [...parent.children]) {
      const kind = `${place}>${child.tagName}.${child.getAttribute('class') ?? ''}`
      alike.set(kind, (alike.get(kind) ?? 0) + 1)
      if (alike.get(kind) > few && !['TD', 'TH'].includes(child.tagName)) child.remove()
      else visit(child, kind)
    }
  }
  visit(document.body, '')
}"""
