"""Errors as pages: the one hierarchy of errors, translated to a status and a clear sentence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from safeconduct import programme
from safeconduct.cases.errors import Conflict, NotAllowed
from safeconduct.demo.prepare import PROGRAMME
from safeconduct.errors import InputError, NotFound, SafeconductError
from safeconduct.web import wording


class TranslateErrors:
    """Turns our errors into pages: 404 for a name that does not exist, 400 for other input.

    A page that can say more about a refusal or a conflict catches it itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error of ours; None leaves others to Django's handler of 500."""
        if isinstance(error, NotFound):
            return _page(request, 404, _("We cannot find that"), error)
        if isinstance(error, InputError):
            return _page(request, 400, _("We cannot use that"), error)
        if isinstance(error, NotAllowed):
            return refused(request, wording.told(error.refusal.words))
        if isinstance(error, Conflict):
            return _page(request, 409, _("This does not go on"), InputError(_moved()))
        return None


def _moved() -> str:
    return _(
        "While this page was open, someone else changed the same thing. Nothing of yours was changed."
        " Open the page anew."
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than any page of ours asks for; it was not read."""
    error = InputError(_("This is too large. A photograph or PDF up to 10 MB fits."))
    return _page(request, 413, _("We cannot use that"), error)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that leads nowhere, or to what the reader may not know of."""
    return _page(request, 404, _("There is no page here"), None)


def refused(request: HttpRequest, message: str) -> HttpResponse:
    """Somebody may not go on, and is told why."""
    return _page(request, 403, _("This does not go on"), InputError(message))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What one may only do shortly after signing in, by an account that has no way to prove itself anew."""
    return refused(request, _("Sign in anew to do this."))


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too many requests of one kind in a short time."""
    error = InputError(_("That was asked too often. Wait five minutes, then try again."))
    return _page(request, 429, _("Please wait"), error)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read."""
    error = InputError(
        _("The address or the form holds characters that cannot be read."),
        accepted=_("an address as our pages link it"),
    )
    return _page(request, 400, _("We cannot use that"), error)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not sent from a page of ours, or too long ago."""
    error = InputError(
        _("This form is no longer valid. Nothing was changed."),
        accepted=_("the same page, opened anew"),
    )
    return _page(request, 403, _("We cannot use that"), error)


def failed(request: HttpRequest) -> HttpResponse:
    """Our own mistake; the page leans on nothing that may itself have failed."""
    ended = None
    with suppress(Exception):
        ended = programme.load(PROGRAMME).programme.ends
    return HttpResponse(render_to_string("failed.html", {"ended": ended}), status=500)


def _page(
    request: HttpRequest, status: int, title: str, error: SafeconductError | None
) -> HttpResponse:
    return render(
        request,
        "problem.html",
        {
            "title": title,
            "status": status,
            "message": error.message if error else None,
            "accepted": error.accepted if error else None,
        },
        status=status,
    )
