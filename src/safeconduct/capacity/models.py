"""Places of caps, appointments at posts, and draws. State and constraints only; `services` writes."""

import uuid

from django.db import models
from django.db.models import F, Q


class CapPeriod(models.Model):
    """One cap in one of its periods: the row on which whoever takes a place waits their turn."""

    #: One name for all programmes that draw on the cap together (`flow.caps.CapRule.pool`).
    pool = models.CharField(max_length=220)
    #: "total", "2023", "2023-01" or "2023-01-31".
    period = models.CharField(max_length=10)
    last_taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "period"], name="cap_period_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.pool} {self.period}"


class CapSize(models.Model):
    """How many places a cap has in a period since a day. The newest counts; none is ever changed."""

    cap_period = models.ForeignKey(CapPeriod, models.PROTECT, related_name="sizes")
    from_date = models.DateField()
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cap_period", "from_date"], name="cap_size_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.size} from {self.from_date}"


class Place(models.Model):
    """One place of a cap, held by a case since an instant, until it is given back."""

    cap_period = models.ForeignKey(CapPeriod, models.PROTECT, related_name="places")
    #: The case. No foreign key: `cases` stands above this app.
    holder = models.UUIDField()
    taken_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)
    #: When it is free again if nothing happens until then: the case is over, and a review may be asked for.
    comes_back_at = models.DateTimeField(null=True)

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
        indexes = [
            models.Index(fields=["holder"], name="place_by_holder"),
            models.Index(
                fields=["comes_back_at"],
                condition=Q(given_back_at__isnull=True, comes_back_at__isnull=False),
                name="place_to_come_back",
            ),
        ]

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


class Draw(models.Model):
    """One draw of the cases that are taken next: announced by its seed's digest, then made, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: What is drawn from: programme, track and stage, as `queues.Line` names it.
    line = models.CharField(max_length=320)
    seed = models.CharField(max_length=64)
    seed_digest = models.CharField(max_length=64)
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=100)
    made_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=100, blank=True, default="")
    #: All that it takes to make the draw again (`flow.selection.Proof`), and the pool it was made from.
    proof = models.JSONField(null=True)
    pool = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, proof__isnull=True, pool__isnull=True)
                | Q(made_at__isnull=False, proof__isnull=False, pool__isnull=False),
                name="draw_made_with_proof",
            ),
        ]
        indexes = [models.Index(fields=["line", "announced_at"], name="draw_by_line")]

    def __str__(self) -> str:
        return f"draw from {self.line}"


class Turn(models.Model):
    """A case that was drawn, and when its turn comes among all that were."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="turns")
    #: The case. No foreign key: `cases` stands above this app.
    holder = models.UUIDField()
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "position"], name="turn_position_once"),
            models.UniqueConstraint(fields=["draw", "holder"], name="turn_once_in_a_draw"),
        ]
        indexes = [models.Index(fields=["holder"], name="turn_by_holder")]

    def __str__(self) -> str:
        return f"{self.position} of {self.draw_id}"
