"""PINs: made of chance, kept as digests that nobody can try out without the installation's key."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid

from django.conf import settings

DIGITS = 8
ITERATIONS = 600_000


def draw() -> str:
    """A new PIN."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def stretched(pin: str) -> bytes:
    """A PIN made slow to try out. It is done once a try, so that how long a try takes tells nothing."""
    salt = hmac.new(settings.SECRET_KEY.encode(), b"pin", hashlib.sha256).digest()
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ITERATIONS)


def digest(account: uuid.UUID, stretched_pin: bytes) -> str:
    """What is kept for an account; the same PIN of another looks different."""
    return hmac.new(stretched_pin, account.bytes, hashlib.sha256).hexdigest()
