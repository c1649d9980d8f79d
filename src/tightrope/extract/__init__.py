"""From a document to evidence: events, stocks, ties and positions, each with the exact span it rests on.

``RuleCoder(Names.builtin()).code(document)`` codes one document; :class:`Coder` is what any other coder looks like.
"""

from tightrope.extract.annotations import annotations, file_of, merge_annotations
from tightrope.extract.coder import Coder, RuleCoder

__all__ = ["Coder", "RuleCoder", "annotations", "file_of", "merge_annotations"]
