"""Chinese grammar: phrases around mentions, coverbs, coordination, clauses and marks, on folded text."""

from __future__ import annotations

import re

from tightrope.extract.lexicon import Hit, Lexicon, lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.phrases_zh import coordinate, inside, phrases_of, usable
from tightrope.extract.pronouns_zh import CLAUSE_END, with_pronouns
from tightrope.extract.reading import (
    Clause,
    Mark,
    Party,
    Reading,
    conditional,
    plans,
)
from tightrope.extract.relatives_zh import leading, with_clauses_of_time, without_events, without_relatives
from tightrope.extract.source import Source
from tightrope.extract.words_zh import Words, words_zh

_BRACKETS = re.compile(r"\([^()]{0,120}\)|《[^》]{0,60}》|\[[^\]]{0,80}\]")
_DATELINE = re.compile(
    r"^.{0,20}?(?:社|网|报|台|讯|路透).{0,12}?\d{1,2}日(?:综合)?(?:外?电|讯|报道|\s?[-—–])|^.{0,14}(?:消息|讯)(?:\(.{0,12}\))?[：:]"
)
_SPEAKER_LEAD = re.compile(r"^(?:据|根据|而|但|不过|然而|另据|此外|同时|其中|[，、\s“”‘’]|\d{1,2}日|同一天)+")
_ADVERBIAL = re.compile(r"[一二三四五六七八九十\d]+[次个天年月日国]|[“”‘’\s、与同和跟]")


def read(source: Source, lex: Lexicon, memory: Memory) -> Reading:
    """Read one Chinese sentence."""
    text, words = source.text, words_zh()
    brackets = [match.span() for match in _BRACKETS.finditer(text)]
    if lead := _DATELINE.match(text):
        brackets.append(lead.span())
    hits = [hit for hit in source.hits if not inside(hit.start, brackets) and not _is_no_act(text, hit)]
    phrases = phrases_of(text, usable(text, source.mentions, brackets), hits, words)
    phrases = with_pronouns(text, phrases, memory, brackets, _quoted(source, brackets))
    phrases, hits = without_relatives(text, with_clauses_of_time(text, leading(text, phrases), hits), hits)
    clauses = _clauses(text, phrases, words)
    speaker, opinion = _speaker(source, phrases, words)
    if opinion and (view := _view(text, hits, words)) is not None:
        # 批評…，認為…: what comes before somebody's view is told as a fact.
        hits = [one for one in (hit if hit.start < view else without_events(hit) for hit in hits) if one.frames]
        opinion = False
    marks = _marks(text, words, phrases)
    # 原定8月訪問: what was planned lay ahead, even if it was called off.
    once = tuple(match.end() for match in _ONCE_PLANNED.finditer(text))
    source.plans, source.brackets = (*plans(marks), *once), tuple(brackets)
    return Reading(
        text=text,
        parties=coordinate(text, phrases, hits),
        hits=hits,
        clauses=clauses,
        marks=marks,
        dates=source.dates,
        quantities=source.quantities,
        speaker=speaker,
        opinion=opinion or text.rstrip("”’」』)").endswith(("?", "？")),
        light=lambda piece: _is_light(piece, words),
        passive=lambda hit: _passive(text, hit),
        past=lambda hit: _PERFECT.match(text, hit.end) is not None or _HAS.search(text, 0, hit.start) is not None,
        habitual=lambda hit: _habitual(text, hit),
        apart=lambda hit: any(word in text[: hit.start] for word in _APART),
        mutual=lambda hit: text.endswith(_MUTUAL, 0, hit.start) or text.startswith("互", hit.start),
        title=source.title,
        original=source.original,
        vague=lex.words["vague"],
        topics=lex.topics,
    )


def _view(text: str, hits: list[Hit], words: Words) -> int | None:
    """Where the clause of the first view starts, if an act is told in a clause before it by nobody who only says so."""
    first = next((one for one in words.say.finditer(text) if one.lastgroup == "opine"), None)
    start = max((cut.end() for cut in CLAUSE_END.finditer(text, 0, first.start())), default=0) if first else 0
    told = any(frame.kind == "events" for hit in hits if hit.start < start for frame in hit.frames)
    return start if told else None


def _is_no_act(text: str, hit: Hit) -> bool:
    acts = any(frame.kind == "events" for frame in hit.frames)
    return acts and _NO_ACT.match(text, hit.start) is not None


