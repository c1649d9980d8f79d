"""English sentences in which somebody is named who is no party, or a party is not named."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import extract_coding
import pytest

events = partial(extract_coding.events, language="en")
FIVE = "KAZ,KGZ,TJK,TKM,UZB"

EVENTS = [
    ("Kazakhstan opposes the war in Ukraine.", []),
    ("Serbia opposes the sanctions against Russia.", []),
    ("Tajikistan refused to recognise the government of Afghanistan.", []),
    ("India condemned the attack on Israel.", []),
    ("Kazakhstan condemned the killing of Ukrainian civilians.", []),
    ("Turkey condemned the attack by Israel on Iran.", ["ACCUSE TUR>ISR"]),
    ("Almaty hosted talks between Armenia and Azerbaijan.", ["CONSULT ARM>AZE"]),
    ("Turkey hosted a meeting of the Russian and Ukrainian foreign ministers.", ["CONSULT RUS>UKR"]),
    ("American soldiers left the base in Uzbekistan.", ["RETREAT USA>UZB"]),
    (
        "The Turkish president visited Astana on 3 May and Tashkent on 5 May.",
        ["CONSULT TUR>KAZ 2024-05-03", "CONSULT TUR>UZB 2024-05-05"],
    ),
    (
        "The Turkish president will visit Beijing on 20 June and then travel to Moscow on 25 June.",
        ["CONSULT TUR>CHN planned 2024-06-20", "CONSULT TUR>RUS planned 2024-06-25"],
    ),
    ("Leaders gathered at the China–Central Asia summit in Xi'an.", [f"CONSULT CHN>{FIVE}"]),
    ("The Tajik minister attended the C5+1 meeting in Tashkent.", [f"CONSULT USA>{FIVE}"]),
    ("Xi Jinping chaired the China-Central Asia summit in Xi'an.", [f"CONSULT CHN>{FIVE}"]),
    ("Kazakhstan has not joined the sanctions against Russia.", []),
    ("The parliament demanded that Russia withdraw its troops from Moldova.", []),
    ("Turkey wants talks with Syria.", []),
    ("Moldova denounced its treaty with Russia on the transit of gas.", ["REJECT MDA>RUS"]),
    ("Iran is going to hold elections, Iraq said.", []),
    ("The statement was released by the embassy of China in Kazakhstan.", []),
    ("Polish and Lithuanian troops stormed a mock village in Latvia in an exercise.", []),
    ("Israeli jets bombed a wing of the Iranian consulate in Damascus.", ["ASSAULT ISR>IRN"]),
    ("Dozens rallied outside the Russian embassy in Tbilisi.", ["PROTEST GEO>RUS"]),
    ("The EU-Central Asia summit took place in Samarkand.", [f"CONSULT EUU>{FIVE}"]),
    ("Iran asked Iraq on Monday to pay its debts by 5 July.", ["REQUEST IRN>IRQ 2024-06-10"]),
    ("Most respondents said that Russia attacked Ukraine.", []),
    ("Armenia signed a treaty with Iran; most respondents in a poll approve.", ["AGREE ARM>IRN"]),
    ("Uzbekistan hosted American troops until 2005.", []),
    ("Kazakhstan received Chinese investment.", []),
    ("Kazakhstan hosted a Russian delegation.", ["CONSULT RUS>KAZ"]),
    ("Uzbekistan hosted the American general who commands the troops.", ["CONSULT USA>UZB"]),
    ("Kyrgyzstan, which hosted American troops until 2014, signed an agreement with Russia.", ["AGREE KGZ>RUS"]),
    ("Kyrgyzstan, which hosted American troops, signed an agreement with Russia in 2014.", ["AGREE KGZ>RUS 2014"]),
    (
        "The Georgian president, who visited Turkey in March, met the president of Armenia.",
        ["CONSULT GEO>TUR 2024-03", "CONSULT GEO>ARM"],
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), EVENTS, ids=[sentence for sentence, _ in EVENTS])
def test_only_those_are_parties_who_act_or_are_acted_upon(sentence: str, expected: list[str]) -> None:
    assert sorted(events(sentence)) == sorted(expected)


WORLD = Path(__file__).with_name("english_world.tsv").read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize("line", WORLD, ids=[line.partition("\t")[0] for line in WORLD])
def test_news_from_all_over_the_world_is_coded_with_its_parties_and_times(line: str) -> None:
    sentence, expected = line.split("\t")
    assert events(sentence) == [one for one in expected.split("; ") if one]
