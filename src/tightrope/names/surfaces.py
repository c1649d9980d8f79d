"""The strings under which a name can stand in a text: capitals, apostrophes, dots, inflections, other script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from tightrope.names.tables import read_table, split

_APOSTROPHES = ("'", "’", "ʼ", "‘")
_HYPHENS = ("-", "‑", "–")
_MIDDLE_DOTS = ("·", "・", "‧", "•", "．")
#: Shorter names would turn into words of another kind (Malé, Male) or be taken for acronyms (Oman, OMAN).
_LONG = 5


#: ``(language, name) → forms`` as :func:`read_forms` gives them.
Forms = dict[tuple[str, str], tuple[str, ...]]


def read_forms() -> Forms:
    """Return the generated forms, ``(language, name) → forms``: Russian inflections, the other Chinese script.

    ``tools/make_name_forms.py`` makes the file; names without a row have no other form.

    Raises:
        ExtractError: the file is broken.
    """
    rows = read_table("forms.csv", ("language", "name", "forms"))
    return {(row["language"], row["name"]): split(row["forms"]) for _, row in rows}


def surfaces(name: str, language: str, forms: Forms) -> set[str]:
    """Return every way to write ``name``; ``language`` is ``en``, ``zh`` or ``ru``."""
    written = {name, *forms.get((language, name), ())}
    if language == "zh":
        return set(_each(written, _MIDDLE_DOTS))
    if language == "en":
        written |= {_plain(form) for form in written if len(form) >= _LONG}
        written = set(_each(written, _APOSTROPHES))
    if language == "ru":
        written |= {form.replace("ё", "е").replace("Ё", "Е") for form in written}
    written = set(_each(written, _HYPHENS))
    return written | {form.upper() for form in written if len(form) >= _LONG}


def demonym_surfaces(name: str, language: str, forms: Forms) -> set[str]:
    """Return the ways to write an adjective or a name of inhabitants: English plurals, Russian with a capital."""
    written = surfaces(name, language, forms)
    if language == "en" and not name.endswith(("s", "sh", "ch", "ese", "ss", "x", "z")) and name not in _NO_PLURAL:
        written |= surfaces(name + "s", language, forms)
    if language == "ru":
        written |= {form[:1].upper() + form[1:] for form in written}
    return written


_NO_PLURAL = frozenset({"Sino", "Russo", "Franco", "Anglo"})


def _each(names: Iterable[str], marks: tuple[str, ...]) -> Iterator[str]:
    """Yield each name with all of its marks of one sort written in each way."""
    for name in names:
        if not any(mark in name for mark in marks):
            yield name
            continue
        for wanted in marks:
            yield "".join(wanted if character in marks else character for character in name)


def _plain(name: str) -> str:
    """Return a Latin name without its diacritics (Erdoğan → Erdogan, Türkmenbaşy → Turkmenbasy)."""
    folded = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    return "".join(character for character in folded if not unicodedata.combining(character))
