"""Taking places of caps, and giving them back.

A place is taken last in its transaction: whoever waits for the cap's row holds all they need already,
and lets go by committing at once. So nobody waits for two caps' rows in different orders, and a worker
who dies has taken nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from safeconduct import clock
from safeconduct.capacity.models import CapPeriod, CapSize, Place
from safeconduct.errors import InputError, SafeconductError


class NoPlaceLeft(SafeconductError):
    """The cap is reached in this period."""

    code = "no_place_left"


class CapsDisagree(InputError):
    """Two sizes are said from one day on, or one cap is counted by two periods: who is right is not known."""

    code = "caps_disagree"


@dataclass(frozen=True, slots=True)
class CapAsked:
    """A cap in one of its periods, as the programme says it on the day.

    `since` is the first day of the entry that says the size: where another one is known that began
    later, the place is asked for under that one.
    """

    pool: str
    period: str
    size: int
    since: date = date.min


@dataclass(frozen=True, slots=True)
class Taken:
    """A place that a holder has now; `is_new` is false if they had it already."""

    place_id: int
    left: int
    is_new: bool


def take_place(*, asked: CapAsked, holder: uuid.UUID) -> Taken:
    """Take one place for a holder, who never gets two of one cap and period.

    Belongs in its caller's transaction, as the last thing in it. NoPlaceLeft when the cap is reached;
    CapsDisagree when another size is known from the same day on, or the cap is counted by another period.
    Where the size was lowered below what is taken, nobody loses a place and nobody gets one.
    """
    with transaction.atomic():
        period = _locked(asked)
        size = _size(period, asked)
        held = period.places.filter(given_back_at__isnull=True)
        mine = held.filter(holder=holder).first()
        taken = held.count()
        if mine is not None:
            return Taken(mine.pk, max(0, size - taken), is_new=False)
        if taken >= size:
            raise NoPlaceLeft(
                f"All {size} places of {asked.pool} in {asked.period} are taken.",
                given=asked.period,
            )
        now = clock.now()
        place = Place.objects.create(cap_period=period, holder=holder, taken_at=now)
        CapPeriod.objects.filter(pk=period.pk).update(last_taken_at=now)
        return Taken(place.pk, size - taken - 1, is_new=True)


def give_back(*, holder: uuid.UUID, pool: str, period: str) -> bool:
    """Give a holder's place back; whether they had one. Waits for nobody."""
    held = Place.objects.filter(
        holder=holder,
        cap_period__pool=pool,
        cap_period__period=period,
        given_back_at__isnull=True,
    )
    return held.update(given_back_at=clock.now()) > 0


def _locked(asked: CapAsked) -> CapPeriod:
    """The cap's row, made if it is the first time, locked until the transaction ends."""
    key = {"pool": asked.pool, "period": asked.period}
    rows = CapPeriod.objects.select_for_update().filter(**key)
    period = rows.first()
    if period is None:
        _refuse_other_periods(asked)
        CapPeriod.objects.bulk_create([CapPeriod(**key)], ignore_conflicts=True)
        period = rows.get()
    return period


def _refuse_other_periods(asked: CapAsked) -> None:
    """Who counts one cap by the month and by the year counts it twice, and has one over."""
    with connection.cursor() as cursor:
        # Two who begin the cap at once, each with its own periods, would not see each other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [asked.pool])
    known = CapPeriod.objects.filter(pool=asked.pool).order_by("id").first()
    if known is not None and len(known.period) != len(asked.period):
        raise CapsDisagree(
            f"{asked.pool} is counted by periods such as {known.period}, and is now asked for in "
            f"{asked.period}.",
            given=asked.period,
            accepted="the same period in every programme that draws on the cap; another is another cap",
        )


def _size(period: CapPeriod, asked: CapAsked) -> int:
    """How many places there are for this taker: what the newest entry says, and never more than asked.

    The first who asks under an entry notes its size; the row is locked, so the change is at one instant.
    Who was slow over midnight gets no place that is there only from the next day on.
    """
    known = {row.from_date: row.size for row in period.sizes.all()}
    if asked.size != known.setdefault(asked.since, asked.size):
        raise CapsDisagree(
            f"{asked.pool} in {asked.period} was begun with {known[asked.since]} places, and is now "
            f"asked for with {asked.size}.",
            given=str(asked.size),
            accepted=f"{known[asked.since]}, or a new entry of the cap that says from which day on",
        )
    newest = max(known)
    if newest == asked.since:
        CapSize.objects.get_or_create(
            cap_period=period, from_date=asked.since, defaults={"size": asked.size}
        )
    return min(known[newest], asked.size)


@transaction.atomic
def note_size(asked: CapAsked) -> None:
    """Note the size that was asked under by someone who got no place: what they undo undoes that too.

    Whoever writes past the services, or asks under an older entry, then meets it. Errors as in `take_place`.
    """
    _size(_locked(asked), asked)


def note_return(*, holder: uuid.UUID, pool: str, period: str, at: datetime | None) -> None:
    """Keep when a holder's place is free again if nothing happens; None if no such instant is set."""
    held = Place.objects.filter(
        holder=holder,
        cap_period__pool=pool,
        cap_period__period=period,
        given_back_at__isnull=True,
    )
    held.update(comes_back_at=at)


def due_back() -> Collection[uuid.UUID]:
    """Holders of places whose time has come to be free again."""
    due = Place.objects.filter(given_back_at__isnull=True, comes_back_at__lte=clock.now())
    return list(dict.fromkeys(due.order_by("comes_back_at").values_list("holder", flat=True)))
