"""The first pages: home, and health for those who watch over an installation."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from safeconduct.database.models import LoadedProgramme


def home(request: HttpRequest) -> HttpResponse:
    """What this installation is and which programmes it runs."""
    programmes = LoadedProgramme.objects.order_by("programme", "variant")
    return render(request, "home.html", {"programmes": programmes})


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
