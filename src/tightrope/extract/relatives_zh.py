"""Chinese relative clauses: what stands before 的 tells of the noun behind it, not of the act of the sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from tightrope.extract.lexicon import Hit, lexicon
from tightrope.extract.reading import Party

# 的 + 六家, before a name.
_BEFORE_NAME = re.compile(r"的(?:\d+|[一二两三四五六七八九十百数几多]+)?[余多]?[家名位艘架座个批所项]?$")
_BREAK = re.compile(r"[，；：。,;:？?]|——")
# 對 + 向俄羅斯提供物資的 + 企業: the outer coverb belongs to the noun behind the clause.
_OUTER = re.compile(
    r"(?:(?P<on>针对|(?<![面应绝相])对)|(?P<obj>(?<!即)将|把)|(?P<with>同|与))"
    r"(?=向|为|给|在|被|遭|曾|涉嫌|与|参与|支持|协助|帮助|援助)"
)
# 拒絕波蘭的要求, but 攻擊波蘭 + 的計劃: deeds have no plans for their object.
_DEEDS = frozenset(["ASSAULT", "AID", "SANCTION", "MOBILIZE", "RETREAT", "COERCE", "CONSULT", "COOPERATE"])
# 否認在當地設立基地的傳聞: what is denied is told, as not so.
_DENIED = re.compile("否认|驳斥|澄清|辟谣")
# 宣布 + 退出, 開始 + 訪問: verbs that take another verb, not a noun.
_LIGHT_VERBS = frozenset(
    [
        "宣布",
        "批准",
        "通过",
        "公布",
        "开始",
        "启动",
        "恢复",
        "停止",
        "暂停",
        "拒绝",
        "同意",
        "承诺",
        "答应",
        "取消",
        "请求",
    ]
)
_LONGEST, _FARTHEST = 24, 80


def without_relatives(text: str, phrases: list[Party], hits: list[Hit]) -> tuple[list[Party], list[Hit]]:
    """Take the events out of relative clauses and set the parties in them aside.

    制裁 + 向俄羅斯提供物資的 + 中國企業, 簽署 + 發展走廊的 + 協議: of two verbs the second, if 的 and a noun follow it.
    攻擊俄羅斯的 + 計劃: of one verb, if the noun only names what might be.
    """
    if not hits:
        return phrases, hits
    phrases, hits = _without_objects_of_speech(text, phrases, hits)
    if "的" not in text and "邀请" not in text:
        return phrases, hits
    spans, slots = _spans(text, phrases, hits)
    if not spans:
        return phrases, hits
    kept = [hit if not _inside(hit.start, spans) else without_events(hit) for hit in hits]
    aside = [
        replace(party, slot="relative")
        if _inside(party.start, spans)
        else replace(party, slot=slots[party.start])
        if party.start in slots
        else party
        for party in phrases
    ]
    return aside, [hit for hit in kept if hit.frames]


# 對允許烏克蘭打擊俄本土 + 表示反對: a whole clause may be what somebody speaks about.
_SPOKEN_OF = re.compile(
    r"(?:(?<![面应绝针相])对|(?<![成造去])就)(?P<body>[^，；：。]{2,40}?)"
    r"(?=表示|表达|感到|予以|深表|提出|达成|取得|交换|发表|进行|举行|展开|签署)"
)


def _without_objects_of_speech(text: str, phrases: list[Party], hits: list[Hit]) -> tuple[list[Party], list[Hit]]:
    for match in _SPOKEN_OF.finditer(text):
        start, end = match.span("body")
        verbs = [hit for hit in hits if start <= hit.start < end and _is_verb(hit)]
        if not verbs:
            continue
        first = next((one for one in phrases if start <= one.start <= start + 1), None)
        told = first is not None and verbs[0].start - first.end <= 1
        hits = [one for one in (hit if hit not in verbs[told:] else without_events(hit) for hit in hits) if one.frames]
        # 對北京打壓台灣表示: the object stays with its verb.
        last = verbs[0].end + 2 if told else start
        phrases = [
            replace(one, slot="relative")
            if last < one.start < end and one is not first and one.slot in ("", "of")
            else one
            for one in phrases
        ]
    return phrases, hits


# 俄羅斯主導的集安組織: who leads a body does not stand for it.
_LED = re.compile(r"(?:所)?(?:主导|领导|牵头|倡导|主持|发起|倡议成立|倡议|操控|控制|占领|支持|撑腰|资助|援建|承建)的")


def leading(text: str, phrases: list[Party]) -> list[Party]:
    """Set aside the names that only say who leads or backs what follows."""
    return [
        replace(one, slot="relative")
        if one.slot in ("", "of")
        and (led := _LED.match(text, one.end))
        and any(other.start == led.end() for other in phrases)
        else one
        for one in phrases
    ]


_TIME_CLAUSE = re.compile(
    r"(?:^|[，；：)〕】\]])(?P<in>[在于当])(?P<body>[^，；：。]{4,40}?)(?:的?(?:期间|之际|同时|时候|时|以后|之后|后|以前|之前|前夕|前|当天))[，：]"
)


_OPENING = re.compile(r"(?:时任|现任|前任|.)?")


def with_clauses_of_time(text: str, phrases: list[Party], hits: list[Hit]) -> list[Party]:
    """在俄羅斯入侵烏克蘭後: 在 opens a clause of time, and the name behind it is that clause's subject."""
    freed: set[int] = set()
    for match in _TIME_CLAUSE.finditer(text):
        first = next((one for one in phrases if match.end("in") <= one.start < match.end("body")), None)
        if first is None or first.slot != "in" or not _OPENING.fullmatch(text, match.end("in"), first.start):
            continue
        if any(
            _is_verb(hit) and first.end <= hit.start and hit.end <= match.end("body")
            for hit in hits
            if hit.start < match.end("body")
        ):
            freed.add(first.start)
    return [replace(one, slot="") if one.start in freed else one for one in phrases] if freed else phrases


