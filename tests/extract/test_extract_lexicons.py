"""Every trigger of every lexicon is run in its own example sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tightrope.extract import RuleCoder
from tightrope.extract.forms_en import verb_forms
from tightrope.extract.forms_ru import analyser
from tightrope.extract.lexicon import FLAGS, SLOTS, Frame, Roles, lexicon
from tightrope.names import Names
from tightrope.records import UNDIRECTED, Document, Event, EventType, ExtractError, Origin, Position, Stock, Tie

LANGUAGES = {"zh": "zh-Hant", "en": "en", "ru": "ru"}


def document(text: str, language: str, published: date | None = date(2024, 6, 12)) -> Document:
    origin = Origin(producer="test", title="")
    return Document(origin=origin, published=published, language=language, title="", text=text)


def sentence(frame: Frame, trigger: str, language: str) -> str:
    """The example with the trigger put in: past tense for verbs."""
    if trigger.startswith("n:"):
        return frame.example.replace("{}", trigger[2:])
    if trigger.startswith("="):
        return frame.example.replace("{}", trigger[1:])
    if language == "zh":
        return frame.example.replace("{}", trigger)
    if trigger.startswith("="):
        return frame.example.replace("{}", trigger[1:])
    verb, space, rest = trigger.partition(" ")
    past = verb_forms(verb)["past"] if language == "en" else russian_past(verb, frame.example)
    return frame.example.replace("{}", past + space + rest)


def russian_past(verb: str, example: str) -> str:
    subject = example.split("{}")[0].strip().split(" ")
    plural = " и " in example.split("{}")[0] or subject[-1] == "США"
    parse = next(one for one in analyser().parse(verb) if one.tag.POS == "INFN")
    feminine = not plural and subject[0].endswith(("я", "а"))
    grammemes = {"plur"} if plural else {"femn", "sing"} if feminine else {"masc", "sing"}
    return parse.inflect({"VERB", "past"} | grammemes).word


def gives(frame: Frame, language: str, trigger: str) -> list[str]:
    """What the coder finds for the example, written as the lexicon writes it."""
    coder = RuleCoder(Names.builtin(), domestic="home" in frame.flags)
    found = []
    for one in coder.code(document(sentence(frame, trigger, language), LANGUAGES[language])):
        if (
            isinstance(one, Event)
            and frame.kind == "events"
            and one.event_type == frame.code
            and one.mode == frame.mode
        ):
            found.append(f"{','.join(one.source)}>{','.join(one.target)}")
            if one.event_type in UNDIRECTED:
                found.append(f"{','.join(one.target)}>{','.join(one.source)}")
        elif isinstance(one, Tie) and frame.kind == "ties" and one.relation == frame.code:
            found += [f"{one.a}>{one.b}", f"{one.b}>{one.a}"]
        elif isinstance(one, Position) and frame.kind == "positions" and one.stance == frame.code:
            found.append(one.actor)
        elif isinstance(one, Stock) and frame.kind == "stocks" and one.channel == frame.code:
            found.append(f"{one.holder}>{one.over} {one.value:.0f}")
            found.append(f"*>{one.over} {one.value:.0f}")
            found.append(f"{one.holder}>* {one.value:.0f}")
    return found + ["*>" + one.partition(">")[2] for one in found if frame.kind == "events"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trigger_works_in_its_own_example(language: str) -> None:
    failed = []
    for frame in lexicon(language).frames:
        for trigger in frame.triggers:
            found = gives(frame, language, trigger)
            if frame.gives not in found:
                failed.append(f"{frame.where}: {sentence(frame, trigger, language)} gives {found}, not {frame.gives}")
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_frame_names_a_type_the_records_know(language: str) -> None:
    for frame in lexicon(language).frames:
        if frame.kind == "events":
            assert EventType(frame.code)
            assert frame.domain in ("economy", "security", "politics", "culture"), frame.where
            assert frame.polarity in ("+", "-", "0"), frame.where


def test_roles_with_an_unknown_slot_are_refused_with_their_place() -> None:
    with pytest.raises(ExtractError, match=r"zh.events.tsv:7: roles look like"):
        Roles.parse("subj>nobody", "lexicons/zh.events.tsv:7")


def test_every_flag_and_slot_is_explained_in_the_documentation() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "adding-a-language.md").read_text(encoding="utf-8")
    inner = {"ethnic", "energy", "host", "issue"}
    assert not [word for word in FLAGS | SLOTS - inner if f"`{word}`" not in page]


def test_every_flag_is_used() -> None:
    used = {flag for language in LANGUAGES for frame in lexicon(language).frames for flag in frame.flags}
    assert used == FLAGS
