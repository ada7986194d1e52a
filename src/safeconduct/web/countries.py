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
    return names((get_language() or "en").partition("-")[0]).get(code, code)
