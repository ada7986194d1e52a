"""Published statistics. Rows are only added: what was published of a month stays as it was.

A number that turns out wrong gets a further row with the next revision; pages show both, with their days.
"""

from django.db import models
from django.db.models import Q

MEASURES = ("opened", "left", "review_asked", "review_decided", "attempt_refused", "stood_still")


class PublishedMonth(models.Model):
    """A month of a programme that is over and was told; without a row it was not."""

    programme = models.CharField(max_length=100)
    #: Its first day, where the programme counts its days.
    month = models.DateField()
    #: In packets of how many its counts were told.
    packet = models.PositiveIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "month"], name="month_published_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="month_by_its_first_day"),
            models.CheckConstraint(condition=Q(packet__gte=3), name="packet_hides_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.month:%Y-%m}"


class PublishedCount(models.Model):
    """How many were told of one counter in one month. What has no row was not told: none, or too few."""

    programme = models.CharField(max_length=100)
    variant = models.CharField(max_length=100, blank=True, default="")
    track = models.CharField(max_length=100)
    measure = models.CharField(max_length=20)
    stage = models.CharField(max_length=100, blank=True, default="")
    #: The outcome; for attempts that were refused, the lifecycle's word for why.
    outcome = models.CharField(max_length=100, blank=True, default="")
    month = models.DateField()
    #: 0 as first published; the newest counts.
    revision = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "programme",
                    "month",
                    "variant",
                    "track",
                    "measure",
                    "stage",
                    "outcome",
                    "revision",
                ],
                name="count_published_once",
            ),
            models.CheckConstraint(condition=Q(measure__in=MEASURES), name="count_measure"),
            models.CheckConstraint(condition=Q(month__day=1), name="count_by_months_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.stage} {self.outcome} {self.month:%Y-%m}: {self.count}"


class PublishedWait(models.Model):
    """How many days the very people waited at a stage whom the month's counts tell of."""

    programme = models.CharField(max_length=100)
    variant = models.CharField(max_length=100, blank=True, default="")
    track = models.CharField(max_length=100)
    stage = models.CharField(max_length=100)
    month = models.DateField()
    #: How many they are: the sum of the counts told of the stage in this month.
    people = models.PositiveIntegerField()
    #: A quarter, half, three quarters of them waited no longer than this.
    days_25 = models.PositiveIntegerField()
    days_50 = models.PositiveIntegerField()
    days_75 = models.PositiveIntegerField()
    #: Nine in ten of them; only of many.
    days_90 = models.PositiveIntegerField(null=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "month", "variant", "track", "stage"],
                name="wait_published_once",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="wait_by_months_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.month:%Y-%m}: {self.days_50} days"
