"""Cases and what happened in them. State and constraints only; `services` writes."""

import uuid

from django.db import models
from django.db.models import Q

from safeconduct.database.models import ProgrammeContent
from safeconduct.people.models import Group, Person


class Case(models.Model):
    """A filing under one programme, in one variant, as its folder stood under a digest.

    A row never changes: what a case is, its events say.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt_number = models.CharField(max_length=13, unique=True)
    programme = models.CharField(max_length=100)
    variant = models.CharField(max_length=100, blank=True, default="")
    content = models.ForeignKey(ProgrammeContent, models.PROTECT, related_name="+")
    track = models.CharField(max_length=100)
    #: The one it is for.
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    #: Who is decided about and travels together, if they are several.
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="cases")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(receipt_number__regex=r"^[A-Z]{3}[0-9]{10}$"),
                name="case_receipt_number_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_number


#: Who may have a part in a case. A co-supporter adds means to a supporter's declaration.
PARTY_ROLES = ["applicant", "beneficiary", "supporter", "co_supporter"]


class PartsInForce(models.Manager["Party"]):
    """Those who have a part now; it is what every door asks, so that whoever left is not there."""

    def get_queryset(self) -> models.QuerySet["Party"]:
        return super().get_queryset().filter(ended_at__isnull=True)


class Party(models.Model):
    """A person's role in a case, and the account with which they act in it, if they have one.

    A supporter may be an organisation; its record then stands for it as a person's does. Whose part is
    over stays on record under `ever`, and nowhere else.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    account = models.CharField(max_length=100, blank=True, default="")
    is_organisation = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: The account that ended it, or the role where it has none.
    ended_by = models.CharField(max_length=100, blank=True, default="")

    objects = PartsInForce()
    ever = models.Manager["Party"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "role"],
                condition=Q(ended_at__isnull=True),
                name="party_once_by_role",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(role="supporter", ended_at__isnull=True),
                name="party_one_supporter",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="")
                | Q(ended_at__gte=models.F("added_at")) & ~Q(ended_by=""),
                name="party_ended_by_someone",
            ),
            models.CheckConstraint(condition=Q(role__in=PARTY_ROLES), name="party_role"),
            models.CheckConstraint(
                condition=Q(is_organisation=False) | Q(role__in=["supporter", "co_supporter"]),
                name="party_organisation_supports",
            ),
        ]
        indexes = [
            models.Index(fields=["account"], condition=~Q(account=""), name="party_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.case_id}"


class CaseEvent(models.Model):
    """One thing that happened. Append-only; `hash` ties it to all that happened before it.

    `refs` holds ids, digests, dates and names from the programme, never a personal value.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    role = models.CharField(max_length=60)
    account = models.CharField(max_length=100, blank=True, default="")
    #: The party for whom a representative or clerk acted.
    acting_for = models.CharField(max_length=20, blank=True, default="")
    stage = models.CharField(max_length=100, blank=True, default="")
    outcome = models.CharField(max_length=100, blank=True, default="")
    refs = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_event_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="case_event_counts_from_1"),
            models.CheckConstraint(
                condition=Q(hash__regex=r"^[0-9a-f]{64}$", previous_hash__regex=r"^[0-9a-f]{64}$"),
                name="case_event_hash_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.kind}"


class CaseStanding(models.Model):
    """Where a case stands, as last folded from its events: for lists, and as the case's lock.

    Kept by `services` in the transaction of each event; a test folds anew and compares.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="standing")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=100, blank=True, default="")
    actor = models.CharField(max_length=60, blank=True, default="")
    status = models.CharField(max_length=40)
    end = models.CharField(max_length=40, blank=True, default="")
    since = models.DateTimeField()
    #: Since when it counts in the line of its stage, where that is not `since`.
    in_line_since = models.DateTimeField(null=True)
    #: The hold of the whole stage for which the case is paused.
    hold = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "actor", "since"], name="standing_for_lists")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.status} at {self.stage}"


class Submission(models.Model):
    """A request that was acted on, by the key its sender gave it, so that a second one changes nothing."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    #: Digest of what was asked, so that a key is not used for something else.
    asked = models.CharField(max_length=64)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="submission_once"),
        ]

    def __str__(self) -> str:
        return self.key


class Deadline(models.Model):
    """An instant at which a time is over, and the outcome then; without one, the time for evidence."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    stage = models.CharField(max_length=100)
    outcome = models.CharField(max_length=100, blank=True, default="")
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "stage", "outcome", "due_at"],
                condition=Q(settled_at__isnull=True),
                name="deadline_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(settled_at__isnull=True), name="deadline_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.case_id} until {self.due_at:%Y-%m-%d}"


