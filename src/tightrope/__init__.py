"""tightrope measures how a small state balances between great powers.

The rooms, in the order in which data passes through them: ``records``, ``cases``, ``names``, ``sources``,
``extract``, ``ledger``, ``measures``, ``brief``, ``cli``. Each imports only what ``docs/architecture.md`` lists.
"""

from importlib.metadata import version

__version__ = version("tightrope")
