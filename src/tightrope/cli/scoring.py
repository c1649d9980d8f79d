"""A coder against gold: what `tightrope score` does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from tightrope.cli import console
from tightrope.extract import Coder, RuleCoder, merge_annotations
from tightrope.extract import annotations as annotate
from tightrope.extract.corpora import OWN
from tightrope.extract.gold_checks import Gold, check_quotes, read_gold, read_predictions
from tightrope.extract.matching import BY_TYPE, Comparison, compare
from tightrope.extract.scoring import FEWEST, Figure, Interval, figures
from tightrope.names import Names
from tightrope.records import Document, Failure, TightropeError
from tightrope.sources.documents import read_documents

_NOTHING: dict[str, Any] = {}


def print_score(
    gold: Path | None,
    documents: Path | None,
    predicted: Path | None,
    *,
    least: float,
    draws: int,
    seed: int,
    types: bool,
    errors: bool,
    as_json: bool,
) -> None:
    """Score the coder, or what was predicted, and print tables or one line of JSON."""
    folder = gold or OWN
    if predicted is not None:
        existing(predicted, "--predicted")
        comparisons = score_annotations(predicted, annotations_in(folder))
    else:
        with console.progress("coding"):
            comparisons = score_coder(RuleCoder(Names.builtin(), least=least), *folders(folder, documents))
    rows = figures(comparisons, draws=draws, seed=seed)
    if as_json:
        console.say(in_json(comparisons, rows, str(gold or _OWN_NAME), errors=errors))
        return
    if gold is None:
        console.say(f"{_OWN_NAME}; `tightrope score FOLDER` scores one of yours")
    show_score(comparisons, rows, types=types)
    if errors:
        show_errors(comparisons)


_OWN_NAME = "the corpus that comes with tightrope"


def score_coder(coder: Coder, gold: Path, documents: Path) -> list[Comparison]:
    """Code the documents of a folder and compare what was found with the gold of their files.

    Raises:
        TightropeError: the gold is broken, or a document that it is about cannot be read; it would count as missed.
    """
    wanted = _gold(gold)
    texts: dict[str, list[Document]] = {}
    for one, path in wanted.files.items():
        if not (documents / one).is_file():
            raise TightropeError(f"annotates {one!r}, which is not in {documents}", str(path))
        read = list(read_documents(documents / one))
        failures = [item for item in read if isinstance(item, Failure)]
        texts[one] = [item for item in read if not isinstance(item, Failure)]
        if failures and not texts[one]:
            raise TightropeError(failures[0].reason, failures[0].where)
        console.show_failures(failures)
    check_quotes(wanted, texts)
    found = {
        one: merge_annotations([annotate(item, coder.code(item)) for item in items])
        for one, items in texts.items()
        if items
    }
    return _compared(wanted.documents, found)


def score_annotations(predicted: Path, gold: Path) -> list[Comparison]:
    """Compare annotations from anywhere with gold; a document without any counts as empty, and is named."""
    wanted = _gold(gold)
    found = read_predictions(predicted)
    if unpredicted := [one for one in wanted.files if one not in found]:
        console.complain(f"no prediction in {predicted}, counted as nothing predicted: {', '.join(unpredicted)}")
    if others := [one for one in found if one not in wanted.files]:
        console.complain(f"predicted without gold, left out: {', '.join(others)}")
    return _compared(wanted.documents, found)


def _gold(folder: Path) -> Gold:
    found = read_gold(folder, Names.builtin())
    for notice in found.notices:
        console.complain(f"note: {notice}")
    return found


def _compared(gold: Iterable[dict[str, Any]], predicted: Mapping[str, dict[str, Any]]) -> list[Comparison]:
    return [compare(one, predicted.get(str(one["doc"]), _NOTHING)) for one in gold]


def annotations_in(folder: Path) -> Path:
    """The annotations of a corpus: its folder ``gold``, or the folder itself."""
    existing(folder, "GOLD")
    return folder / "gold" if (folder / "gold").is_dir() else folder


def folders(gold: Path, documents: Path | None) -> tuple[Path, Path]:
    """Where gold and documents are: side by side in one folder, or where the caller says."""
    inner = annotations_in(gold)
    if documents is not None:
        existing(documents, "--documents")
    beside = documents or inner.parent / "docs"
    if not beside.is_dir():
        raise typer.BadParameter(f"no folder {beside}: say where the documents are, or what was predicted",
                                 param_hint="--documents")  # fmt: skip
    return inner, beside


def existing(folder: Path, parameter: str) -> None:
    """Refuse what is no folder, as wrong usage of a parameter."""
    if not folder.exists():
        raise typer.BadParameter(f"there is no folder {folder}", param_hint=parameter)
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is a file; give the folder that it is in", param_hint=parameter)


def show_score(comparisons: Sequence[Comparison], rows: Sequence[Figure], *, types: bool) -> None:
    """Print the tables: one line a language and kind, and on demand one a type."""
    wrong = sum(one.records for one in comparisons if one.negative)
    negatives = sum(one.negative for one in comparisons)
    console.say(f"{len(comparisons)} documents; {wrong} records in the {negatives} documents that hold no fact")
    console.show_table("Agreement with the gold", _COLUMNS, [_cells(one) for one in rows if not one.type])
    if types:
        lines = [_cells(one) for one in rows if one.type and one.view in BY_TYPE]
        console.show_table("By type", _COLUMNS, lines)
    few = {one.language: one.documents for one in rows if one.documents < FEWEST}
    for language, documents in few.items():
        console.say(f"no intervals for {language}: {documents} of at least {FEWEST} documents")


_COLUMNS = ("language", "what", "precision", "recall", "F1", "right", "gold", "predicted")


def _cells(one: Figure) -> tuple[str, ...]:
    measured = (
        (one.counts.precision, one.precision),
        (one.counts.recall, one.recall),
        (one.counts.f1, one.f1),
    )
    ratios = (_ratio(*pair) for pair in measured)
    counts = (str(one.counts.right), str(one.counts.gold), str(one.counts.predicted))
    return (one.language, f"{one.view}: {one.type}" if one.type else one.view, *ratios, *counts)


def _ratio(value: float | None, interval: Interval) -> str:
    if value is None:
        return "–"
    return f"{value:.2f} ({interval[0]:.2f}–{interval[1]:.2f})" if interval else f"{value:.2f}"


def show_errors(comparisons: Sequence[Comparison]) -> None:
    """Print every fact that was missed or is wrong, document by document."""
    for one in _errors(comparisons):
        console.say("\t".join(one.values()))


def _errors(comparisons: Sequence[Comparison]) -> list[dict[str, str]]:
    return [
        {"document": one.document, "error": sign, "what": view, "fact": words}
        for one in comparisons
        for sign, facts in (("missed", one.missed), ("wrong", one.wrong))
        for view, words in facts
        if view in BY_TYPE
    ]


def in_json(comparisons: Sequence[Comparison], rows: Sequence[Figure], corpus: str, *, errors: bool) -> str:
    """The figures as one line of JSON; what is undefined is null."""
    lines = [
        {
            "language": one.language,
            "what": one.view,
            "type": one.type,
            "documents": one.documents,
            "precision": one.counts.precision,
            "recall": one.counts.recall,
            "f1": one.counts.f1,
            "precision_90": one.precision,
            "recall_90": one.recall,
            "f1_90": one.f1,
            "right": one.counts.right,
            "gold": one.counts.gold,
            "predicted": one.counts.predicted,
        }
        for one in rows
    ]
    negatives = [one for one in comparisons if one.negative]
    return json.dumps(
        {
            "corpus": corpus,
            "documents": len(comparisons),
            "negatives": len(negatives),
            "records_in_negatives": sum(one.records for one in negatives),
            "figures": lines,
        }
        | ({"errors": _errors(comparisons)} if errors else {})
    )
