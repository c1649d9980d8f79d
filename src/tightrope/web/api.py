"""The JSON API: what the ledger holds about a case, page by page, as of any moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Annotated, Any, Literal, Protocol, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, TypeAdapter

from tightrope.cases import Case
from tightrope.ledger import Narrowing
from tightrope.records import Estimate, QueryError
from tightrope.web.answers import (
    CaseAnswer,
    ClaimAnswer,
    DocumentAnswer,
    EstimateAnswer,
    EvidenceAnswer,
    HitAnswer,
    Page,
    Refusal,
    RunAnswer,
    TraceAnswer,
)
from tightrope.web.library import Library
from tightrope.web.ready import Holds, holds


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Item = TypeVar("Item")
Listed = TypeVar("Listed", bound=_Identified)
Answered = TypeVar("Answered", bound=RunAnswer | EstimateAnswer | EvidenceAnswer | DocumentAnswer)
_CLAIMS = TypeAdapter(list[ClaimAnswer])
_HITS = TypeAdapter(list[HitAnswer])
_ID = r"^[0-9a-f]{20}$"

AsOf = Annotated[
    AwareDatetime | None,
    Query(description="What the ledger had recorded by this moment, with its time zone: 2026-11-01T00:00:00Z."),
]
PublishedBy = Annotated[
    date | None, Query(description="Of documents published by this day; undated ones are left out.")
]
Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many items.")]
After = Annotated[str | None, Query(pattern=_ID, description="`next` of the page before.")]
Code = Annotated[str, Query(max_length=40)]
_REFUSALS = {
    400: "No letter or digit to look for.",
    404: "Nothing has this id.",
    421: "This server does not go by the name that it was asked for by.",
    422: "A parameter is unknown, or not of its kind.",
    503: "The ledger cannot be read just now.",
}
Kind = Literal["event", "stock", "tie", "position"]


def routes(library: Library) -> APIRouter:
    """Return the routes on one ledger and case."""
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(_known_parameters)], responses=_refused(421, 422, 503))

    @router.get("/case", summary="What the case is about", response_model=CaseAnswer)
    def case(request: Request) -> Response:
        holds(request, Holds.AS_LONG_AS_THE_LEDGER)
        return _sent(_case(library.case))

    @router.get(
        "/runs",
        summary="Runs of the measures, the newest first",
        responses=_refused(404),
        response_model=Page[RunAnswer],
    )
    def runs(request: Request, as_of: AsOf = None, after: After = None, limit: Limit = 100) -> Response:
        holds(request, Holds.UNTIL_THE_NEXT_RUN)
        with library.open() as ledger:
            known = list(ledger.runs(case=library.case.name, as_of=as_of))
            found = _following(known, after, limit, "run")
            return _sent(_page([RunAnswer.of(one) for one in found], limit))

    @router.get(
        "/estimates",
        summary="Estimates of the newest run, in its order",
        responses=_refused(404),
        response_model=Page[EstimateAnswer],
    )
    def estimates(
        request: Request,
        quantity: Annotated[str, Query(max_length=200, description="Exactly, or what it begins with before a *.")] = "",
        state: Code = "",
        power: Code = "",
        domain: Code = "",
        since: Annotated[int | None, Query(ge=1, le=9999, description="Of this year and later.")] = None,
        until: Annotated[int | None, Query(ge=1, le=9999, description="Of this year and earlier.")] = None,
        as_of: AsOf = None,
        after: After = None,
        limit: Limit = 100,
    ) -> Response:
        def wanted(one: Estimate) -> bool:
            begins = quantity.endswith("*") and one.quantity.startswith(quantity[:-1])
            named = not quantity or begins or one.quantity == quantity
            of = (not state or one.state == state) and (not power or one.power == power)
            then = (since is None or one.when.end.year >= since) and (until is None or one.when.start.year <= until)
            return named and of and then and (not domain or str(one.domain) == domain)

        holds(request, Holds.UNTIL_THE_NEXT_RUN)
        with library.open() as ledger:
            run = library.run(ledger, as_of)
            found = filter(wanted, library.estimates(ledger, run) if run else ())
            return _sent(_page([EstimateAnswer.of(one) for one in _following(found, after, limit, "estimate")], limit))

    @router.get(
        "/claims",
        summary="What experts and officials claim, and what measures and ledger say of it",
        response_model=list[ClaimAnswer],
    )
    def claims(request: Request, as_of: AsOf = None) -> Response:
        holds(request, Holds.UNTIL_CLAIMS_ARE_TESTED)
        with library.open() as ledger:
            known = {claim.id: claim for claim in library.case.claims()}
            found = [ClaimAnswer.of(one, known) for one in ledger.verdicts(library.case.name, as_of=as_of)]
        return _json(_CLAIMS.dump_json(found))

    @router.get(
        "/evidence",
        summary="What documents say, in the order of recording",
        responses=_refused(404),
        response_model=Page[EvidenceAnswer],
    )
    def evidence(
        request: Request,
        kind: Kind | None = None,
        as_of: AsOf = None,
        published_by: PublishedBy = None,
        after: After = None,
        limit: Limit = 100,
    ) -> Response:
        with library.open() as ledger:
            if after is not None:
                _or_404(lambda: ledger.evidence_by_id(after))
            found = _first(ledger.evidence(kind, as_of=as_of, published_by=published_by, after=after), limit)
            if len(found) > limit:  # what is recorded later comes behind
                holds(request, Holds.AS_LONG_AS_THE_LEDGER)
            return _sent(_page([EvidenceAnswer.of(one, ledger) for one in found], limit))

    @router.get(
        "/documents",
        summary="Documents, the newest first; their texts belong to who wrote them",
        responses=_refused(404),
        response_model=Page[DocumentAnswer],
    )
    def documents(
        as_of: AsOf = None, published_by: PublishedBy = None, after: After = None, limit: Limit = 100
    ) -> Response:
        with library.open() as ledger:
            if after is not None:
                _or_404(lambda: ledger.document(after))
            found = _first(
                ledger.documents(published_by=published_by, as_of=as_of, newest_first=True, after=after), limit
            )
            return _sent(_page([DocumentAnswer.of(one) for one in found], limit))

    @router.get(
        "/documents/{identity}/evidence",
        summary="What one document says, in the order of its text",
        responses=_refused(404),
        response_model=Page[EvidenceAnswer],
    )
    def of_document(identity: str, after: After = None, limit: Limit = 100) -> Response:
        with library.open() as ledger:
            every = list(ledger.evidence(document=identity))
            if not every:
                _or_404(lambda: ledger.document(identity))
            found = _following(every, after, limit, "evidence")
            return _sent(_page([EvidenceAnswer.of(one, ledger) for one in found], limit))

    @router.get(
        "/search",
        summary="Passages that hold every word of a query, in any language",
        responses=_refused(400),
        response_model=list[HitAnswer],
    )
    def search(
        q: Annotated[str, Query(min_length=1, max_length=1000, description="Words, with blanks between.")],
        language: Annotated[str | None, Query(max_length=20)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 20,
    ) -> Response:
        with library.open() as ledger:
            try:
                hits = ledger.search(q, limit=limit, within=Narrowing(language=language))
            except QueryError as error:
                raise HTTPException(400, str(error)) from error
        return _json(_HITS.dump_json([HitAnswer.of(hit) for hit in hits]))

    @router.get(
        "/trace/{identity}",
        summary="From an id (or its first six digits) to all it rests on",
        responses=_refused(404),
        response_model=TraceAnswer,
    )
    def trace(request: Request, identity: str, after: After = None, limit: Limit = 100) -> Response:
        with library.open() as ledger:
            whole = _or_404(lambda: ledger.trace(identity))
        found = _following(whole.rests_on, after, limit, "step")
        if whole.kind not in ("document", "origin") and identity == whole.id:
            # A run may say anew what the prior decides of an estimate. All else that it rests on was there before it.
            holds(request, Holds.UNTIL_THE_NEXT_RUN)
        return _sent(TraceAnswer.of(whole, found[:limit], found[limit - 1].id if len(found) > limit else None))

    return router


def _refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the schema says of answers with these statuses."""
    return {status: {"model": Refusal, "description": _REFUSALS[status]} for status in statuses}


