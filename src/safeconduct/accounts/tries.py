"""Wrong tries are counted in the database, and what follows on too many is a pause that grows."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from safeconduct import clock
from safeconduct.accounts.models import WrongTries

#: So many wrong tries are free, by a case number and from one address. Many people may share the
#: address of a shelter or an office, so more are free from there.
FREE = {"case": 5, "address": 20}
LONGEST_PAUSE = timedelta(minutes=15)
#: Without a wrong try for so long, all is forgotten.
FORGOTTEN_AFTER = timedelta(days=1)


@transaction.atomic
def pause(tried: Collection[tuple[str, str]]) -> timedelta:
    """How long to wait before the next try; zero if it may be now.

    `tried` holds pairs of a kind, `case` or `address`, and what was tried. Others who try the same wait
    until this transaction has ended, so that many tries at once count as many.
    """
    now = clock.machine_now()
    keys = {_key(*each): each[0] for each in tried}
    for key in sorted(keys):
        WrongTries.objects.get_or_create(key=key, defaults={"last_at": now})
    rows = WrongTries.objects.select_for_update().filter(key__in=keys).order_by("key")
    waits = [_ends_at(row, keys[row.key]) - now for row in rows]
    return max([timedelta(0), *waits])


@transaction.atomic
def note_wrong(tried: Collection[tuple[str, str]]) -> None:
    """Count a wrong try, and forget those of long ago."""
    now = clock.machine_now()
    WrongTries.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    for key in sorted(_key(*each) for each in tried):
        WrongTries.objects.get_or_create(key=key, defaults={"last_at": now})
        row = WrongTries.objects.select_for_update().get(key=key)
        row.count, row.last_at = row.count + 1, now
        row.save(update_fields=["count", "last_at"])


#: So many of a kind are open to one address or account within an hour. Many people may share the
#: address of a shelter.
MOST_AN_HOUR = {"opening": 40, "helper": 10, "address_code": 5, "report": 20}
_HOUR = timedelta(hours=1)


@transaction.atomic
def take(kind: str, what: str) -> timedelta:
    """Count one more of what is limited by the hour; how long to wait if that was too many."""
    now = clock.machine_now()
    key = _key(kind, what)
    WrongTries.objects.get_or_create(key=key, defaults={"last_at": now})
    row = WrongTries.objects.select_for_update().get(key=key)
    if now >= row.last_at + _HOUR:
        row.count, row.last_at = 0, now
    if row.count >= MOST_AN_HOUR[kind]:
        return row.last_at + _HOUR - now
    row.count += 1
    row.save(update_fields=["count", "last_at"])
    return timedelta(0)


def forget(kind: str, what: str) -> None:
    """Somebody proved who they are: what was tried before counts no more."""
    WrongTries.objects.filter(key=_key(kind, what)).delete()


def _ends_at(row: WrongTries, kind: str) -> datetime:
    if row.count < FREE[kind]:
        return row.last_at
    # Twice as long after each further one; beyond 2^4 minutes it is the longest anyhow.
    minutes = 2 ** min(row.count - FREE[kind], 4)
    return row.last_at + min(timedelta(minutes=minutes), LONGEST_PAUSE)


def _key(kind: str, what: str) -> str:
    """Nobody learns from the table who tried."""
    message = f"tries:{kind}:{what}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
