"""What watches over how a programme is run. State and constraints only; services write."""

import uuid

from django.db import models
from django.db.models import F, Q


class SecondLook(models.Model):
    """A decision that was drawn for a second officer's look, and what came of it. It changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.CharField(max_length=100)
    #: The entry of the programme by which it was drawn.
    look = models.CharField(max_length=100)
    #: The case. No foreign key: `cases` stands above this app.
    case_id = models.UUIDField()
    #: The number of the event that decided.
    about = models.PositiveIntegerField()
    #: The officers' role whose decision it was; one of them looks, and none who took part.
    role = models.CharField(max_length=60)
    side = models.CharField(max_length=7)
    outcome = models.CharField(max_length=100)
    draw_id = models.UUIDField()
    drawn_at = models.DateTimeField()
    answered_by = models.CharField(max_length=100, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    #: What the second officer would have decided, before they saw the first's reasons.
    given = models.CharField(max_length=100, blank=True, default="")
    #: Where the second officer's reasons stand, among the values that can be erased.
    reasons = models.UUIDField(null=True)
    closed_by = models.CharField(max_length=100, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    #: Where stands what a supervisor did about a difference.
    closing = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_id", "about", "look"], name="second_look_once"),
            models.CheckConstraint(
                condition=Q(side__in=["for", "against"]), name="second_look_side"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by="", given="")
                | Q(answered_at__gte=F("drawn_at")) & ~Q(answered_by="") & ~Q(given=""),
                name="second_look_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by="")
                | Q(closed_at__gte=F("answered_at")) & ~Q(closed_by=""),
                name="second_look_closed_after",
            ),
        ]
        indexes = [
            models.Index(
                fields=["role", "drawn_at"],
                condition=Q(answered_at__isnull=True),
                name="second_look_waiting",
            ),
            models.Index(fields=["programme", "look"], name="second_look_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.look} of event {self.about} in {self.case_id}"


class MoneyReport(models.Model):
    """Someone says that money was asked for a place or for support. No case and no account is needed.

    The row holds what a person wrote and can be erased as a whole.
    """

    reference = models.CharField(primary_key=True, max_length=12)
    #: The form's own key: sent twice, it is one report.
    key = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    what = models.TextField()
    #: How whoever reports can be reached, if they want to be.
    contact = models.CharField(max_length=300, blank=True, default="")
    language = models.CharField(max_length=10)
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=100, blank=True, default="")
    done = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="money_report_says_something"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by="", done="")
                | Q(read_at__gte=F("made_at")) & ~Q(read_by=""),
                name="money_report_read_by_someone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"], condition=Q(read_at__isnull=True), name="money_report_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class CheckIn(models.Model):
    """After arrival, someone is asked whether the support is there: when, what they said, what was done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: The case. No foreign key: `cases` stands above this app.
    case_id = models.UUIDField()
    #: The entry of the programme by which it is asked.
    entry = models.CharField(max_length=100)
    role = models.CharField(max_length=20)
    account = models.CharField(max_length=100, blank=True, default="")
    days = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    #: When they were written to, or when the case was over before.
    settled_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    needs_help = models.BooleanField(null=True)
    #: Where their words stand, among the values that can be erased.
    words = models.UUIDField(null=True)
    office = models.CharField(max_length=60)
    handled_by = models.CharField(max_length=100, blank=True, default="")
    handled_at = models.DateTimeField(null=True)
    handling = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "entry", "role", "days"], name="check_in_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, needs_help__isnull=True)
                | Q(answered_at__isnull=False, needs_help__isnull=False),
                name="check_in_answered",
            ),
            models.CheckConstraint(
                condition=Q(handled_at__isnull=True, handled_by="")
                | Q(handled_at__gte=F("answered_at")) & ~Q(handled_by=""),
                name="check_in_handled_after",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(settled_at__isnull=True), name="check_in_due"
            ),
            models.Index(
                fields=["office", "answered_at"],
                condition=Q(needs_help=True, handled_at__isnull=True),
                name="check_in_help",
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.days} of {self.case_id}"


class OrderTold(models.Model):
    """That everyone who waited when an order of selection changed was told: the job looks no more."""

    #: The stored programme whose definition says so, its variant, the stage, and the day of the change.
    content = models.CharField(max_length=64)
    variant = models.CharField(max_length=100, blank=True, default="")
    track = models.CharField(max_length=100)
    stage = models.CharField(max_length=100)
    from_date = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content", "variant", "track", "stage", "from_date"],
                name="order_told_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} from {self.from_date}"
