"""What an installation knows about itself."""

from django.db import models


class LoadedProgramme(models.Model):
    """A programme, in one of its variants, that this installation was set up with."""

    programme = models.CharField(max_length=100)
    variant = models.CharField(max_length=100)
    #: Digest of the programme's files, so that a changed programme is noticed at the next start.
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "variant"], name="loaded_programme_once_by_variant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}:{self.variant}"


class ProgrammeContent(models.Model):
    """A programme's folder, whole, under its digest.

    A case points to the digest; the folder on disk may change or vanish.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    programme = models.CharField(max_length=100)
    #: File name, relative to the folder -> text.
    files = models.JSONField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.programme} {self.digest[:12]}"
