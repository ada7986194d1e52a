"""Writing documents."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from safeconduct import clock
from safeconduct.people.digests import SALT_BYTES
from safeconduct.people.models import Person
from safeconduct.uploads.models import Document
from safeconduct.uploads.taking import take_over


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """Where a document was put: all that an event may say of it."""

    id: uuid.UUID
    digest: str


def keep_document(*, person: Person, kind: str, content: bytes) -> KeptDocument:
    """Take a file over as a document of a person. NotADocument if it cannot be."""
    taken = take_over(content)
    salt = secrets.token_bytes(SALT_BYTES)
    row = Document.objects.create(
        person=person,
        kind=kind,
        media_type=taken.media_type,
        content=taken.content,
        size=len(taken.content),
        salt=salt,
        recorded_at=clock.now(),
    )
    return KeptDocument(row.id, digest_of(taken.content, salt))


def erase_document(*, document_id: uuid.UUID) -> bool:
    """Remove a document for good; whether it was still there."""
    removed, _by_model = Document.objects.filter(id=document_id).delete()
    return removed > 0


def digests(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The digests of the documents that are still there, worked out anew."""
    rows = Document.objects.filter(id__in=ids).iterator(chunk_size=10)
    return {row.id: digest_of(bytes(row.content), bytes(row.salt)) for row in rows}


def digest_of(content: bytes, salt: bytes) -> str:
    """SHA-256 over salt and content, in hexadecimal."""
    return hashlib.sha256(salt + content).hexdigest()
