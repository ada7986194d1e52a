"""Salted digests: what an event may keep of a personal value. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from safeconduct.errors import InputError

SALT_BYTES = 16


#: A NUL as JSON writes it, and not a backslash that is followed by the letters.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def canonical(data: Any) -> bytes:
    """Plain data as the one text that is digested: keys sorted, no blanks, UTF-8.

    InputError for what no database keeps as it is: a NUL, half of a character, a number that is none.
    Everything that is written goes through here, so it is refused before anything is done.
    """
    try:
        text = json.dumps(
            data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        encoded = text.encode()
    except ValueError as error:
        raise _unkeepable() from error
    if _NUL.search(text):
        raise _unkeepable()
    return encoded


def _unkeepable() -> InputError:
    return InputError(
        "A text or number holds what cannot be kept, such as a NUL character.",
        accepted="plain text, and numbers that are finite",
    )


def digest_of_value(name: str, value: Any, salt: bytes) -> str:
    """SHA-256 over salt, name and value, in hexadecimal."""
    return hashlib.sha256(salt + canonical([name, value])).hexdigest()