def _sent(answer: BaseModel) -> Response:
    """An answer as it goes out; left to the framework, it would be checked and turned into plain values once more."""
    return _json(answer.model_dump_json().encode())


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


async def _known_parameters(request: Request) -> None:
    """Refuse a parameter that the path does not have: misspelt, it would widen the list instead of narrowing it."""
    known = [one.alias for one in request.scope["route"].dependant.query_params]
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        there = f"there are {', '.join(known)}" if known else "there are none here"
        raise HTTPException(422, f"no parameter {', '.join(unknown)}; {there}")


def _case(case: Case) -> CaseAnswer:
    domains = dict.fromkeys(channel.domain.value for channel in case.channels)
    return CaseAnswer(
        name=case.name,
        title=dict(case.title),
        first_year=case.window.first,
        last_year=case.window.last,
        states=list(case.states),
        powers=list(case.powers),
        domains=list(domains),
        channels=[channel.name for channel in case.channels],
        labels={code: dict(texts) for code, texts in case.labels.items()},
    )


def _first(found: Iterator[Item], limit: int) -> list[Item]:
    """One more than the limit, and let go of the rest before the ledger is closed."""
    return list(islice(found, limit + 1))


def _following(found: Iterable[Listed], after: str | None, limit: int, what: str) -> list[Listed]:
    """What comes after the one with an id, one more than the limit."""
    items = iter(found)
    if after is not None and not any(one.id == after for one in items):
        raise HTTPException(404, f"no {what} {after} in this list: has it changed since that was given as `next`?")
    return list(islice(items, limit + 1))


def _page(items: list[Answered], limit: int) -> Page[Answered]:
    """One page of items of which one more than the limit was looked for."""
    more = len(items) > limit
    return Page(items=items[:limit], next=items[limit - 1].id if more else None)


def _or_404(look: Callable[[], Item]) -> Item:
    try:
        return look()
    except QueryError as error:
        raise HTTPException(404, str(error)) from error
