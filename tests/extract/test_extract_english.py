"""English sentences written for these tests."""

from __future__ import annotations

from functools import partial

import extract_coding
import pytest

from tightrope.extract import RuleCoder
from tightrope.names import Names
from tightrope.records import Event, Position, Stock, Tie

code = partial(extract_coding.code, language="en")
events = partial(extract_coding.events, language="en")


EVENTS = [
    ("Turkish President Recep Tayyip Erdogan visited Kazakhstan on Monday.", ["CONSULT TUR>KAZ 2024-06-10"]),
    ("The foreign ministers of Japan and Uzbekistan met in Tokyo.", ["CONSULT JPN>UZB"]),
    ("Chinese President Xi Jinping will visit Tajikistan next month.", ["CONSULT CHN>TJK planned 2024-07"]),
    ("Kazakhstan and China signed an agreement on border trade last week.", ["AGREE KAZ>CHN 2024-06-03"]),
    ("Ukraine accused Russia of shelling a hospital.", ["ACCUSE UKR>RUS"]),
    ("The United States has imposed sanctions on Russian banks.", ["SANCTION USA>RUS"]),
    ("Russia was condemned by Poland.", ["ACCUSE POL>RUS"]),
    ("Russia invaded Ukraine in February 2022.", ["ASSAULT RUS>UKR 2022-02"]),
    ("Germany pledged $50 million in aid to Kyrgyzstan.", ["AGREE DEU>KGZ planned"]),
    ("Japan provided medical equipment to Tajikistan in 2021.", ["AID JPN>TJK 2021"]),
    ("Iran threatened Israel.", ["THREATEN IRN>ISR"]),
    ("The Kremlin urged Armenia to stay in the bloc.", ["REQUEST RUS>ARM"]),
    ("Uzbekistan withdrew from the Collective Security Treaty Organization in 2012.", ["REJECT UZB>CSTO 2012"]),
    ("Russia and China held joint exercises in the Sea of Japan.", ["COOPERATE RUS>CHN"]),
    ("Belarus deployed troops in Ukraine.", ["MOBILIZE BLR>UKR"]),
    ("Washington lifted sanctions on Uzbekistan.", ["CONCEDE USA>UZB"]),
    ("Poland expelled three Russian diplomats on Tuesday.", ["SANCTION POL>RUS 2024-06-11"]),
    ("Kazakhstan's president praised China.", ["SUPPORT KAZ>CHN"]),
    ("Putin spoke by phone with Tokayev on June 3.", ["CONSULT RUS>KAZ 2024-06-03"]),
    ("The U.S. withdrew its forces from Afghanistan in August 2021.", ["RETREAT USA>AFG 2021-08"]),
    ("The Uzbek president did not meet the Russian foreign minister.", ["CONSULT UZB>RUS negated"]),
    ("Kyrgyz and Tajik troops clashed in September 2022.", ["ASSAULT KGZ,TJK>KGZ,TJK 2022-09"]),
    ("The French president plans to visit Kazakhstan in November.", ["CONSULT FRA>KAZ planned 2024-11"]),
    ("Tajikistan expelled the ambassador of Ukraine, Interfax reported.", ["SANCTION TJK>UKR"]),
    ("The summit between Turkey and Azerbaijan took place in Baku.", ["CONSULT TUR>AZE"]),
    (
        "Germany met the Central Asian states in May. Germany and the five countries signed an accord on water.",
        ["AGREE DEU>KAZ,KGZ,TJK,TKM,UZB 2024-05", "CONSULT DEU>KAZ,KGZ,TJK,TKM,UZB 2024-05"],
    ),
    (
        "The presidents of Kazakhstan, Kyrgyzstan and Uzbekistan met. At that meeting the three "
        "states agreed on a dam. The German chancellor came. Kazakhstan is glad. The chancellor will visit Iran.",
        ["AGREE KAZ,KGZ,UZB>KAZ,KGZ,UZB", "CONSULT DEU>IRN planned", "CONSULT KAZ,KGZ,UZB>KAZ,KGZ,UZB"],
    ),
    ("Tajikistan is poor. It has not recalled its ambassador from Tehran.", ["SANCTION TJK>IRN negated"]),
    (
        "Russia has barred wheat from Iran. It criticised Turkey and asked it to pay.",
        ["ACCUSE RUS>TUR", "REQUEST RUS>TUR", "SANCTION RUS>IRN"],
    ),
]
NOTHING = [
    "Kazakhstan beat China 3-1 in the final.",
    "The Uzbek government raised taxes on cotton.",
    "Will the United States attack Iran?",
    "Analysts say China may help Tajikistan.",
    "Turkish tourists like Georgia.",
    "The Russian economy grew by 3 percent while China's slowed.",
    "The two sides discussed the weather in Kazakhstan.",
    "A Russian-made car was sold in Dushanbe.",
    "The West criticised Russia.",
    "Kazakh police arrested a mayor in Almaty.",
    "The U.S. stock market fell as Chinese exports slowed.",
]


@pytest.mark.parametrize(("text", "expected"), EVENTS, ids=[text[:40] for text, _ in EVENTS])
def test_an_english_sentence_gives_exactly_the_events_it_tells(text: str, expected: list[str]) -> None:
    assert events(text) == sorted(expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:40] for text in NOTHING])
