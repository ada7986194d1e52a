"""How publishers write nationalities, as ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import gettext
from functools import lru_cache
from typing import Any

import pycountry

from safeconduct.impact.table import OTHER

#: Names that no standard has, as US publishers write them, in lower case.
_WRITTEN = {
    "burma": "MM",
    "myanmar (burma)": "MM",
    "china, people's republic": "CN",
    "china, peoples republic of": "CN",
    "china peoples republic of": "CN",
    "congo, democratic republic": "CD",
    "congo, republic": "CG",
    "cote d'ivoire": "CI",
    "korea, north": "KP",
    "korea, south": "KR",
    "kosovo": "XK",
    "macau": "MO",
    "micronesia, federated states": "FM",
    "russia": "RU",
    "turkey": "TR",
    "saint kitts and nevis": "KN",
    "swaziland": "SZ",
    "macedonia": "MK",
    "cape verde": "CV",
    "west bank": "PS",
    "gaza strip": "PS",
}
#: Remainders, and states that no code has any more: nobody could be told from the rest.
_OTHER = {
    "other",
    "others",
    "all other",
    "all other, including stateless and unknown",
    "unknown",
    "stateless",
    "serbia and montenegro (former)",
    "soviet union (former)",
    "yugoslavia (former)",
    "czechoslovakia (former)",
}
#: Codes of three letters that ISO 3166-1 lacks; stateless people and Tibet are in the remainder.
_THREE = {"OOO": OTHER, "STL": OTHER, "TIB": OTHER, "XKX": "XK"}


@lru_cache(maxsize=1024)
def from_name(name: str) -> str | None:
    """The code of a nationality by its English name, OTHER for a remainder, None if nobody knows it."""
    plain = " ".join(name.replace("’", "'").lower().split())
    if plain in _OTHER:
        return OTHER
    if plain in _WRITTEN:
        return _WRITTEN[plain]
    # Two and three letters are codes, which no publisher writes where it writes names.
    if len(plain) <= 3:
        return None
    try:
        country: Any = pycountry.countries.lookup(plain)
    except LookupError:
        return None
    return str(country.alpha_2)


@lru_cache(maxsize=1024)
def from_alpha_3(code: str) -> str | None:
    """The code of a nationality by its three letters, OTHER for a remainder, None if there is none."""
    if code in _THREE:
        return _THREE[code]
    country: Any = pycountry.countries.get(alpha_3=code)
    return str(country.alpha_2) if country else None


@lru_cache(maxsize=1024)
def country_name(code: str, language: str) -> str:
    """A country's everyday name, for the words of a series."""
    if code == OTHER:
        return {"es": "otras nacionalidades"}.get(language, "other nationalities")
    country: Any = pycountry.countries.get(alpha_2=code)
    if country is None:
        return code
    translated = gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True
    )
    return translated.gettext(str(getattr(country, "common_name", country.name))).split(",")[0]
