"""Search: plain words, any script, exact places."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ledger_examples import a_document, an_event, numbered

from tightrope.ledger import Hit, Ledger, Narrowing
from tightrope.ledger.fold import fold, pair_tokens, word_pattern
from tightrope.ledger.search import PER_DOCUMENT, words_of
from tightrope.records import AnyEvidence, LedgerError, Tie

ZH = "中亞領袖正在走鋼索。美國國務卿布林肯訪問哈薩克，俄羅斯不滿。"
EN = "The EU and the US backed C5+1 talks. Secretary Blinken said Europe's neutrality was NOT at risk. Türkiye agreed."
RU = "Ещё один визит: президент России прибыл в Астану. ЕС промолчал."

letters = st.characters(exclude_categories=["Cs"])
mixed = st.text(st.sampled_from("走鋼索访问俄EUeu\"'*-+:(){}^~ \tёЁйＡ１ßİNOTARND\n\0𠀀한ก") | letters, max_size=40)


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    for index, (text, language) in enumerate([(ZH, "zh-Hant"), (EN, "en"), (RU, "ru")]):
        document = a_document(text, url=str(index), language=language, published=date(2025, 1, 1 + index))
        ledger.add_document(document, [an_event(document, sentence) for sentence in re.findall(r"[^。.]+[。.]", text)])
    return ledger


def marked(hit: Hit) -> list[str]:
    return [hit.snippet[start:end] for start, end in hit.matches]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("走鋼索", "走鋼索"),
        ("走钢索", "走鋼索"),
        ("鋼索", "鋼索"),
        ("訪問", "訪問"),
        ("访问", "訪問"),
        ("俄", "俄"),
        ("滿", "滿"),
        ("Blinken", "Blinken"),
        ("bLINKEN", "Blinken"),
        ("link", "link"),
        ("eu", "EU"),
        ("C5", "C5"),
        ("c5+1", "C5+1"),
        ("turkiye", "Türkiye"),
        ("ВИЗИТ", "визит"),
        ("еще", "Ещё"),
        ("ЕС", "ЕС"),
        ("ＢＬＩＮＫＥＮ", "Blinken"),
    ],
)
def test_a_word_is_found_in_the_document_and_in_the_quote(filled: Ledger, query: str, found: str) -> None:
    document, evidence = filled.search(query)
    assert (document.kind, evidence.kind) == ("document", "evidence")
    assert evidence.document == document.id == document.document
    for hit in (document, evidence):
        assert set(marked(hit)) == {found}
        text = filled.document(hit.document).text
        assert text[hit.start : hit.start + len(hit.snippet)] == hit.snippet
    assert filled.quote(filled.evidence_by_id(evidence.id)) == evidence.snippet


def test_a_word_of_two_letters_is_a_whole_word_where_there_are_spaces(filled: Ledger) -> None:
    for hit in filled.search("eu"):
        assert marked(hit) == ["EU"]
    assert filled.search("ur") == ()
    assert filled.search("肯訪")


def test_several_words_are_all_required_in_any_order(filled: Ledger) -> None:
    document, evidence = filled.search("俄羅斯 訪問 布林肯")
    assert marked(document) == marked(evidence) == ["布林肯", "訪問", "俄羅斯"]
    assert [hit.kind for hit in filled.search("走鋼索 俄羅斯")] == ["document"]
    assert filled.search("走鋼索 Blinken") == ()
    assert [hit.kind for hit in filled.search("us eu c5+1")] == ["document", "evidence"]


@pytest.mark.parametrize(
    "query",
    [
        *("NOT risk", "risk AND zzz", "talks OR", '"backed', "ba*", "folded:risk", "NEAR(risk talks)", "risk -talks"),
        *("(risk", "^The", "{a b}:c", "risk'; DROP TABLE document; --"),
    ],
)
def test_no_character_or_word_has_a_special_meaning(filled: Ledger, query: str) -> None:
    words = fold(query).split()
    literal = all(word_pattern(word).search(fold(EN)) for word in words if word != "-")
    assert bool(filled.search(query)) == literal


def test_a_sign_that_cannot_be_indexed_is_passed_over_but_not_alone(filled: Ledger) -> None:
    assert filled.search("Blinken -") == filled.search("Blinken")
    for query in ("", "  \n", "-", "。 ，", "\0"):
        with pytest.raises(LedgerError, match="nothing to search for"):
            filled.search(query)


def test_bad_queries_and_limits_are_refused_in_words(filled: Ledger) -> None:
    with pytest.raises(LedgerError, match="at most 1000 characters"):
        filled.search("x" * 1001)
    with pytest.raises(LedgerError, match="surrogate"):
        filled.search("走\udc00")
    with pytest.raises(LedgerError, match="at least 1"):
        filled.search("x", limit=0)


def test_the_newest_publication_comes_first_and_undated_last(ledger: Ledger) -> None:
    made = {}
    for day in (date(2023, 1, 1), None, date(2025, 1, 1), date(2024, 1, 1)):
        document = a_document(f"訪問 {day}", published=day)
        made[document.id] = day
        ledger.add_document(document)
    assert [hit.published for hit in ledger.search("訪問")] == [
        *sorted(filter(None, made.values()), reverse=True),
        None,
    ]
    assert len(ledger.search("訪問", limit=2)) == 2


def test_one_document_does_not_fill_the_list_and_says_how_much_more_it_has(ledger: Ledger) -> None:
    for index in range(3):
        ledger.add_document(*numbered(index))
    hits = ledger.search("訪問")
    assert [hit.kind for hit in hits] == ["document", *["evidence"] * PER_DOCUMENT] * 3
    assert [hit.more for hit in hits if hit.kind == "document"] == [2, 2, 2]


def test_a_language_may_be_asked_for_with_or_without_its_script(filled: Ledger) -> None:
    assert (
        filled.search("訪問", within=Narrowing(language="zh"))
        == filled.search("訪問", within=Narrowing(language="zh-Hant"))
        == filled.search("訪問")
    )
    assert (
        filled.search("訪問", within=Narrowing(language="zh-Hans"))
        == filled.search("訪問", within=Narrowing(language="en"))
        == ()
    )
    assert (
        filled.search("訪問", within=Narrowing(language="*"))
        == filled.search("訪問", within=Narrowing(language="z"))
        == ()
    )


def test_near_matches_of_the_index_are_not_hits(ledger: Ledger) -> None:
    ledger.add_document(a_document("布林肯談鋼。索價過高。走了。訪客問路。"))
    assert ledger.search("走鋼索") == ledger.search("鋼索") == ledger.search("訪問") == ()


def test_a_long_quote_and_a_long_text_are_cut_around_the_match(ledger: Ledger) -> None:
    text = "前言，" * 400 + "這裡訪問了首都。" + "後記，" * 400
    document = a_document(text)
    ledger.add_document(document, [an_event(document, text)])
    for hit in ledger.search("訪問"):
        assert len(hit.snippet) <= 200
        assert marked(hit) == ["訪問"]


def test_a_decomposed_letter_finds_the_composed_one(filled: Ledger) -> None:
    assert filled.search("Tu\u0308rkiye")
    assert filled.search("один визи\u0442")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(mixed)
@example('"NEAR("a" b, 3)* - ^ : {x}')
@example("\ufffe\uffff\x01\x02 ab")
def test_every_word_of_any_text_finds_it_and_its_places_are_exact(ledger: Ledger, text: str) -> None:
    if not text.strip():
        return
    document = a_document(text)
    if ledger.add_document(document).of != document.id:
        return
    for word in fold(text).split():
        try:
            hits = ledger.search(word, limit=10_000)
        except LedgerError as error:
            assert "nothing to search for" in str(error)  # noqa: PT017  a sign alone is allowed to be refused
            continue
        assert document.id in {hit.id for hit in hits}
        for hit in hits:
            assert hit.matches
            assert {fold(place) for place in marked(hit)} == set(words_of(word))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(mixed)
def test_any_query_is_answered_or_refused_in_words(filled: Ledger, query: str) -> None:
    try:
        hits = filled.search(query)
    except LedgerError as error:
        assert "nothing to search for" in str(error)  # noqa: PT017
        return
    for hit in hits:
        folded = fold(filled.document(hit.document).text)
        assert all(word_pattern(word).search(folded) for word in words_of(query))


@given(st.text(letters))
def test_folding_keeps_the_length_and_twice_is_once(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_every_character_folds_to_one_character_and_twice_is_once() -> None:
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x32000)]))
    folded = fold(everything)
    assert len(folded) == len(everything)
    assert fold(folded) == folded


def test_folding_joins_what_readers_take_for_one_and_nothing_else() -> None:
    assert fold("訪問 走鋼索 髮發 Ёлка É Ａ\u3000\n\0") == fold("访问 走钢索 发发 елка e a   ")
    assert fold("й") != fold("и")
    assert fold("ö") == fold("o")
    assert fold("普京") != fold("蒲亭")


def test_pairs_cover_runs_and_short_words() -> None:
    assert pair_tokens("走钢索, eu ab俄c123 x_y") == {"走钢", "钢索", "索", "eu", "ab", "俄", "x", "y"}


def test_the_text_is_stored_once(ledger: Ledger, path: Path) -> None:
    text = "".join(chr(0x4E00 + (place * 7919) % 20000) for place in range(20_000))
    document = a_document(text)
    ledger.add_document(document, [an_event(document, text[:10_000])])
    ledger.close()
    stored = path.read_bytes()
    assert stored.count(text[9_000:9_010].encode()) <= 1
    assert stored.count(fold(text)[9_000:9_010].encode()) <= 1


def told(hits: tuple[Hit, ...]) -> list[tuple[str, str]]:
    return [(hit.kind, hit.snippet) for hit in hits if hit.kind == "evidence"]


@pytest.fixture
def mixed_ledger(ledger: Ledger) -> Ledger:
    """One document a day from 1 to 9 May 2025, and one without a day; each tells of KAZ and RUS, some of more."""
    for day in range(10):
        source = a_document(
            f"talks of day {day} went on. Loans of day {day} were paid.",
            url=str(day),
            published=date(2025, 5, day) if day else None,
        )
        first, second = source.text.split(". ")[0] + ".", source.text.split(". ")[1]
        items: list[AnyEvidence] = [
            replace(an_event(source, first), source=("RUS",), target=("KAZ", "C5") if day == 3 else ("KAZ",)),
            replace(
                an_event(source, second), source=("CHN",), target=("UZB",), attributed_to="KGZ" if day == 5 else ""
            ),
        ]
        if day == 7:
            spot = source.text.index(second)
            items.append(
                Tie(
                    document=source.id,
                    start=spot,
                    end=spot + len(second),
                    coder="rules/0",
                    a="KGZ",
                    b="RUS",
                    relation="ally",
                )
            )
        ledger.add_document(source, items)
    return ledger


def test_a_search_between_days_leaves_out_others_and_the_undated(mixed_ledger: Ledger) -> None:
    found = mixed_ledger.search("went", within=Narrowing(since=date(2025, 5, 2), until=date(2025, 5, 4)))
    assert [hit.published for hit in found if hit.kind == "document"] == [date(2025, 5, day) for day in (4, 3, 2)]
    assert len([one for one in mixed_ledger.search("went", limit=99) if one.kind == "document"]) == 10
    early = mixed_ledger.search("went", within=Narrowing(until=date(2025, 5, 1)))
    assert {hit.published for hit in early} == {date(2025, 5, 1)}
    assert mixed_ledger.search("went", within=Narrowing(since=date.max)) == ()
    assert mixed_ledger.search("went", within=Narrowing(since=date(2025, 5, 9), until=date(2025, 5, 1))) == ()


def test_a_search_for_a_kind_or_parties_shows_such_evidence_only_and_documents_that_have_it(
    mixed_ledger: Ledger,
) -> None:
    ties = mixed_ledger.search("loans day", within=Narrowing(kind="tie"))
    assert told(ties) == [("evidence", "Loans of day 7 were paid.")]
    assert [hit.kind for hit in ties] == ["document", "evidence"]
    group = mixed_ledger.search("day", within=Narrowing(about=(frozenset({"C5"}), frozenset({"RUS"}))))
    assert told(group) == [("evidence", "talks of day 3 went on.")]
    assert mixed_ledger.search("day", within=Narrowing(about=(frozenset({"C5"}), frozenset({"CHN"})))) == ()
    assert mixed_ledger.search("day", within=Narrowing(about=(frozenset(),))) == ()
    assert mixed_ledger.search("day", within=Narrowing(kind="tie", about=(frozenset({"UZB"}),))) == ()
    assert mixed_ledger.search("day", within=Narrowing(kind="stock")) == ()


def test_who_is_only_quoted_has_no_part(mixed_ledger: Ledger) -> None:
    found = mixed_ledger.search("day", within=Narrowing(about=(frozenset({"KGZ"}),)))
    assert [hit.published for hit in found if hit.kind == "document"] == [date(2025, 5, 7)]


def test_the_limit_counts_what_fits(mixed_ledger: Ledger) -> None:
    found = mixed_ledger.search("day", limit=4, within=Narrowing(about=(frozenset({"KAZ"}),), until=date(2025, 5, 4)))
    assert [hit.published for hit in found] == [date(2025, 5, 4)] * 2 + [date(2025, 5, 3)] * 2


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(LedgerError, match="event, stock, tie, position"):
        Narrowing(kind="rumour")
