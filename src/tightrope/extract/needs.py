"""The words a frame needs beside its trigger (簽署 + 協議, impose + sanctions), and why else it may not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tightrope.extract.gaps import holds
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.predicates import end_of, only_stands
from tightrope.extract.reading import Reading
from tightrope.extract.senses import another_sense

_NOUN_BEFORE = 24
#: How far the needed word may stand from a trigger that means many things (flag ``close``), in Chinese characters.
_CLOSE = 14


_THAT = (" that ", " which ")


def needs_met(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """Whether one of the words a frame needs stands in the clause after the trigger (before it: flag ``before``)."""
    return not frame.needs or any(True for _ in needed(reading, hit, frame))


#: Who is invited, backed or applies does not belong yet.
_WANTED = ("邀请", "申请", "支持", "欢迎", "提名", "反对", "阻挠", "有资格", "同意", "呼吁")


def is_wanted(reading: Reading, hit: Hit, further: tuple[str, ...] = ()) -> bool:
    """支持兩國加入北約: joining that somebody wants or hinders."""
    clause = reading.clause_of(hit.start)
    return any(reading.text.find(word, clause.start, hit.start) >= 0 for word in _WANTED + further)


_ANNOUNCING = frozenset(["宣布", "公布", "批准", "通过", "核准", "推出", "表示", "表达", "提出"])


def announces(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """宣布 + 解除制裁: an announcing verb leaves the word it needs to the act between them."""
    if reading.scale > 1 or reading.text[hit.start : hit.end] not in _ANNOUNCING:
        return False
    word = min((start for start, _ in needed(reading, hit, frame)), default=hit.end)
    return any(
        hit.end <= one.start < one.end <= word and any(other.kind == "events" and other.needs for other in one.frames)
        for one in reading.hits
    )


def needed(reading: Reading, hit: Hit, frame: Frame) -> Iterator[tuple[int, int]]:
    """Yield the places of the words a frame needs, within the clause of the trigger."""
    if not frame.needs:
        return
    clause = reading.clause_of(hit.start)
    start, end = (clause.start, hit.start) if "before" in frame.flags else (hit.end, end_of(reading, hit, clause))
    if (reading.passive(hit) and reading.scale > 1) or not reading.linear:
        # Three diplomats were expelled: of a passive, and where word order is free, the words may stand before it.
        start, end = clause.start, clause.end
        if clause.relative:
            # Соглашение, подписанное в Минске: the noun that the clause hangs on.
            start = max(0, start - _NOUN_BEFORE)
    elif "close" in frame.flags:
        end = min(end, hit.end + _CLOSE * reading.scale)
    if clause.start < hit.start and reading.text.startswith(_THAT, clause.start) and reading.scale > 1:
        # The agreement that Poland and Iran signed: the noun stands right before its clause.
        start = max(0, clause.start - _NOUN_BEFORE)
    for word in frame.needs:
        position = reading.text.find(word, start, end)
        while position > 0 and not reading.linear and reading.text[position - 1].isalnum():
            # The lists hold beginnings of words: no «доз» in «подозреваемый».
            position = reading.text.find(word, position + 1, end)
        if position >= 0:
            yield position, position + len(word)


def unfit(reading: Reading, hit: Hit, frame: Frame) -> str:
    """Why a frame does not apply here, before any party is looked for; empty if it does."""
    if not needs_met(reading, hit, frame):
        return "none of the words it needs is in the clause"
    if frame.mode == "accession" and reading.scale == 1 and is_wanted(reading, hit):
        return "somebody is only invited, backed or applies"
    if "planned" not in frame.flags and announces(reading, hit, frame):
        return "only announces the next act"
    if reading.scale > 1 and reading.linear and (reason := another_sense(reading, hit, frame)):
        return reason
    if frame.code == "AID" and _sums_up(reading, hit):
        return "sums up what was given over years"
    if reason := _sold_or_given(reading, hit, frame):
        return reason
    if only_stands(reading, hit, frame):
        return "only tells how many stand where"
    if "final" in frame.flags and len(reading.text[hit.end : reading.clause_of(hit.start).end].strip()) > 1:
        return "does not end its clause"
    if frame.mode == "cooperation" and any(
        one.start == hit.end and one.frames[0].kind == "events" for one in reading.hits
    ):
        return "only says how the next act is done"
    if reading.scale == 1 and _is_told_of(reading, hit, frame):
        return "only tells of what happens or might"
    if frame.mode == "visit" and reading.scale == 1 and _travellers(reading, hit):
        return "only says where somebody travels"
    return "only modifies a noun" if _attributive(reading, hit, frame) else ""


def _sold_or_given(reading: Reading, hit: Hit, frame: Frame) -> str:
    """Arms that are supplied or received are trade unless called a gift, those handed over a gift unless sold."""
    if frame.mode == "arms delivery" and holds(reading, 0, len(reading.text), "gift"):
        return "arms that are given"
    sold = frame.code == "AID" and any(one.mode == "arms sale" and needs_met(reading, hit, one) for one in hit.frames)
    clause = reading.clause_of(hit.start)
    return "arms that are sold" if sold and holds(reading, clause.start, clause.end, "sale") else ""


def _sums_up(reading: Reading, hit: Hit) -> bool:
    """«За пять лет предоставил 240 млн», since 2010 has given $240 million: the sum of many acts is a stock, no act.

    A beginning without a sum («с 2010 года обучает») dates what goes on, and a plan for years is one promise.
    """
    clause = reading.clause_of(hit.start)
    before = next((one for one in reading.clauses if one.end == clause.start), clause)
    # 自2010年以來，中國…: the time may be a clause of its own.
    start = clause.start if reading.parties_in(before) else before.start
    if _OVER_YEARS.search(reading.text, start, clause.end) is None:
        return False
    planned = any(one.kind == "plan" and reading.holds(clause, one.start) for one in reading.marks)
    return not planned and any(reading.holds(clause, one.start) for one in reading.quantities())


_OVER_YEARS = re.compile(
    r"\bза (?:[\w-]+ ){0,3}(?:лет|года|годы|десятилети\w+)\b|\bс (?:19|20)\d\d года\b|"
    r"\b(?:over|in|during|within) (?:the |about |nearly |more than )?(?:past |last )?(?:\w+ )?(?:years|decades)\b|"
    r"\bsince (?:19|20)\d\d\b|"
    "(?:[\\d两二三四五六七八九十]|多|数)年(?:来|间|内|里)|(?:19|20)\\d\\d年(?:以来|起|至今)"
)


def _is_told_of(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """建交三十周年, 警告 + 俄羅斯恐攻打, 對烏克蘭的「無理」襲擊: an anniversary, a forecast, a noun."""
    text = reading.text
    if frame.mode == "relations" and _ANNIVERSARY.match(text, hit.end):
        return True
    if frame.code == "ASSAULT" and _QUOTED_ATTRIBUTE.search(text, max(0, hit.start - 8), hit.start):
        return True
    if (
        text.startswith("抗议", hit.start)
        and hit.end - hit.start == 2
        and _crowded(reading) != (frame.code == "PROTEST")
    ):
        return True  # a crowd protests in the street, a ministry by a note
    if frame.code == "ACCUSE" and _WORRIES.match(text, hit.start) and _STATE_OF_THINGS.search(text, 0, hit.start):
        return True
    if frame.code == "THREATEN" and _DANGER.search(text, max(0, hit.start - 6), hit.start):
        return True  # 克服恐怖主義威脅
    if frame.code != "THREATEN" or not text.startswith(("警告", "示警", "告诫"), hit.start):
        return False
    next_one = next((one for one in reading.parties if 0 <= one.start - hit.end <= 1), None)
    return next_one is not None and text.startswith(_MIGHT, next_one.end)


def _crowded(reading: Reading) -> bool:
    return holds(reading, 0, len(reading.text), "crowd") or _MANY.search(reading.text) is not None


_MANY = re.compile("数[百千万]名?人|[百千万]人")
# 對當地局勢表示關切: who worries about how things stand reproaches nobody.
_WORRIES = re.compile("(?:表示|表达|深表)?(?:严重|高度|深切|强烈)?(?:关切|担忧|忧虑|关注)")
_STATE_OF_THINGS = re.compile("(?:局势|形势|对抗|冲突|战事|升级|危机|紧张)(?:的?(?:发展|加剧|恶化|升级))?$")
_ANNIVERSARY = re.compile(r"(?:\d+|[一二三四五六七八九十]+)[余多]?(?:周?年)|以来|后")
_QUOTED_ATTRIBUTE = re.compile("的[「“][^「“」”]{1,5}[」”]$")
_DANGER = re.compile("(?:主义|安全|面临的?|严重|直接|潜在|外部|外来|军事|核|构成|造成|受到|的|[”」])$")
_MIGHT = ("恐", "可能", "或将", "或会", "即将", "正在", "正准备", "随时", "已经")


def _travellers(reading: Reading, hit: Hit) -> bool:
    """赴日 + 遊客, 訪華 + 外國公民: whoever travels is no government."""
    place = next((one for one in reading.parties if one.start == hit.end), None)
    if place is None:
        return False
    whose = next((one for one in reading.parties if one.start == place.end), None)
    private = whose is not None and whose.head not in ("state", "place")
    behind = place.end + reading.text.startswith("的", place.end)
    return private or reading.text.startswith(_TRAVEL, behind)


_TRAVEL = (
    "游客", "旅客", "旅游", "旅行", "公民", "留学", "学习", "求学", "务工", "打工", "就医", "参赛", "比赛", "航班",
    "签证",
)  # fmt: skip


def _attributive(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """簽署的協議: a verb that modifies a noun tells of an act in passing, without its own clause."""
    if "noun" in frame.flags or frame.code == "SANCTION":
        return False
    nominal = frame.code in _VERBAL and (
        reading.text.startswith("的", hit.start - 1) or reading.text.endswith(_GIVING, 0, hit.start)
    )
    # 對烏援助總額: a sum is no act.
    nominal = nominal or (frame.code == "AID" and reading.text.startswith(_SUMS, hit.end))
    # 部署在基輔的導彈: where something stands only tells which it is.
    stands = frame.code == "MOBILIZE" and not frame.needs and reading.scale == 1
    placed = stands and _PLACED.match(reading.text, hit.end) is not None
    return nominal or placed or reading.text.startswith("的", hit.end)


_PLACED = re.compile(
    "(?:[在于到至][^，。；]{1,12}?的(?!情况|同时|计划|决定)|"
    "[^，。；]{1,12}?的(?!情况|同时|计划|决定)[^，。；]{0,6}(?:队|军|兵|人员|弹|基地|官|舰|机|设施|力量))"
)


_SUMS = ("累计", "已超过", "超过", "共计", "合计", "已达", "达到", "总额", "额", "总值", "规模", "政策", "总计", "金额")
#: 向烏克蘭提供軍事支持: what is given is a noun.
_GIVING = (
    "提供",
    "给予",
    "予以",
    "获得",
    "得到",
    "获",
    "寻求",
    "缺乏",
    "失去",
    "军事",
    "财政",
    "资金",
    "经济",
    "技术",
    "人道",
    "后勤",
)
#: Types that count as acts only where the text uses a verb: 中國對哈薩克的援助很大 tells of no act.
_VERBAL = frozenset({"SUPPORT", "AID", "ACCUSE", "REQUEST", "THREATEN"})
