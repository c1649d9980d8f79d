"""Russian cases: in which case a name stands, and what a preposition makes of it."""

from __future__ import annotations

import re
from functools import cache

from tightrope.extract.forms_ru import ANY_CASE, cases
from tightrope.names import Kind, Mention
from tightrope.names.surfaces import read_forms

WORD = re.compile(r"[\w-]+")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: What a preposition says about its noun, by the case of the noun; ``none`` fills no role.
PREPOSITIONS: dict[str, dict[str, str]] = {
    "с": {"ins": "with", "gen": "from"}, "со": {"ins": "with", "gen": "from"}, "к": {"": "to"}, "ко": {"": "to"},
    "для": {"": "for"}, "от": {"": "from"}, "из": {"": "from"}, "против": {"": "on"}, "между": {"": "pair"},
    "у": {"": "from"}, "перед": {"": "to"}, "пред": {"": "to"}, "на": {"acc": "to", "loc": "in"},
    "в": {"acc": "to", "loc": "in"}, "во": {"acc": "to", "loc": "in"}, "по": {"": "on"}, "над": {"": "on"},
    "внутри": {"": "in"}, "вглубь": {"": "to"},
}  # fmt: skip
GOVERNED = {
    word: frozenset(found.split())
    for words, found in (
        ("в во на", "acc loc"), ("с со", "ins gen"), ("к ко по", "dat"), ("о об обо", "loc"), ("над перед", "ins"),
        ("для от из против у до без после кроме вместо из-за", "gen"), ("между", "ins gen"), ("за под", "ins acc"),
    )
    for word in words.split()
}  # fmt: skip
PREPOSITIONS |= {
    word: {"": "none"}
    for word in _words(
        "о об обо без кроме вместо после ради из-за вокруг около вопреки благодаря согласно через про при за под "
        "среди насчет касательно относительно вслед помимо вне мимо ввиду до"
    )
}
COMPOUND = re.compile(
    r"(?P<on>в отношении|в адрес|по отношению к|относительно|вразрез с)\s+$|"
    r"(?P<for>в поддержку|в пользу|в помощь|в защиту)\s+$|"
    r"(?P<by>со стороны|от имени|от лица|силами)\s+$|"
    r"(?P<frm>с территории|от границ[ыу] с|от границ|из столицы|из портов|из городов|из аэропортов)\s+$|"
    r"(?P<to>на территорию|в сторону|в направлении|в столицу|"
    r"к границ\w+ с|к границам|к берегам|в порты?|в города?|в аэропорты?)\s+$|"
    r"(?P<in_>на территории|на (?:юг|север|восток|запад)е|на (?:юго|северо)-\w+|на окраине|в районе|"
    r"в столице|вблизи|близ|у берегов|рядом с|под эгидой|в рамках|в формате)\s+$|"
    r"(?P<edge>(?:у|на|вдоль|возле|около|близ|вблизи|рядом с|(?:недалеко|неподалеку|км|километр\w*) от) "
    r"границ\w*(?: со?)?)\s+$|"
    r"(?P<none>во главе с|по сравнению с|в связи с|в отличие от|несмотря на|что касается|при посредничестве|"
    r"при участии|при поддержке|по приглашению|по просьбе|по инициативе|в интересах|по мнению|по словам|по данным|"
    r"по информации|за счет|на фоне|в честь|наравне с|в обход|от имени)\s+$"
)
COMPOUND_SLOTS = {"frm": "from", "in_": "in", "edge": "in"}
#: Times that a name behind them does not hang on: в апреле ЕС …
TIMES = _words(
    "январ феврал март апрел мая мае июн июл август сентябр октябр ноябр декабр году года недел месяц четверг пятниц "
    "понедельник вторник среду суббот воскресень утром вечером"
)
_PAIR_CASES = {"стороны": frozenset({"nom"}), "они": frozenset({"nom"}), "обе": frozenset({"nom", "acc"})}


def name_cases(text: str, first: Mention) -> frozenset[str]:
    """The cases in which the name of a mention may stand."""
    words = WORD.findall(text[first.start : first.end])
    if text[max(0, first.start - 1) : first.start] in ("«", '"') and first.text in _nominatives():
        noun = _CALLED.search(text, 0, first.start)
        if noun:
            # Движения «Талибан»: the name stands beside the noun that has the case.
            return cases(noun.group(1))
        # «Талибан»: what stands in quotes is a thing, whose accusative is its nominative.
        return frozenset({"nom", "acc"})
    if first.key == "pair":
        return _PAIR_CASES.get(words[0], cases(words[0]) & cases(words[-1]) or cases(words[-1]))
    if first.kind in (Kind.STATE, Kind.CAPITAL, Kind.SEAT, Kind.PERSON) and first.text in _nominatives():
        ends_in_a = words[-1].endswith(("а", "я")) or first.kind is Kind.PERSON
        return frozenset({"nom"}) if ends_in_a else frozenset({"nom", "acc"})
    if first.kind is Kind.ORGANISATION or first.text.isupper():
        return ANY_CASE if first.text.isupper() else cases(words[0]) or ANY_CASE
    if first.kind is Kind.PERSON:
        # Нетаньяху: a name without other forms stands in any case.
        return _of_name(words) if first.text in _inflected() or first.key.startswith("learned") else ANY_CASE
    found = cases(words[-1] if first.kind is Kind.DEMONYM else words[0]) or ANY_CASE
    if "nom" in found and first.kind is not Kind.DEMONYM and words[-1][-1] not in "аеиоуыэюяьй" and len(words) == 1:
        found |= {"acc"}
    if first.kind in (Kind.CAPITAL, Kind.SEAT) and found != ANY_CASE:
        return found - {"nom"} or ANY_CASE
    return found


_CALLED = re.compile(r"\b((?:движени|организаци|группировк|альянс)\w{0,3})\s[«\"]$")


@cache
def _nominatives() -> frozenset[str]:
    """The names that are declined, as they stand in the nominative."""
    return frozenset(name for language, name in read_forms() if language == "ru")


@cache
def _inflected() -> frozenset[str]:
    """All other forms of these names."""
    return frozenset(form for (language, _), found in read_forms().items() if language == "ru" for form in found)


def prepositional(word: str, found: frozenset[str]) -> str:
    """The slot of a phrase behind a preposition."""
    slots = PREPOSITIONS[word]
    return slots.get("") or next((slot for case, slot in slots.items() if case in found), "none")


_ENDINGS = tuple(
    (tuple(ends.split()), frozenset(found.split()))
    for ends, found in (
        ("ого его", "gen acc"), ("ому ему", "dat"), ("ым им", "ins"), ("ов ев ин ын ский цкий", "nom"),
        ("ой ей", "ins gen dat loc"), ("ом ем", "ins"), ("а я", "nom gen acc"), ("у ю", "dat acc"), ("ы", "gen"),
        ("б в г д ж з к л м н п р с т ф х ц ч ш щ й", "nom"),
    )
)  # fmt: skip


def surname_stem(surname: str) -> str:
    """A surname without its ending, by which its other cases are known."""
    return re.sub(r"(?:ого|ому|ым|им|ом|ем|ой|ей|ий|ый|[аеуыияюйь])$", "", surname)


def _of_name(words: list[str]) -> frozenset[str]:
    """The cases of a person's name, by its ending: the analyser guesses at names; a first name must agree."""
    found = next((found for ends, found in _ENDINGS if words[-1].endswith(ends)), ANY_CASE)
    for word in words[:-1]:
        found = (found & cases(word)) or found
    return found
