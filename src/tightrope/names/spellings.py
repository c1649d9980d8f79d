"""The names and numbers under which public data sets list a state."""

from __future__ import annotations

import unicodedata

from tightrope.names.tables import read_table


def fold_spelling(name: str) -> str:
    """Return a name without case, accents, punctuation and small words, so that spellings of one state agree.

    ``"Côte d'Ivoire"`` and ``"COTE D IVOIRE"`` fold alike, and so do ``"Congo, Dem. Rep."`` and ``"Congo (Dem Rep)"``.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ").replace("ı", "i"))
    letters = "".join(_fold(character) for character in plain if not unicodedata.combining(character))
    words = ("saint" if word == "st" else word for word in letters.split())
    return " ".join(word for word in words if word not in ("the", "and", "of"))


def _fold(character: str) -> str:
    if character in "'’ʼ‘`.":
        return ""
    return character if character.isalnum() else " "


def read_spellings() -> dict[str, str]:
    """Return folded spelling → code for the spellings of data sets that are no usual names (``spellings.csv``)."""
    rows = read_table("spellings.csv", ("spelling", "code", "used_by"))
    return {fold_spelling(row["spelling"]): row["code"] for _, row in rows}


def read_cow_codes() -> dict[int, str]:
    """Return the Correlates of War country number → actor code (``cow.csv``)."""
    rows = read_table("cow.csv", ("number", "name", "code"))
    return {int(row["number"]): row["code"] for _, row in rows}
