from __future__ import annotations

import re
import string
from datetime import date
from importlib import resources
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from tightrope.brief.conflicts import KINDS
from tightrope.brief.decisions import JUDGEMENTS
from tightrope.brief.figures.events import GROUPS
from tightrope.brief.findings import Certainty
from tightrope.brief.openings import KINDS as OPENINGS
from tightrope.brief.openings import PREMISES
from tightrope.brief.prospects import ASSUMED, PARAMETERS
from tightrope.brief.scorecard import EVENT_KINDS, EVENT_REFERENCES, REFERENCES
from tightrope.brief.waves import REACH, VERDICTS
from tightrope.brief.wording import LOCALES, Words, read_catalogue
from tightrope.cases import load_case
from tightrope.records import (
    EVIDENCE_KINDS,
    Answer,
    ClaimKind,
    Domain,
    Event,
    EventType,
    Flow,
    Lack,
    Position,
    Relation,
    Status,
    Stock,
    Tie,
    When,
)
from tightrope.web.pages.search import OPTIONS

#: Groups of words for values that come with the data; a value without a word is shown as it is.
OPEN_GROUPS = ("unit", "mode", "relation", "stance", "language", "quantity")
FILES = {"brief.css", "dashboard.js", "index.html", "manifest.json"}
CLOSED_GROUPS = {
    "event": {kind.value for kind in EventType},
    "status": {status.value for status in Status} - {"occurred"},
    "domain": {domain.value for domain in Domain} | {"all"},
    "judgement": set(JUDGEMENTS),
    "apart": set(KINDS),
    "opening": set(OPENINGS),
    "premise": set(PREMISES),
    "parameter": set(PARAMETERS),
    "assume": set(ASSUMED),
    "reference": set(REFERENCES),
    "event_reference": set(EVENT_REFERENCES),
    "event_series": set(EVENT_KINDS),
    "few_events": set(EVENT_KINDS),
    "answer": {answer.value for answer in Answer},
    "claim": {kind.value for kind in ClaimKind},
    "compare": {relation.value for relation in Relation} | {"unknown"},
    "need": {lack.value for lack in Lack} - {"untested"},
    "flow": {flow.value for flow in Flow},
    "quad": set(GROUPS),
    "wave": set(VERDICTS),
    "reach": set(REACH),
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_all_languages_have_the_same_keys_and_placeholders_and_none_is_empty():
    english = read_catalogue("en")
    for locale in LOCALES:
        catalogue = read_catalogue(locale)
        assert set(catalogue) == set(english)
        assert [key for key, text in catalogue.items() if not text.strip()] == []
        assert [key for key in english if placeholders(catalogue[key]) != placeholders(english[key])] == []


def test_no_word_is_left_in_english():
    english, chinese = read_catalogue("en"), read_catalogue("zh-Hant")
    same = {key for key in english if english[key] == chinese[key]}
    assert same <= {"overview.rose", "overview.fell", "unit.count", "figure.unit", "limits.coverage", "unit.percent"}
    assert [
        key for key in chinese if key not in same and not re.search("[\u3000-\u9fff\uff00-\uffef]", chinese[key])
    ] == []


def test_no_blank_stands_beside_a_chinese_character():
    chinese = "[\u2e80-\u303f\u3400-\u9fff\uff01-\uff60]"
    spaced = re.compile(f" {chinese}|{chinese} ")
    assert [key for key, text in read_catalogue("zh-Hant").items() if spaced.search(text)] == []


def test_every_word_is_used_and_every_word_used_exists():
    rooms = ("tightrope.brief", "tightrope.brief.figures", "tightrope.web", "tightrope.web.pages")
    packages = [resources.files(name) for name in rooms]
    templates = [resources.files(name) / "templates" for name in ("tightrope.brief", "tightrope.web")]
    sources = [file for folder in (*packages, *templates) for file in folder.iterdir()]
    text = "\n".join(file.read_text("utf-8") for file in sources if file.name.endswith((".py", ".j2")))
    quoted = set(re.findall(r'"([a-z_]+\.[a-z_0-9]+)"', text)) - FILES
    keys = set(read_catalogue("en"))
    built = {f"section.{key}" for key in re.findall(r'"([a-z]+)"', re.search(r"SECTIONS = \((.*?)\)", text, re.S)[1])}
    built |= {f"column.{key}" for key in re.findall(r'"([a-z_]+)"', re.search(r"for key in \((.*?)\)", text)[1])}
    built |= {"short.very_likely", "short.more_likely", "quantity.effective_powers"}
    built |= {f"alignment.{key}_{sure}" for key in ("closer", "farther", "than", "closest") for sure in Certainty}
    built |= {f"conflicts.{kind}" for kind in KINDS}
    built |= {"claims.tie_standing", "claims.tie_ended"}
    built |= {f"web.{key}" for key in ("overview", "search", "claims", "scorecard", "sources", "brief")}
    built |= {f"overview_headline.{sure}" for sure in Certainty}
    built |= {f"state_page.{verb}_{sure}" for verb in ("first", "holds") for sure in Certainty}
    built |= {f"overview.{sure}_{way}" for sure in Certainty for way in ("up", "down")}
    built |= {f"fact.{key}" for key in ("documents", "evidence", "observations")}
    built |= {f"passage.{kind}" for kind in (*EVIDENCE_KINDS, "observation", "roll_call")}
    built |= {f"search.{name}" for name in OPTIONS}
    known_files = {name for name in quoted if name.split(".")[0] in {"tightrope", "brief"}}
    listed = {key for key in keys if key.split(".")[0] in OPEN_GROUPS or key.split(".")[0] in CLOSED_GROUPS}
    assert quoted - known_files - keys == set()
    assert keys - quoted - built - listed == set()
    for group, values in CLOSED_GROUPS.items():
        assert {key.partition(".")[2] for key in keys if key.startswith(f"{group}.")} == values


def test_values_put_into_words_are_escaped():
    assert Words("en")("item.attributed", who="<b>") == "according to &lt;b&gt;"
    assert Words("en").term("unit", "<i>-units") == "&lt;i&gt; units"
    assert isinstance(Words("en").listing(["<", Markup("&amp;")]), Markup)


@given(st.floats(min_value=0, max_value=1))
def test_only_nothing_reads_as_nothing_and_only_all_as_all(share):
    text = Words("en").percent(share)
    assert (text == "0%") == (share == 0)
    assert (text == "100%") == (share == 1)


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=2))
def test_percentages_keep_the_order_of_shares(shares):
    def value(share: float) -> float:
        text = Words("zh-Hant").percent(share).unescape()
        return 0.5 if text.startswith("<") else 99.5 if text.startswith(">") else float(text.rstrip("%"))

    ordered = [value(share) for share in sorted(shares)]
    assert all(first <= second for first, second in pairwise(ordered))


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "english", "chinese"),
    [
        (400, 400, "firms", "400 firms", "400家企業"),
        (60000, inf, "persons", "more than 60,000 persons", "逾60,000人"),
        (0, 5, "percent", "at most 5%", "至多5%"),
        (2.4e9, 2.4e9, "USD", "US$ 2.4 billion", "24億美元"),
        (33, 50, "percent", "33–50%", "33–50%"),
        (990000, 1210000, "persons", "990 thousand–1.2 million persons", "99萬–121萬人"),
        (33, 33, "visits so far", "33 visits so far", "累計33次訪問"),
        (7, 7, "bridges", "7 bridges", "7 bridges"),
    ],
)
def test_figures_say_their_bounds_and_units(lower, upper, unit, english, chinese):
    assert Words("en").figure(lower, upper, unit) == english
    assert Words("zh-Hant").figure(lower, upper, unit) == chinese


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2022", "2022", "2022年"),
        ("2022-01", "Jan 2022", "2022年1月"),
        ("2022-01-13", "Jan 13, 2022", "2022年1月13日"),
        ("2014/2016", "2014 to 2016", "2014年至2016年"),
        ("2025-08-31/2025-09-01", "Aug 31 to Sep 1, 2025", "2025年8月31日至9月1日"),
        ("2025-12-31/2026-01-01", "Dec 31, 2025 to Jan 1, 2026", "2025年12月31日至2026年1月1日"),
    ],
)
def test_times_are_as_exact_as_they_are_known(text, english, chinese):
    assert Words("en").when(When.parse(text)) == english
    assert Words("zh-Hant").when(When.parse(text)) == chinese


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2022-02-01/2025-09-05", "between Feb 1, 2022 and Sep 5, 2025", "2022年2月1日至2025年9月5日之間"),
        ("1991/2022", "between 1991 and 2022", "1991年至2022年之間"),
        ("2025-08-31/2025-09-01", "Aug 31 to Sep 1, 2025", "2025年8月31日至9月1日"),
        ("2025-08-01/2025-08-14", "Aug 1 to Aug 14, 2025", "2025年8月1日至8月14日"),
        ("2025-08-01/2025-08-15", "between Aug 1, 2025 and Aug 15, 2025", "2025年8月1日至2025年8月15日之間"),
        ("2022", "2022", "2022年"),
        ("2022-01", "Jan 2022", "2022年1月"),
        ("2022-01-13", "Jan 13, 2022", "2022年1月13日"),
    ],
)
def test_a_long_range_of_an_event_says_between_which_days_it_was_and_not_how_long_it_took(text, english, chinese):
    assert Words("en").moment(When.parse(text)) == english
    assert Words("zh-Hant").moment(When.parse(text)) == chinese


