#!/usr/bin/env python3
"""Fit the weights of confidence on annotated documents, and draw how well they are calibrated.

    python tools/fit_confidence.py FOLDER…            # cross-validated figures
    python tools/fit_confidence.py FOLDER… --write    # also the weights and the picture
    python tools/fit_confidence.py FOLDER… --check    # the weights that ship, on these documents

Every FOLDER holds ``docs`` and ``gold`` (see docs/annotating.md), of documents on whose errors nobody improved a rule:
on others every coder looks surer than it is. A piece of evidence is right if the gold has it: an event if source,
target, type and status agree, a figure within 1 percent, a tie with its kind, a position with its stance. The model is
a logistic regression on the signs of :mod:`tightrope.extract.confidence` with a Gaussian prior on every weight (Hastie,
Tibshirani & Friedman 2009, ch. 4.4 and 3.4); its strength is chosen by cross-validation over documents, never over
sentences of one document. One JSON line with the figures comes last.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from tightrope.extract import RuleCoder, annotations
from tightrope.extract.acts import Claim
from tightrope.extract.confidence import BASE, probability
from tightrope.extract.gold_checks import read_gold
from tightrope.extract.holders import Figure
from tightrope.extract.matching import FULL, POSITIONS, STOCKS, TIES, compare
from tightrope.extract.positions import Stance
from tightrope.extract.ties import Bond
from tightrope.extract.trail import Explained, Step
from tightrope.names import Names
from tightrope.records import AnyEvidence, Document, Event, Position, Stock, Tie
from tightrope.sources.documents import read_documents

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src" / "tightrope" / "extract" / "lexicons" / "confidence.tsv"
PICTURE = ROOT / "docs" / "images" / "confidence.png"
FOLDS = 10
STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
#: A sign seen less often than this in all documents gets no weight.
FEWEST = 4
BINS = 6


@dataclass(frozen=True)
class Piece:
    """A piece of evidence: the document it is from, its signs, and whether the gold has it."""

    document: str
    signs: tuple[str, ...]
    right: bool


def pieces(folders: Sequence[Path]) -> Iterator[Piece]:
    """Code every document of the folders and judge each piece of evidence."""
    names = Names.builtin()
    coder = RuleCoder(names)
    for folder in folders:
        for gold in read_gold(folder / "gold", names).documents:
            for item in read_documents(folder / "docs" / str(gold["doc"])):
                if isinstance(item, Document):
                    for sentence in coder.explain(item):
                        yield from _judged(item, sentence, gold, f"{folder}/{gold['doc']}")


def _judged(document: Document, sentence: Explained, gold: dict[str, Any], where: str) -> Iterator[Piece]:
    for evidence in sentence.kept:
        step = next((one for one in sentence.steps if _gave(one, evidence)), None)
        if step is not None:
            yield Piece(where, step.signs, _is_right(document, evidence, gold))


def _gave(step: Step, evidence: AnyEvidence) -> bool:
    match step.fact, evidence:
        case Claim() as claim, Event() as event:
            same = (claim.event_type, claim.mode, claim.target) == (event.event_type, event.mode, event.target)
            return same and bool(set(claim.source) & set(event.source))
        case Figure() as figure, Stock() as stock:
            return figure.identity == (stock.holder, stock.over, stock.channel, stock.value)
        case Bond() as bond, Tie() as tie:
            return (bond.a, bond.b, bond.relation) == (tie.a, tie.b, tie.relation)
        case Stance() as stance, Position() as position:
            return (stance.actor, stance.issue, stance.stance) == (position.actor, position.issue, position.stance)
    return False


def _is_right(document: Document, evidence: AnyEvidence, gold: dict[str, Any]) -> bool:
    """Whether all that a piece of evidence says is in the gold; its date is left out, which has its own figures."""
    alone = annotations(document, [evidence])
    undated = {**gold, "events": [{**one, "date": None} for one in gold["events"]]}
    alone["events"] = [{**one, "date": None} for one in alone["events"]]
    view = {Event: FULL, Stock: STOCKS, Tie: TIES, Position: POSITIONS}[type(evidence)]
    counts = compare(undated, alone).counts[view, ""]
    return counts.right == counts.predicted > 0


def fit(matrix: np.ndarray, right: np.ndarray, strength: float) -> np.ndarray:
    """Weights that maximise the log likelihood less ``strength / 2`` times their sum of squares.

    The first column is the base, which every piece has; its weight alone is not drawn toward 0.
    """
    prior = np.full(matrix.shape[1], strength)
    prior[0] = 1e-6

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = matrix @ weights
        value = -(log_expit(odds) * right + log_expit(-odds) * (1 - right)).sum() + prior @ weights**2 / 2
        return value, matrix.T @ (expit(odds) - right) + prior * weights

    return minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B").x


def crossed(matrix: np.ndarray, right: np.ndarray, documents: np.ndarray, strength: float, seed: int) -> np.ndarray:
    """Probability of each piece from weights that were fitted without its document."""
    order = np.random.default_rng(seed).permutation(np.unique(documents))
    found = np.zeros(len(right))
    for part in np.array_split(order, FOLDS):
        held = np.isin(documents, part)
        found[held] = expit(matrix[held] @ fit(matrix[~held], right[~held], strength))
    return found


def figures(probabilities: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Brier score, log loss, expected calibration error, and the Brier score of always saying the mean."""
    clipped = np.clip(probabilities, 1e-3, 1 - 1e-3)
    groups = bins(probabilities, right)
    return {
        "pieces": len(right),
        "right": float(right.mean()),
        "brier": float(((probabilities - right) ** 2).mean()),
        "brier_of_the_mean": float(right.mean() * (1 - right.mean())),
        "log_loss": float(-(np.log(clipped) * right + np.log(1 - clipped) * (1 - right)).mean()),
        "calibration_error": sum(abs(said - seen) * size for said, seen, size in groups) / len(right),
    }


