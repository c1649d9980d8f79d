"""Who is meant: states, organisations, capitals, leaders and their names in four languages, all as data files.

``Names.builtin().find(text)`` finds them in a text, ``code`` reads the spelling of a data set, ``name`` shows a code.
"""

from tightrope.names.cldr import country_codes
from tightrope.names.mentions import Kind, Mention
from tightrope.names.names import Names

__all__ = ["Kind", "Mention", "Names", "country_codes"]
