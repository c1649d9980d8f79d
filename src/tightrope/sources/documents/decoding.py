"""Bytes to text: which encoding a file is in.

Order of evidence: byte order mark; valid UTF-8 (other encodings do not form it by chance); the encoding the file or
the server declares, if the result reads like text; the candidate under which the bytes read most like Chinese,
Russian, Japanese or a Western language; charset-normalizer for all others.
"""

from __future__ import annotations

import codecs
import re

from tightrope.records import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these labels as their supersets (WHATWG Encoding Standard, section 4.2).
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
}
_CANDIDATES = ("gb18030", "cp950", "big5hkscs", "cp1251", "koi8-r", "cp866", "iso8859-5", "cp1252", "cp932", "euc_jp")
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,100}\sencoding\s*=\s*["']([\w.:-]{2,30})|<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{2,30})""",
    re.IGNORECASE,
)
_SAMPLE = 65_536
#: Below this, bytes do not read like text under a candidate. Measured on news: text of 30 characters scores 0.53 or
#: more, Japanese and Korean read as Chinese 0.36 or less; with fewer characters both spread wider.
PLAUSIBLE, PLAUSIBLE_SHORT = 0.45, 0.2
_SHORT = 60

_WIDE_MARKS = frozenset("，。、；：？！「」『』（）《》〈〉“”‘’—…·　")
# The most frequent characters of Chinese news, in both scripts.
_FREQUENT_HAN = frozenset(
    "的一是不了在人有我他这这個这个們中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种"
    "事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已"
    "工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表"
    "化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反"
    "受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权"
    "思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运议员议协总统政府关系访问"
    "俄罗斯乌克兰美国中亚哈萨克斯坦北京莫斯科会谈贸易投资合作组织安全军事经济"
    "這來為國說時會對過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問並應戰頭體見產話門兒東聲員論處義幾認條係氣"
    "題爾變總電數報結務場計資許統區隊決馬書則聽卻達強難權設記類據邊張該規萬覺術領確傳師觀讓識帶導爭運議協訪係羅烏蘭談貿組織"
)
_FREQUENT_CYRILLIC = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё")


def decode(content: bytes, declared: str = "") -> str:
    """Decode a file, or a page with the charset its server declared.

    Args:
        content: all bytes.
        declared: charset from the outside (an HTTP header); it goes before what the file says of itself.

    Raises:
        SourceError: no encoding makes text of these bytes.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass  # the next sources of evidence follow
    inside = _DECLARED.search(content[:4096])
    labels = [declared] + ([(inside[1] or inside[2]).decode("ascii")] if inside else [])
    for encoding in filter(None, map(_known, labels)):
        if _score(content, encoding) > 0:
            return content.decode(encoding, errors="replace")
    if _nearly_utf8(content):
        return content.decode("utf-8", errors="replace")
    return content.decode(_guess(content), errors="replace")


def _known(label: str) -> str:
    """Return Python's name of an encoding, widened to its superset; empty if unknown or not for text."""
    try:
        b"ab".decode(label or "none", errors="ignore")  # refuses codecs that are not for text, such as hex
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    return _SUPERSETS.get(name, name)


def _nearly_utf8(content: bytes) -> bool:
    """Whether only a few bytes of a UTF-8 text are broken: one in twenty of its characters beyond ASCII."""
    text = content.decode("utf-8", errors="replace")
    return 20 * text.count("\ufffd") <= len(re.findall("[^\x00-\x7f]", text))


def _guess(content: bytes) -> str:
    scores = {encoding: _score(content, encoding) for encoding in _CANDIDATES}
    best = max(scores, key=scores.__getitem__)
    long = sum(byte > 0x7F for byte in content[:1000]) >= _SHORT
    if scores[best] >= (PLAUSIBLE if long else PLAUSIBLE_SHORT):
        return best
    from charset_normalizer import from_bytes  # slow to load and seldom needed

    match = from_bytes(content[:_SAMPLE]).best()
    if match is None or match.encoding.startswith("utf_7") or not _readable(content, match.encoding):
        raise SourceError("the encoding of the text cannot be told (not UTF-8, GB18030, Big5 or windows-1251)")
    return match.encoding


def _sample(content: bytes, encoding: str) -> str:
    """Decode the first 64 KiB; a character cut at their end is left out.

    Raises:
        UnicodeDecodeError: the bytes are not in this encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    return decoder.decode(content[:_SAMPLE], final=len(content) <= _SAMPLE)


def _readable(content: bytes, encoding: str) -> bool:
    try:
        text = _sample(content, encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    strange = sum(not character.isprintable() and character not in "\n\r\t\u3000\xa0" for character in text)
    letters = sum(character.isalpha() for character in text)
    return strange <= len(text) // 200 and letters >= len(text) // 3


def _score(content: bytes, encoding: str) -> float:
    """Return how much the characters beyond ASCII read like text, from -1 to 1; -1 if the bytes cannot be decoded."""
    try:
        text = _sample(content, encoding)
    except (UnicodeDecodeError, LookupError):
        return -1.0
    values = [value for word in re.findall(r"[^\x00-\x40\x5b-\x60\x7b-\x7f]+", text) for value in _values(word)]
    return sum(values) / len(values) if values else 0.0


def _values(word: str) -> list[float]:
    """Return one value for each character beyond ASCII of a run of letters and marks."""
    foreign = [character for character in word if character > "\x7f"]
    ascii_letters = len(word) - len(foreign)
    values = []
    for position, character in enumerate(word):
        if character <= "\x7f":
            continue
        if "\u0400" <= character <= "\u045f":
            values.append(_cyrillic_value(word, position) if not ascii_letters else -1.0)
        elif "\u00c0" <= character <= "\u024f":
            values.append(1.0 if ascii_letters >= len(foreign) else -1.0)
        else:
            values.append(_other_value(character))
    return values


def _cyrillic_value(word: str, position: int) -> float:
    character = word[position]
    if character in _FREQUENT_CYRILLIC:
        return 1.0
    after_lower_case = position > 0 and word[position - 1].islower()
    return 0.4 if character.isupper() and character.lower() in _FREQUENT_CYRILLIC and not after_lower_case else -1.0


def _other_value(character: str) -> float:
    if character in _FREQUENT_HAN or "\u3041" <= character <= "\u3093":  # hiragana
        return 1.0
    if character in _WIDE_MARKS or character in "«»№–„€":
        return 0.4
    if "\u4e00" <= character <= "\u9fff":
        return 0.3 if _is_common(character) else -0.7
    return -1.0 if not character.isprintable() or "\u2500" <= character <= "\u25ff" else -0.5


def _is_common(character: str) -> bool:
    """Whether a Chinese character is in the frequent level of GB 2312 or of Big5."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= character.encode(encoding)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False
