"""Taking places of caps, and giving them back.

A place is taken last in its transaction: whoever waits for the cap's row holds all they need already,
and lets go by committing at once. So nobody waits for two caps' rows in different orders, and a worker
who dies has taken nothing.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction

from safeconduct import clock
from safeconduct.capacity.models import CapPeriod, Place
from safeconduct.errors import InputError, SafeconductError


class NoPlaceLeft(SafeconductError):
    """The cap is reached in this period."""

    code = "no_place_left"


@dataclass(frozen=True, slots=True)
class CapAsked:
    """A cap in one of its periods, as the programme says it on the day."""

    pool: str
    period: str
    size: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A place that a holder has now; `is_new` is false if they had it already."""

    place_id: int
    left: int
    is_new: bool


def take_place(*, asked: CapAsked, holder: uuid.UUID) -> Taken:
    """Take one place for a holder, who never gets two of one cap and period.

    Belongs in its caller's transaction, as the last thing in it. NoPlaceLeft when the cap is reached;
    InputError when the ledger was begun with another size.
    """
    with transaction.atomic():
        period = _locked(asked)
        held = period.places.filter(given_back_at__isnull=True)
        mine = held.filter(holder=holder).first()
        taken = held.count()
        if mine is not None:
            return Taken(mine.pk, period.size - taken, is_new=False)
        if taken >= period.size:
            raise NoPlaceLeft(
                f"All {period.size} places of {asked.pool} in {asked.period} are taken.",
                given=asked.period,
            )
        now = clock.now()
        place = Place.objects.create(cap_period=period, holder=holder, taken_at=now)
        CapPeriod.objects.filter(pk=period.pk).update(last_taken_at=now)
        return Taken(place.pk, period.size - taken - 1, is_new=True)


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
        row = CapPeriod(**key, size=asked.size)
        CapPeriod.objects.bulk_create([row], ignore_conflicts=True)
        period = rows.get()
    if period.size != asked.size:
        raise InputError(
            f"{asked.pool} in {asked.period} was begun with {period.size} places, and is now asked "
            f"for with {asked.size}.",
            given=str(asked.size),
            accepted=str(period.size),
        )
    return period