def test_an_english_sentence_without_an_act_between_states_gives_nothing(text: str) -> None:
    assert not [one for one in code(text) if isinstance(one, Event | Stock | Position)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("More than 30,000 Tajik students study in Russia.", "RUS>TJK culture.students 30000 persons"),
        ("Chinese investment in Kazakhstan exceeded $23 billion.", "CHN>KAZ economy.investment 23000000000 USD"),
        ("Trade between Uzbekistan and China reached $14 billion in 2023.", "CHN>UZB economy.trade 14000000000 USD"),
        ("Russia has 3,000 troops in Armenia.", "RUS>ARM security.troops 3000 persons"),
        ("Kyrgyzstan owes China $1.7 billion in debt.", "CHN>KGZ economy.finance 1700000000 USD"),
    ],
)
def test_an_english_figure_is_bound_to_holder_and_channel(text: str, expected: str) -> None:
    found = [
        f"{one.holder}>{one.over} {one.channel} {one.value:.0f} {one.unit}"
        for one in code(text)
        if isinstance(one, Stock)
    ]
    assert found == [expected]


def test_english_memberships_and_partnerships_are_ties() -> None:
    text = (
        "Belarus is a member of the Collective Security Treaty Organization. "
        "China is the largest trading partner of Turkmenistan."
    )
    found = {(one.a, one.b, one.relation) for one in code(text) if isinstance(one, Tie)}
    assert found == {("BLR", "CSTO", "member"), ("CHN", "TKM", "trade-partner")}


def test_an_english_vote_is_a_position() -> None:
    (vote,) = [
        one for one in code("Kazakhstan abstained in the vote on the U.N. resolution.") if isinstance(one, Position)
    ]
    assert (vote.actor, vote.stance) == ("KAZ", "abstain")


INSIDE = [
    ("Police in Kenya arrested forty students on Sunday.", "COERCE KEN>KEN"),
    ("Rebels in Nepal shelled a government garrison.", "ASSAULT NPL>NPL"),
    ("Teachers went on strike across Bolivia.", "PROTEST BOL>BOL"),
    ("The prime minister of Haiti resigned on Friday.", "RETREAT HTI>HTI"),
    ("Three soldiers were killed by a car bomb in Iraq.", "ASSAULT IRQ>IRQ"),
    ("Zambian opposition leaders demanded that President Lungu step down.", "REQUEST ZMB>ZMB"),
    ("Israeli troops detained ten Palestinians.", "COERCE ISR>PSE"),
    ("Farmers blocked roads in Peru to protest against fuel prices.", "PROTEST PER>PER"),
    ("Turkish police opened fire on demonstrators in Diyarbakir.", "ASSAULT TUR>TUR"),
]


@pytest.mark.parametrize(("text", "expected"), INSIDE, ids=[text[:40] for text, _ in INSIDE])
def test_acts_inside_a_state_are_coded_only_when_they_are_wanted(text: str, expected: str) -> None:
    coder = RuleCoder(Names.builtin(), domestic=True)
    found = [one for one in coder.code(extract_coding.document(text)) if isinstance(one, Event)]
    assert expected in [f"{one.event_type} {','.join(one.source)}>{','.join(one.target)}" for one in found]
    assert not [one for one in code(text) if isinstance(one, Event) and one.source == one.target]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkey protested today to Greece over the flights.", ["ACCUSE TUR>GRC 2024-06-12"]),
        ("Kenya, a close ally of Sudan, condemned Egypt.", ["ACCUSE KEN>EGY"]),
        ("Norway said on Monday that Iceland must close the port.", ["REQUEST NOR>ISL 2024-06-10"]),
        ("Norway demanded that Iceland close the port.", ["REQUEST NOR>ISL"]),
        ("Iceland issued a stern warning to Norway.", ["THREATEN ISL>NOR"]),
        ("Peru kidnapped up to 16 Chilean advisers.", ["COERCE PER>CHL"]),
    ],
)
def test_english_clauses_find_who_acts_on_whom(text: str, expected: list[str]) -> None:
    assert events(text) == sorted(expected)


def test_meetings_on_a_dated_journey_keep_its_time_until_another_is_named() -> None:
    text = (
        "This week, the Turkish foreign minister led a delegation to Uzbekistan. He met the president of Kazakhstan. "
        "In 2019 Turkey signed an agreement with Peru. He met the president of Chile."
    )
    found = {",".join(one.target): one.when and one.when.opening for one in code(text) if isinstance(one, Event)}
    assert found == {"UZB": "2024-06-10", "KAZ": "2024-06-10", "PER": "2019", "CHL": None}


@pytest.mark.parametrize(
    ("text", "actor", "stance"),
    [
        ("Belarus opposed the UN resolution.", "BLR", "opposes"),
        ("France cast its vote for the U.N. resolution.", "FRA", "supports"),
        ("Honduras still recognizes Taiwan.", "HND", "supports"),
        ("Hungary opposes Sweden's accession to NATO.", "HUN", "opposes"),
    ],
)
def test_votes_recognition_and_policies_are_positions_and_no_acts(text: str, actor: str, stance: str) -> None:
    found = code(text)
    assert [(one.actor, one.stance) for one in found if isinstance(one, Position)] == [(actor, stance)]
    assert not [one for one in found if isinstance(one, Event)]
