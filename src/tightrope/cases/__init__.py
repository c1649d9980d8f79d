"""Cases: which states, powers, organisations and channels are looked at, and the evidence a case starts with.

A case is a folder of YAML and CSV files, never code. :func:`load_case` reads and checks one, :func:`new_case` writes
a commented one to fill in; ``docs/adding-a-case.md`` explains every field.
"""

from tightrope.cases.case import Case, Window, builtin_cases, from_case, load_case
from tightrope.cases.economies import Economies
from tightrope.cases.starter import Starter
from tightrope.cases.template import channel_lines, new_case

__all__ = [
    "Case",
    "Economies",
    "Starter",
    "Window",
    "builtin_cases",
    "channel_lines",
    "from_case",
    "load_case",
    "new_case",
]
