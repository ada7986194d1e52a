"""The published statistics at the desk of those who answer for the programme: the public's own numbers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safeconduct.web import asked, counted


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What was published: who sees no cases learns no small number here either."""
    told = counted.context(request, asked.run_here().programme.id)
    return render(request, "workbench/statistics.html", told | {"here": "work_statistics"})
