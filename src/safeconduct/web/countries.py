"""Names of countries in the page's language."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safeconduct.issuing.countries import names

__all__ = ["name", "names"]

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
