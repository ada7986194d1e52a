"""Writing what an installation knows about itself. Needs the owner's role."""

from pathlib import Path

from safeconduct import clock
from safeconduct.database.models import LoadedProgramme, ProgrammeContent
from safeconduct.errors import NotFound
from safeconduct.programme.folder import content_files, digest_of


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


def store_content(folder: Path) -> str:
    """Keep a programme's folder under its digest, which is returned. What is stored never changes."""
    digest = digest_of(folder)
    files = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in content_files(folder)
    }
    ProgrammeContent.objects.get_or_create(
        digest=digest,
        defaults={"programme": folder.name, "files": files, "stored_at": clock.now()},
    )
    return digest


def restore_content(digest: str, parent: Path) -> Path:
    """Write a stored programme's folder below `parent`, to be loaded from there.

    NotFound if nothing is stored under the digest.
    """
    content = ProgrammeContent.objects.filter(digest=digest).first()
    if content is None:
        raise NotFound(f"No programme is stored under the digest {digest!r}.", given=digest)
    folder = parent / content.programme
    for name, text in content.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
