"""Salted digests: what an event may keep of a personal value. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

SALT_BYTES = 16


def canonical(data: Any) -> bytes:
    """Plain data as the one text that is digested: keys sorted, no blanks, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest_of_value(name: str, value: Any, salt: bytes) -> str:
    """SHA-256 over salt, name and value, in hexadecimal."""
    return hashlib.sha256(salt + canonical([name, value])).hexdigest()