def _quoted(source: Source, brackets: list[tuple[int, int]]) -> tuple[str, ...]:
    """The states that only titles in the sentence name (《中華人民共和國和…聯合聲明》)."""
    inner = [one.actors[0] for one in source.mentions if inside(one.start, brackets) and len(one.actors) == 1]
    return tuple(dict.fromkeys(inner))


# 在靠近邊境的地點, 通過外交渠道: whatever a coverb governs up to the verb is no subject.
_GOVERNED = re.compile(
    r"^[并也还将则又曾已均都]*(?:在(?!野)|通过|根据|按照|经由?|利用|使用|以(?!军|色)|就|因|对|向).*$", re.DOTALL
)
# 請…轉達問候: a courtesy, no request; 打擊該國的恐怖主義, 摧毀俄軍發射的導彈: no attack on a
# state; 反對烏克蘭入盟: no reproach. 拒絕譴責俄羅斯: refuses to do something about Russia, not what Russia wants.
_NO_ACT = re.compile(
    r"请[^，。]{1,12}?(?:转达|转告|代为|放心|多多)|"
    r"打击[^，。、；]{0,10}?(?:恐怖|犯罪|走私|贩毒|贩运|毒品|极端|分裂|三股|腐败|诈骗|偷渡|洗钱|海盗|伊斯兰国|塔利班武装)|"
    r"反对[^，。、；]{1,8}?(?:加入|入盟|入约|独立|建国)|"
    r"(?:拒绝|拒不|不愿)[^，。；]{0,6}?(?:谴责|批评|指责|承认|制裁|评论|表态|选边|公开|透露|置评|回应|回答|证实)|"
    r"(?<=促成)(?:停火|停战)|(?:武装冲突|冲突|交火)(?:时有发生|不断|频发)|"
    r"(?:摧毁|击毁|击落|击退)[^，。；]{0,8}?(?:发射|射出|派出|来袭)的"
)
_ONCE_PLANNED = re.compile("原定|原本|原计划|原拟")
_APART = ("先后", "分别", "相继", "依次")
_MUTUAL = ("互相", "相互", "彼此", "互", "互相提出", "相互提出")
# Up to this many characters of adverb the lists do not know may stand where a subject could.
_LIGHT = 1


def _is_light(piece: str, words: Words) -> bool:
    """Whether what leads to a verb holds no subject: light words, adverbs, numbers and what a coverb governs."""
    if len(piece) <= _LIGHT:
        return True
    rest = _ADVERBIAL.sub("", words.light.sub("", _GOVERNED.sub("", piece)))
    return len(_GOVERNED.sub("", rest)) <= _LIGHT


def _clauses(text: str, phrases: list[Party], words: Words) -> list[Clause]:
    clauses: list[Clause] = []
    start, fresh = 0, False
    cuts = [match for match in CLAUSE_END.finditer(text) if not _is_inner(text, match, phrases)]
    for cut in [*cuts, None]:
        end = cut.end() if cut else len(text)
        if end > start:
            lead = words.lead.match(text, start)
            clauses.append(
                Clause(
                    start,
                    end,
                    fresh,
                    bool(lead and lead.lastgroup == "linked"),
                    bool(lead and lead.lastgroup == "unreal"),
                    says=bool(words.says.search(text, start, end)),
                )
            )
        start, fresh = end, bool(cut and cut.group() in "；;")
    return conditional(clauses or [Clause(0, len(text))])


def _is_inner(text: str, match: re.Match[str], phrases: list[Party]) -> bool:
    if match.group() in ",:" and text[match.end() : match.end() + 1].isdigit():
        return True
    return any(party.start < match.start() < party.end for party in phrases)


def _marks(text: str, words: Words, phrases: list[Party]) -> list[Mark]:
    marks = [Mark(start, end, words.kinds[index]) for index, start, end in words.driver.find_matches_as_indexes(text)]
    # 將 before an object is the other 將, which plans nothing.
    objects = {party.start for party in phrases if party.slot == "obj"}
    return [
        mark
        for mark in marks
        if mark.kind != "none"
        and not (mark.kind == "plan" and (mark.end in objects or _NO_PLAN.match(text, mark.end)))
        and not (text.startswith("计划", mark.start) and _PLAN_AS_NOUN.match(text, mark.end))
    ]


