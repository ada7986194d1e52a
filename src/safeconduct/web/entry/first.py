"""An officer's first sign-in: a link that is good once, a password, and then a second factor."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from safeconduct.accounts import officers, tries
from safeconduct.accounts.errors import AccountRefused
from safeconduct.errors import NotFound
from safeconduct.web import waiting
from safeconduct.web.entry.forms import FirstPasswordForm
from safeconduct.web.seats import enter


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """Set the first password; the account's owner is then led to set up a second factor.

    A link that is used, over or was never made gets one answer.
    """
    tried = (("address", get_client_ip(request) or ""),)
    form = FirstPasswordForm(request.POST if request.method == "POST" else None)
    if wait := tries.pause(tried):
        return _page(request, form, told=waiting.pause_told(wait), status=429)
    try:
        account = officers.account_of_link(secret)
        if form.is_valid():
            account = officers.use_first_link(
                secret=secret, password=form.cleaned_data["password1"]
            )
            enter(request, account)
            # So that the second factor can be set up without the password once more.
            record_authentication(request, account, method="password", username=account.name)
            return redirect("mfa_index")
    except NotFound:
        tries.note_wrong(tried)
        return _page(request, form, status=404)
    except AccountRefused as refused:
        form.add_error("password1", refused.message)
    return _page(request, form, name=account.name)


def _page(
    request: HttpRequest,
    form: FirstPasswordForm,
    *,
    name: str = "",
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = {"form": form, "name": name, "told": told}
    return render(request, "entry/first.html", shown, status=status)
