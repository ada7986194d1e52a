"""A clerk opens a case for someone who comes in person, and hands them a sheet with all that they need."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct.accounts import services as accounts
from safeconduct.cases.definitions import course_of
from safeconduct.errors import InputError
from safeconduct.web import doors
from safeconduct.web.portal import offered, opening


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Who is there, and in which way they begin; then the sheet, shown once."""
    clerk = doors.officer(request)
    definition = offered.definition()
    context: dict[str, Any] = {"definition": definition, "ways": offered.ways(definition)}
    if request.method != "POST":
        return render(request, "apply/clerk.html", context | {"key": uuid.uuid4().hex})
    key = request.POST.get("key", "")
    way = offered.way_of(definition, request.POST.get("who", ""))
    if way is None or len(key) != 32 or not key.isalnum():
        raise InputError(_("We did not understand what this page sent. Please open it again."))
    is_organisation = way.who == offered.SUPPORTER and request.POST.get("kind") == "organisation"
    account, case, repeated = opening.begin(
        definition, way, key, is_organisation=is_organisation, clerk=clerk.account or ""
    )
    if repeated and account.last_login is not None:
        raise InputError(_("This form opened a case before. Nothing was changed."))
    pin = accounts.new_pin(account=account)
    more = {
        "way": way,
        "receipt_number": case.receipt_number,
        "pin": f"{pin[:4]} {pin[4:]}",
        "repeated": repeated,
        "opened_on": course_of(case).day(case.opened_at),
    }
    return render(request, "apply/sheet.html", context | more)
