"""Which language a text is in, and in which script Chinese is written.

Chinese, Russian and English are told by their characters and commonest words, without loading a model; py3langid
is asked only about other texts. The script of Chinese is told by characters that only one script uses.
"""

from __future__ import annotations

import re
from functools import cache

_SAMPLE = 20_000
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile("[\u3041-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_RUSSIAN = re.compile("[^а-яё]", re.IGNORECASE)
_ONLY_RUSSIAN_KIND = re.compile("[ыэё]", re.IGNORECASE)
# Without ы, э and ё it may be Bulgarian, where no word ends in ию or ую and ь stands before о only; its ъ is a vowel.
_RUSSIAN_ENDING = re.compile(r"\w\w[аеиоуя]ю\b|[а-я]ь(?!о)", re.IGNORECASE)
_VOWEL_HARD_SIGN = re.compile("ъ(?![еюя])", re.IGNORECASE)
# Words of English that are not also common words of French, German, Dutch or the Scandinavian languages.
_ENGLISH = re.compile(
    r"\b(?:the|and|that|with|from|this|which|said|are|were|been|has|have|their|its|would|not|who|between)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_CHINESE_TAGS = {
    "zh": "zh",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-my": "zh-Hans",
    "zh-hans": "zh-Hans",
} | dict.fromkeys(("zh-tw", "zh-hk", "zh-mo", "zh-hant"), "zh-Hant")
_KINDS_OF_CHINESE = frozenset({"zh", "wuu", "yue", "lzh"})
_FEWEST_LETTERS = {"han": 2, "cyrillic": 10, "latin": 20}
_CYRILLIC_LANGUAGES = ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn")


def tell_language(text: str, declared: str = "") -> str:
    """Return ``zh-Hant``, ``zh-Hans``, ``en``, ``ru``, another BCP 47 tag, or ``und`` for a text too short to tell.

    Chinese whose characters are the same in both scripts is ``zh``, unless the source declares the script.

    Args:
        text: any text; the first 20,000 characters decide.
        declared: tag the source gives, used only where the text does not tell.
    """
    sample = text[:_SAMPLE]
    counts = {
        "han": len(_HAN.findall(sample)),
        "kana": len(_KANA.findall(sample)),
        "hangul": len(_HANGUL.findall(sample)),
        "cyrillic": len(_CYRILLIC.findall(sample)),
        "latin": len(_LATIN.findall(sample)),
    }
    # One Chinese character says about as much as three letters of an alphabet.
    weights = {script: count * (1 if script in ("cyrillic", "latin") else 3) for script, count in counts.items()}
    script = max(weights, key=weights.__getitem__)
    if counts["kana"] > 0.05 * counts["han"] and counts["kana"] > 3 and script in ("han", "kana"):
        return "ja"
    if script == "hangul" and counts["hangul"] > 1:
        return "ko"
    if counts[script] < _FEWEST_LETTERS.get(script, 1):
        return _declared(declared) or ("und" if len(_LETTER.findall(sample)) < 20 else _ask_model(sample))
    if script == "han":
        return _chinese(sample, declared)
    return _russian_or_not(sample, declared) if script == "cyrillic" else _english_or_not(sample, declared)


def _chinese(sample: str, declared: str) -> str:
    traditional, simplified = _script_characters()
    difference = sum(character in traditional for character in sample) - sum(c in simplified for c in sample)
    if difference:
        return "zh-Hant" if difference > 0 else "zh-Hans"
    hint = _declared(declared)
    return hint if hint.startswith("zh") else "zh"


@cache
def _script_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters that only traditional and that only simplified Chinese uses, after OpenCC's tables."""
    from opencc import OpenCC

    every = [chr(code) for code in range(0x4E00, 0xA000)]
    lines = "\n".join(every)
    to_simplified = OpenCC("t2s").convert(lines).split("\n")
    to_traditional = OpenCC("s2t").convert(lines).split("\n")
    traditional = {c for c, simple in zip(every, to_simplified, strict=True) if simple != c}
    changed = {c for c, full in zip(every, to_traditional, strict=True) if full != c}
    return frozenset(traditional - changed), frozenset(changed - traditional - _IN_BOTH)


# Simplified forms that traditional texts use as well, in another meaning or as a common variant.
_IN_BOTH = frozenset(
    "后里干台面谷丑斗才出系表制松冲咸复姜舍志征划回困朱杯板凶胡须雇准致范岳于云伙几广丰了向岩群裡峰秘床线克吁"
)


def _russian_or_not(sample: str, declared: str) -> str:
    letters = "".join(_CYRILLIC.findall(sample))
    foreign = "".join(_NOT_RUSSIAN.findall(letters)).lower()
    if len(foreign) <= len(letters) // 100 and (_ONLY_RUSSIAN_KIND.search(letters) or len(letters) < 60):
        return _declared(declared) or "ru" if not _ONLY_RUSSIAN_KIND.search(letters) else "ru"
    if not foreign and _RUSSIAN_ENDING.search(sample) and not _VOWEL_HARD_SIGN.search(letters):
        return "ru"
    if any(letter in foreign for letter in "ҷӣӯ"):
        return "tg"
    if "ў" in foreign and any(letter in foreign for letter in "қғҳ"):
        return "uz-Cyrl"
    return _ask_model(sample, _CYRILLIC_LANGUAGES)


def _english_or_not(sample: str, declared: str) -> str:
    words = len(sample.split())
    if len(_ENGLISH.findall(sample)) >= max(2, 0.06 * words):
        return "en"
    hint = _declared(declared)
    told = hint if hint and words < 20 else _ask_model(sample)
    # Of a text with more Latin letters than Chinese characters the model may say Wu or Cantonese.
    return _chinese(sample, declared) if told in _KINDS_OF_CHINESE else told


def _declared(tag: str) -> str:
    """Return a declared tag in its usual form; empty if it is none."""
    tag = tag.strip().replace("_", "-")
    if not _TAG.fullmatch(tag) or tag.lower() == "und":
        return ""
    lower = tag.lower()
    for prefix in ("-".join(lower.split("-")[:2]), lower.split("-")[0]):
        if prefix in _CHINESE_TAGS:
            return _CHINESE_TAGS[prefix]
    return lower.split("-")[0]


def _ask_model(sample: str, among: tuple[str, ...] = ()) -> str:
    import py3langid  # type: ignore[import-untyped]  # loading its model takes a third of a second

    return next((str(language) for language, _ in py3langid.rank(sample) if not among or language in among), "und")
