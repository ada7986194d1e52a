"""Mail that did not leave: how much of which kind, in which cases. Nothing of what it says, or to whom."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct.cases.access import cases_seen_by
from safeconduct.errors import InputError
from safeconduct.flow import Actor
from safeconduct.messages import selectors, server, services
from safeconduct.messages.models import Mail
from safeconduct.web.doors import officer
from safeconduct.web.workbench import words

SAY = "work_mail_say"
MOST_SHOWN = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Counts by kind, then what nothing tries any more; a supervisor has it tried again, one or all."""
    actor = officer(request)
    if request.method == "POST":
        if server.configured() is None:
            raise InputError(_("There is no mail server: nothing can be sent."))
        tried = services.try_again(mail_ids=_asked(request))
        request.session[SAY] = tried
        return redirect("work_mail")
    stuck = list(selectors.stuck_mail()[: MOST_SHOWN + 1])
    return render(
        request,
        "workbench/mail.html",
        {
            "here": "work_mail",
            "kinds": [
                {"name": words.MAIL_KINDS[each.kind], "held": each} for each in selectors.unsent()
            ],
            "rows": _rows(stuck[:MOST_SHOWN], actor),
            "is_more": len(stuck) > MOST_SHOWN,
            "most": MOST_SHOWN,
            "can_send": server.configured() is not None,
            "tried": request.session.pop(SAY, None),
        },
    )


def _asked(request: HttpRequest) -> list[uuid.UUID] | None:
    """The one mail that was asked for, or None for all."""
    given = request.POST.get("mail", "")
    if given == "all":
        return None
    try:
        return [uuid.UUID(given)]
    except ValueError as error:
        raise InputError(_("This form did not reach us whole."), given=given) from error


def _rows(stuck: list[Mail], actor: Actor) -> list[dict[str, Any]]:
    numbers = {mail.receipt_number for mail in stuck if mail.receipt_number}
    seen = set(
        cases_seen_by(actor)
        .filter(receipt_number__in=numbers)
        .values_list("receipt_number", flat=True)
    )
    return [
        {
            "id": mail.id,
            "kind": words.MAIL_KINDS[mail.kind],
            # Of a case that is closed to the reader not even the number is told.
            "receipt": mail.receipt_number if mail.receipt_number in seen else "",
            "made_at": mail.made_at,
            "failures": mail.failures,
            "last_failure": mail.last_failure,
        }
        for mail in stuck
    ]
