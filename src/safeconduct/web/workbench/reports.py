"""Reports that money was asked: for the supervision office, and nobody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from safeconduct.accounts.selectors import shown_names
from safeconduct.oversight import reports
from safeconduct.web import asked
from safeconduct.web.doors import officer
from safeconduct.web.facts.fields import Problem
from safeconduct.web.typed import written

SAY = "work_reports_say"
_MOST_SHOWN = 100


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every report that was not erased; those that nobody has read first."""
    return _page(request)


@never_cache
@require_POST
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that a report was read, and what was done."""
    done = written(request.POST, "done")
    if not done:
        return _page(request, (Problem(f"done-{reference}", _("Say what was done about it.")),))
    reports.note_read(reference=reference, by=officer(request).account or "", done=done)
    request.session[SAY] = "read"
    return redirect("work_reports")


@never_cache
@require_POST
def erase(request: HttpRequest, reference: str) -> HttpResponse:
    """Erase a report that was dealt with."""
    reports.erase(reference=reference)
    request.session[SAY] = "erased"
    return redirect("work_reports")


def _page(request: HttpRequest, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    rows = list(reports.reports()[:_MOST_SHOWN])
    names = shown_names({row.read_by for row in rows if row.read_by})
    return render(
        request,
        "workbench/reports.html",
        {
            "here": "work_reports",
            "calendar": asked.home(),
            "rows": [(row, names.get(row.read_by, row.read_by)) for row in rows],
            "problems": problems,
            "say": request.session.pop(SAY, None) if not problems else None,
        },
    )
