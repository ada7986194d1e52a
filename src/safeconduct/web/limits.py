"""What no request may be, whatever the page: too large, or with characters that no database keeps."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

from safeconduct.uploads.taking import MOST_BYTES
from safeconduct.web.failures import too_large

#: A document with the rest of its form.
MOST_REQUEST_BYTES = MOST_BYTES + 1024 * 1024


class Limits:
    """Refuses a request that is too large before any of it is read: the disk holds no endless upload."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_number = length.isascii() and length.isdecimal() and len(length) < 10
        if not is_number or int(length) > MOST_REQUEST_BYTES:
            return too_large(request)
        return self.get_response(request)


def holds_nul(request: HttpRequest) -> bool:
    """Whether anything that was asked or sent has a NUL in it: nobody types one."""
    return "\0" in request.path or _any_nul(request.GET) or _any_nul(request.POST)


def _any_nul(given: QueryDict) -> bool:
    return any("\0" in text for name, texts in given.lists() for text in (name, *texts))
