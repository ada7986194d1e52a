"""The first page, and health for those who watch over an installation."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from safeconduct import programme
from safeconduct.demo.prepare import PROGRAMME
from safeconduct.impact import keeping
from safeconduct.web import asked
from safeconduct.web.portal import journey


def home(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, and the ways in."""
    names = [name for name in programme.available() if name != PROGRAMME]
    others = [
        (each, journey.is_offered(each), keeping.has_study(each.folder))
        for each in map(programme.load, names)
    ]
    definition = asked.definition(PROGRAMME)
    return render(
        request,
        "home.html",
        {
            "definition": definition,
            "has_study": keeping.has_study(definition.folder),
            "variants": asked.variants(PROGRAMME),
            "others": others,
        },
    )


@never_cache
@transaction.non_atomic_requests
def health(request: HttpRequest) -> JsonResponse:
    """Whether the app answers and reaches its database: 200, or 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"app": "ok", "database": "no answer"}, status=503)
    return JsonResponse({"app": "ok", "database": "ok"})
