"""Those who add their means to a supporter's declaration: naming them, and what they see and say."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from safeconduct.cases import services
from safeconduct.cases.models import Case, Party
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import EventKind
from safeconduct.people import selectors as values
from safeconduct.people import services as people
from safeconduct.web.portal import inviting, opening
from safeconduct.web.portal.own import OwnCase
from safeconduct.web.portal.sending import (
    CO_SUPPORTER,
    case_page,
    notice,
    send_written,
    show,
)
from safeconduct.web.portal.sending import shared_case_page as shared
from safeconduct.web.typed import written

LONGEST = 2000
MOST = 5


@dataclass(frozen=True)
class Promise:
    """What a co-supporter said they add, and when."""

    at: datetime
    text: str


def may_invite(own: OwnCase) -> bool:
    """Whether the supporter can name others now: while their declaration is made or looked at."""
    is_supporter = own.me.voice == inviting.SUPPORTER and own.me.acting_for is None
    return is_supporter and own.is_mine and own.state.end is None


@case_page
def co_supporters(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Who else adds means: name one, and get the code with which they open their own account."""
    if own.me.voice != inviting.SUPPORTER or own.me.acting_for is not None:
        raise NotFound(_("There is nothing here."))
    rows = list(own.case.parties.filter(role=CO_SUPPORTER).order_by("id"))
    if request.method == "POST":
        if not may_invite(own):
            raise InputError(_("Others can be named only while your declaration is under way."))
        if request.POST.get("do") == "code":
            return _code(request, own, rows)
        _add(request, own, len(rows))
        return redirect("my_co_supporters", own.case.receipt_number)
    listed = [(row, inviting.unopened(row.account) is None) for row in rows]
    more = {"rows": listed, "may_invite": may_invite(own) and len(rows) < MOST}
    return show(request, own, "my/co_supporters.html", more)


def _code(request: HttpRequest, own: OwnCase, rows: list[Party]) -> HttpResponse:
    named = request.POST.get("party", "")
    row = next((each for each in rows if str(each.pk) == named), None)
    if row is None or inviting.unopened(row.account) is None:
        raise NotFound(_("Nobody waits for an invitation in this case."))
    return inviting.hand_over(request, own, row)


def _add(request: HttpRequest, own: OwnCase, so_many: int) -> None:
    if so_many >= MOST:
        text = _("At most %(n)d people or organisations can add their means here.")
        raise InputError(text % {"n": MOST})
    key = request.POST.get("key", "")
    added = request.session.get("co_supporters", [])
    if key in added:
        notice(request, "again")
        return
    _name(own, is_organisation=request.POST.get("kind") == "organisation")
    request.session["co_supporters"] = [*added, key][-20:]
    notice(request, "co_supporter")


@transaction.atomic
def _name(own: OwnCase, *, is_organisation: bool) -> Case:
    person = people.add_person()
    services.add_party(
        case_id=own.case.id,
        person=person,
        role=CO_SUPPORTER,
        actor=own.me,
        expected_number=own.number,
        account=opening.invited(person).name,
        is_organisation=is_organisation,
    )
    return own.case


# --- the co-supporter's own pages ------------------------------------------------------------------


def promises(own: OwnCase) -> tuple[Promise, ...]:
    """What this co-supporter said, oldest first; what the others say is not here (I6)."""
    return tuple(_promises(own))


def _promises(own: OwnCase) -> Iterator[Promise]:
    mine = [
        event
        for event in own.events
        if event.kind is EventKind.PROMISE_MADE
        and event.actor.account == own.me.account
        and "answer" in event.refs
    ]
    held = values.values([uuid.UUID(event.refs["answer"]) for event in mine])
    for event in mine:
        text = held.get(uuid.UUID(event.refs["answer"]))
        if text is not None:
            yield Promise(event.at, str(text))


def may_promise(own: OwnCase) -> bool:
    """Whether a co-supporter can say something now: until the declaration was answered."""
    is_under_way = own.state.end is None and own.owner == inviting.SUPPORTER
    return own.me.voice == CO_SUPPORTER and is_under_way


def of_co_supporter(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Their whole view of the case: their own part, and that it is under way or not."""
    more: dict[str, Any] = {
        "promises": promises(own),
        "may_promise": may_promise(own),
        "typed": "",
        "here": "case",
    }
    return show(request, own, "my/co_supporter.html", more)


@shared
def promise(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Say what one adds, in one's own words. NotFound for every other party."""
    if own.me.voice != CO_SUPPORTER:
        raise NotFound(_("There is nothing here."))
    typed = written(request.POST, "answer")
    sent = None
    if request.method == "POST" and request.POST.get("do") != "show":
        if not may_promise(own) and typed not in {each.text for each in promises(own)}:
            raise InputError(_("The declaration is not under way any more."))
        empty = _("Write what you add.")
        sent = send_written(
            request, own, typed, empty=empty, longest=LONGEST, service=services.promise
        )
        if sent.done is not None:
            notice(request, "promised", sent.done)
            return redirect("my_case", own.case.receipt_number)
    more = {
        "promises": promises(own),
        "may_promise": may_promise(own),
        "typed": typed,
    }
    return show(request, own, "my/co_supporter.html", more, sent)
