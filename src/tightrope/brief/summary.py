"""The one-screen table of the newest estimates, as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from tightrope.brief.age import behind
from tightrope.brief.labels import ALL, Labels
from tightrope.brief.links import SIGN, Links
from tightrope.brief.publication import BALANCE, Publication, read_publication
from tightrope.brief.sentences import averaged, joined
from tightrope.brief.wording import Words
from tightrope.cases import Case
from tightrope.records import Estimate

if TYPE_CHECKING:
    from tightrope.ledger import Ledger


def summary(ledger: Ledger, case: Case, locale: str = "en") -> tuple[list[str], list[list[str]], str]:
    """Return the table that a terminal shows: states × powers, share over all domains with 90 % interval, balance.

    Args:
        ledger: where the published numbers are.
        case: the case.
        locale: ``en`` or ``zh-Hant``.

    Returns:
        Column titles; one row a state, all cells text; one line on how to read it.

    Raises:
        TightropeError: there are no words in that locale.
    """
    words = Words(locale)
    labels = Labels(case, words)
    publication = read_publication(ledger, case)
    links = Links(words, labels, publication.mostly_prior)
    columns = [words("column.state"), *(labels.party(power) for power in case.powers)]
    columns += [words("quantity.effective_powers"), words("column.year")]
    rows = [_row(publication, state, links) for state in case.states]
    if not publication.estimates:
        return _plain(columns), rows, words("short.empty").unescape()
    note = [words("summary.note", averaged=averaged(publication, labels))]
    if any(SIGN in cell for row in rows for cell in row):
        note.append(words("prior.summary", sign=SIGN))
    return _plain(columns), rows, joined(note, links).unescape()


def _row(publication: Publication, state: str, links: Links) -> list[str]:
    shares = publication.shares(state, ALL)
    cells = [links.labels.party(state)]
    for power in publication.case.powers:
        share = shares.get(power)
        cells.append(_cell(links, share) if share else links.words("measured.not"))
    balance = publication.latest(BALANCE, state)
    cells.append(_cell(links, balance) if balance else links.words("measured.not"))
    years = {share.when.start.year for share in shares.values()}
    age = behind(publication, state, ALL)
    year = escape(max(years)) if years else Markup("–")
    return _plain([*cells, links.words("number.interval", number=year, interval=links.age(age, ALL)) if age else year])


def _cell(links: Links, estimate: Estimate) -> Markup:
    number = links.plain(estimate) + (SIGN if links.marked(estimate) else "")
    return links.words("number.interval", number=number, interval=links.interval(estimate))


def _plain(cells: list[Markup]) -> list[str]:
    return [cell.unescape() for cell in cells]
