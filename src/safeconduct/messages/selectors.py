"""Reading what people have opened."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from safeconduct.messages.models import Opened


def unopened(account: str, things: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of the things that the account has not opened yet."""
    seen = Opened.objects.filter(account=account, what__in=things).values_list("what", flat=True)
    return frozenset(things) - frozenset(seen)
