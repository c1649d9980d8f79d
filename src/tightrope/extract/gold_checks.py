"""Annotations from files: what is misspelt, missing or impossible in them, each with its file, list and entry.

A slip in gold does not fail by itself; it counts as a fact that every coder misses, so that the figures are wrong
without a word. Codes and channels that only tightrope does not know are notices: a text may speak of organisations
that the names have not heard of, and a case may define channels of its own. Predictions may come from any coder: of
them only what is compared has to be there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import inf, isfinite
from pathlib import Path
from typing import Any

from tightrope.extract.corpora import KINDS, load, missing
from tightrope.extract.llm.vocabulary import CHANNELS, RELATIONS, STANCES
from tightrope.extract.matching import code_of, number_of
from tightrope.names import Names
from tightrope.records import Document, Domain, EventType, ExtractError, Status

_HEAD = ("doc", "language", "published", "note", *KINDS)
_FIELDS = {
    "events": ("source", "target", "type", "mode", "domain", "date", "status"),
    "stocks": ("holder", "over", "channel", "value", "unit", "as_of"),
    "ties": ("a", "b", "relation", "status"),
    "positions": ("actor", "issue", "stance", "date"),
}
_PARTIES = ("source", "target", "holder", "over", "a", "b", "actor")
_LANGUAGES = ("en", "ru", "zh", "zh-Hans", "zh-Hant")
#: Channels that no line of the lexicon codes, but that cases know.
_OTHER_CHANNELS = ("economy.exports", "culture.migrants", "culture.institutes")
_CHANNELS = (*CHANNELS, *_OTHER_CHANNELS)
_ANY_CASE = ("type", "relation", "stance")
#: What the words of a field may be.
_WORDS: dict[tuple[str, str], Collection[str]] = {
    ("events", "type"): tuple(one.lower() for one in EventType),
    ("events", "status"): tuple(Status),
    ("events", "domain"): tuple(Domain),
    ("ties", "relation"): RELATIONS,
    ("ties", "status"): ("active", "planned", "suspended", "ended"),
    ("positions", "stance"): (*STANCES, "yes", "no"),
}
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
#: Three letters are a state's, or an organisation's that the names know; longer ones may be anybody's.
_LIKE_ORGANISATION = re.compile(r"[A-Z][A-Z0-9+-]{3,11}")
#: How alike a word is to the one that is meant, and how much more a channel, since many begin alike.
_ALIKE, _CHANNEL_ALIKE = 0.75, 0.9
_MOST = 20


@dataclass(frozen=True, slots=True)
class Gold:
    """A folder of gold that can be scored against.

    Attributes:
        documents: the annotations, in the order of the file names.
        files: the file of each document.
        notices: what is odd but may be meant.
    """

    documents: tuple[dict[str, Any], ...]
    files: Mapping[str, Path]
    notices: tuple[str, ...]


def read_gold(folder: Path, names: Names) -> Gold:
    """Read a folder of gold and check every word of it that is compared.

    Raises:
        ExtractError: everything that cannot be meant, with file, list, entry and what is allowed.
    """
    return _read(folder, names)


def read_predictions(folder: Path) -> dict[str, dict[str, Any]]:
    """Read annotations from any coder, by document; words that gold may not use are right or wrong, but no slips.

    Raises:
        ExtractError: what cannot be compared with gold, with file, list and entry.
    """
    return {str(one["doc"]): one for one in _read(folder, None).documents}


def _read(folder: Path, names: Names | None) -> Gold:
    """Read a folder, as gold if there are names to check its codes by."""
    files: dict[str, Path] = {}
    documents, notices, wrong = [], [], []
    for path, content in load(folder):
        name = str(content.get("doc") or path.stem)
        if name in files:
            wrong.append(f"{path.name}: annotates {name}, and so does {files[name].name}; a document has one file")
        files.setdefault(name, path)
        wrong += [f"{path.name}{one}" for one in (_of_head(content, name) if names else ())]
        for kind in KINDS:
            rows = content.get(kind, [])
            if not isinstance(rows, list):
                wrong.append(f"{path.name}: {kind} is a list")
                continue
            for number, row in enumerate(rows, 1):
                at = f"{path.name}, {kind}, record {number}"
                wrong += [f"{at}: {one}" for one in _of_record(kind, row, names)]
                notices += [f"{at}: {one}" for one in (_unfamiliar(row, names) if names else ())]
        documents.append({kind: [] for kind in KINDS} | content | {"doc": name})
    _refuse(folder, wrong)
    return Gold(tuple(documents), files, tuple(notices))


def check_quotes(gold: Gold, texts: Mapping[str, Sequence[Document]]) -> None:
    """Check that every sentence stands in its document; a record without one is not looked for.

    Args:
        gold: the annotations.
        texts: the documents of each file (a feed has many).

    Raises:
        ExtractError: sentences that no document of the file has.
    """
    wrong = []
    for document in gold.documents:
        whole = [_joined(part) for one in texts.get(document["doc"], ()) for part in (one.text, one.title)]
        for kind in KINDS:
            for number, row in enumerate(document[kind], 1):
                quote = _joined(str(row.get("sentence") or ""))
                if quote and not any(quote in text for text in whole):
                    at = f"{gold.files[document['doc']].name}, {kind}, record {number}"
                    wrong.append(f"{at}: the sentence does not stand in {document['doc']}: {quote[:80]!r}")
    folder = next(iter(gold.files.values())).parent
    _refuse(folder, wrong)


def _refuse(folder: Path, wrong: Sequence[str]) -> None:
    if wrong:
        more = [f"… and {len(wrong) - _MOST} more"] if len(wrong) > _MOST else []
        lines = "".join(f"\n  {line}" for line in [*wrong[:_MOST], *more])
        raise ExtractError(f"annotations that cannot be compared (docs/annotating.md):{lines}", str(folder))


def _joined(text: str) -> str:
    """A text with every run of white space as one space, since the lines of a paragraph are joined on reading."""
    return " ".join(text.split())


def _of_head(content: Mapping[str, Any], document: str) -> Iterator[str]:
    for name in content:
        if name not in _HEAD:
            yield f": unknown list or field {name!r}{_hint(name, _HEAD)}; allowed: {', '.join(_HEAD)}"
    language, published = content.get("language"), content.get("published")
    if language not in _LANGUAGES:
        said = "language missing" if not language else f"unknown language {language!r}"
        yield f": {said}; allowed: {', '.join(_LANGUAGES)}"
    if published is not None and not (_is_date(published) and len(str(published)) == _DAY):
        yield f": published {published!r} is no day; allowed: 2024-03-12 or null"
    if Path(document).is_absolute() or ".." in Path(document).parts or "\\" in document:
        yield f": doc {document!r} leads out of the folder of documents; allowed: the name of a file in it"


def _of_record(kind: str, row: object, names: Names | None) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "a record is an object"
        return
    if reason := missing(kind, row):
        yield reason
    if names is None:
        yield from (reason for name in _COMPARED[kind] if (reason := _of_word(kind, name, row.get(name))))
        return
    allowed = ("sentence", "note", *_FIELDS[kind])
    for name in row:
        if name not in allowed:
            yield f"unknown field {name!r}{_hint(name, allowed)}; allowed: {', '.join(allowed)}"
    for name in ("sentence", *_FIELDS[kind]):
        value = row.get(name)
        if value in (None, "", []):
            continue
        if name in _PARTIES:
            yield from filter(None, (_of_code(one, names) for one in _listed(value)))
        elif reason := _of_word(kind, name, value):
            yield reason


#: What is compared besides parties: in predictions, words that no coder can have meant.
_COMPARED = {"events": ("type", "status"), "stocks": ("value",), "ties": (), "positions": ()}


def _of_word(kind: str, name: str, value: object) -> str:
    """What is wrong with one value that is no party; empty if nothing is."""
    words = _WORDS.get((kind, name))
    word = str(value).lower() if name in _ANY_CASE else str(value)
    if value in (None, "", []):
        return ""
    if words is not None and word not in words:
        return f"unknown {name} {value!r}{_hint(word, words)}; allowed: {', '.join(words)}"
    if name in ("date", "as_of") and not _is_date(value):
        return f"{name} {value!r} is no year, month or day; allowed: 2024, 2024-03, 2024-03-12 or null"
    if name == "value" and not isfinite(inf if (number := number_of(value)) is None else number):
        return f"value {value!r} is no number; allowed: digits, in base units"
    if name in _FREE and not isinstance(value, str):
        return f"{name} {value!r} is no text; allowed: words of your own"
    return _of_channel(str(value)) if name == "channel" else ""


#: What is not compared, and so may be said in words of one's own.
_FREE = ("sentence", "mode", "unit", "issue")


def _is_date(value: object) -> bool:
    """Whether a value is a year, a month or a day that the calendar has."""
    if not isinstance(value, (str, int)) or not _DATE.fullmatch(str(value)):
        return False
    try:
        date.fromisoformat((str(value) + "-01-01")[:_DAY])
    except ValueError:
        return False
    return True


_DAY = len("2024-03-12")


def _of_channel(value: str) -> str:
    domain, _, name = value.partition(".")
    if value in _CHANNELS or (domain in tuple(Domain) and name and not _hint(value, _CHANNELS, _CHANNEL_ALIKE)):
        return ""
    return f"unknown channel {value!r}{_hint(value, _CHANNELS, _CHANNEL_ALIKE)}; allowed: {', '.join(_CHANNELS)}"


def _of_code(value: object, names: Names) -> str:
    code = code_of(value)
    if is_known(code, names) or (isinstance(value, str) and _LIKE_ORGANISATION.fullmatch(value)):
        return ""
    meant = names.code(str(value))
    hint = f" (did you mean {meant}?)" if meant else ""
    return f"unknown code {value!r}{hint}; allowed: ISO 3166 codes of states, acronyms of organisations, C5"


def is_known(code: str, names: Names) -> bool:
    """Whether the names stand for a code, so that the coder can find it."""
    return code in ("C5", "SUN") or names.is_state(code) or names.is_organisation(code)


def _unfamiliar(row: object, names: Names) -> Iterator[str]:
    if not isinstance(row, dict):
        return
    for name in _PARTIES:
        for one in _listed(row.get(name)):
            if isinstance(one, str) and _LIKE_ORGANISATION.fullmatch(one) and not is_known(code_of(one), names):
                yield f"the names do not know {one}, so that the coder never finds it"
    channel = str(row.get("channel") or "")
    if channel and channel not in _CHANNELS and not _of_channel(channel):
        yield f"the coder does not know the channel {channel}"


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _hint(word: str, allowed: Collection[str], likeness: float = _ALIKE) -> str:
    """The word that is meant, if one is spelt almost alike."""
    close = get_close_matches(word, [one for one in allowed if one != word], 1, likeness)
    return f" (did you mean {close[0]}?)" if close else ""