class Refusal(models.Model):
    """An action that status, role or rule did not allow: who asked for what, and why not."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="refusals")
    at = models.DateTimeField()
    role = models.CharField(max_length=60)
    account = models.CharField(max_length=100, blank=True, default="")
    #: The party for whom a representative or clerk acted.
    acting_for = models.CharField(max_length=20, blank=True, default="")
    stage = models.CharField(max_length=100, blank=True, default="")
    outcome = models.CharField(max_length=100, blank=True, default="")
    #: The lifecycle's word for it.
    reason = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.outcome} refused: {self.reason}"


class Delegation(models.Model):
    """A representative's leave to act in a case: scoped, expiring, and written in the case's events."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="delegations")
    #: The role in which the representative may act.
    role = models.CharField(max_length=20)
    account = models.CharField(max_length=100)
    #: Kinds of action, or `all`, separated by blanks.
    scope = models.CharField(max_length=400)
    granted_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("granted_at")), name="delegation_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(role__in=PARTY_ROLES),
                name="delegation_role",
            ),
        ]
        indexes = [models.Index(fields=["account"], name="delegation_by_account")]

    def __str__(self) -> str:
        return f"{self.account} for {self.role} of {self.case_id}"


class Reminder(models.Model):
    """A reminder that a time limit comes near, at the instant at which it is due."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reminders")
    stage = models.CharField(max_length=100)
    #: So many days before the last day.
    days = models.PositiveIntegerField()
    last_day = models.DateField()
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "stage", "days", "last_day"],
                condition=Q(settled_at__isnull=True),
                name="reminder_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(settled_at__isnull=True), name="reminder_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} days before {self.last_day} in {self.case_id}"


class StageHold(models.Model):
    """A whole stage stands still, for everyone who is at it or comes to it, until the hold ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.CharField(max_length=100)
    #: None: in every variant.
    variant = models.CharField(max_length=100, null=True)
    track = models.CharField(max_length=100)
    stage = models.CharField(max_length=100)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    #: What those who are concerned are told, by language.
    words = models.JSONField()
    reasons = models.TextField()
    role = models.CharField(max_length=60)
    account = models.CharField(max_length=100)
    #: What the programme depends on and what failed, if that is why.
    dependency = models.CharField(max_length=100, blank=True, default="")
    ended_by = models.CharField(max_length=100, blank=True, default="")
    ended_reasons = models.TextField(blank=True, default="")
    #: When every case that it paused had gone on.
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reasons="") & ~Q(account=""), name="hold_by_someone"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended_by="")
                | Q(until__gte=models.F("since")) & ~Q(ended_by=""),
                name="hold_ended_by_someone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme", "track", "stage"],
                condition=Q(until__isnull=True),
                name="hold_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.programme} held since {self.since:%Y-%m-%d}"


class DependencyCheck(models.Model):
    """What someone found when they looked whether that on which a programme depends still stands."""

    programme = models.CharField(max_length=100)
    dependency = models.CharField(max_length=100)
    stands = models.BooleanField()
    checked_at = models.DateTimeField()
    #: Where they found it.
    source = models.TextField()
    role = models.CharField(max_length=60)
    account = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(account=""), name="check_by_someone"
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "dependency", "-checked_at"], name="check_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.dependency}: {'stands' if self.stands else 'failed'}"


class Erasure(models.Model):
    """That a person is to be erased: noted, proposed by an officer, and decided by another. Stays for good.

    It holds ids, dates, codes and officers' accounts; nothing of the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="erasures")
    #: The case from whose page it was asked for.
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    why = models.CharField(max_length=20)
    #: Under which the request or order is filed elsewhere.
    reference = models.CharField(max_length=60, blank=True, default="")
    #: The last day of the time for keeping, where the programme says one.
    kept_until = models.DateField(null=True)
    noted_at = models.DateTimeField()
    #: The first officer; nobody while it was only noted that the time is over.
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.CharField(max_length=100, blank=True, default="")
    #: The officer who had it done, or who had the values kept.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True, default="")
    outcome = models.CharField(max_length=20, blank=True, default="")
    #: Why the values are kept after all.
    kept_for = models.CharField(max_length=20, blank=True, default="")
    erased = models.PositiveIntegerField(null=True)
    #: When the protection room had erased what it held, if it held anything.
    room_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="erasure_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(why__in=["time_over", "asked", "ordered"]), name="erasure_why"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True, ended_by="")
                | Q(outcome="kept", ended_at__isnull=False) & ~Q(ended_by="") & ~Q(kept_for="")
                | Q(outcome="erased", ended_at__isnull=False, proposed_at__isnull=False)
                & ~Q(ended_by="")
                & ~Q(proposed_by="")
                & ~Q(proposed_by=models.F("ended_by")),
                name="erasure_by_two",
            ),
            models.CheckConstraint(
                condition=Q(room_at__isnull=True) | Q(outcome="erased"),
                name="erasure_room_follows",
            ),
        ]
        indexes = [models.Index(fields=["-ended_at"], name="erasure_latest")]

    def __str__(self) -> str:
        return f"{self.outcome or 'open'} erasure of {self.person_id}"
