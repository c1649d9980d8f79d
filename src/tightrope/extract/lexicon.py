"""Lexicons: frames as package data, one line each, and the automaton that finds their triggers.

A line of ``lexicons/<language>.<kind>.tsv`` has the columns (tab between them, ``#`` starts a comment line)

    triggers  needs  roles  type  mode  domain  polarity  flags  example  gives

``triggers`` is one trigger or several joined by ``|``; ``needs`` words of which one must follow in the same clause;
``roles`` who is source and target (``subj>obj,with``, see :class:`Roles`); ``example`` a sentence with ``{}`` for the
trigger, and ``gives`` what the coder must find in it (``CHN>KAZ``). The tests run the example of every trigger. How to
write a line: docs/adding-a-language.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind

from tightrope.extract.folding import fold, lower
from tightrope.extract.shadowed import act_within
from tightrope.records import Domain, ExtractError

COLUMNS = ("triggers", "needs", "roles", "type", "mode", "domain", "polarity", "flags", "example", "gives")
SLOTS = frozenset(
    [
        "subj",
        "obj",
        "with",
        "to",
        "on",
        "about",
        "for",
        "by",
        "from",
        "in",
        "of",
        "any",
        "pair",
        "body",
        "topic",
        "attr",
        "larger",
        "lender",
        "borrower",
        "lang",
        "ethnic",
        "energy",
        "other",
        "creditor",
        "debtor",
        "party",
        "host",
        "owner",
        "issue",
        "place",
        "next",
        "sayer",
    ]
)


_FLAGS = (
    "absent adjacent any_head before body_target both close content crowd denied energy final goods home joint_before "
    "last list money move mutual named near noun open people pivot planned policy programme share state_target "
    "times vote "
)
#: What a line may say about its trigger; docs/adding-a-language.md explains each.
FLAGS = frozenset(_FLAGS.split())


@dataclass(frozen=True, slots=True)
class Roles:
    """Which slots of a clause fill source and target, best first.

    ``subj`` the subject (the ``by`` party of a passive), ``obj`` the object, ``with``, ``to``, ``on`` (對, against),
    ``for``, ``from``, ``in`` (a place), ``of`` (an attribute of the trigger), ``any`` the nearest other party,
    ``pair`` both parties of a joint act, ``body`` an organisation.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]

    @classmethod
    def parse(cls, text: str, where: str) -> Roles:
        """Read ``subj>obj,with``.

        Raises:
            ExtractError: an unknown slot, or no ``>``.
        """
        source, arrow, target = text.partition(">")
        sides = [tuple(slot.strip() for slot in side.split(",") if slot.strip()) for side in (source, target)]
        if not arrow or not all(sides) or not {slot for side in sides for slot in side} <= SLOTS:
            raise ExtractError(f"roles look like subj>obj,with and use {', '.join(sorted(SLOTS))}, not {text!r}", where)
        return cls(*sides)


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a lexicon.

    Attributes:
        kind: ``events``, ``stocks``, ``ties`` or ``positions``.
        triggers: words that evoke it, as written in the file.
        needs: folded words of which one must follow in the clause; empty if none.
        roles: who is source and target (holder and over, a and b).
        code: PLOVER type, channel, relation or stance.
        mode: finer kind; for stocks the unit.
        domain: economy, security, politics or culture; empty where it does not apply.
        polarity: ``+`` friendly, ``-`` hostile, ``0`` neither.
        flags: see docs/adding-a-language.md.
        example: sentence with ``{}`` for the trigger.
        gives: what it must yield.
        where: file and line, for errors.
    """

    kind: str
    triggers: tuple[str, ...]
    needs: tuple[str, ...]
    roles: Roles
    code: str
    mode: str
    domain: str
    polarity: str
    flags: frozenset[str]
    example: str
    gives: str
    where: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger in a sentence: code points ``start`` to ``end`` of it and the frames it evokes, best first."""

    start: int
    end: int
    frames: tuple[Frame, ...]
    forms: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """The form of the trigger for its first frame: past, base, noun and so on."""
        return self.forms[0] if self.forms else ""

    @property
    def noun_of(self) -> str:
        """The type of the act that the trigger names as a noun; empty for a verb."""
        pairs = zip(self.frames, self.forms, strict=True)
        return next((one.code for one, form in pairs if one.kind == "events" and form == "noun"), "")

    def keep(self, wanted: Callable[[str], bool]) -> Hit | None:
        """The hit with only the frames whose form is wanted; ``None`` if none is left."""
        kept = [(frame, form) for frame, form in zip(self.frames, self.forms, strict=True) if wanted(form)]
        return Hit(self.start, self.end, tuple(one for one, _ in kept), tuple(one for _, one in kept)) if kept else None


