"""The demonstration's invented people."""

from django.db import models


class DemoCaseload(models.Model):
    """A caseload that was drawn for one programme; `people` is a Parquet table of facts."""

    programme = models.CharField(max_length=100, unique=True)
    seed = models.IntegerField()
    #: Version of the way of drawing, so that a new one replaces an old caseload at the next start.
    drawing = models.CharField(max_length=64)
    rows = models.IntegerField()
    people = models.BinaryField()
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.rows} invented people for {self.programme}"
