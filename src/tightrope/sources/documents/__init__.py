"""Documents from outside: Markdown and Jekyll posts, HTML pages, feeds, JSON Lines and plain text to records.

One module per format (``markdown``, ``page``, ``feeds``, ``jsonl``, ``plain``) makes a ``Draft``; ``drafts`` makes it
a ``Document`` in the same way for all. ``files`` finds and opens, ``decoding`` tells the encoding, ``blocks`` turns
markup into paragraphs, ``furniture`` knows what belongs to the page and not to the text, ``cleaning``, ``dates``
and ``language`` do what their names say.
"""

from .reading import read_documents

__all__ = ["read_documents"]
