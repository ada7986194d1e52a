"""The documents of a case at the officers' desk: listed, and opened one by one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from safeconduct.cases import documents
from safeconduct.cases.models import Party
from safeconduct.web import wording
from safeconduct.web.documents import files
from safeconduct.web.doors import case_for
from safeconduct.web.workbench import told, words
from safeconduct.web.workbench.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as the case's page lists it."""

    id: UUID
    kind: str
    whose: str
    since: str
    by: str
    is_photograph: bool
    kilobytes: int


def listed(held: Sheet) -> list[Paper]:
    """The documents that are still there, the newest first."""
    roles = dict(Party.ever.filter(case=held.case).order_by("-id").values_list("person_id", "role"))
    return [
        Paper(
            id=each.id,
            kind=wording.document_kind(each.kind),
            whose=str(words.PARTIES[roles.get(each.person, "beneficiary")]),
            since=told.short(each.added_at, held.course),
            by=wording.actor(each.by),
            is_photograph=each.media_type == files.PHOTOGRAPH,
            kilobytes=max(1, each.size // 1024),
        )
        for each in reversed(documents.documents_of(held.case, held.actor))
    ]


def kinds(held: Sheet) -> list[tuple[str, str]]:
    """What a document can be, in words."""
    return [(kind, wording.document_kind(kind)) for kind in documents.kinds(held.case)]


@require_safe
def open_document(request: HttpRequest, receipt: str, document: UUID) -> HttpResponse:
    """One document: a photograph in the browser, a PDF to keep. NotFound if it is not the case's."""
    case, actor = case_for(request, receipt)
    return files.answer(documents.document(case, actor, document), inline=True)
