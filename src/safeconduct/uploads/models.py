"""Documents. State and constraints only; `services` writes."""

import uuid

from django.db import models
from django.db.models import Q

from safeconduct.people.models import Person


class Document(models.Model):
    """A paper of a person, as it was taken over. Events keep its id and salted digest alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Whose paper it is: who else may see it follows from that.
    person = models.ForeignKey(Person, models.PROTECT, related_name="documents")
    #: What it is meant to prove with, in the programme's words, such as `passport`.
    kind = models.CharField(max_length=100)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    salt = models.BinaryField(max_length=16)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(media_type__in=["image/jpeg", "application/pdf"]),
                name="document_media_type",
            ),
            models.CheckConstraint(condition=~Q(kind=""), name="document_kind_named"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
