"""English short texts written for these tests: what is said, who is meant and when, over several sentences."""

from __future__ import annotations

from functools import partial

import extract_coding
import pytest

events = partial(extract_coding.events, language="en")

POINTING = [
    (
        "Iraq's sales of rifles fell before its full-scale invasion of Kuwait in 1990.",
        ["ASSAULT IRQ>KWT 1990"],
    ),
    (
        "The Italian president signed an accord with Georgia during his visit to Tbilisi.",
        ["AGREE ITA>GEO", "CONSULT ITA>GEO"],
    ),
    (
        "Kyrgyzstan and Tajikistan announced a truce. "
        "The leaders of the two Central Asian nations spoke by telephone on Saturday.",
        ["AGREE KGZ>TJK", "CONSULT KGZ>TJK 2024-06-08"],
    ),
    (
        "Kyrgyzstan and Tajikistan announced a truce. "
        "The Turkish defence minister called his counterparts in both countries, asking them to keep it.",
        ["AGREE KGZ>TJK", "CONSULT TUR>KGZ,TJK", "REQUEST TUR>KGZ,TJK"],
    ),
    (
        "Japan invited the Uzbek foreign minister. Tokyo provided the Central Asian country with medical equipment.",
        ["AID JPN>UZB", "REQUEST JPN>UZB"],
    ),
    ("Despite anger from NATO, the EU and Japan, Moscow and Beijing backed Uzbekistan.", ["SUPPORT RUS,CHN>UZB"]),
]
SAID = [
    ("Norway has protested to Iceland over the nets, an official said Monday.", ["ACCUSE NOR>ISL 2024-06-10"]),
    (
        "Turkey criticised Greece for the map and asked it to change the names.",
        ["ACCUSE TUR>GRC", "REQUEST TUR>GRC"],
    ),
    (
        "The UN General Assembly voted to condemn Iran's annexation of three islands and demand its reversal.",
        ["ACCUSE UN>IRN", "REQUEST UN>IRN"],
    ),
    (
        "President Biden spoke with President Zelenskyy today. He reiterated the U.S. pledge to support Ukraine's "
        "defence.",
        ["CONSULT USA>UKR 2024-06-12", "SUPPORT USA>UKR 2024-06-12"],
    ),
    (
        "Turkey and Georgia held talks on Monday. Turkey and Georgia discussed the railway.",
        ["CONSULT TUR>GEO 2024-06-10"],
    ),
    ("Turkey and Georgia discussed the railway.", ["CONSULT TUR>GEO"]),
    (
        '"We warn Iran against another reckless step," the Turkish foreign ministry said on Monday.',
        ["THREATEN TUR>IRN 2024-06-10"],
    ),
    ("A Kremlin spokesman said on Monday that Moldova should stop its drills.", ["REQUEST RUS>MDA 2024-06-10"]),
    ("In Kyiv, President Volodymyr Zelenskiy rejected Moscow's assertion.", ["REJECT UKR>RUS"]),
    ("Georgia's foreign ministry called the Russian move a violation of the accord.", ["ACCUSE GEO>RUS"]),
    ("Iran's president called Russia a reliable partner.", []),
    ("Iran reacted angrily to US calls for an inquiry.", []),
]
FATES = [
    ("An official visit by Putin to Kazakhstan was postponed on June 5.", ["CONSULT RUS>KAZ negated 2024-06-05"]),
    (
        "The Polish president's visit to Baku, which had been planned for May, did not take place.",
        ["CONSULT POL>AZE negated"],
    ),
    (
        "A visit by the Polish president to Baku is due in the first week of August.",
        ["CONSULT POL>AZE planned 2024-08-01"],
    ),
    ("On Friday the Polish president is to visit Baku.", ["CONSULT POL>AZE planned 2024-06-14"]),
    ("The Polish president was due in Baku on Tuesday.", ["CONSULT POL>AZE planned 2024-06-11"]),
    ("Turkey thanked Japan and invited it to send an envoy in May.", ["REQUEST TUR>JPN 2024-05", "SUPPORT TUR>JPN"]),
    ("Russia gave Moldova food aid after the 2020 war.", ["AID RUS>MDA"]),
    ("Armenia skipped a CSTO meeting in Minsk.", ["CONSULT ARM>CSTO negated"]),
    ("Georgia and Japan signed a lease agreement valid through 2042.", ["AGREE GEO>JPN"]),
]
PASSING = [
    (
        "Saudi Arabia and Iran are rivals. The two countries restored diplomatic relations last month.",
        ["AGREE SAU>IRN 2024-05"],
    ),
    ("The first Japan–Mongolia summit was held in Tokyo in May.", ["CONSULT JPN>MNG 2024-05"]),
    (
        "Turkey and Japan held talks on Monday. A package of bilateral documents was signed after the talks.",
        ["AGREE TUR>JPN 2024-06-10", "CONSULT TUR>JPN 2024-06-10"],
    ),
    (
        "This year Japan and Mongolia mark the 20th anniversary of the establishment of diplomatic relations.",
        ["AGREE JPN>MNG 2004"],
    ),
    ("Iran, which Turkey accused of spying in 2017, is a neighbour.", ["ACCUSE TUR>IRN 2017"]),
    ("Washington struck a deal in 2001 to use bases in Uzbekistan.", ["AGREE USA>UZB 2001"]),
    ("Armenia received howitzers from India and France.", ["COOPERATE IND,FRA>ARM"]),
    ("Italy has completed the withdrawal of its troops from a base in Niger.", ["RETREAT ITA>NER"]),
    ("Russia supplies Mongolia with 90 percent of its fuel.", []),
]


DENIED = [
    ("Kazakhstan denied that it had sent troops to Ukraine.", ["MOBILIZE KAZ>UKR negated"]),
    ("It is not true that Japan attacked Norway.", ["ASSAULT JPN>NOR negated"]),
    ("Beijing rejected claims that it had arrested Kazakh citizens.", []),
    ("Russia denied the report, and Turkey sent aid to Georgia.", ["AID TUR>GEO"]),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    POINTING + SAID + FATES + PASSING + DENIED,
    ids=[text[:40] for text, _ in POINTING + SAID + FATES + PASSING + DENIED],
)
def test_an_english_text_gives_exactly_the_events_it_tells(text: str, expected: list[str]) -> None:
    assert sorted(events(text)) == sorted(expected)