def test_numbers_below_zero_have_a_minus_sign_and_are_never_joined_by_a_dash():
    words = Words("en")
    assert words.number(-0.314, 2) == "−0.31"
    assert words.number(-0.001, 2) == "0.00"
    assert words.number_range(-0.5, -0.1, 2) == "−0.50 to −0.10"
    assert Words("zh-Hant").number_range(-0.5, 0.1, 2) == "−0.50至0.10"
    assert words.number_range(0.1, 0.5, 2) == "0.10–0.50"
    assert [words.signed(value, 2) for value in (0.2, -0.2, 0.001, -0.001)] == ["+0.20", "−0.20", "0.00", "0.00"]


def test_an_unknown_time_is_said_to_be_unknown():
    assert Words("en").when(None) == "no date given"
    assert Words("en").day(date(2009, 5, 6)) == "May 6, 2009"


def test_everything_the_built_in_case_says_has_a_word_in_every_language():
    evidence = [item for _, items in load_case("central_asia").starter().documents for item in items]
    said = {("unit", item.unit) for item in evidence if isinstance(item, Stock)}
    said |= {("mode", item.mode) for item in evidence if isinstance(item, Event) and item.mode}
    said |= {("relation", item.relation) for item in evidence if isinstance(item, Tie)}
    said |= {("stance", item.stance) for item in evidence if isinstance(item, Position)}
    keys = {f"{group}.{value.replace(' ', '-')}" for group, value in said}
    assert keys - set(read_catalogue("en")) == set()
