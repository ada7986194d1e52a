"""Reports that money was asked: taken from anyone, read by a named office, erased when they are done."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from safeconduct import clock
from safeconduct.errors import InputError, NotFound
from safeconduct.oversight.models import MoneyReport

#: Without letters and digits that are taken for one another.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LONGEST_TEXT, LONGEST_CONTACT = 5_000, 300


def take(*, key: str, what: str, contact: str = "", language: str = "en") -> MoneyReport:
    """Keep a report and give its reference; the same form a second time gives the first one's.

    InputError for one that says nothing.
    """
    if not what.strip():
        raise InputError("A report says what happened.", accepted="a sentence or more")
    known = MoneyReport.objects.filter(key=key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return MoneyReport.objects.create(
                reference="M" + "".join(secrets.choice(_LETTERS) for _ in range(8)),
                key=key,
                made_at=clock.now(),
                what=what.strip()[:LONGEST_TEXT],
                contact=contact.strip()[:LONGEST_CONTACT],
                language=language,
            )
    except IntegrityError:
        # The same form came twice in the same moment.
        return MoneyReport.objects.get(key=key)


def reports() -> QuerySet[MoneyReport]:
    """Every report that was not erased: those that nobody has read first, then the newest."""
    return MoneyReport.objects.order_by(F("read_at").asc(nulls_first=True), "-made_at")


def is_read(reference: str) -> bool | None:
    """Whether someone has read a report; None if there is none of this reference."""
    found = MoneyReport.objects.filter(reference=reference).values_list("read_at", flat=True)
    return found[0] is not None if found else None


def note_read(*, reference: str, by: str, done: str) -> None:
    """An officer has read a report and says what was done. NotFound if there is none."""
    held = MoneyReport.objects.filter(reference=reference)
    if not held.update(read_at=clock.now(), read_by=by, done=done.strip()[:LONGEST_TEXT]):
        raise NotFound("There is no such report.", given=reference)


def erase(*, reference: str) -> None:
    """Remove a report for good, once it was read. NotFound if there is none that was."""
    removed, _by_model = MoneyReport.objects.filter(
        reference=reference, read_at__isnull=False
    ).delete()
    if not removed:
        raise NotFound("There is no such report that was read.", given=reference)
