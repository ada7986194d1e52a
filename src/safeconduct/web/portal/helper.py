"""An account for who only helps: a lawyer, an organisation, a friend. They sign in by a code by e-mail."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.messages import server
from safeconduct.web import wording
from safeconduct.web.entry.views import RequestCode
from safeconduct.web.portal import offered
from safeconduct.web.portal.address import too_often


class HelperAccount(RequestCode):
    """Whoever gives an address gets a code to it; with the code the account opens, and not before.

    The answer is the same for an address that has an account already.
    """

    template_name = "apply/helper.html"

    def form_valid(self, form: Any) -> HttpResponse:
        email = form.cleaned_data["email"].strip().lower()
        if not Account.objects.filter(email=email).exists():
            wait = accounts.wait_for("helper", get_client_ip(self.request) or "")
            if wait:
                form.add_error("email", too_often(wait))
                return self.form_invalid(form)
            form._user = accounts.add_account(email=email, language=wording.language())
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "definition": offered.definition(),
            "can_send_mail": server.configured() is not None,
            "here": "apply",
            "heading": _("An account for helpers"),
        }
        return super().get_context_data(**kwargs) | more


def page(request: HttpRequest) -> Any:
    """The form, and sending the code."""
    return HelperAccount.as_view()(request)
