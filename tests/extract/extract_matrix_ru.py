"""Plain Russian sentences made from a table: every act crossed with the constructions that may tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import count

from extract_matrix import DENIED, HERE, Made, record

from tightrope.extract.forms_ru import analyser

#: nominative, genitive, dative, accusative, instrumental, prepositional, adjective, capital, code, feminine
States = tuple[str, str, str, str, str, str, str, str, str, bool]
STATES: tuple[States, ...] = tuple(
    (*line.split()[:-1], line.endswith("f"))  # type: ignore[misc]
    for line in (
        "Япония Японии Японии Японию Японией Японии японск Токио JPN f",
        "Казахстан Казахстана Казахстану Казахстан Казахстаном Казахстане казахстанск Астана KAZ m",
        "Турция Турции Турции Турцию Турцией Турции турецк Анкара TUR f",
        "Иран Ирана Ирану Иран Ираном Иране иранск Тегеран IRN m",
        "Польша Польши Польше Польшу Польшей Польше польск Варшава POL f",
        "Узбекистан Узбекистана Узбекистану Узбекистан Узбекистаном Узбекистане узбекск Ташкент UZB m",
        "Индия Индии Индии Индию Индией Индии индийск Дели IND f",
        "Китай Китая Китаю Китай Китаем Китае китайск Пекин CHN m",
        "Россия России России Россию Россией России российск Москва RUS f",
        "Таджикистан Таджикистана Таджикистану Таджикистан Таджикистаном Таджикистане таджикск Душанбе TJK m",
        "Монголия Монголии Монголии Монголию Монголией Монголии монгольск Улан-Батор MNG f",
        "Пакистан Пакистана Пакистану Пакистан Пакистаном Пакистане пакистанск Исламабад PAK m",
    )
)
_NOM, _GEN, _ADJECTIVE, _CAPITAL, _CODE, _FEMININE = 0, 1, 6, 7, 8, 9
_SLOT = re.compile(r"\{(\w)([ngdailA])\}(\w*)")
#: Construction, pattern ({S} any subject, {R} what follows the verb, {s*} the doer's name in a case), status.
_CONSTRUCTIONS = (
    ("past", "{S} {past} {R}.", "occurred"),
    ("past", "В понедельник {S} {past} {R}.", "occurred"),
    ("imperfective", "{S} в мае {ipast} {R}.", "occurred"),
    ("present", "{S} {ipres} {R}.", "occurred"),
    ("inverted", "{R^} {past} президент {sg}.", "occurred"),
    ("inverted", "На прошлой неделе {past} {R} президент {sg}.", "occurred"),
    ("subject gap", "{sn}, {who} {npast} {R} в прошлом году, имеет длинную границу.", "occurred"),
    ("participial", "{sn}, {npart} {R}, имеет длинную границу.", "occurred"),
    ("gerund", "{ing^} {R}, {sn} {held} выборы.", "occurred"),
    ("plan", "{sn} {meant} {base} {R}.", "planned"),
    ("plan", "{S} планирует {base} {R}.", "planned"),
    ("plan", "{S} собирается {base} {R} в пятницу.", "planned"),
    ("plan", "{S} будет {ibase} {R}.", "planned"),
    ("plan", "В пятницу {S} {fut} {R}.", "planned"),
    ("plan", "Ожидается, что {S} {fut} {R}.", "planned"),
    ("plan", "{sd^} предстоит {base} {R}.", "planned"),
    ("negated", "{S} не {past} {R}.", "negated"),
    ("refused", "{sn} {refused} {base} {R}.", "negated"),
    ("no plans", "{S} не планирует {ibase} {R}.", "negated"),
    ("modal", "{S} может {base} {R}.", "hypothetical"),
    ("modal", "Возможно, {S} {fut} {R}.", "hypothetical"),
    ("modal", "{sn} {could} бы {base} {R}.", "hypothetical"),
    ("second verb", "{sn} {held} выборы и {npast} {R}.", "occurred"),
    ("second verb", "{sn} в понедельник {held} парад, а затем {npast} {R}.", "occurred"),
    ("pronoun", "Президент {sg} вышел к журналистам. Он {mpast} {R}.", "occurred"),
    ("title", "Президент {sg} вернулся домой. В понедельник президент {mpast} {R}.", "occurred"),
    ("republic", "В {sl} прошли выборы. В понедельник власти республики {ppast} {R}.", "occurred"),
    ("reported", "{S} {past} {R}, сообщило агентство в понедельник.", "occurred"),
    ("reported", "Как сообщило министерство, {S} {past} {R}.", "occurred"),
    ("reported", "По словам дипломата, {S} {past} {R}.", "occurred"),
    ("two doers", "{sn} и {xn} {ppast} {R}.", "occurred"),
)


def lines(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def sentences() -> Iterator[Made]:
    """Every act of the table in every construction, and the single sentences."""
    number = count()
    for kind, verb, imperfective, passive, rest in lines("russian_matrix.tsv"):
        yield from _crossed(kind, verb, imperfective, rest, number)
        if passive:
            yield from _passive(kind, passive, number)
    for kind, pattern, status in lines("russian_singles.tsv"):
        doer, other, _ = _pick(number)
        needed = {_record(kind, [doer], [other], status if status != "mutual" else "occurred")}
        if status == "mutual":
            needed = {_record(kind, [doer, other], [doer, other])}
        none = status == "none"
        yield Made("single", kind, fill(pattern, doer, other), frozenset() if none else frozenset(needed))


def _record(
    kind: str, doers: list[States], others: list[States], status: str = "occurred"
) -> tuple[str, frozenset[str], frozenset[str], str]:
    first, second = ([("", "", "", one[_CODE]) for one in side] for side in (doers, others))
    return record(kind, first, second, status)


def _pick(number: Iterator[int]) -> tuple[States, States, States]:
    at = next(number)
    doer = STATES[at % len(STATES)]
    other = STATES[(at + 1 + at // len(STATES) % (len(STATES) - 1)) % len(STATES)]
    return doer, other, next(one for one in STATES if one not in (doer, other))


def fill(pattern: str, doer: States, other: States, third: States | None = None) -> str:
    """Put names into a pattern: ``{tg}`` is the other party in the genitive, ``{tA}ий`` its adjective."""
    named = {"s": doer, "t": other, "x": third or other}

    def put(match: re.Match[str]) -> str:
        state, case = named[match[1]], match[2]
        return (state[_ADJECTIVE] if case == "A" else state["ngdail".index(case)]) + match[3]  # type: ignore[operator]

    text = _SLOT.sub(put, pattern).replace(" ,", ",")
    return text[0].upper() + text[1:]


@cache
def forms(verb: str, imperfective: str) -> dict[str, str]:
    """The forms of a verb that the constructions ask for; empty for those it lacks."""
    first, second = (one.rpartition(" ") for one in (verb, imperfective or verb))
    found = {"base": verb, "ibase": imperfective or verb}
    wanted = {
        "mpast": {"past", "masc"}, "fpast": {"past", "femn"}, "ppast": {"past", "plur"},
        "fut": {"futr", "3per", "sing"}, "pfut": {"futr", "3per", "plur"}, "ing": {"GRND"},
        "mpart": {"PRTF", "actv", "past", "masc", "nomn"}, "fpart": {"PRTF", "actv", "past", "femn", "nomn"},
    }  # fmt: skip
    other = {
        "imast": {"past", "masc"}, "ifast": {"past", "femn"}, "ipast": {"past", "plur"},
        "ires": {"pres", "3per", "sing"}, "ipres": {"pres", "3per", "plur"},
    }  # fmt: skip
    for (lead, space, head), table in ((first, wanted), (second, other)):
        parse = next(one for one in analyser().parse(head) if one.tag.POS == "INFN")
        for name, tags in table.items():
            form = parse.inflect(tags)
            found[name] = lead + space + form.word if form else ""
    return found


def _crossed(kind: str, verb: str, imperfective: str, rest: str, number: Iterator[int]) -> Iterator[Made]:
    form = forms(verb, imperfective)
    crowd = kind == "PROTEST"
    for name, pattern, status in _CONSTRUCTIONS:
        if crowd and not {"{S}"} & set(re.findall(r"\{S\}", pattern)):
            continue
        doer, other, third = _pick(number)
        if name == "present" and not (imperfective and form["ires"]):
            continue
        if any(f"{{{one}}}" in pattern and not form[one] for one in ("fut", "ing")):
            continue
        if not imperfective and "{i" in pattern.replace("{ing", ""):
            continue
        subject, gender = _subject(doer, next(number), crowd)
        made = _write(pattern, form, subject, gender, doer, rest)
        doers = [doer, third] if name == "two doers" else [doer]
        one = _record(kind, doers, [other], status)
        if kind == "ASSAULT" and "друг друг" in rest:
            continue
        text = fill(made, doer, other, third)
        if status == "negated":
            needed = {one} if kind in DENIED and name == "negated" else set()
            free = {one, _record("REJECT", [doer], [other])}
            yield Made(name, kind, text, frozenset(needed), frozenset(free))
        else:
            yield Made(name, kind, text, frozenset({one}))
    doer, other, third = _pick(number)
    if (
        (match := re.search(r"\{t([gdail])\}$", rest))
        and not crowd
        and not re.search("презид|премьер|посла|истреб", rest)
    ):
        text = fill(
            f"{{sn}} {form['fpast' if doer[_FEMININE] else 'mpast']} {rest} и {{x{match[1]}}}.", doer, other, third
        )
        yield Made("two others", kind, text, frozenset({_record(kind, [doer], [other, third])}))


def _write(pattern: str, form: dict[str, str], subject: str, gender: str, doer: States, rest: str) -> str:
    own = "f" if doer[_FEMININE] else "m"
    plain = {
        "past": form[gender + "past"] if "президент {sg}." not in pattern else form["mpast"],
        "fut": form["pfut" if gender == "p" else "fut"],
        "ipast": form["i" + gender + "ast"],
        "ipres": form["ipres" if gender == "p" else "ires"],
        "npast": form[own + "past"],
        "npart": form[own + "part"],
        "who": "которая" if own == "f" else "который",
        "held": "провела" if own == "f" else "провел",
        "meant": "намерена" if own == "f" else "намерен",
        "refused": "отказалась" if own == "f" else "отказался",
        "could": "могла" if own == "f" else "мог",
        "S": subject,
        "R": rest,
        "mpast": form["mpast"],
        "ppast": form["ppast"],
        "base": form["base"],
        "ibase": form["ibase"],
        "ing": form["ing"],
    }
    if gender == "p":
        pattern = pattern.replace("планирует", "планируют").replace("собирается", "собираются")
        pattern = pattern.replace("может", "могут").replace("будет", "будут")
    for name, value in plain.items():
        pattern = pattern.replace("{" + name + "}", value).replace("{" + name + "^}", value)
    return pattern.replace("^", "")


def _subject(doer: States, at: int, crowd: bool) -> tuple[str, str]:
    own = "f" if doer[_FEMININE] else "m"
    if crowd:
        return "тысячи жителей {sg}" if at // 2 % 2 else "демонстранты в {sl}", "p"
    capital = "f" if str(doer[_CAPITAL]).endswith("а") else "m"
    fixed = doer[_CAPITAL] in ("Токио", "Дели", "Душанбе")
    capitals = ("{sn}", own) if fixed else (str(doer[_CAPITAL]), capital)
    return (("{sn}", own), ("МИД {sg}", "m"), capitals, ("власти {sg}", "p"), ("президент {sg}", "m"))[at // 2 % 5]


def _passive(kind: str, passive: str, number: Iterator[int]) -> Iterator[Made]:
    """``P | participle | Q``: what stands before the short participle and behind it."""
    subject, participle, tail = passive.split("|")
    be = {"о": "было", "а": "была", "ы": "были"}.get(participle[-1], "был")
    will = "будут" if participle.endswith("ы") else "будет"
    for name, pattern, status in (
        ("passive", f"{subject} {be} {participle}{tail} {{si}}.", "occurred"),
        ("passive", f"{subject} {participle}{tail} властями {{sg}}.", "occurred"),
        ("passive plan", f"{subject} {will} {participle}{tail} {{si}} в пятницу.", "planned"),
        ("no doer", f"{{sn}} изменил{{e}} свою политику. В понедельник {be} {participle} {subject}{tail}.", "occurred"),
        ("no doer", f"Президент {{sg}} выступил с речью. {subject}{tail} {be} {participle} в понедельник.", "occurred"),
    ):
        if name == "no doer" and kind in ("ASSAULT", "COERCE", "ACCUSE", "THREATEN", "REQUEST"):
            # Who strikes or arrests is not always who the text speaks of.
            continue
        doer, other, _ = _pick(number)
        text = fill(pattern.replace("{e}", "а" if doer[_FEMININE] else ""), doer, other)
        parts = [piece[0].upper() + piece[1:] for piece in text.split(". ")]
        yield Made(name, kind, ". ".join(parts), frozenset({_record(kind, [doer], [other], status)}))
