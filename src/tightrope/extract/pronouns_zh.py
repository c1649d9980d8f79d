"""Chinese words that point back: 雙方, 該國, 他, 對此, bare titles. Each stands for whoever the text named before."""

from __future__ import annotations

import re
from functools import cache

from tightrope.extract.carried import home
from tightrope.extract.dates_zh import number
from tightrope.extract.lexicon import lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.people_zh import name_end
from tightrope.extract.phrases_zh import inside, slot_of
from tightrope.extract.reading import Party

#: Where a clause may end.
CLAUSE_END = re.compile(r"[，；：,;:？?]|——|\s—\s")
# 兩國元首簽署《中哈聯合聲明》: a title may be all that names them.
_PARTS = tuple[tuple[tuple[str, ...], ...], bool]


@cache
def _pronouns() -> re.Pattern[str]:
    offices = "|".join(sorted(lexicon("zh").words["office"], key=len, reverse=True))
    return re.compile(
        r"(?P<pair>双方(?!协议|协定|条约|关系|边界|贸易|合同|约定|商定|同意下)|两国|中方与对方|双边)|(?P<body>该组织|该集团|该联盟|该机构)|"
        r"(?P<there>当地(?!时间)|(?<=要求|敦促|呼吁|促请|警告|指责|批评|谴责)当局|该(?:地区?|州|省|市|镇|岛|港|城))|(?P<this>(?<=(?<![面应绝])对)此(?![次事外类案举]))|"
        r"(?P<same>该国|(?<![其吉])他(?![们国人乡说的])|她(?!们))|"
        r"(?P<count>(?:[三四五六七八九十]|(?<!\d)\d{1,2})国(?:总统|元首|领导人|首脑|总理|外长|防长|部长|代表|政府))|"
        r"(?P<few>[三四五六]国(?=[于在共就将已决同均都，是拥]|[签举宣承达联]))|(?P<we>我们(?!.{0,8}(?:双边|两国|双方|一致|共同|彼此|都))|我国|我方|我军)|"
        rf"(?P<title>(?:(?<=[，。；：“、])|^)(?:{offices})(?![府选大办们级会候任职令权的之、，]))"
    )


def with_pronouns(
    text: str, phrases: list[Party], memory: Memory, brackets: list[tuple[int, int]], quoted: tuple[str, ...] = ()
) -> list[Party]:
    """Add a party for every pronoun whose antecedent is known; ``quoted`` are the codes named in titles only."""
    added = list(phrases)
    for match in _pronouns().finditer(text):
        start, end = match.span()
        if inside(start, brackets) or any(party.start <= start < party.end for party in phrases):
            continue
        if match.lastgroup == "title" and any(party.start == end for party in phrases):
            # 首相蘇納克: the name says who it is.
            continue
        before = [party for party in phrases if party.end <= start]
        kind, word = match.lastgroup or "", match.group()
        slot = slot_of(text, start, "state", 0, [])
        lead = CLAUSE_END.split(text[:start])[-1]
        if kind == "same" and word == "该国" and (slot or lead.strip("而但则")):
            # 持有該國外債, 在該國: not whoever acts in the sentence.
            kind = "there"
        if kind == "count":
            listed = memory.listed if len(memory.listed) == number(word.partition("国")[0]) else ()
            if listed:
                each = tuple((code,) for code in listed)
                added.append(Party(start, end, each, listed, slot, "state", True))
            continue
        if kind == "few":
            several = _as_many(number(word[0]), before, memory)
            if several:
                added.append(Party(start, end, several, tuple(part[0] for part in several), slot, "state", True))
            continue
        found = _resolve(kind, text[:start], before, memory, quoted)
        if found is None:
            continue
        parts, body = found
        if kind == "there" and word.startswith("当"):
            slot = "in"
        if kind == "title":
            end = name_end(text, end)
        added.append(Party(start, end, parts, tuple("" for _ in parts), slot, "state", True, body))
    return sorted(added, key=lambda party: party.start)


def _as_many(count: float | None, before: list[Party], memory: Memory) -> tuple[tuple[str, ...], ...]:
    """三國簽署…: the states that the sentence has named, or else the last list, if there are as many."""
    here = tuple(dict.fromkeys(part for party in before if party.acts and not party.body for part in party.parts))
    if len(here) == count and all(len(part) == 1 for part in here):
        return here
    return tuple((code,) for code in memory.listed) if not here and len(memory.listed) == count else ()


