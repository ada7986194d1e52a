"""Places of caps, and appointments at posts. State and constraints only; `services` writes."""

import uuid

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


class PostHours(models.Model):
    """How many people a post sees from a day on, and when; the newest entry of a day's past counts."""

    programme = models.CharField(max_length=100)
    post = models.CharField(max_length=100)
    from_date = models.DateField()
    #: Local hours, as `08:00-12:00`.
    hours = models.CharField(max_length=11)
    places_a_day = models.PositiveIntegerField()
    set_by = models.CharField(max_length=100)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__regex=r"^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$"),
                name="post_hours_shape",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "post", "from_date"], name="post_hours_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.post} from {self.from_date}"


class Appointment(models.Model):
    """One person seen at a post at an instant. One time is one place: the index allows no second one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.CharField(max_length=100)
    post = models.CharField(max_length=100)
    starts_at = models.DateTimeField()
    #: The case. No foreign key: `cases` stands above this app.
    holder = models.UUIDField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "post", "starts_at"],
                condition=Q(ended_at__isnull=True),
                name="appointment_time_once",
            ),
            models.UniqueConstraint(
                fields=["holder"], condition=Q(ended_at__isnull=True), name="appointment_held_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")),
                name="appointment_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} at {self.starts_at:%Y-%m-%d %H:%M}"
