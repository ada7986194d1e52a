"""Reading what people have opened, and what was not sent to them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Count, Exists, Min, OuterRef, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from procrastinate.contrib.django.models import ProcrastinateJob

from safeconduct.messages.models import Mail, Opened


def unopened(account: str, things: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of the things that the account has not opened yet."""
    seen = Opened.objects.filter(account=account, what__in=things).values_list("what", flat=True)
    return frozenset(things) - frozenset(seen)


@dataclass(frozen=True, slots=True)
class Unsent:
    """How much mail of a kind has not left. Nothing of what it says, or to whom."""

    kind: str
    #: Being tried, now or again.
    waiting: int
    #: Nothing tries it any more: it failed for good, or was written without a mail server.
    stuck: int
    oldest: datetime


def unsent() -> tuple[Unsent, ...]:
    """What has not left, by kind, those that are stuck first."""
    rows = Mail.objects.filter(sent_at__isnull=True).values("kind")
    rows = rows.annotate(number=Count("id"), oldest=Min("made_at")).order_by("kind")
    stuck = dict(
        stuck_mail().values("kind").annotate(number=Count("id")).values_list("kind", "number")
    )
    found = [
        Unsent(
            row["kind"],
            row["number"] - stuck.get(row["kind"], 0),
            stuck.get(row["kind"], 0),
            row["oldest"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.stuck == 0, one.kind)))


def stuck_mail() -> QuerySet[Mail]:
    """Mail that nothing tries to send any more, the oldest first."""
    jobs = ProcrastinateJob.objects.filter(
        queue_name="mail", status__in=("todo", "doing"), task_name__endswith=".send"
    )
    tried = jobs.annotate(mail=KT("args__mail_id")).filter(mail=Cast(OuterRef("id"), CharField()))
    return (
        Mail.objects.filter(sent_at__isnull=True).filter(~Exists(tried)).order_by("made_at", "id")
    )
