"""The dashboard as a set of pages: which there are, and each of them as bytes, for a server or for files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader

from tightrope.brief.links import readable
from tightrope.brief.page import rendered
from tightrope.brief.style import style_of
from tightrope.brief.templating import environment
from tightrope.brief.wording import LOCALES
from tightrope.records import TightropeError
from tightrope.web.library import Library
from tightrope.web.pages import KINDS
from tightrope.web.pages.figure import FILES, as_file, available, grown
from tightrope.web.shelf import Shelf
from tightrope.web.view import Kind, NotThereError, View, language_name

#: So many bytes of finished pages are kept.
KEPT_BYTES = 96 * 2**20
#: Path of the brief. It is one file that carries its own style sheet and, in itself, the policy that allows no other.
BRIEF = "brief"
#: What a browser may do with pages that are files: a server of files may send no policy of its own.
FILE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
BRIEF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
#: Path of a figure as a file.
_PICTURE = re.compile(rf"figure/(?P<name>[A-Za-z0-9._-]{{1,120}})\.(?P<kind>{'|'.join(FILES)})")
MEDIA: Mapping[str, str] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


@dataclass(frozen=True)
class Content:
    """A finished page or file.

    Attributes:
        body: its bytes.
        media: its media type.
        status: 200, or 404 for the page that says there is none.
        policy: what a browser may do with it, if not what it may with all pages.
    """

    body: bytes
    media: str = MEDIA["html"]
    status: int = 200
    policy: str = ""


@dataclass(slots=True)
class Site:
    """All pages on one ledger and case."""

    library: Library
    _shelf: Shelf[Content] = field(default_factory=lambda: Shelf(KEPT_BYTES))

    def addresses(self) -> Iterator[str]:
        """Return the paths of all pages, without the language and without slashes at the ends."""
        desk = self.library.desk()
        yield BRIEF
        for kind in KINDS:
            yield from kind.paths(desk)
        for name in available(desk):
            yield from (f"figure/{name}.{kind}" for kind in FILES)

    @staticmethod
    def is_page(path: str) -> bool:
        """Return whether a path is that of a page, and not of a file."""
        return not _PICTURE.fullmatch(path)

    def prepare(self) -> None:
        """Make the pages that take long, one after the other, so that few readers wait for them.

        What is wrong with the ledger is left to be told to whoever asks for a page.
        """
        with suppress(TightropeError):
            early = [path for kind in KINDS if kind.early for path in kind.paths(self.library.desk())]
            for locale in LOCALES:
                for path in early:
                    self.page(locale, path, {})

    def choice(self) -> Content:
        """Return the page that lets a reader choose the language, for a server that cannot ask the browser."""
        title = self.library.case.title
        titles = {locale: title.get(locale) or title["en"] for locale in LOCALES}
        made = {"titles": titles, "language": language_name, "policy": FILE_POLICY}
        return Content(_templates().get_template("choice.page.j2").render(made).encode())

    def page(self, locale: str, path: str, options: Mapping[str, str], *, static: bool = False) -> Content:
        """Return a page; the same state of the ledger gives the same bytes.

        Args:
            locale: its language.
            path: without the language and without slashes at the ends; empty for the overview.
            options: what stands behind the question mark; what the page does not know is left out.
            static: whether it is for a server that answers no questions.

        Raises:
            NotThereError: there is no such page, or no such language.
        """
        if locale not in LOCALES:
            raise NotThereError("not_there.language", languages=", ".join(LOCALES))
        if path == BRIEF:
            return self._brief(locale)
        picture = _PICTURE.fullmatch(path)
        if picture:
            return self._picture(locale, path, picture["name"], picture["kind"])
        for kind in KINDS:
            groups = kind.matched(path)
            if groups is not None:
                return self._page(kind, groups, locale, path, options, static)
        raise NotThereError("not_there.page", path=path)

    def _brief(self, locale: str) -> Content:
        desk = self.library.desk()

        def make() -> Content:
            return Content(rendered(desk.publication, locale).encode(), policy=BRIEF_POLICY)

        return self._shelf.get((locale, BRIEF, desk.revision), make)

    def _picture(self, locale: str, path: str, name: str, kind: str) -> Content:
        desk = self.library.desk()

        def make() -> Content:
            view = View.of(desk, locale, path, {}, self.library.open)
            return Content(as_file(view, name, kind), FILES[kind])

        return self._shelf.get((locale, path, desk.revision), make, grown(desk, name))

    def _page(
        self, kind: Kind, groups: dict[str, str], locale: str, path: str, options: Mapping[str, str], static: bool
    ) -> Content:
        desk = self.library.desk()
        known = {name: readable(options[name]) for name in kind.options if options.get(name)}

        def make() -> Content:
            view = View.of(desk, locale, path, known, self.library.open, static=static)
            made = {**view.content(), "policy": FILE_POLICY, **kind.content(view, **groups)}
            return Content(_templates().get_template(kind.template).render(made).encode())

        key = (locale, path, tuple(known.items()), static, desk.revision)
        return self._shelf.get(key, make, kind.version(desk, **groups))

    def not_there(self, address: str, why: NotThereError) -> Content:
        """Return the page that says that there is no such page.

        Args:
            address: what was asked for, from the root of the server and without the slash there; links of the page lead
                from it, with or without a slash at its end, to where there is something.
            why: why there is none.
        """
        locale, _, path = address.partition("/")
        wanted = locale if locale in LOCALES else "en"
        root = f"{'../' * address.count('/')}{wanted}/"
        here = readable(path.rstrip("/")) or "-"
        view = View.of(self.library.desk(), wanted, here, {}, self.library.open, root=root)
        text = (
            _templates()
            .get_template("not_there.page.j2")
            .render({**view.content(), "policy": FILE_POLICY, "reason": why.told(view.words)})
        )
        return Content(text.encode(), status=404)

    def file(self, name: str) -> Content:
        """Return a file of the dashboard: its style sheet or a script.

        Raises:
            NotThereError: there is no such file.
        """
        if name not in files():
            raise NotThereError("not_there.file", name=name)
        body = (resources.files("tightrope.web") / "static" / name).read_bytes()
        if name.endswith(".css"):
            body = style_of(self.library.case).encode() + b"\n" + body
        return Content(body, MEDIA[name.rpartition(".")[2]])


@cache
def files() -> tuple[str, ...]:
    """Return the names of the dashboard's files."""
    return tuple(sorted(one.name for one in (resources.files("tightrope.web") / "static").iterdir()))


@cache
def _templates() -> Environment:
    return environment(PackageLoader("tightrope.web"))
