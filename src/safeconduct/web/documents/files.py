"""Documents that people sent, as every desk hands them out: safely, and kept nowhere on the way."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from safeconduct.uploads.models import Document
from safeconduct.uploads.taking import NotADocument

#: A file runs nothing, loads nothing and is shown inside nothing, whatever it turns out to be.
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"
PHOTOGRAPH = "image/jpeg"
_NOT_TAKEN = {
    "empty": _("The file is empty. Take the picture again."),
    "too_large": _("The file is too large. A photograph or PDF up to 10 MB fits."),
    "unknown": _("This is neither a photograph (JPEG, PNG, WebP) nor a PDF file."),
    "broken": _("The file cannot be read to its end. Send it again, or take a new picture."),
    "locked": _("The PDF file is locked by a password. Send it without one."),
}


def answer(document: Document, *, inline: bool = False) -> HttpResponse:
    """A document to keep; a photograph `inline` is shown at once. No name but its kind's."""
    is_photograph = document.media_type == PHOTOGRAPH
    way = "inline" if inline and is_photograph else "attachment"
    ending = "jpg" if is_photograph else "pdf"
    given = HttpResponse(bytes(document.content), content_type=document.media_type)
    given.headers["Content-Disposition"] = f'{way}; filename="{document.kind}.{ending}"'
    given.headers["X-Content-Type-Options"] = "nosniff"
    given.headers["Content-Security-Policy"] = ALONE
    add_never_cache_headers(given)
    return given


def why_not_taken(refused: NotADocument) -> str:
    """Why a file was not taken over, for who sent it."""
    return str(_NOT_TAKEN.get(refused.reason, refused.message))
