"""Writing what an installation knows about itself. Needs the owner's role."""

from safeconduct import clock
from safeconduct.database.models import LoadedProgramme


def record_loaded(*, programme: str, variant: str, digest: str) -> bool:
    """Note that a programme was loaded as it now stands; whether it was new or had changed."""
    known = LoadedProgramme.objects.filter(programme=programme, variant=variant)
    if known.filter(digest=digest).exists():
        return False
    LoadedProgramme.objects.update_or_create(
        programme=programme,
        variant=variant,
        defaults={"digest": digest, "loaded_at": clock.now()},
    )
    return True
