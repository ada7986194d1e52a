"""Whether two texts say the same, whoever wrote them down how: as a keyed digest, never as the text."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from django.conf import settings

#: So many last digits of a telephone number: with and without the country's number it is the same.
_DIGITS = 9
#: What is shorter tells nobody apart.
_LEAST = 6


def normalised(text: str) -> str:
    """Letters and digits alone, without accents and capitals; of a number without letters its last digits.

    Empty for what is too short to be compared.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign for sign in plain if sign.isalnum())
    if len(kept) < _LEAST:
        return ""
    return kept[-_DIGITS:] if kept.isdecimal() else kept


def match_of(name: str, value: object) -> str:
    """The digest by which equal values are found; empty for what cannot be compared."""
    text = normalised(value) if isinstance(value, str) else ""
    if not text:
        return ""
    message = f"match:{name}:{text}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
