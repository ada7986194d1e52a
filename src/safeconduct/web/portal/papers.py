"""A party's own documents: from the camera of a phone, or a file; and seeing them again."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from safeconduct.cases import documents
from safeconduct.flow import Act
from safeconduct.uploads.taking import MOST_BYTES, NotADocument
from safeconduct.web import wording
from safeconduct.web.documents import files
from safeconduct.web.portal import standing
from safeconduct.web.portal.own import OwnCase
from safeconduct.web.portal.sending import Sent, failed, notice, send, show
from safeconduct.web.portal.sending import shared_case_page as shared


@shared
def page(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """The documents that this party sent, and sending one more."""
    offered = dict(kinds(own))
    sent = None
    if request.method == "POST":
        sent = _add(request, own, set(offered))
        if sent.done is not None:
            notice(request, "document", sent.done)
            return redirect("my_documents", own.case.receipt_number)
    more = {
        "refusal": standing.refusal_of(own, Act.ADD_DOCUMENT),
        "kinds": offered.items(),
        "chosen": request.POST.get("kind", ""),
        "documents": [
            (each, wording.document_kind(each.kind))
            for each in documents.documents_of(own.case, own.me)
        ],
        "is_multipart": True,
    }
    return show(request, own, "my/documents.html", more, sent)


def _add(request: HttpRequest, own: OwnCase, offered: set[str]) -> Sent:
    kind, given = request.POST.get("kind", ""), request.FILES.get("file")
    if kind not in offered:
        return failed(own, "kind", _("Choose what the document is."))
    if given is None:
        return failed(own, "file", _("Take a picture or choose a file."))
    content = given.read(MOST_BYTES + 1)
    try:
        return send(request, own, documents.add, field="file", kind=kind, content=content)
    except NotADocument as refused:
        return failed(own, "file", files.why_not_taken(refused))


def kinds(own: OwnCase) -> Iterator[tuple[str, str]]:
    """What this party's documents can be, in words: all that proves what is asked about them."""
    is_supporter = not own.is_person
    wanted = {
        kind
        for fact in own.definition.facts.values()
        if (fact.of == "supporter" if is_supporter else own.asks_me(fact))
        for kind in fact.proved_by
    }
    for kind in documents.kinds(own.case):
        if kind in wanted or kind == documents.OTHER:
            yield kind, wording.document_kind(kind)


@shared
def file(request: HttpRequest, own: OwnCase, document: UUID) -> HttpResponse:
    """One document, as it is kept. NotFound if it is not this party's."""
    found = documents.document(own.case, own.me, document)
    return files.answer(found)
