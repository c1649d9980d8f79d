"""Names of parties, domains and channels, as the case and the catalogue have them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale
from babel.core import get_global
from markupsafe import Markup, escape

from tightrope.brief.wording import LOCALES, Words, plain
from tightrope.cases import Case
from tightrope.records import Domain

#: What estimates call all domains taken together.
ALL = "all"


@dataclass(frozen=True)
class Labels:
    """Says who and what is meant, in the language of the page."""

    case: Case
    words: Words

    def party(self, code: str) -> Markup:
        """Return the name of a state, power, organisation or group: the case's, else CLDR's, else the code."""
        if code in self.case.labels or code in ("ROW", "WLD"):
            return escape(self.case.label(code, self.words.locale))
        return escape(_territory(code, LOCALES[self.words.locale]) or plain(code))

    def parties(self, codes: Iterable[str]) -> Markup:
        """Return several names, joined; all members of a group of the case are called by its name."""
        named = list(codes)
        for group, members in self.case.groups.items():
            if members and set(members) <= set(named):
                first = min(named.index(member) for member in members)
                named = [*named[:first], group, *(code for code in named[first:] if code not in members)]
        return self.words.listing(self.party(code) for code in named)

    def domain(self, domain: str) -> Markup:
        """Return the name of a domain, or of all together."""
        if domain in self.case.labels:
            return escape(self.case.label(domain, self.words.locale))
        return self.words.term("domain", domain)

    def channel(self, name: str) -> Markup:
        """Return the label of a channel; the last part of its name if the case does not have it."""
        if name in self.case.labels:
            return escape(self.case.label(name, self.words.locale))
        return escape(plain(name.partition(".")[2].replace("_", " ") or name))

    def wave(self, name: str) -> Markup:
        """Return the label of a date after which states may have moved away from a power."""
        return escape(self.case.label(f"wave/{name}", self.words.locale))

    def domains(self) -> tuple[str, ...]:
        """Return the domains that the case has channels in, in the usual order."""
        present = {channel.domain for channel in self.case.channels}
        return tuple(domain.value for domain in Domain if domain in present)

    def colour(self, power: str) -> int:
        """Return the index of a power's colour: its place in the case, so it is the same on every chart."""
        return self.case.powers.index(power) if power in self.case.powers else len(self.case.powers)


def _territory(code: str, locale: str) -> str | None:
    aliases = get_global("territory_aliases").get(code, ())
    return Locale.parse(locale).territories.get(aliases[0]) if len(aliases) == 1 else None
