"""Write src/tightrope/names/data/forms.csv: Russian inflections and the other Chinese script of every name.

Run it after any change of names (``.venv/bin/python tools/make_name_forms.py``); a test fails if it was forgotten.
Russian: what pymorphy3's dictionary knows is inflected by it; persons and unknown places follow the endings in
``russian_declension.py``. Organisations inflect their first noun and the adjectives before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from opencc import OpenCC

from russian_declension import adjective_forms, person_forms, phrase_forms
from tightrope.names.entities import read_entities
from tightrope.names.mentions import Kind
from tightrope.names.people import read_people
from tightrope.names.tables import read_table, split

TARGET = Path(__file__).parents[1] / "src/tightrope/names/data/forms.csv"
CONVERTERS = [OpenCC(name) for name in ("t2s", "s2t", "s2tw", "s2hk", "t2tw", "t2hk")]


def render() -> str:
    """Return the content of forms.csv."""
    rows = {**_irregular()}
    for language, name, forms in _generated():
        if (language, name) not in rows:
            rows[language, name] = tuple(form for form in forms if form != name)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("language", "name", "forms"))
    for (language, name), forms in sorted(rows.items()):
        if forms:
            writer.writerow((language, name, ";".join(sorted(set(forms)))))
    return text.getvalue()


def _irregular() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the forms that are written by hand; an empty list means that the name has no other form."""
    rows = read_table("irregular_forms.csv", ("language", "name", "forms"))
    return {(row["language"], row["name"]): split(row["forms"]) for _, row in rows}


def _generated() -> Iterator[tuple[str, str, set[str]]]:
    by_hand = _irregular()
    for entity in read_entities():
        for locale, names in entity.names.items():
            for name in names:
                yield locale[:2], name, _forms(locale[:2], name)
        for name in entity.demonyms.get("ru", ()):
            # Inhabitants are nouns, whose forms are written by hand.
            if ("ru", name) not in by_hand:
                yield "ru", name, adjective_forms(name)
    for person in read_people():
        for locale, names in person.names.items():
            for name in names:
                forms = person_forms(name, female=person.female) if locale == "ru" else _forms(locale[:2], name)
                yield locale[:2], name, forms
    for _, row in read_table("ambiguous.csv", ("name", "language", "kind", "keys", "why")):
        inflect = adjective_forms if row["language"] == "ru" and row["kind"] == Kind.DEMONYM else None
        yield row["language"], row["name"], inflect(row["name"]) if inflect else _forms(row["language"], row["name"])
    for _, row in read_table("blocked.csv", ("phrase", "language", "why")):
        for phrase in split(row["phrase"]):
            yield row["language"], phrase, _forms(row["language"], phrase)


def _forms(language: str, name: str) -> set[str]:
    if language == "zh":
        return {converter.convert(name) for converter in CONVERTERS}
    return phrase_forms(name) if language == "ru" else set()


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
