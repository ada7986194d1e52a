"""Places of caps. State and constraints only; `services` writes."""

from django.db import models
from django.db.models import F, Q


class CapPeriod(models.Model):
    """One cap in one of its periods: the row on which whoever takes a place waits their turn."""

    #: One name for all programmes that draw on the cap together (`flow.caps.CapRule.pool`).
    pool = models.CharField(max_length=220)
    #: "total", "2023", "2023-01" or "2023-01-31".
    period = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    last_taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "period"], name="cap_period_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.pool} {self.period}"


class Place(models.Model):
    """One place of a cap, held by a case since an instant, until it is given back."""

    cap_period = models.ForeignKey(CapPeriod, models.PROTECT, related_name="places")
    #: The case. No foreign key: `cases` stands above this app.
    holder = models.UUIDField()
    taken_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cap_period", "holder"],
                condition=Q(given_back_at__isnull=True),
                name="place_held_once",
            ),
            models.CheckConstraint(
                condition=Q(given_back_at__isnull=True) | Q(given_back_at__gte=F("taken_at")),
                name="place_in_order",
            ),
        ]
        indexes = [models.Index(fields=["holder"], name="place_by_holder")]

    def __str__(self) -> str:
        return f"{self.cap_period_id} held by {self.holder}"
