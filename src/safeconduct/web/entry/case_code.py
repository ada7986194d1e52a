"""Signing in by case number and PIN, for people who have no e-mail address or do not want to use it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from safeconduct.accounts import services, tries
from safeconduct.cases.access import accounts_in
from safeconduct.web import waiting
from safeconduct.web.entry.forms import CaseForm
from safeconduct.web.entry.ways import after_sign_in, asked_for
from safeconduct.web.seats import enter


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_case(request: HttpRequest) -> HttpResponse:
    """Ask for case number and PIN, and let in whose PIN it is.

    A case that there is not and a PIN that is not right get the same answer, in the same time.
    """
    form = CaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        number, pin = form.cleaned_data["case"], form.cleaned_data["pin"]
        tried = waiting.tried(request, number)
        if wait := tries.pause(tried):
            return _page(request, form, waiting.pause_told(wait), status=429)
        account = services.account_for_code(names=accounts_in(number), pin=pin)
        if account is not None:
            tries.forget("case", number)
            enter(request, account)
            return redirect(after_sign_in(request))
        tries.note_wrong(tried)
        wait = tries.pause(tried)
        return _page(request, form, waiting.pause_told(wait) if wait else _wrong())
    return _page(request, form)


def _page(
    request: HttpRequest, form: CaseForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    if refusal:
        form.add_error("case", refusal)
    shown = {"form": form, "next": asked_for(request)}
    return render(request, "entry/sign_in_case.html", shown, status=status)


def _wrong() -> str:
    return _("Case number and PIN do not belong together. Look at both and try again.")
