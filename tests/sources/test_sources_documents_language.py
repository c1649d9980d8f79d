"""Languages and scripts. All sample texts are our own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tightrope.sources.documents.language import tell_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("兩國總統昨天在首都會談，同意擴大貿易。", "zh-Hant"),
        ("两国总统昨天在首都会谈，同意扩大贸易。", "zh-Hans"),
        ("總統后天訪問", "zh-Hant"),
        ("The president met the minister in the capital and signed a treaty.", "en"),
        ("Президент встретился с министром в столице и подписал договор.", "ru"),
        ("Президент Киргизии посетил Грузию и подписал с коллегой соглашение о торговле на пять лет.", "ru"),
        ("Министрите се договориха да продължат интервю с новия посланик и да подпишат документ в столицата.", "bg"),
        ("Президент України зустрівся з міністром і підписав угоду про співпрацю.", "uk"),
        ("Қазақстан президенті елордада министрмен кездесіп, келісімге қол қойды.", "kk"),
        ("Президенти Тоҷикистон бо вазири корҳои хориҷӣ мулоқот кард ва созишномаро ба имзо расонд.", "tg"),
        (
            "Президентът се срещна с министъра в столицата и подписа договора за железопътната линия между страните.",
            "bg",
        ),
        ("Le président a rencontré le ministre dans la capitale et a signé un traité.", "fr"),
        ("Cumhurbaşkanı başkentte bakanla görüştü ve iki ülke arasında bir anlaşma imzaladı.", "tr"),
        ("大統領は首都で会談し、鉄道の建設について一致した。", "ja"),
        ("대통령은 수도에서 회담을 가졌다.", "ko"),
    ],
)
def test_a_sentence_is_enough_to_tell_its_language(text: str, language: str) -> None:
    assert tell_language(text) == language


@pytest.mark.parametrize("text", ["", "12:30", "OK", "да", "中", "Na ja"])
def test_a_text_too_short_to_tell_is_undetermined(text: str) -> None:
    assert tell_language(text) == "und"


@pytest.mark.parametrize(
    ("text", "declared", "language"), [("中文", "zh-TW", "zh-Hant"), ("Na ja", "de-AT", "de"), ("中文", "", "zh")]
)
def test_what_the_source_declares_counts_where_the_text_does_not_tell(text: str, declared: str, language: str) -> None:
    assert tell_language(text, declared) == language


def test_a_wrong_declaration_does_not_change_what_the_text_tells() -> None:
    assert tell_language("兩國總統昨天在首都會談，同意擴大貿易。", "en") == "zh-Hant"
    assert tell_language("The president met the minister in the capital and signed a treaty.", "zh-CN") == "en"


def test_names_in_another_script_do_not_change_the_language() -> None:
    assert tell_language("總統托卡葉夫（Kassym-Jomart Tokayev）會見國務卿布林肯（Antony Blinken）。") == "zh-Hant"


def test_chinese_russian_and_english_need_no_model() -> None:
    code = (
        "import sys; from tightrope.sources.documents.language import tell_language as t;"
        "t('The president met the minister in the capital.'); t('Министр подписал договор в столице.'); t('兩國會談');"
        "t('Президент Киргизии посетил Грузию и подписал с коллегой соглашение о торговле на пять лет.');"
        "print([m for m in ('py3langid', 'trafilatura', 'feedparser', 'charset_normalizer') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_chinese_with_many_latin_letters_is_chinese_and_no_dialect() -> None:
    text = "Казахстан и China 签署协议 on Monday. 哈萨克斯坦总统访问俄罗斯。The Turkish president visited Kazakhstan."
    assert tell_language(text) == "zh-Hans"
