"""Territory names and codes as the Unicode CLDR has them, through babel."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

# Hong Kong writes some states differently from Taiwan (哈薩克 both, but 意大利 and 義大利).
_LOCALES = {"en": ("en",), "zh-Hans": ("zh_Hans",), "zh-Hant": ("zh_Hant", "zh_Hant_HK"), "ru": ("ru",)}
# Codes of CLDR that ISO 3166 gives to no territory of its own, or writes differently today.
_NOT_ISO = frozenset({"ZAR", "FXX", "TMP", "QUU", "XAA", "XBB", "ZZZ", "XKK", "ASC", "CPT", "DGA", "TAA"})

# Former codes of Romania (until 2002), Timor-Leste, the Democratic Republic of the Congo and Myanmar.
_RECODED = {"ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "BUR": "MMR"}


def territory_names(alpha2: str) -> dict[str, tuple[str, ...]]:
    """Return the CLDR names of a territory per locale (``en``, ``zh-Hans``, ``zh-Hant``, ``ru``), most usual first.

    Empty tuples for a code that CLDR does not have (states that are no more).
    """
    return {locale: tuple(_names(alpha2, cldr)) for locale, cldr in _LOCALES.items()}


def _names(alpha2: str, locales: tuple[str, ...]) -> dict[str, None]:
    tables = (Locale.parse(locale).territories for locale in locales)
    return dict.fromkeys(table[alpha2] for table in tables if alpha2 in table)


@cache
def alpha2_codes() -> dict[str, str]:
    """Return ISO 3166 alpha-3 → alpha-2 for every territory of today."""
    aliases = get_global("territory_aliases")
    three = {code: new[0] for code, new in aliases.items() if len(code) == 3 and code.isalpha() and len(new) == 1}
    return {code: two for code, two in three.items() if len(two) == 2 and code not in _NOT_ISO}


@cache
def country_codes() -> dict[str, str]:
    """Return code → code of today for every ISO 3166 alpha-3 code of a country or territory and Kosovo's (XKX).

    Data sets keep codes that ISO 3166 has given up; those of a country that only changed its code are among them.
    """
    today = {code: code for code, alpha2 in alpha2_codes().items() if territory_names(alpha2)["en"]}
    return {**today, "XKX": "XKX", **_RECODED}
