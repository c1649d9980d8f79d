"""Chinese noun phrases around mentions: their head, their coverb and what they are joined with."""

from __future__ import annotations

import re
from dataclasses import replace

from tightrope.extract.lexicon import Hit
from tightrope.extract.people_zh import name_end
from tightrope.extract.reading import PROGRAMMES, Party, is_organisation, join, with_plus_one
from tightrope.extract.words_zh import Words, words_zh
from tightrope.names import Mention

_COVERB = re.compile(
    r"(?:(?P<with>联同|会同|携手|连同|(?<!参)与|(?<!共)和|(?<![共如相不])同|跟|(?<![以埃涉普问提谈论波危顾触])及)|"
    r"(?P<to>(?<![方走倾转])(?<!(?<!当)面)向|(?<![王今明清当])朝着?(?!鲜)|给|(?<![一导])致|予)|(?P<on>针对|(?<![面应绝相])对|(?<![相违])反)|"
    r"(?P<for>(?<![因认作成称视即列定名])为|(?<!代)替)|(?P<via>经由|途经|取道|借道|绕过|绕开|避开|过境)|(?P<by>受到|遭到|遭受|获得|(?<![自理])由|被|遭|(?<![接享承])受|(?<![查截缴])获|(?<![已曾])经)|"
    r"(?P<from>(?<!旦)离开了?|来自|原产于|产自|从|(?<![来亲独])自)|(?P<about>(?<![成造去])就|围绕|关于|有关|(?<![原])因)|(?P<in>位于|(?<![得达受遭感想看见找收提直碰遇谈说以不])到(?!访)|(?<![正现存实所])在|(?<![由关对至基属终等高低处])于|驻)|(?P<obj>把|将))"
    r"(?:(?:正在|前来|来|到|出)?访的?|与会的?|包括|现任|新任|前苏联国家|前苏联|前|时任|邻国|盟国|盟友|邻近|这|该|其|整个|全|各|(?:\d+|[一两三四五六七八九十几数多]+)[余多]?[家名位个艘架座项批]|一?大批|大量|[上数几][十百千万]+[余多]?[名个]|部分|一些|某些|多数)*[“‘\s]*$"
)


# 在資源豐富的中亞: a place may carry an attribute.
_PLACE_AHEAD = re.compile(r"(?<![正现存实所])在(?!案|册|编|内)[^，。与和同向对给为由被把将从的]{1,6}的?$")


# 向遭受洪災的阿富汗: so may an addressee.
_COVERB_AHEAD = re.compile(
    r"(?:(?P<to>(?<![方面走倾转])向|给)|(?P<on>(?<![面应绝相])对)|(?P<with>(?<!参)与|同))"
    r"(?:遭|受|饱受|正|身处|陷入|刚|来访|到访|盛产|新|缺乏|位于)[^，。；、和与同向对给为由被把将从]{1,9}的$"
)


_FOREIGN_NAME = re.compile(
    r"[一-鿿·・‧]{2,10}\([A-Z][^()一-鿿]{2,40}\)|(?:(?![在和与对向为的是将就于到把被给跟同])[一-鿿·・‧]){2,12}(?=[、])"
)


_JOINT = re.compile(r"[”’\s)]*(?:\s*[、+/－\-—]\s*|以及|[和与及同跟暨])[“‘\s]*(?:邻国|来自|前)?$")


_WITHOUT_COMMA = re.compile(r"[”’]*[与和同跟][“‘]*$")


_COUNT_OF_STATES = re.compile(r"(?:这|等|共)?(?:[两二三四五六七八九十\d]{1,2})[国方个](?=.)")


# 親美的, 抗俄的: an adjective, not an actor.
_LEANING = re.compile(r"(?:(?<![母父])亲|(?<![对反违])抗|仇)$")


_LEANS = ("的", "派", "势", "立", "情", "分")


