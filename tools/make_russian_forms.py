"""Write ``lexicons/ru.forms.tsv``: every inflection of the triggers of the Russian lexicon, by pymorphy3.

    python tools/make_russian_forms.py

Run it after adding a trigger; without its row the trigger is inflected at every start, which costs about a millisecond.
"""

from __future__ import annotations

from pathlib import Path

from tightrope.extract.forms_ru import generate, key
from tightrope.extract.lexicon import KINDS, read_triggers

TABLE = Path(__file__).resolve().parents[1] / "src" / "tightrope" / "extract" / "lexicons" / "ru.forms.tsv"


def row(word: str) -> str:
    """One line of the table: key, common beginning, and for each name of a form its endings."""
    forms = generate(word)
    first, last = min(form for form, _ in forms), max(form for form, _ in forms)
    alike = (at for at, (one, two) in enumerate(zip(first, last, strict=False)) if one != two)
    stem = first[: next(alike, len(first))]
    groups: dict[str, list[str]] = {}
    for form, name in forms:
        groups.setdefault(name, []).append(form[len(stem) :])
    return "\t".join([word, stem, *(f"{name}:{','.join(ends)}" for name, ends in groups.items())])


def table() -> str:
    """The whole table."""
    words = sorted({key(trigger) for kind in KINDS for trigger in read_triggers("ru", kind)})
    return "".join(row(word) + "\n" for word in words)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
