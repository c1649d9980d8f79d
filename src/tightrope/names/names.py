"""Names: who is meant by the words of a text or of a data set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Self

from tightrope.names.abbreviations import Abbreviation, read_abbreviations
from tightrope.names.cldr import alpha2_codes, territory_names
from tightrope.names.entities import LOCALES, Entity, read_entities
from tightrope.names.finder import Finder, Span
from tightrope.names.lexicon import Lexicon, Reading
from tightrope.names.membership import read_memberships
from tightrope.names.mentions import Kind, Mention
from tightrope.names.people import Person, read_people
from tightrope.names.spellings import fold_spelling, read_cow_codes, read_spellings
from tightrope.names.surfaces import read_forms
from tightrope.records import CheckError

#: What has a name to show but is no entity: ROW and WLD of the records, and a state that texts of today do not mean.
_TOTALS = {
    "EAZ": ("Zanzibar", "桑给巴尔", "桑給巴爾", "Занзибар"),
    "ROW": ("rest of the world", "世界其他地区", "世界其他地區", "остальной мир"),
    "WLD": ("world", "世界", "世界", "весь мир"),
}
#: A Chinese name of a state before one of these is the name of a language or a people.
_LANGUAGES = "語语族"


class Names:
    """All names at hand. Make one with :meth:`builtin`.

    Raises:
        ExtractError: a data file is broken.
    """

    def __init__(self) -> None:
        entities = tuple(read_entities())
        self._people = read_people()
        self._entities = {entity.key: entity for entity in reversed(entities)}
        lexicon = Lexicon(entities, self._people, read_forms())
        self._readings = tuple(lexicon.readings.values())
        states = frozenset(index for index, reading in enumerate(self._readings) if reading.chinese_state)
        self._finder = Finder(tuple(lexicon.readings), read_abbreviations(), _LANGUAGES, states)
        self._memberships = read_memberships()
        self._cow = read_cow_codes()
        self._codes = _codes_by_spelling(self._entities.values())

    @classmethod
    @cache
    def builtin(cls) -> Self:
        """Return the names that come with tightrope: the same object every time."""
        return cls()

    def find(self, text: str, on: date | None = None) -> tuple[Mention, ...]:
        """Return every name in a text, sorted, none overlapping another; offsets count code points.

        Args:
            text: any text in Chinese, English or Russian.
            on: the day the text is about; decides which of two namesakes is meant and whether they were in office.
        """
        spans, abbreviations = self._finder.find(text)
        mentions = [
            self._mention(text, span, reading, on)
            for span in spans
            if not (reading := self._readings[span.pattern]).blocked
        ]
        if not abbreviations:
            return tuple(mentions)
        mentions += _read_abbreviations(text, abbreviations, mentions)
        return tuple(sorted(mentions, key=lambda mention: mention.start))

    def _mention(self, text: str, span: Span, reading: Reading, on: date | None) -> Mention:
        written = text[span.start : span.end]
        if not reading.people:
            return Mention(
                span.start, span.end, written, reading.actors, reading.kind, reading.key, reading.alternatives
            )
        person = max(reading.people, key=lambda person: person.rank(on))
        others = tuple(code for code in (*reading.actors, *reading.alternatives) if code != person.state)
        return Mention(
            span.start, span.end, written, (person.state,), Kind.PERSON, person.key, others, person.in_office(on)
        )

    def code(self, name: str) -> str | None:
        """Return the code of a state, territory or organisation as a data set spells it; ``None`` if unknown.

        Case, accents and punctuation do not matter (``TÜRKIYE``, ``Viet Nam``, ``Congo, Dem. Rep.``).
        """
        return self._codes.get(fold_spelling(name))

    def from_cow(self, number: int) -> str | None:
        """Return the code of a Correlates of War country number (365 → RUS); ``None`` if unknown."""
        return self._cow.get(number)

    def name(self, code: str, locale: str) -> str:
        """Return the name to show for a code.

        Args:
            code: an actor code; ``ROW`` and ``WLD`` as well.
            locale: ``en``, ``zh-Hant``, ``zh-Hans`` or ``ru``.

        Raises:
            CheckError: the code or the locale is unknown.
        """
        if locale not in LOCALES:
            raise CheckError(f"no names in {locale!r}, only in {', '.join(LOCALES)}")
        if code in _TOTALS:
            return _TOTALS[code][LOCALES.index(locale)]
        entity = self._entities.get(code)
        alpha2 = alpha2_codes().get(code)
        names = entity.names if entity else territory_names(alpha2) if alpha2 else {}
        for wanted in (locale, "en"):
            if names.get(wanted):
                return names[wanted][0]
        raise CheckError(f"unknown code {code!r}")

    def members(self, code: str, on: date | None = None) -> tuple[str, ...]:
        """Return the codes of the members of a group or organisation, sorted.

        Args:
            code: ``C5``, ``CSTO``, ``EUU``, …
            on: the day; without it, the members of today.

        Empty where the data have no list of members (most organisations), which does not mean that it has none.
        """
        entity = self._entities.get(code)
        if entity and entity.kind == Kind.GROUP:
            return entity.actors
        day = on or date.max
        return tuple(sorted({item.state for item in self._memberships.get(code, ()) if item.covers(day)}))

    def is_state(self, code: str) -> bool:
        """Whether it is a state of today (a UN member, or Taiwan, Palestine, Kosovo, the Holy See)."""
        entity = self._entities.get(code)
        return entity is not None and entity.status in ("member", "state")

    def is_organisation(self, code: str) -> bool:
        """Whether it is an organisation; the European Union is one."""
        entity = self._entities.get(code)
        return entity is not None and entity.kind == Kind.ORGANISATION

    @property
    def entities(self) -> tuple[Entity, ...]:
        """All entities but persons."""
        return tuple(reversed(self._entities.values()))

    @property
    def people(self) -> tuple[Person, ...]:
        """All persons."""
        return self._people


def _codes_by_spelling(entities: Iterable[Entity]) -> dict[str, str]:
    """Return folded spelling → code; the spellings of data sets go before usual names."""
    codes = read_spellings()
    for entity in entities:
        if entity.kind in (Kind.STATE, Kind.ORGANISATION) or entity.status == "territory":
            for names in entity.names.values():
                for name in names:
                    codes.setdefault(fold_spelling(name), entity.key)
    for code, alpha2 in alpha2_codes().items():
        for names in territory_names(alpha2).values():
            for name in names:
                codes.setdefault(fold_spelling(name), code)
    return codes


def _read_abbreviations(
    text: str, found: list[tuple[int, Abbreviation]], names: Sequence[Mention]
) -> Iterator[Mention]:
    """Yield one mention per character; the name last written out decides between several meanings (烏茲別克 … 烏國)."""
    written = iter(names)
    following = next(written, None)
    last: dict[str, int] = {}
    for first, abbreviation in found:
        while following is not None and following.start < first:
            if len(following.actors) == 1:
                last[following.actors[0]] = following.start
            following = next(written, None)
        if abbreviation.known and last.keys().isdisjoint(*abbreviation.readings):
            continue
        for start, codes in enumerate(abbreviation.readings, first):
            if len(codes) > 1:
                codes = _latest_first(codes, last)
            yield Mention(start, start + 1, text[start], codes[:1], Kind.ABBREVIATION, codes[0], codes[1:])


def _latest_first(codes: tuple[str, ...], last: dict[str, int]) -> tuple[str, ...]:
    return tuple(sorted(codes, key=lambda code: last.get(code, -1), reverse=True))
