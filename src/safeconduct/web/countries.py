"""Names of countries in the page's language, from ISO 3166-1 and its published translations."""

from __future__ import annotations

import gettext
from functools import lru_cache

import pycountry
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

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


#: What stands where a country is expected: nobody's national, a union, a state that was not named.
_NO_COUNTRIES = {
    "XX": _("No country (stateless)"),
    "EU": _("European Union"),
    "unnamed": _("a state that was not named"),
}


def name(code: str) -> str:
    """The name of a country by its two letters; the code itself if it names none."""
    if code in _NO_COUNTRIES:
        return str(_NO_COUNTRIES[code])
    return names(_language()).get(code, code)


#: Names that take an article within a sentence.
_WITH_ARTICLE = {
    "en": {
        "US": "the United States", "EU": "the European Union", "GB": "the United Kingdom",
        "NL": "the Netherlands", "DO": "the Dominican Republic", "PH": "the Philippines",
        "CD": "the Democratic Republic of the Congo", "AE": "the United Arab Emirates",
        "BS": "the Bahamas", "GM": "the Gambia",
    },
    "es": {
        "US": "los Estados Unidos", "EU": "la Unión Europea", "GB": "el Reino Unido",
        "NL": "los Países Bajos", "DO": "la República Dominicana",
        "CD": "la República Democrática del Congo", "AE": "los Emiratos Árabes Unidos",
    },
}  # fmt: skip


def name_in_text(code: str) -> str:
    """The name as it stands within a sentence: according to the United States."""
    return _WITH_ARTICLE.get(_language(), {}).get(code) or name(code)


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


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
