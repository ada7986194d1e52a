"""After arrival: is the support there? One question, and help for whoever says no."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from safeconduct.cases import check_ins
from safeconduct.cases.errors import NotAllowed
from safeconduct.errors import NotFound
from safeconduct.oversight.models import CheckIn
from safeconduct.programme import schema
from safeconduct.web.facts.fields import Problem
from safeconduct.web.portal.own import OwnCase
from safeconduct.web.portal.sending import case_page, notice, show
from safeconduct.web.typed import too_long, written

_LONGEST = 5_000


@case_page
def page(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """The question of the day, for whom it is put to. NotFound for everyone else."""
    row = check_ins.open_for(own.case, own.me)
    if row is None:
        if request.method == "POST":
            notice(request, "again")
            return redirect("my_case", own.case.receipt_number)
        raise NotFound(_("You are not asked anything now."))
    entry = check_ins.entry_of(own.case, row)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        given = request.POST.get("answer", "")
        text = too_long(written(request.POST, "words"), _LONGEST)
        if given in ("yes", "help") and not text:
            return _answered(request, own, row, entry, needs_help=given == "help")
        problem = Problem("words", text) if text else Problem("answer-yes", _("Choose an answer."))
        problems = (problem,)
    asked = entry.question if own.is_person else entry.supporter_question
    more = {"asked": asked, "typed": request.POST, "problems": problems, "here": "check_in"}
    return show(request, own, "my/check_in.html", more)


def _answered(
    request: HttpRequest, own: OwnCase, row: CheckIn, entry: schema.CheckIn, *, needs_help: bool
) -> HttpResponse:
    words = written(request.POST, "words")
    try:
        check_ins.answer(
            case=own.case, actor=own.me, check_in=row.id, needs_help=needs_help, words=words
        )
    except NotAllowed:
        notice(request, "again")
        return redirect("my_case", own.case.receipt_number)
    if not needs_help:
        notice(request, "answered")
        return redirect("my_case", own.case.receipt_number)
    context = {"own": own, "definition": own.definition, "told": entry.told, "here": "check_in"}
    return render(request, "my/check_in_help.html", context)
