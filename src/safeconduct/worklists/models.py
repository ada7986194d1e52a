"""Work as lists show it. `cases.worklists` writes a row in the transaction of each event of its case."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

#: What has no deadline comes after all that has one: no row is without an instant to be sorted by.
NEVER = datetime(2999, 12, 31, tzinfo=UTC)
#: The order of every list: next deadline, who needs care, longest wait; the id makes it exact.
ORDER = ("due_at", "care", "since", "case_id")


class WorkItem(models.Model):
    """A case that is under way, and the desk that has it now. One that is over has no row."""

    case_id = models.UUIDField(primary_key=True)
    #: The officers' role whose work it is, or `party`, `carrier`, `partner`, `clock`.
    desk = models.CharField(max_length=60)
    #: The post at which the case was last, so that its officers come upon it first.
    post = models.CharField(max_length=100, blank=True, default="")
    stage = models.CharField(max_length=100)
    status = models.CharField(max_length=40)
    #: Who proposed the outcome that waits for a second officer: it is not their work.
    proposed_by = models.CharField(max_length=100, blank=True, default="")
    due_at = models.DateTimeField(default=NEVER)
    #: The last day that counts, at the place where the time limit runs.
    due_date = models.DateField(null=True)
    #: Place of the first of `cases.worklists.CARE` that holds; `NO_CARE` if none does. Not a score.
    care = models.PositiveSmallIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(desk="") & ~Q(status=""), name="work_has_a_desk"),
        ]
        indexes = [
            models.Index(fields=["desk", *ORDER], name="work_by_desk"),
            models.Index(fields=["desk", "status", *ORDER], name="work_by_desk_status"),
            models.Index(
                fields=["desk", "post", *ORDER], condition=~Q(post=""), name="work_by_post"
            ),
            models.Index(fields=["stage", *ORDER], name="work_by_stage"),
            models.Index(fields=["status", *ORDER], name="work_by_status"),
            models.Index(fields=["stage", "since"], name="work_oldest"),
            models.Index(fields=list(ORDER), name="work_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} at {self.desk}"
