"""What figures are called in sentences, in English and Spanish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from safeconduct.impact.nations import country_name
from safeconduct.impact.table import MEASURES

LANGUAGES = ("en", "es")
_PLACES: Mapping[str, Mapping[str, str]] = {
    "southwest": {"en": "southwest land border", "es": "frontera terrestre suroeste"},
    "northern": {"en": "northern land border", "es": "frontera terrestre norte"},
    "coastal": {"en": "coastal border", "es": "frontera costera"},
    "air": {"en": "airports", "es": "aeropuertos"},
    "other": {"en": "air, sea and coast", "es": "aire, mar y costa"},
    "nationwide": {"en": "nationwide", "es": "todo el país"},
    "interior": {"en": "interior of the country", "es": "interior del país"},
    "darien": {"en": "Darién", "es": "Darién"},
    "mexico": {"en": "Mexico", "es": "México"},
    "honduras": {"en": "Honduras", "es": "Honduras"},
    "united_states": {"en": "United States", "es": "Estados Unidos"},
    "not_stated": {"en": "from where is not stated", "es": "no se indica desde dónde"},
}
_COMPONENTS = {
    "USBP": {"en": "between ports of entry", "es": "entre puertos de entrada"},
    "OFO": {"en": "at ports of entry", "es": "en puertos de entrada"},
}
_AUTHORITIES = {
    "8": {"en": "under Title 8", "es": "bajo el Título 8"},
    "42": {"en": "under Title 42 (expulsions)", "es": "bajo el Título 42 (expulsiones)"},
}
_GROUPS = {
    "single_adult": {"en": "single adults", "es": "adultos solos"},
    "family_unit": {"en": "families", "es": "familias"},
    "unaccompanied_minor": {"en": "unaccompanied minors", "es": "menores no acompañados"},
    "accompanied_minor": {"en": "accompanied minors", "es": "menores acompañados"},
    "adult": {"en": "adults", "es": "adultos"},
}


def described(
    measure: str,
    place: str,
    *,
    component: str | None = None,
    authority: str | None = None,
    nationalities: Sequence[str] = (),
    group: str | None = None,
    area: str | None = None,
) -> dict[str, str]:
    """What a series counts, language -> words."""

    def said(words: Mapping[str, Mapping[str, str]], key: str | None, language: str) -> list[str]:
        return [] if key is None else [words[key][language] if key in words else key]

    return {
        language: ", ".join(
            [
                MEASURES[measure][language],
                *said(_PLACES, place, language),
                *([area] if area else []),
                *said(_COMPONENTS, component, language),
                *said(_AUTHORITIES, authority, language),
                *said(_GROUPS, group, language),
                *(country_name(code, language) for code in nationalities),
            ]
        )
        for language in LANGUAGES
    }
