"""Mail. State and constraints only; `services` writes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Mail(models.Model):
    """One mail to one address, written in the transaction of what it tells of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    #: What it is for, and in which case: all that lists say of it.
    kind = models.CharField(max_length=40, default="other")
    receipt_number = models.CharField(max_length=13, blank=True, default="")
    #: Whose account it is for, if it is for an account: what is kept of a person goes with them.
    account = models.CharField(max_length=100, blank=True, default="")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    #: How often sending was tried in vain, and what the mail server said last.
    failures = models.PositiveIntegerField(default=0)
    last_failure = models.CharField(max_length=200, blank=True, default="")
    #: Since when nothing tries to send it any more; it stays until somebody tries again.
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=models.F("made_at")),
                name="mail_in_order",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True),
                name="mail_sent_or_failed",
            ),
        ]
        indexes = [
            models.Index(fields=["made_at"], name="mail_by_age"),
            models.Index(fields=["made_at"], condition=Q(sent_at__isnull=True), name="mail_unsent"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Opened(models.Model):
    """That an account has opened something that was written to it, such as a letter."""

    account = models.CharField(max_length=100)
    what = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "what"], name="opened_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what} opened by {self.account}"
