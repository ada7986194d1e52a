"""People, groups and values. State and constraints only; `services` writes."""

import uuid

from django.db import models
from django.db.models import F, Q


class Person(models.Model):
    """A human being, in any number of cases and roles. All that is known of them stands in values."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Group(models.Model):
    """People who are decided about and travel together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=[("family", "family"), ("travel", "travel")])
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["family", "travel"]), name="group_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Membership(models.Model):
    """A person in a group, from an instant until they leave it."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = models.CharField(
        max_length=20, choices=[("principal", "principal"), ("derivative", "derivative")]
    )
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["principal", "derivative"]), name="membership_role"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
                name="membership_in_order",
            ),
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(left_at__isnull=True),
                name="membership_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_id} as {self.role}"


class RecordLink(models.Model):
    """An assertion that two records are of one person. Undoing it undoes all that followed from it:

    nothing is merged, so what follows is only ever read through the links that stand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    #: The written evidence, among the personal values.
    evidence_id = models.UUIDField()
    asserted_by = models.CharField(max_length=100)
    asserted_at = models.DateTimeField()
    undone_by = models.CharField(max_length=100, blank=True, default="")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="record_link_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by="")
                | Q(undone_at__isnull=False) & ~Q(undone_by=""),
                name="record_link_undone_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is {self.second_id}"


class PersonalValue(models.Model):
    """A value about a person: the only rows in which such a value stands, so that it can be erased.

    Events keep the row's id and its salted digest. Without the salt, which goes with the row, the
    digest tells nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="values")
    name = models.CharField(max_length=100)
    value = models.JSONField(null=True)
    salt = models.BinaryField(max_length=16)
    recorded_at = models.DateTimeField()
    #: A keyed digest of the value without blanks and marks, where a programme compares it between cases
    #: (`people.matching`); it goes with the row.
    match = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="personal_value_named"),
        ]
        indexes = [
            models.Index(
                fields=["name", "match"], condition=~Q(match=""), name="personal_value_match"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.person_id}"
