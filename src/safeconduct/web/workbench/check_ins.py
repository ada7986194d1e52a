"""Whoever said after arrival that they need help: for the office that the programme names."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import check_ins
from safeconduct.errors import InputError
from safeconduct.people import selectors as people
from safeconduct.web.doors import officer
from safeconduct.web.facts.fields import Problem
from safeconduct.web.typed import written
from safeconduct.web.workbench import words

SAY = "work_check_ins_say"


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Those who wait for help, the longest first, with what the office does first."""
    return _page(request)


@never_cache
@require_POST
def handle(request: HttpRequest, check_in: uuid.UUID) -> HttpResponse:
    """Say what was done for someone."""
    note = written(request.POST, "note")
    try:
        check_ins.handle(actor=officer(request), check_in=check_in, note=note)
    except InputError:
        return _page(request, (Problem(f"note-{check_in}", _("Say what was done about it.")),))
    request.session[SAY] = "handled"
    return redirect("work_check_ins")


def _page(request: HttpRequest, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    found = check_ins.who_need_help(officer(request))
    held = people.values([row.words for row, _case in found if row.words])
    rows = [
        {
            "row": row,
            "receipt": case.receipt_number,
            "who": words.PARTIES[row.role],
            "day": check_ins.course_day(case, row),
            "words": held.get(row.words, "") if row.words else "",
            "steps": check_ins.entry_of(case, row).next_steps,
        }
        for row, case in found
    ]
    context = {
        "here": "work_check_ins",
        "rows": rows,
        "problems": problems,
        "say": request.session.pop(SAY, None) if not problems else None,
    }
    return render(request, "workbench/check_ins.html", context)