# 對以色列的計劃予以譴責: a plan that somebody has is no plan of the sentence.
_PLAN_AS_NOUN = re.compile(r"[”」』]?(?:[，。、；：的了]|予以|表示|表达|提出|感到|深感|遭|被|受到|引发|引起|是|$)")
# 將三家銀行列入名單
_NO_PLAN = re.compile(r"(?:\d+|[一二三四五六七八九十两数多]+)[余多]?[家名个项座批艘架枚位所]")


def _passive(text: str, hit: Hit) -> bool:
    return text[max(0, hit.start - 2) : hit.start].endswith(("被", "遭", "遭到", "受到", "获", "遭受", "受"))


#: 簽署了, 舉行過: Chinese verbs tell no tense, but may tell that an act is complete; 已, 曾 before them do, too.
_PERFECT = re.compile("[了过]")
_HAS = re.compile("(?:已经?|曾经?)[^，。；：]{0,12}$")


_COUNTED = re.compile(r".{0,2}?(?<!第)(?:\d+|[两二三四五六七八九十]+)[多余]?[次场趟轮]")


_COUNTED_BEFORE = re.compile(r"(?<!第)(?:\d+|[两二三四五六七八九十]+)[多余]?次$")


def _habitual(text: str, hit: Hit) -> bool:
    """Whether acts are counted or habitual (頻頻訪問, 舉行8次會議), so that none of them is an event of its own."""
    before = text[max(0, hit.start - 5) : hit.start]
    counted = _COUNTED.match(text, hit.end) or _COUNTED_BEFORE.search(before)
    return bool(counted) or any(word in before for word in lexicon("zh").words["habit"])


def _speaker(source: Source, phrases: list[Party], words: Words) -> tuple[str, bool]:
    """Who speaks, in the words of the document, and whether what follows is a mere view."""
    opinion = False
    for match in words.say.finditer(source.text):
        clause_start = max((cut.end() for cut in CLAUSE_END.finditer(source.text, 0, match.start())), default=0)
        lead = source.text[clause_start : match.start()]
        caused = _CAUSING.search(lead) is not None
        if (
            match.lastgroup == "opine"
            and not caused
            and not any(word in source.text[: match.start()] for word in _DENYING)
        ):
            opinion = True
        if not lead.strip() or match.start() - clause_start > _LONGEST_SPEAKER:
            continue
        offset = clause_start + (stripped.end() if (stripped := _SPEAKER_LEAD.match(lead)) else 0)
        if offset >= match.start():
            continue
        private = any(party.head == "expert" and clause_start <= party.start < match.start() for party in phrases)
        expert = private or any(word in lead for word in lexicon("zh").words["expert"])
        name = _name_of_speaker(source, offset, match.start(), words)
        if name:
            return name, opinion or expert
    return "", opinion


# 外交部發言人林劍12日在記者會上表示: the name ends where the circumstances begin.
_CIRCUMSTANCE = re.compile(
    r"(?:\d{1,4}[年月日]|[今昨前明]天|[今昨]日|[今昨]晚|上周|本周|上月|周[一二三四五六日]|近日|日前|随后|随即|同日|当天|之后|(?<![现正存驻])在|"
    r"(?<![由关对至])于|(?<![面应])对(?!外)|就(?=[^是])|访问|会见|出席|则|也|还|并|再次|再度|多次|曾|已|都|均|公开|坚称|明确|强调|向|[，。；“”‘’])"
)
_NO_NAME = re.compile(r"[要又再还也则并都就所有可不只]|一[边面方]|双方|两国|三国|各方|声明|公报|文件|[其他她]")


def _name_of_speaker(source: Source, start: int, end: int, words: Words) -> str:
    cut = _CIRCUMSTANCE.search(source.text, start + 1, end)
    end = cut.start() if cut else end
    if any(start <= hit.start < end and hit.frames[0].kind == "events" for hit in source.hits):
        return ""
    name = source.original[start:end].strip(" 、，的")
    return "" if len(name) < _SHORTEST_SPEAKER or _NO_NAME.fullmatch(source.text[start:end]) else name


_SHORTEST_SPEAKER = 2


#: 讓各國擔心: whom something worries has a feeling; it does not tell the sentence.
_CAUSING = re.compile("[让令使]|引起|引发")
#: A rumour that is denied is told as not true, not as a rumour.
_DENYING = ("否认", "驳斥", "澄清", "辟谣")
_LONGEST_SPEAKER = 40
