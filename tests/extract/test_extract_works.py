"""What a museum, a film, a book or a play tells of is no act; what happens to one, or what its people say, is."""

from __future__ import annotations

import extract_coding
import pytest

TOLD = [
    ("en", "The museum shows how Russia conquered Central Asia in the 19th century."),
    ("en", "A film about the Soviet attack on Finland won a prize."),
    ("en", "An exhibition in Tokyo recalls how Japan bombed China."),
    ("en", "The book about Iran's missile strike on Iraq angered Tehran."),
    ("en", "A documentary on Russia's invasion of Ukraine won a prize."),
    ("en", "In the film, Russia invades Norway."),
    ("ru", "Музей рассказывает, как Россия напала на Финляндию."),
    ("ru", "Роман о том, как Иран напал на Ирак, получил приз."),
    ("ru", "Книга, изданная в Москве, описывает, как Иран атаковал Ирак."),
    ("zh-Hant", "博物館展示俄羅斯如何攻打中亞。"),
    ("zh-Hant", "這部電影講述日本如何攻擊中國。"),
    ("zh-Hant", "一部描寫蘇聯入侵芬蘭的小說獲獎。"),
    ("zh-Hant", "片中，俄羅斯入侵挪威。"),
]

DONE = [
    ("en", "Israel attacked Iran, destroying a museum.", ["ASSAULT ISR>IRN"]),
    ("en", "A museum on the border was hit by a Russian attack on Ukraine.", ["ASSAULT RUS>UKR"]),
    ("en", "The museum director described how Russia attacked Ukraine.", ["ASSAULT RUS>UKR"]),
    ("en", "The film tells how Japan attacked China, and Iran attacked Iraq.", ["ASSAULT IRN>IRQ"]),
    ("en", "At the museum, the Russian president met the Chinese president.", ["CONSULT RUS>CHN"]),
    ("ru", "Россия обстреляла музей на Украине.", ["ASSAULT RUS>UKR"]),
    ("ru", "Директор музея рассказал, как Россия атаковала Украину.", ["ASSAULT RUS>UKR"]),
    ("zh-Hant", "俄羅斯攻擊烏克蘭，炸毀一座博物館。", ["ASSAULT RUS>UKR"]),
    ("zh-Hant", "博物館館長講述俄羅斯如何攻打烏克蘭。", ["ASSAULT RUS>UKR"]),
    ("zh-Hant", "影片講述日本如何侵華，而伊朗攻擊伊拉克。", ["ASSAULT IRN>IRQ"]),
]


@pytest.mark.parametrize(("language", "sentence"), TOLD, ids=[sentence for _, sentence in TOLD])
def test_what_a_work_tells_of_is_no_act(language: str, sentence: str) -> None:
    assert extract_coding.events(sentence, language=language) == []


@pytest.mark.parametrize(("language", "sentence", "expected"), DONE, ids=[sentence for _, sentence, _ in DONE])
def test_an_act_beside_a_work_is_coded(language: str, sentence: str, expected: list[str]) -> None:
    assert extract_coding.events(sentence, language=language) == expected