def bins(probabilities: np.ndarray, right: np.ndarray) -> list[tuple[float, float, int]]:
    """Mean probability, share right and size of groups of equal size, from the least to the most probable."""
    parts = np.array_split(np.argsort(probabilities, kind="stable"), BINS)
    return [(float(probabilities[part].mean()), float(right[part].mean()), len(part)) for part in parts if len(part)]


def draw(groups: list[tuple[float, float, int]], path: Path) -> None:
    """The reliability diagram: what was said against what was right, with 90 % intervals (Wilson 1927)."""
    import altair as alt
    import vl_convert

    rows = [
        {"said": said, "seen": seen, "pieces": size, **dict(zip(("low", "high"), _wilson(seen, size), strict=True))}
        for said, seen, size in groups
    ]
    data = alt.Data(values=rows)
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("said:Q", scale=scale, title="confidence that the coder gives")
    points = alt.Chart(data).mark_point(filled=True, size=80, color="#1b4f72").encode(
        x=x, y=alt.Y("seen:Q", scale=scale, title="share that is right")
    )  # fmt: skip
    bars = alt.Chart(data).mark_rule(color="#1b4f72").encode(x=x, y="low:Q", y2="high:Q")
    labels = alt.Chart(data).mark_text(dy=14, dx=18, fontSize=10, color="#555").encode(x=x, y="seen:Q", text="pieces:Q")
    line = alt.Chart(alt.Data(values=[{"a": 0, "b": 0}, {"a": 1, "b": 1}])).mark_line(
        strokeDash=[4, 4], color="#999"
    ).encode(x="a:Q", y="b:Q")  # fmt: skip
    chart = (line + bars + points + labels).properties(width=360, height=360)
    path.write_bytes(vl_convert.vegalite_to_png(chart.to_dict(), scale=2))


def _wilson(share: float, size: int, z: float = 1.645) -> tuple[float, float]:
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * np.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    return float(middle - half), float(middle + half)


def main() -> None:
    """Fit, check, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    found = list(pieces(arguments.folders))
    right = np.array([piece.right for piece in found], dtype=float)
    if arguments.check:
        said = np.array([probability(piece.signs) for piece in found])
        report(said, right)
        print(json.dumps(figures(said, right)))
        return
    seen = Counter(sign for piece in found for sign in piece.signs)
    signs = [BASE, *(sign for sign, count in sorted(seen.items()) if count >= FEWEST)]
    matrix = np.array([[sign == BASE or sign in piece.signs for sign in signs] for piece in found], dtype=float)
    documents = np.array([piece.document for piece in found])
    by_strength = {one: crossed(matrix, right, documents, one, arguments.seed) for one in STRENGTHS}
    strength = min(STRENGTHS, key=lambda one: figures(by_strength[one], right)["log_loss"])
    report(by_strength[strength], right)
    if arguments.write:
        weights = fit(matrix, right, strength)
        lines = [f"{sign}\t{weight:.2f}" for sign, weight in zip(signs, weights, strict=True) if abs(weight) >= 0.005]
        TABLE.write_text("# sign\tweight (log-odds); written by tools/fit_confidence.py\n" + "\n".join(lines) + "\n")
        draw(bins(by_strength[strength], right), PICTURE)
    print(json.dumps({"strength": strength, "documents": len(set(documents))} | figures(by_strength[strength], right)))


def report(probabilities: np.ndarray, right: np.ndarray) -> None:
    """Print what was said against what was right."""
    for said, share, size in bins(probabilities, right):
        print(f"said {said:.2f}  right {share:.2f}  of {size}")


if __name__ == "__main__":
    main()
