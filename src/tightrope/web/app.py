"""The application: pages and API behind one guard."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from babel import Locale, UnknownLocaleError
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from tightrope import __version__
from tightrope.brief.wording import LOCALES
from tightrope.cases import Case
from tightrope.records import TightropeError
from tightrope.web.api import routes
from tightrope.web.guard import LOCAL_NAMES, Guard
from tightrope.web.library import Library
from tightrope.web.ready import Ready
from tightrope.web.site import MEDIA, Content, Site
from tightrope.web.view import NotThereError


def create_app(ledger: Path, case: Case, *, names: Iterable[str] = ()) -> FastAPI:
    """Return the web application on a ledger, which it only reads.

    Args:
        ledger: the file; looked at anew for each request, so that what is read or measured meanwhile shows.
        case: whose runs and pages are shown.
        names: further names, beside those of this machine, under which it may be asked; ``*`` allows every name.
    """
    library = Library(ledger, case)
    site = Site(library)

    @asynccontextmanager
    async def prepared(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=site.prepare, daemon=True).start()
        yield

    app = FastAPI(
        title="tightrope",
        lifespan=prepared,
        version=__version__,
        description="What a ledger holds about a case, read-only. Every number leads to what it rests on.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # it would load its script from another host
        redoc_url=None,
    )
    known = frozenset({*LOCAL_NAMES, *(name.lower() for name in names)})
    app.add_middleware(Guard, names=known, ready=Ready(library))
    app.include_router(routes(library))

    @app.exception_handler(TightropeError)
    def unreadable(_: Request, error: TightropeError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 503)

    @app.exception_handler(Exception)  # the server writes it into its log
    def unforeseen(_: Request, error: Exception) -> JSONResponse:
        told = f"{ledger} gives no answer to this; `tightrope doctor` tells whether it is damaged"
        return JSONResponse({"detail": told}, 500)

    @app.get("/", include_in_schema=False)
    def choose(request: Request) -> RedirectResponse:
        return RedirectResponse(f"{language_of(request.headers.get('accept-language', ''))}/", 307)

    @app.get("/static/{name}", include_in_schema=False)
    def file(name: str) -> Response:
        try:
            return _answered(site.file(name))
        except NotThereError as error:
            return _answered(site.not_there(f"static/{name}", error))

    @app.get("/{locale}", include_in_schema=False)
    @app.get("/{locale}/{path:path}", include_in_schema=False)
    def page(request: Request, locale: str, path: str | None = None) -> Response:
        if locale == "api":
            raise HTTPException(404, "there is no such path; /api/v1/openapi.json lists those that there are")
        # As it came: the address that Starlette puts together fails on bytes that are not UTF-8.
        asked_for: str = request.scope["path"]
        name = (path or "").removesuffix("/")
        try:
            if path == "/":
                raise NotThereError("not_there.page", path=asked_for)
            found = site.page(locale, name, dict(request.query_params))
        except NotThereError as error:
            return _answered(site.not_there(asked_for[1:], error))
        if path is None or (path and path == name and found.media == MEDIA["html"]):
            query = request.scope["query_string"].decode("latin-1")
            # Links of a page are relative to its address with a slash at the end.
            return RedirectResponse(f"{asked_for.rpartition('/')[2]}/{f'?{query}' if query else ''}", 307)
        return _answered(found)

    return app


def _answered(content: Content) -> Response:
    headers = {"Content-Security-Policy": content.policy} if content.policy else None
    return Response(content.body, content.status, headers, content.media)


def language_of(accepted: str) -> str:
    """Return the locale that a browser's ``Accept-Language`` likes best; English if it likes none of them.

    Any Chinese counts as traditional Chinese: it is the only Chinese there is.
    """
    wishes = []
    for place, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            language = Locale.parse(tag, sep="-").language
            wishes.append((-float(weight or 1), place, language))
        except (ValueError, UnknownLocaleError, TypeError):
            continue
    by_language = {Locale.parse(name).language: locale for locale, name in LOCALES.items()}
    return next((by_language[language] for _, _, language in sorted(wishes) if language in by_language), "en")
