"""The two parties of a joint figure, such as trade, and whom a document means where the clause names only one."""

from __future__ import annotations

from tightrope.extract.carried import carried_pair, home, partner, says
from tightrope.extract.figure_parties import code_of, codes_of
from tightrope.extract.figure_roles import Finder
from tightrope.extract.reading import Clause, Party
from tightrope.extract.weights import is_economy

_TWO = 2
_SIDES = ("with", "to", "from", "on", "for")


def pair_of(finder: Finder) -> tuple[str, str] | None:
    """The two parties of a joint figure: of the clause, of the sentence, or of what the document is about."""
    clause = finder.reading.clause_of(finder.hit.start)
    codes = _distinct(finder.parties)
    if len(codes) < _TWO:
        blocs = (code for party in finder.parties if party.body for code in codes_of(party) if is_economy(code))
        codes = list(dict.fromkeys([*codes, *blocs]))
    if finder.listed:
        known = finder.memory.shared if finder.memory.shared != finder.listed else ""
        rest = [code for code in codes if code != finder.listed] or [known or home(finder.memory, finder.listed)]
        return (finder.listed, rest[0]) if len(rest) == 1 and rest[0] else None
    if len(codes) == _TWO:
        named = [one for one in finder.reading.parties if not one.pronoun and not one.body and one.start < clause.start]
        if all(one.pronoun for one in finder.parties) and any(not set(one.codes) & set(codes) for one in named):
            # China remains the main partner, with … between the two nations: the pair told before is not meant.
            return None
        return codes[0], codes[1]
    if len(codes) > _TWO:
        return _nearest_pair(finder)
    if finder.compared:
        # «Мы, опередив Китай, …»: who is compared with a third may be anybody.
        return None
    finder.carried = 1
    if len(codes) == 1 and clause.relative:
        owner = _antecedent(finder, clause, codes[0])
        return (codes[0], owner) if owner else None
    every = _distinct([one for one in finder.reading.parties if one.start < finder.quantity.start])
    if len(every) == _TWO:
        return every[0], every[1]
    if not codes and (pair := carried_pair(finder.reading, clause, finder.memory, finder.lex)):
        return pair
    every = _distinct(finder.reading.parties)
    if len(every) == _TWO:
        return every[0], every[1]
    finder.carried = 2
    if codes:
        other = partner(finder.reading, clause, finder.memory, finder.lex, codes[0]) or _directed(finder, codes[0])
        return (codes[0], other) if other else None
    return None


def _antecedent(finder: Finder, clause: Clause, known: str) -> str:
    """Китай, который импортировал узбекской продукции на …: whom a relative clause hangs on."""
    before = [one for one in finder.reading.parties if one.end <= clause.start and code_of(one)]
    code = code_of(before[-1]) if before else ""
    return code if code != known else ""


def _distinct(parties: list[Party]) -> list[str]:
    return list(dict.fromkeys(code for party in parties if not party.body for code in codes_of(party)))


def _nearest_pair(finder: Finder) -> tuple[str, str] | None:
    """Of more than two parties, the two that are told as one, or the subject with the one after to or with."""
    joined = [one for one in finder.parties if len(_distinct([one])) == _TWO]
    if joined:
        near = min(joined, key=lambda one: abs(one.start - finder.hit.start))
        first, second = _distinct([near])
        return first, second
    subject = finder.first(("subj", "of", "attr"), "")
    other = finder.first(("with", "to", "from", "on"), subject) if subject else ""
    return (subject, other) if other else None


def _directed(finder: Finder, known: str) -> str:
    """Exports to Russia, trade with China: the other side is what the text speaks of."""
    # Exports from Uzbekistan go anywhere.
    out = says(finder.reading.text, "export", finder.lex, finder.hit.start, finder.hit.end)
    sides = [slot for slot in _SIDES if not (out and slot == "from")]
    marked = any(party.slot in sides and code_of(party) == known for party in finder.parties)
    topic, main, named = finder.topic(known) if marked else "", home(finder.memory, known), finder.memory.named
    # "Russia came second. Most of all it trades with China, trade with which …": the text is about a third all along.
    return main if topic and named.get(main, 0) > named.get(topic, 0) else topic
