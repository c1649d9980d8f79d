"""What every page of the dashboard knows: the ledger's newest state, its language, and where everything stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from babel import Locale
from markupsafe import Markup

from tightrope.brief.labels import Labels
from tightrope.brief.links import Links, foreign
from tightrope.brief.publication import Publication
from tightrope.brief.templating import common, links_of
from tightrope.brief.wording import LOCALES, Words
from tightrope.cases import Case
from tightrope.records import TightropeError
from tightrope.web.desk import Desk
from tightrope.web.places import Pages


class NotThereError(TightropeError):
    """There is no such page.

    Args:
        key: what is said of it in each language.
        values: what is put into the words.
    """

    def __init__(self, key: str, **values: object) -> None:
        self._key, self._values = key, {name: foreign(str(value)) for name, value in values.items()}
        super().__init__(Words("en")(key, **values).unescape())

    def told(self, words: Words) -> Markup:
        """Return the reason in a language."""
        return words(self._key, **self._values)


@dataclass(frozen=True)
class View:
    """One page in the making.

    Attributes:
        desk: the newest state of the ledger.
        links: the language, names and addresses.
        pages: the addresses of the dashboard.
        path: the page's own, without the language and without slashes at the ends.
        options: what stands behind the question mark of its address.
        ledger: opens the ledger for reading, for what the desk does not hold; use it in a ``with`` statement.
        static: whether it is written as a file, for a server that answers no questions.
    """

    desk: Desk
    links: Links
    pages: Pages
    path: str
    options: Mapping[str, str]
    ledger: Callable[[], Any]
    static: bool = False

    @classmethod
    def of(
        cls,
        desk: Desk,
        locale: str,
        path: str,
        options: Mapping[str, str],
        ledger: Callable[[], Any],
        *,
        static: bool = False,
        root: str | None = None,
    ) -> View:
        """Return the view of a page in a language; ``root`` leads to the language's folder if the path does not."""
        case = desk.publication.case
        if root is None:
            root = "../" * (path.count("/") + 1 if path else 0)
        pages = Pages(root, tuple(case.powers), tuple(case.states))
        links = links_of(desk.publication, Words(locale), pages)
        return cls(desk, links, pages, path, options, ledger, static)

    @property
    def publication(self) -> Publication:
        """The newest run with all it rests on."""
        return self.desk.publication

    @property
    def case(self) -> Case:
        """The case."""
        return self.publication.case

    @property
    def words(self) -> Words:
        """The language."""
        return self.links.words

    @property
    def labels(self) -> Labels:
        """The names."""
        return self.links.labels

    def content(self) -> dict[str, Any]:
        """Return what all templates of the dashboard use, by name."""
        return {
            **common(self.publication, self.links),
            "heading": ("h1", "h2"),
            "view": self,
            "pages": self.pages,
            "others": {
                locale: f"{self.pages.root}../{locale}/{quote(self.path)}{'/' if self.path else ''}"
                for locale in LOCALES
            },
            "language": language_name,
            "files": f"{self.pages.root}../static/",
        }


@cache
def language_name(locale: str) -> str:
    """Return what a language calls itself."""
    own = Locale.parse(LOCALES[locale])
    return own.get_display_name(own) or locale


@dataclass(frozen=True)
class Kind:
    """One kind of page.

    Attributes:
        name: what it is called: of its template, of its entry in the navigation.
        pattern: the paths that it answers to.
        content: returns what its template needs, given what the pattern's groups hold; raises ``NotThereError``.
        paths: the paths that exist, for whoever writes all of them.
        version: what the page shows beyond the newest run, to be compared: it is made anew when that changes.
        options: parameters that it knows.
        early: whether it is made before anybody asks, because it has many charts.
    """

    name: str
    pattern: re.Pattern[str]
    content: Callable[..., dict[str, Any]]
    paths: Callable[[Desk], Iterable[str]]
    version: Callable[..., Any] = field(default=lambda desk, **_: None)
    options: tuple[str, ...] = ()
    early: bool = False

    @property
    def template(self) -> str:
        """Name of its template."""
        return f"{self.name}.page.j2"

    def matched(self, path: str) -> dict[str, str] | None:
        """Return what the groups of the pattern hold, or ``None`` if the path is not of this kind."""
        found = self.pattern.fullmatch(path)
        return found.groupdict() if found else None


def single(name: str, content: Callable[..., dict[str, Any]], **more: Any) -> Kind:
    """Return a kind of which there is one page, at the path that is its name."""
    return Kind(name, re.compile(re.escape(name)), content, lambda _: (name,), **more)
