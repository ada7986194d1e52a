"""What was typed into a form: taken whole, or asked for again; never cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def written(typed: Mapping[str, Any], name: str) -> str:
    """A text as typed, without blanks around it; empty if there is none."""
    return str(typed.get(name, "")).strip()


def too_long(text: str, longest: int) -> str:
    """What to say to who wrote more than there is room for; empty if it fits."""
    if len(text) <= longest:
        return ""
    return _("What you wrote is longer than %(n)d letters. Shorten it.") % {"n": longest}