# 上合峰會場邊, 北約峰會期間: where or when something else happens.
_AT_MEETING = re.compile(
    r"[^，。；、]{0,8}?(?:峰会|会议|大会|论坛|首脑会|外长会|理事会)(?:的?(?:期间|场边|场外|间隙|框架|前夕|之际|现场|会场)|上|后|前)"
)


#: 與…交界的地區: the coverb belongs to a word of lying, so that the name is no company.
_BORDERING = ("交界", "接壤", "毗邻", "相邻", "边境", "边界", "的边境", "的边界", "的交界")


#: 中國超過俄羅斯成為…: whom one outdoes is no subject.
_THAN = ("超过", "超越", "取代", "赶超", "反超", "挤下", "领先")
#: 獲土耳其授權在…建立: who allows something does not do it.
_ALLOWS = ("授权", "同意", "批准", "允许", "许可", "邀请", "委托", "资助")
_ASKED = re.compile(".{0,3}?(?:邀请|要求|请求|之邀|之请)")
_STANDING = frozenset("在于自")
_ONWARD = frozenset("向到至运输飞入转往")


def inside(position: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a position lies in one of the spans."""
    return any(start <= position < end for start, end in spans)


def usable(text: str, mentions: list[Mention], brackets: list[tuple[int, int]]) -> list[Mention]:
    """Leave out mentions in brackets and titles, the former Soviet Union, and 親美的."""
    return [
        mention
        for mention in mentions
        if not inside(mention.start, brackets)
        and not (mention.actors == ("SUN",) and text[mention.start - 1 : mention.start] in ("前", "原"))
        and not (
            _LEANING.search(text, max(0, mention.start - 2), mention.start)
            and text[mention.end : mention.end + 1] in _LEANS
        )
    ]


def phrases_of(text: str, mentions: list[Mention], hits: list[Hit], words: Words) -> list[Party]:
    """Grow a phrase from every mention of a sentence."""
    phrases: list[Party] = []
    index = 0
    while index < len(mentions):
        index, party = _phrase(text, mentions, index, hits, words)
        if phrases and _BELONGING.fullmatch(text, phrases[-1].end, party.start) and not party.body:
            party = replace(party, slot=phrases[-1].slot or party.slot)
            phrases[-1] = replace(phrases[-1], slot="member")
        if phrases and _NEIGHBOUR.fullmatch(text, phrases[-1].end, party.start) and not party.body:
            # A、B和C另一鄰國D: D stands in the list, C only says where it lies.
            party = replace(party, start=phrases.pop().start)
        if phrases and len(party.codes) > 1 and _AMONG.fullmatch(text, phrases[-1].end, party.start):
            phrases[-1] = replace(phrases[-1], end=party.end)
            continue
        if phrases and text[phrases[-1].end : party.start] == "等" and _FRIENDS.match(text, party.end):
            party = replace(party, slot="member")
        phrases.append(party)
    return phrases


# 哈薩克、吉爾吉斯等 + 中亞國家: the group says what kind of states are listed.
_AMONG = re.compile(r"等(?:[两三四五]个)?")
_NEIGHBOUR = re.compile(r"的?另一个?(?:友好)?邻国")
# 印度等挪威 + 盟友: whose friends are listed.
_FRIENDS = re.compile("国?的?(?:盟友|盟国|盟邦|友邦|邻国|伙伴)")


# 北約成員國土耳其, 歐佩克第三大產油國伊朗: the body only says what the state belongs to.
_BELONGING = re.compile(
    r"的?(?:第.大|最大|主要|创始|唯一|正式|新)?(?:成员国?|会员国?|产油国|观察员国?|对话伙伴国?|轮值主席国|主席国)"
)


def _phrase(text: str, mentions: list[Mention], index: int, hits: list[Hit], words: Words) -> tuple[int, Party]:
    """The phrase of a mention, and the index of the first mention behind it."""
    first, floor = mentions[index], mentions[index - 1].end if index else 0
    index, end, head = _grown(text, mentions, index, hits, words)
    if end == first.end:
        head, end = _private(text, first, hits, words, mentions[index].start if index < len(mentions) else len(text))
    end = _skip_brackets(text, end)
    slot = slot_of(text, first.start, head, floor, hits)
    if not slot and is_organisation(first) and _AT_MEETING.match(text, end):
        slot = "in"
    if not slot and head == "state" and text.startswith("的", end):
        slot = "of"
    slot, head = _by_what_follows(text, first.start, end, slot, head)
    if first.key in PROGRAMMES:
        head = "programme"
    parts, keys, end = with_plus_one(text, end, first)
    return index, Party(first.start, end, parts, keys, slot, head, body=is_organisation(first))


def _by_what_follows(text: str, start: int, end: int, slot: str, head: str) -> tuple[str, str]:
    """Slot and head of a phrase, corrected by the words behind it."""
    if slot == "with" and text.startswith(_BORDERING, end):
        # 與阿富汗交界的地區: a place, no company.
        return "in", "ground"
    onward = text.startswith("经", start - 1) and text[end : end + 1] in _ONWARD
    if slot == "by" and (onward or text.startswith(_ALLOWS, end)):
        return "via", head  # 經哈薩克向烏茲別克供氣
    if not slot and text.startswith("应", start - 1) and _ASKED.match(text, end):
        return "via", head  # 應中方邀請, 應明斯克要求: who asks is not who acts
    if slot in ("with", "to") and words_zh().connected.match(text, end):
        return "", "private"  # 與以色列有關的 + 貨櫃船
    return slot, head


def _grown(text: str, mentions: list[Mention], index: int, hits: list[Hit], words: Words) -> tuple[int, int, str]:
    """Grow a phrase from a mention: 中國 + 駐哈薩克 + 大使; 哈薩克 + 總統 + 托卡葉夫; 俄羅斯 + 公司.

    Returns the index of the first mention behind it, its end and its head.
    """
    first = mentions[index]
    end, head, stationed = first.end, "state", False
    index += 1
    while True:
        following = mentions[index] if index < len(mentions) else None
        if following and not stationed and text[end : following.start] == "驻":
            if not words.tails.match(text, following.end):
                return index, end, head
            end, stationed = following.end, True
            index += 1
            continue
        tail = words.tails.match(text, end)
        if tail and following and end <= following.start < tail.end() < following.end:
            # 中國 + 全國人大: the tail would cut the next name in two.
            tail = None
        if tail and text[tail.end() - 1] == "军" and text[tail.end() : tail.end() + 1] in _NO_ARMY:
            tail = None
        if tail and not _is_trigger(hits, end, tail.end()):
            end, head = tail.end(), tail.lastgroup or head
            end = _skip_name(text, end, following.start if following else len(text), hits) if head == "state" else end
            end = _skip_brackets(text, end)
            continue
        counted = _COUNT_OF_STATES.match(text, end)
        if counted and first.key == "C5" and not counted.group().strip("这等共国方个").startswith(("五", "5")):
            # 中亞三國: which of the five is not said.
            return index, counted.end(), "some"
        if counted and (words.tails.match(text, counted.end()) or counted.end() == len(text)):
            end = counted.end()
            continue
        if following is None or head not in ("state", "place") or not _repeats(text, first, following, end):
            return index, end, head
        end, head = _skip_brackets(text, following.end), "state"
        index += 1


def _repeats(text: str, first: Mention, following: Mention, end: int) -> bool:
    """Whether the next mention names the same state again, right behind the phrase: 哈薩克 + 托卡葉夫."""
    return set(following.actors) <= set(first.actors) and not text[end : following.start].strip("“” \u30fb·")


#: 的 + 軍工企業, 軍火, 軍演
_NO_ARMY = frozenset("工火备事售演购用援费贸")


def _is_trigger(hits: list[Hit], start: int, end: int) -> bool:
    """Whether the tail of a phrase is the beginning of a trigger: 美國 + 經濟封鎖, not 美國經濟 + 封鎖."""
    return any(start <= hit.start < end <= hit.end and hit.frames[0].kind != "stocks" for hit in hits)


def _skip_name(text: str, end: int, limit: int, hits: list[Hit]) -> int:
    """Skip the name of an office-holder that no data file knows: 總統 + 夏巴茲・謝里夫 + 、."""
    name = _FOREIGN_NAME.match(text, end)
    if name and name.end() <= limit:
        return name.end()
    close = name_end(text, end)
    ends_here = text[close : close + 1] in _BEHIND_NAME or any(hit.start == close for hit in hits)
    return close if end + 1 < close <= limit and ends_here else end


_BEHIND_NAME = frozenset("及和与、，。同在就将对向也说称表(")


def _skip_brackets(text: str, end: int) -> int:
    if text.startswith("(", end):
        close = text.find(")", end, end + 60)
        return close + 1 if close > 0 else end
    return end


def _private(text: str, mention: Mention, hits: list[Hit], words: Words, limit: int) -> tuple[str, int]:
    # 烏國 + 盟友
    country = mention.end - mention.start == 1 and text.startswith("国", mention.end)
    inner = words.inner.match(text, mention.end + country)
    if inner is None or inner.end() > limit:
        return "state", mention.end
    verbs = [hit for hit in hits if hit.frames[0].kind != "stocks" and "noun" not in hit.frames[0].flags]
    if any(mention.end <= hit.start < inner.end() for hit in verbs):
        return "state", mention.end
    return inner.lastgroup or "state", inner.end()


def slot_of(text: str, start: int, head: str, floor: int, hits: list[Hit]) -> str:
    """The slot that the coverb before a phrase gives it; empty if it is bare."""
    if text[start - 1 : start] in _STANDING and words_zh().based.search(text, max(0, start - 16), start):
        return "on"
    if text.endswith(_THAN, 0, start):
        return "than"
    before = _COVERB.search(text, max(0, start - 16), start)
    slot = (before.lastgroup or "") if before else ""
    ahead = None if before else _PLACE_AHEAD.search(text, max(floor, start - 9), start)
    if ahead and not any(ahead.start() < hit.start < start for hit in hits):
        return "in"
    attributed = None if before else _COVERB_AHEAD.search(text, max(floor, start - 14), start)
    if attributed:
        return attributed.lastgroup or ""
    if slot in ("", "with") and head == "place":
        return "in"
    return slot


def coordinate(text: str, phrases: list[Party], hits: list[Hit]) -> list[Party]:
    """Join the phrases that 、, 和 and 與 make one party."""
    groups: list[list[Party]] = []
    for party in phrases:
        if groups and _joins(text, groups[-1], party, hits):
            groups[-1].append(party)
        else:
            groups.append([party])
    return [group[0] if len(group) == 1 else join(group) for group in groups]


def _meets(party: Party, hits: list[Hit]) -> bool:
    """Whether an act done together follows a name: 訪問北京與習近平會談, not 訪問哈薩克與烏茲別克."""
    return any(
        0 <= hit.start - party.end <= _MEETING_REACH and any("with" in frame.roles.target for frame in hit.frames)
        for hit in hits
    )


_MEETING_REACH = 8


def _joins(text: str, group: list[Party], party: Party, hits: list[Hit]) -> bool:
    last = group[-1]
    gap = text[last.end : party.start]
    if party.pronoun or last.pronoun:
        return False
    if gap == "" and last.head == "state" and party.head in ("state", "relation") and party.start - last.start <= 2:
        return True
    if not _JOINT.fullmatch(gap):
        return False
    if _WITHOUT_COMMA.fullmatch(gap):
        # 在莫斯科與普京會談, 赴莫斯科與普京會談: company, not a list of places.
        if last.slot in ("in", "from", "to", "on", "for") and party.slot == "with" and last.head == "place":
            return False
        # 就烏克蘭問題與美國對話: the topic and the partner.
        if last.slot == "about" and last.head == "relation" and party.slot == "with":
            return False
        moved = any(hit.end == group[0].start and "move" in hit.frames[0].flags for hit in hits)
        if last.slot == "in" or (moved and _meets(party, hits)):
            return False
    return True