@dataclass(slots=True)
class Lexicon:
    """All frames and word lists of one language, with the automaton over the triggers."""

    language: str
    frames: tuple[Frame, ...]
    words: dict[str, tuple[str, ...]]
    forms: dict[str, tuple[tuple[Frame, str], ...]]
    _patterns: list[str] = field(init=False)
    _automaton: AhoCorasick = field(init=False)

    def __post_init__(self) -> None:
        self._patterns = list(self.forms)
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.LeftmostLongest)

    @property
    def topics(self) -> tuple[tuple[Domain, tuple[str, ...]], ...]:
        """The word lists that tell the domain of talks and agreements."""
        order = (Domain.SECURITY, Domain.ECONOMY, Domain.CULTURE)
        return tuple((domain, self.words.get(domain.value, ())) for domain in order)

    def find(self, text: str) -> list[Hit]:
        """Find the triggers in a folded (and, for Western languages, lower-cased) text, leftmost-longest."""
        hits: list[Hit] = []
        whole_words = self.language != "zh"
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            if hits and start < hits[-1].end:
                continue
            if not whole_words and (length := act_within(self.forms, text[start:end])):
                self._add(hits, start, start + length, text[start : start + length])
            if whole_words and not _is_word(text, start, end):
                self._shorter(hits, text, start, end)
            else:
                self._add(hits, start, end, self._patterns[index])
        return hits

    def _add(self, hits: list[Hit], start: int, end: int, pattern: str) -> None:
        entries = self.forms.get(pattern)
        if entries:
            hits.append(Hit(start, end, tuple(one for one, _ in entries), tuple(one for _, one in entries)))

    def _shorter(self, hits: list[Hit], text: str, start: int, end: int) -> None:
        """What a match that ends inside a word has hidden: "protest to" hides the protest in "protested today"."""
        at = start
        while at < end:
            if at == 0 or not text[at - 1].isalnum():
                cut = text.rfind(" ", at, end)
                while cut > at:
                    if text[at:cut] in self.forms and _is_word(text, at, cut):
                        self._add(hits, at, cut, text[at:cut])
                        at = cut
                        break
                    cut = text.rfind(" ", at, cut)
                else:
                    at = self._hidden(hits, text, at) if at > start else at
            following = text.find(" ", at, end)
            at = following + 1 if following >= 0 else end

    def _hidden(self, hits: list[Hit], text: str, at: int) -> int:
        """A trigger behind the first word of a match: "land in" hides the act in "Poland invaded Iran"."""
        for index, start, end in self._automaton.find_matches_as_indexes(text[at : at + _LONGEST])[:1]:
            if start == 0 and _is_word(text, at, at + end):
                self._add(hits, at, at + end, self._patterns[index])
                return at + end
        return at


#: No trigger is longer, in characters.
_LONGEST = 60


def _is_word(text: str, start: int, end: int) -> bool:
    return not ((start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()))


def family(language: str) -> str:
    """The lexicon that serves a language tag: ``zh``, ``ru`` or ``en``; empty if there is none."""
    short = language.split("-")[0]
    return short if short in ("zh", "en", "ru") else ""


KINDS = ("events", "stocks", "ties", "positions")


@cache
def lexicon(language: str) -> Lexicon:
    """Load the lexicon of ``zh``, ``en`` or ``ru``; cached.

    Raises:
        ExtractError: a file that breaks the format, with file and line.
    """
    frames = tuple(frame for kind in KINDS for frame in _read_frames(language, kind))
    forms: dict[str, list[tuple[Frame, str]]] = {}
    for frame in frames:
        for trigger in frame.triggers:
            for form, name in inflect(language, trigger):
                entry = forms.setdefault(form, [])
                if not entry or entry[-1][0] is not frame:  # frames come one after the other
                    entry.append((frame, name))
    for entry in (one for one in forms.values() if len(one) > 1):
        # The more a line asks for, the surer it is: "issue" + "warning" goes before whatever "issue" alone may mean.
        entry.sort(key=lambda one: not one[0].needs)
    words = _read_words(language)
    for word in words.get("ignore", ()):
        # A longer word that only looks like a trigger (投資者, 支持者) swallows it and evokes nothing.
        forms.setdefault(word, [])
    return Lexicon(language, frames, words, {form: tuple(entry) for form, entry in forms.items()})


def inflect(language: str, trigger: str) -> list[tuple[str, str]]:
    """All forms of a trigger with their names (``past``, ``noun``, …), folded for matching."""
    if language == "zh":
        return [(fold(trigger, "zh"), "")]
    if language == "en":
        from tightrope.extract.forms_en import forms

        return forms(trigger)
    from tightrope.extract.forms_ru import forms

    return forms(trigger)


def read_triggers(language: str, kind: str) -> list[str]:
    """The triggers of one file, as written."""
    return [trigger for frame in _read_frames(language, kind) for trigger in frame.triggers]


def _lines(language: str, kind: str) -> Iterator[tuple[str, str]]:
    name = f"{language}.{kind}.tsv"
    source = files("tightrope.extract") / "lexicons" / name
    if not source.is_file():
        return
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield f"lexicons/{name}:{number}", line


def _read_frames(language: str, kind: str) -> Iterator[Frame]:
    for where, line in _lines(language, kind):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise ExtractError(f"a frame has {len(COLUMNS)} columns, this line has {len(cells)}", where)
        row = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
        if "{}" not in row["example"] or not row["gives"]:
            raise ExtractError("a frame needs an example with {} for the trigger, and what it gives", where)
        if unknown := set(row["flags"].split()) - FLAGS:
            raise ExtractError(f"unknown flag {', '.join(sorted(unknown))}", where)
        yield Frame(
            kind=kind,
            triggers=tuple(row["triggers"].split("|")),
            needs=tuple(lower(fold(word, language)) for word in row["needs"].split("|") if word),
            roles=Roles.parse(row["roles"], where),
            code=row["type"],
            mode=row["mode"],
            domain=row["domain"],
            polarity=row["polarity"],
            flags=frozenset(row["flags"].split()),
            example=row["example"],
            gives=row["gives"],
            where=where,
        )


def _read_words(language: str) -> dict[str, tuple[str, ...]]:
    """Word lists: one line per list, name, tab, words separated by spaces (``_`` for a space inside a word)."""
    lists: dict[str, list[str]] = {}
    for where, line in (*_lines(language, "words"), *_lines(language, "figures")):
        name, tab, words = line.partition("\t")
        if not tab:
            raise ExtractError("a word list is a name, a tab and words", where)
        lists.setdefault(name, []).extend(lower(fold(word, language)).replace("_", " ") for word in words.split())
    return {name: tuple(dict.fromkeys(words)) for name, words in lists.items()}