def _we(before: str, phrases: list[Party], memory: Memory) -> _PARTS | None:
    """「我們敦促…」: whoever speaks in the sentence, else who spoke last."""
    said = [match.start() for match in _SAYS.finditer(before)]
    if said:
        speakers = [one for one in phrases if one.slot == "" and one.end <= said[-1]]
        return ((speakers[-1].parts[0],), speakers[-1].body) if speakers and speakers[-1].acts else None
    codes = memory.said[0]
    return ((codes,), False) if len(codes) == 1 else None


_SAYS = re.compile("表示|称|说|指出|强调|回应|宣布|声明|写道|告诉|坦言|重申")


def _resolve(kind: str, before: str, phrases: list[Party], memory: Memory, quoted: tuple[str, ...]) -> _PARTS | None:
    earlier = [party for party in phrases if party.acts]
    if kind == "pair":
        # 亞美尼亞與阿塞拜疆邊境爆發衝突，雙方…
        told = [
            party
            for party in phrases
            if party.acts or (party.head in _SHARED and before[party.start - 1] in "与和同跟")
        ]
        named = list(dict.fromkeys(part for party in told for part in party.parts))
        if len(named) > 2:
            # 美國支持兩國: of three the other two.
            start = max((match.end() for match in CLAUSE_END.finditer(before)), default=0)
            actors = [party.parts[0] for party in earlier if party.start >= start]
            named = [part for part in named if part not in actors]
            if len(named) != 2:
                return None
        if len(named) == 2:
            return tuple(named), False
        if not named and len(quoted) == 2:
            return ((quoted[0],), (quoted[1],)), False
        return (memory.pair, False) if memory.pair else None
    if kind == "body":
        bodies = [party.parts[-1] for party in phrases if party.body]
        body = bodies[-1] if bodies else memory.body
        return ((body,), True) if body else None
    if kind == "we":
        return _we(before, phrases, memory)
    clause_start = max((match.end() for match in CLAUSE_END.finditer(before)), default=0)
    if kind == "there":
        return _there(phrases, clause_start, memory)
    if kind == "this":
        return _this(earlier, clause_start, memory)
    if kind == "title":
        # 「應美國總統邀請，總理…」: who invites is not who comes.
        earlier = [one for one in earlier if before[max(0, one.start - 1) : one.start] not in ("应", "据")]
    # The subject of the clause it stands in, else the document's topic, else whoever the sentence named last.
    own = [party for party in earlier if party.start >= clause_start and party.slot == ""]
    if own:
        return (own[0].parts[0],), False
    subjects = [party for party in earlier if party.slot == "" and party.head == "state"]
    if subjects:
        return (subjects[0].parts[0],), False
    return ((memory.topic,), False) if memory.topic else None


#: What two states have between them.
_SHARED = frozenset({"place", "relation", "ground"})


def _there(earlier: list[Party], clause_start: int, memory: Memory) -> _PARTS | None:
    """當地, 在該國: whoever the sentence named besides the nearest subject, else the document's topic."""
    subjects = [party for party in earlier if party.slot == ""]
    own = [party for party in subjects if party.start >= clause_start]
    doer = (own[-1] if own else subjects[0]).parts[0] if subjects else ()
    others = [party.parts[-1] for party in earlier if party.parts[-1] != doer]
    if others:
        return (others[-1],), False
    if memory.topic and memory.topic != doer:
        return (memory.topic,), False
    # 當地, where the doer is the topic: the other state that the text is about.
    code = home(memory, doer[0] if len(doer) == 1 else "")
    return (((code,),), False) if code and doer else None


def _this(earlier: list[Party], clause_start: int, memory: Memory) -> _PARTS | None:
    """「美國宣布…，北京對此表示不滿」: the act before, so whoever did it."""
    own = [party.parts[0] for party in earlier if party.start >= clause_start]
    others = [
        party for party in earlier if party.start < clause_start and party.slot == "" and party.parts[0] not in own
    ]
    if others:
        return (others[0].parts[0],), False
    return ((memory.topic,), False) if memory.topic and memory.topic not in own else None