def _inside(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def without_events(hit: Hit) -> Hit:
    """The trigger without the acts that it evokes; joining is an act and a tie at once."""
    joins = any(frame.mode == "accession" for frame in hit.frames)
    kept = [index for index, frame in enumerate(hit.frames) if frame.kind != "events" and not joins]
    return Hit(hit.start, hit.end, tuple(hit.frames[one] for one in kept), tuple(hit.forms[one] for one in kept))


def _spans(text: str, phrases: list[Party], hits: list[Hit]) -> tuple[list[tuple[int, int]], dict[int, str]]:
    """Where relative clauses stand, and the slot of the names behind them that an outer coverb gives."""
    spans: list[tuple[int, int]] = []
    slots: dict[int, str] = {}
    acts = [hit for hit in hits if _is_verb(hit)]
    for end, name in _ends(text, phrases):
        start = max(0, end - _FARTHEST)
        start = max((match.end() for match in _BREAK.finditer(text, start, end)), default=start)
        verbs = [hit for hit in acts if start <= hit.end <= end]
        inner = next((hit for hit in reversed(verbs) if end - hit.end <= _LONGEST), None)
        if inner is None or inner.end == end:
            continue
        if name is None and text.startswith("了", inner.end):
            continue  # 討論了…的努力: what has an aspect is no attribute
        outers = _OUTER.finditer(text, max(0, inner.start - _LONGEST), inner.end)
        outer = next((one for one in outers if one.end() <= inner.start), None)
        if outer and name is not None and not _BREAK.search(text, outer.end(), inner.start):
            spans.append((outer.end(), end))
            slots[name.start] = outer.lastgroup or ""
            continue
        main = [hit for hit in verbs if hit.end <= inner.start and "move" not in hit.frames[0].flags]
        if main and _lacks_object(text, main[-1], inner, phrases):
            spans.append((main[-1].end, end))
        elif (
            name is None
            and (inner.frames[0].code in _DEEDS or inner.frames[0].mode == "accession")
            and not _DENIED.search(text, 0, inner.start)
        ):
            spans.append((inner.start, inner.end))
    return spans, slots


def _ends(text: str, phrases: list[Party]) -> list[tuple[int, Party | None]]:
    """The places of 的 before a name and before a noun of something that need not be real."""
    found: list[tuple[int, Party | None]] = []
    for party in phrases:
        before = _BEFORE_NAME.search(text, max(0, party.start - 8), party.start)
        if before:
            found.append((before.start(), party))
        if text.startswith("邀请", party.end):
            # 收到訪問沙特邀請
            found.append((party.end, None))
    found += [(match.start(), None) for match in _ideas().finditer(text)]
    return sorted(found, key=lambda one: one[0])


@cache
def _ideas() -> re.Pattern[str]:
    words = sorted(lexicon("zh").words.get("idea", ()), key=len, reverse=True)
    return re.compile(rf"的[^，。的]{{0,2}}(?:{'|'.join(map(re.escape, words))})")


def _is_verb(hit: Hit) -> bool:
    return any(frame.kind == "events" and "noun" not in frame.flags for frame in hit.frames)


def _lacks_object(text: str, main: Hit, inner: Hit, phrases: list[Party]) -> bool:
    """Whether no name stands bare between the main verb and the inner one."""
    if main.end == inner.start and text[main.start : main.end] in _LIGHT_VERBS:
        return False
    return not any(main.end <= party.start < inner.start and party.slot in ("", "of") for party in phrases)
