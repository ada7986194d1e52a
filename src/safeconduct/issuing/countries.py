"""Names of countries in a language, from ISO 3166-1 and its published translations."""

from __future__ import annotations

import gettext
from functools import lru_cache

import pycountry

#: Everyday names where the standard's are stiff.
_SHORT = {
    "en": {
        "VE": "Venezuela", "BO": "Bolivia", "IR": "Iran", "KR": "South Korea", "KP": "North Korea",
        "TZ": "Tanzania", "SY": "Syria", "RU": "Russia", "MD": "Moldova", "LA": "Laos",
        "VN": "Vietnam", "CD": "Democratic Republic of the Congo", "TR": "Türkiye",
        "BN": "Brunei", "FM": "Micronesia", "TW": "Taiwan", "PS": "Palestine", "XK": "Kosovo",
        "CZ": "Czechia", "NL": "Netherlands",
    },
    "es": {
        "VE": "Venezuela", "BO": "Bolivia", "IR": "Irán", "KR": "Corea del Sur",
        "KP": "Corea del Norte", "TZ": "Tanzania", "SY": "Siria", "RU": "Rusia", "MD": "Moldavia",
        "LA": "Laos", "VN": "Vietnam", "CD": "República Democrática del Congo", "TR": "Turquía",
        "BN": "Brunéi", "FM": "Micronesia", "TW": "Taiwán", "PS": "Palestina", "XK": "Kosovo",
        "CZ": "Chequia", "NL": "Países Bajos",
    },
}  # fmt: skip


@lru_cache(maxsize=8)
def names(language: str) -> dict[str, str]:
    """Code -> name in that language, sorted by name."""
    translate = _translation(language).gettext
    short = _SHORT.get(language, _SHORT["en"])
    found = {
        country.alpha_2: short.get(country.alpha_2)
        or translate(getattr(country, "common_name", country.name))
        for country in pycountry.countries
    }
    found.setdefault("XK", short["XK"])
    return dict(sorted(found.items(), key=lambda item: _sorted_as(item[1])))


def _translation(language: str) -> gettext.NullTranslations:
    return gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True
    )


def _sorted_as(text: str) -> str:
    plain = str.maketrans("ÁÉÍÓÚÅÇÑÜáéíóúåçñüãâôè", "AEIOUACNUaeiouacnuaaoe")
    return text.translate(plain).casefold()
