"""Letters and the travel authorization of a case, for the parties and for officers."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safeconduct.cases import authorizations, letters
from safeconduct.cases.models import Case
from safeconduct.errors import NotFound
from safeconduct.flow import Actor
from safeconduct.flow.events import PARTIES, PERSONS
from safeconduct.messages.services import note_opened
from safeconduct.web.doors import case_for


@never_cache
@require_safe
def letter(request: HttpRequest, case: str, letter: uuid.UUID) -> HttpResponse:
    """A letter on screen, in the page's language where it was written in that."""
    found, actor, shown = _opened(request, case, letter)
    more = {"case": found, "letter": shown, "is_mine": actor.voice in PARTIES}
    return render(request, "documents/letter.html", more)


@never_cache
@require_safe
def letter_pdf(request: HttpRequest, case: str, letter: uuid.UUID) -> HttpResponse:
    """The same letter to keep or to print."""
    found, _actor, shown = _opened(request, case, letter)
    raw = letters.as_pdf(found, letter, language=shown.language)
    return _download(raw, f"{found.receipt_number}-{shown.kind}-{shown.language}.pdf")


@never_cache
@require_safe
def authorization(request: HttpRequest, case: str) -> HttpResponse:
    """The travel authorization on screen, with its code to be scanned."""
    found, actor = case_for(request, case)
    _refuse_supporters(actor)
    issued = authorizations.authorization_of(found)
    if issued is None:
        raise NotFound("This case has no travel authorization.")
    more = {"case": found, "issued": issued, "is_mine": actor.voice in PARTIES}
    return render(request, "documents/authorization.html", more)


@never_cache
@require_safe
def authorization_pdf(request: HttpRequest, case: str) -> HttpResponse:
    """The travel authorization to keep or to print."""
    found, actor = case_for(request, case)
    _refuse_supporters(actor)
    language = get_language() or "en"
    raw = authorizations.as_pdf(found, language=language)
    return _download(raw, f"{found.receipt_number}-authorization-{language}.pdf")


def _opened(
    request: HttpRequest, case: str, letter: uuid.UUID
) -> tuple[Case, Actor, letters.Letter]:
    """A letter that the reader may read, with its case and as whom they read it.

    It is new until whom it went to opens it; an officer or a representative does not count.
    """
    found, actor = case_for(request, case)
    shown = letters.letter(found, letter, actor=actor, language=get_language())
    if actor.role in PARTIES and actor.account:
        note_opened(account=actor.account, what=letter)
    return found, actor, shown


def _refuse_supporters(actor: Actor) -> None:
    """The paper is the person's: who holds it holds its code."""
    if actor.voice in PARTIES - PERSONS:
        raise NotFound("This case has no travel authorization.")


def _download(raw: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        raw,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
