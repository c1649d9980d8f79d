"""A coder against gold: what `tightrope score` does."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from tightrope.cli import console
from tightrope.extract import Coder, file_of, merge_annotations
from tightrope.extract import annotations as annotate
from tightrope.extract.corpora import read_annotations
from tightrope.extract.matching import BY_TYPE, Comparison, compare
from tightrope.extract.scoring import Figure
from tightrope.records import Failure, TightropeError
from tightrope.sources.documents import read_documents

_NOTHING: dict[str, Any] = {}


def score_coder(coder: Coder, gold: Path, documents: Path) -> list[Comparison]:
    """Code the documents of a folder and compare what was found with the gold of their files.

    Raises:
        TightropeError: a document that the gold is about cannot be read; it would count as missed.
    """
    wanted = list(read_annotations(gold))
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in sorted({str(document["doc"]) for document in wanted}):
        failures = []
        for item in read_documents(documents / one):
            if isinstance(item, Failure):
                failures.append(item)
            else:
                parts[file_of(item.name)].append(annotate(item, coder.code(item)))
        if failures and one not in parts:
            raise TightropeError(failures[0].reason, failures[0].where)
        console.show_failures(failures)
    return _compared(wanted, {name: merge_annotations(found) for name, found in parts.items()})


def score_annotations(predicted: Path, gold: Path) -> list[Comparison]:
    """Compare annotations from anywhere with gold; a document without any counts as empty."""
    return _compared(read_annotations(gold), {str(one["doc"]): one for one in read_annotations(predicted)})


def _compared(gold: Iterable[dict[str, Any]], predicted: Mapping[str, dict[str, Any]]) -> list[Comparison]:
    return [compare(one, predicted.get(str(one["doc"]), _NOTHING)) for one in gold]


def annotations_in(folder: Path) -> Path:
    """The annotations of a corpus: its folder ``gold``, or the folder itself."""
    return folder / "gold" if (folder / "gold").is_dir() else folder


def folders(gold: Path, documents: Path | None) -> tuple[Path, Path]:
    """Where gold and documents are: side by side in one folder, or where the caller says."""
    inner = annotations_in(gold)
    beside = documents or inner.parent / "docs"
    if not beside.is_dir():
        raise typer.BadParameter(f"no folder {beside}: say where the documents are, or what was predicted",
                                 param_hint="--documents")  # fmt: skip
    return inner, beside


def show_score(comparisons: Sequence[Comparison], rows: Sequence[Figure], *, types: bool) -> None:
    """Print the tables: one line a language and kind, and on demand one a type."""
    wrong = sum(one.records for one in comparisons if one.negative)
    negatives = sum(one.negative for one in comparisons)
    console.say(f"{len(comparisons)} documents; {wrong} records in the {negatives} documents that hold no fact")
    console.show_table("Agreement with the gold", _COLUMNS, [_cells(one) for one in rows if not one.type])
    if types:
        lines = [_cells(one) for one in rows if one.type and one.view in BY_TYPE]
        console.show_table("By type", _COLUMNS, lines)


_COLUMNS = ("language", "what", "precision", "recall", "F1", "right", "gold", "predicted")


def _cells(one: Figure) -> tuple[str, ...]:
    measured = (
        (one.counts.precision, one.precision, one.counts.predicted),
        (one.counts.recall, one.recall, one.counts.gold),
        (one.counts.f1, one.f1, one.counts.gold + one.counts.predicted),
    )
    ratios = (f"{value:.2f} ({low:.2f}–{high:.2f})" if basis else "–" for value, (low, high), basis in measured)
    counts = (str(one.counts.right), str(one.counts.gold), str(one.counts.predicted))
    return (one.language, f"{one.view}: {one.type}" if one.type else one.view, *ratios, *counts)


def show_errors(comparisons: Sequence[Comparison]) -> None:
    """Print every fact that was missed or is wrong, document by document."""
    for one in comparisons:
        for sign, facts in (("missed", one.missed), ("wrong", one.wrong)):
            for view, words in facts:
                if view in BY_TYPE:
                    console.say(f"{one.document}\t{sign}\t{view}\t{words}")


def as_json(comparisons: Sequence[Comparison], rows: Sequence[Figure]) -> str:
    """The figures as one line of JSON."""
    figures = [
        {
            "language": one.language,
            "what": one.view,
            "type": one.type,
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
            "documents": len(comparisons),
            "negatives": len(negatives),
            "records_in_negatives": sum(one.records for one in negatives),
            "figures": figures,
        }
    )
