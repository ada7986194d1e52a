"""Documents of a case: adding one, and who may see which.

Pages, API, jobs and commands call these, and hold no rule. Errors as in `services`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from safeconduct.cases.access import person_of
from safeconduct.cases.definitions import definition_of
from safeconduct.cases.models import Case
from safeconduct.cases.requests import Done, Request, do
from safeconduct.cases.selectors import events_of
from safeconduct.cases.work import Work
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, Event, EventKind
from safeconduct.uploads import services as uploads
from safeconduct.uploads.models import Document

#: A case is no store of files.
MOST_DOCUMENTS = 60
OTHER = "other"


@dataclass(frozen=True, slots=True)
class AddedDocument:
    """A document as lists show it: what it is, whose, since when and by whom it was added."""

    id: uuid.UUID
    kind: str
    person: uuid.UUID
    media_type: str
    size: int
    added_at: datetime
    by: str
    number: int


def kinds(case: Case) -> tuple[str, ...]:
    """What documents can be: all that proves some fact of the programme, and `other`."""
    facts = definition_of(case).facts.values()
    return (*dict.fromkeys(kind for fact in facts for kind in fact.proved_by), OTHER)


def add(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    kind: str,
    content: bytes,
    key: str | None = None,
) -> Done:
    """Add a document of the party who sends it; what an officer adds is the beneficiary's.

    NotADocument if the file cannot be taken over, InputError for a kind that there is not.
    """

    def deed(work: Work) -> None:
        known = kinds(work.case)
        if kind not in known:
            raise InputError(
                f"{kind!r} is no kind of document.", given=kind, accepted=", ".join(known)
            )
        if len(_added(work.events)) >= MOST_DOCUMENTS:
            raise InputError(
                "This case holds as many documents as it may.",
                accepted=f"up to {MOST_DOCUMENTS}; one that is not needed can be erased first",
            )
        person = person_of(work.case, actor)
        kept = uploads.keep_document(person=person, kind=kind, content=content)
        work.happen(
            EventKind.DOCUMENT_ADDED,
            actor,
            stage=work.state.stage,
            refs={
                "kind": kind,
                "person": str(person.id),
                "document": str(kept.id),
                "document_digest": kept.digest,
            },
        )

    told = {"size": len(content), "digest": uploads.digest_of(content, b"")}
    request = Request("add_document", actor, expected_number, key, kind, told, is_beside=True)
    return do(case_id, request, deed)


def documents_of(case: Case, actor: Actor) -> tuple[AddedDocument, ...]:
    """The documents of a case that this actor may see and that are still there, oldest first."""
    added = {uuid.UUID(event.refs["document"]): event for event in _added(events_of(case))}
    rows = Document.objects.filter(id__in=added).defer("content")
    if not actor.is_named_officer:
        rows = rows.filter(person=person_of(case, actor))
    found = [
        AddedDocument(
            id=row.id,
            kind=row.kind,
            person=row.person_id,
            media_type=row.media_type,
            size=row.size,
            added_at=added[row.id].at,
            by=added[row.id].actor.voice,
            number=added[row.id].number,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda document: document.number))


def document(case: Case, actor: Actor, document_id: uuid.UUID) -> Document:
    """One document with its content. NotFound if it is not the case's, not there, or not theirs to see."""
    if document_id not in {seen.id for seen in documents_of(case, actor)}:
        raise NotFound("There is no such document.", given=document_id)
    return Document.objects.get(id=document_id)


def _added(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if event.kind is EventKind.DOCUMENT_ADDED]
