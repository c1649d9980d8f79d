"""A coder that asks a language model and believes only what the document bears out.

:class:`LanguageModelCoder` sends a document in pieces to any OpenAI-compatible server, checks every claim of the answer
against the text, and gives the same evidence as the rule coder. Nothing here runs unless it was asked for.
"""

from tightrope.extract.llm.coder import LanguageModelCoder, Settings
from tightrope.extract.llm.server import ServerSettings
from tightrope.extract.llm.tally import Tally

__all__ = ["LanguageModelCoder", "ServerSettings", "Settings", "Tally"]
