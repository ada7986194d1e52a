"""Public statistics: what was published of the casework, as a page and as files. No account, no script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from safeconduct.statistics import files
from safeconduct.statistics.selectors import published
from safeconduct.web import asked, counted


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """To the statistics of what people apply under here."""
    return redirect("statistics", asked.run_here().programme.id)


@gzip_page
@require_safe
def page(request: HttpRequest, programme: str) -> HttpResponse:
    """One programme in one variant, so far or up to a month."""
    told = counted.context(request, programme)
    return render(request, "control/statistics.html", told | {"here": "statistics"})


@gzip_page
@require_safe
def as_csv(request: HttpRequest, programme: str) -> HttpResponse:
    """Every number that was published, as a table."""
    name = asked.definition(programme).programme.id
    text = files.as_csv(published(name))
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=_saved(name, "csv"))


@gzip_page
@require_safe
def as_json(request: HttpRequest, programme: str) -> HttpResponse:
    """The same as JSON."""
    name = asked.definition(programme).programme.id
    return JsonResponse(files.as_data(published(name)), headers=_saved(name, "json"))


def _saved(programme: str, kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="statistics-{programme}.{kind}"'}
