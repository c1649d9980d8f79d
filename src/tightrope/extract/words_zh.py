"""The Chinese word lists, compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from tightrope.extract.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Words:
    """What may follow a mention, the automaton over the marks, and what opens a clause."""

    tails: re.Pattern[str]
    inner: re.Pattern[str]
    driver: AhoCorasick
    kinds: tuple[str, ...]
    say: re.Pattern[str]
    says: re.Pattern[str]
    lead: re.Pattern[str]
    light: re.Pattern[str]
    based: re.Pattern[str]
    connected: re.Pattern[str]


def _union(words: tuple[str, ...]) -> str:
    return "|".join(map(_whole, sorted(words, key=len, reverse=True)))


def _whole(word: str) -> str:
    """The pattern of a word of a list; 人 is no head where a longer word begins: 調查 + 人員, 人權."""
    return f"{word}(?![员权道才类均口心物事为工造质群次])" if word == "人" else re.escape(word)


_ANNOUNCE = frozenset({"宣布", "宣佈"})


# 白俄羅斯 + 鎮壓 + 示威者: whom a state does something to is not a group of that state.
_VERBS = (
    "镇压|打压|逮捕|拘捕|迫害|杀害|攻击|袭击|阻止|禁止|招募|动员|虐待|驱逐|遣返|释放|绑架|歧视|剥削|强迫|杀死|打死|煽动|扶持|"
    "资助|要求|呼吁|指责|批评|谴责|警告"
)


@cache
def words_zh() -> Words:
    """The compiled lists; made once."""
    lists = lexicon("zh").words
    heads = "|".join(
        f"(?P<{name}>(?:{_union(lists[name])})+)"
        for name in ("state", "private", "people", "media", "expert", "relation", "place")
    )
    skip = _union(lists["modifier"])
    marks = [(word, kind) for kind in ("plan", "no", "maybe", "wish", "end", "none") for word in lists[kind]]
    return Words(
        tails=re.compile(rf"(?:\([^()]{{0,40}}\))?[”’]?(?:的|之)?(?:{skip})*(?:{heads})"),
        inner=re.compile(
            rf"的?(?!推动|加强|加入|发展|提供|保持|深化|扩大|支援|支持|收复|捍卫)(?:(?!{_VERBS})[^与和同跟及向对给为由被遭把将在从于以曾已也都还又因则仍未不是有称说、，。：；“”()]){{0,5}}?(?:(?P<private>{_union(lists['private'])})|"
            rf"(?P<people>{_union(lists['people'])})|(?P<expert>{_union(lists['expert'])}))"
        ),
        driver=AhoCorasick([word for word, _ in marks], matchkind=MatchKind.LeftmostLongest),
        kinds=tuple(kind for _, kind in marks),
        # 聯合聲明 is a document, not somebody who declares.
        say=re.compile(
            rf"(?P<opine>{_union(lists['opine'])})|(?<![联共发表布的份项])(?<!联合)(?<!共同)(?P<say>{_union(lists['say'])})"
        ),
        # 宣布 + 解除限制: to announce an act is to do it, so that the day counts for the act.
        says=re.compile(rf"(?:{_union(tuple(set(lists['say']) - _ANNOUNCE))})(?:说|称|指出)?[，：:,]$"),
        lead=re.compile(
            rf"[“‘\s]*(?:(?P<linked>{_union(lists['linked'])})|(?P<unreal>{_union(lists['unreal'])})(?!今))"
        ),
        # 對兩家總部設在明斯克的企業: the coverb governs the firms.
        based=re.compile(
            r"(?<![面应绝相])(?:对|将|把|向)(?:\d+|[一两三四五六七八九十数多])*[余多]?[家名位个艘]?(?:总部)?"
            rf"(?:{_union(lists['based'])})$"
        ),
        # 與以色列有關的 + 貨櫃船
        connected=re.compile(
            rf"(?:政府|军方)?(?:{_union(lists['connected'])})的?[^，。；]{{0,8}}?(?:{_union(lists['of_somebody'])})"
        ),
        light=re.compile(_union(lists["light"] + lists["plan"] + lists["no"] + lists["linked"])),
    )
