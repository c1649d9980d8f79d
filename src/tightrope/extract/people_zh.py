"""Office-holders that no table knows: who is introduced once with state and office keeps both in the document."""

from __future__ import annotations

import re
from functools import cache

from tightrope.extract.lexicon import lexicon
from tightrope.names import Kind, Mention

#: Characters that Chinese writes foreign names with, in simplified form; words of the language rarely use only these.
_SOUNDS = frozenset(
    "卜阿埃艾爱安奥澳巴柏班保鲍贝本比彼毕边别宾波博伯勃布查察茨慈措达戴丹当道德登邓迪蒂丁东杜顿多厄恩尔法凡范方菲费芬丰冯佛夫弗"
    "福富盖冈高戈哥格根古瓜圭哈海汉杭赫亨胡华怀霍基吉季加贾简江杰捷金京久卡凯坎康考科柯克肯孔库奎昆拉腊莱赖兰朗劳勒雷蕾李里"
    "理利莉林琳龙隆卢鲁露伦罗洛吕马玛迈麦曼芒毛梅门蒙孟米密明缪摩莫默姆木慕穆拿娜纳南瑙内尼宁纽农努诺欧帕潘庞佩彭皮平泼珀普"
    "齐奇乔切钦琼丘让热荣茹儒若萨塞赛桑瑟森沙山尚绍舍申盛施什史士舒顺斯思松苏素孙索塔泰坦汤唐陶特腾提田廷通突图土托瓦万旺威韦"
    "维魏温文翁沃乌伍武西希席锡夏香肖歇谢辛欣休许雪雅亚延扬耶叶伊衣依因英尤于约泽曾扎詹张章珍芝志智朱卓兹宗佐祖川碧葛妲罕契恰逊翰斐贡莎娃郎廖侯耿奈耐狄季宰硕晓弥珊岑咸艮雍朔舍榭绍"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏付方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严赖覃洪武莫孔耿阮裴文"
)
_STOP = re.compile(r"[表说称指在与和同对向将会已强宣访出于就的、，。；：是也还则又并因为曾当今昨前后认告敦批警要呼]")
_NUMBERED = ("一世", "二世", "三世", "四世", "五世", "六世")
_SINIC = frozenset({"CHN", "TWN", "HKG", "KOR", "PRK", "VNM", "SGP"})
_LONGEST_NAME, _MOST = 9, 200


@cache
def _office() -> re.Pattern[str]:
    words = sorted(lexicon("zh").words["office"], key=len, reverse=True)
    return re.compile(rf"(?:联邦|共和国|外交部|国防部|国务院|总统府)?(?:{'|'.join(words)})+(?=[一-鿿])")


def learned(text: str, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions of a folded text together with those of people it introduces itself.

    塞爾維亞總理布爾納比奇，…布爾納比奇感謝: the name is what both places have in common.
    """
    people: dict[str, Mention | None] = {}
    for mention in mentions:
        found = _office().match(text, mention.end)
        if found is None or len(mention.actors) != 1 or len(people) >= _MOST:
            continue
        name = _name(text, found.end(), mention.actors[0])
        if name:
            known = people.get(name, mention)
            # Two states, one name: nobody can tell who is meant.
            people[name] = mention if known is not None and known.actors == mention.actors else None
    added = [
        Mention(place.start(), place.end(), name, one.actors, Kind.PERSON, f"local:{name}")
        for name, one in people.items()
        if one is not None
        for place in re.finditer(re.escape(name), text)
    ]
    return _merged(mentions, added) if added else mentions


def name_end(text: str, position: int) -> int:
    """Where a foreign name that starts here ends; the position itself if none does."""
    end = (
        position + 1
        if text.startswith(("小", "老"), position) and text[position + 1 : position + 2] in _SOUNDS
        else position
    )
    while end < len(text) and end < position + _LONGEST_NAME and (text[end] in _SOUNDS or text[end] in "·・‧"):
        end += 1
    return end + len("二世") if text.startswith(_NUMBERED, end) and end > position else end


def _name(text: str, start: int, state: str) -> str:
    limit = name_end(text, start)
    if state in _SINIC and text[start] in _SURNAMES:
        cut = _STOP.search(text, start + 1, start + 3)
        limit = max(limit, cut.start() if cut else start + 3)
        limit = min(limit, start + 3)
    for end in range(limit, start + 1, -1):
        name = text[start:end]
        if text[end - 1] not in "·・‧" and _elsewhere(text, name, start):
            return name
    return ""


def _elsewhere(text: str, name: str, start: int) -> bool:
    first = text.find(name)
    return first >= 0 and (first != start or text.find(name, start + 1) >= 0)


def _merged(mentions: list[Mention], added: list[Mention]) -> list[Mention]:
    """All mentions in order; where two overlap, what the tables know counts."""
    taken = sorted((one.start, one.end) for one in mentions)
    kept: list[Mention] = []
    index = 0
    for one in sorted(added, key=lambda one: (one.start, -one.end)):
        while index < len(taken) and taken[index][1] <= one.start:
            index += 1
        if (index == len(taken) or taken[index][0] >= one.end) and (not kept or kept[-1].end <= one.start):
            kept.append(one)
    return sorted([*mentions, *kept], key=lambda one: one.start)
