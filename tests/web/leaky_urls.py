"""Routes that tell too much, for the test of the test."""

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import path

from safeconduct.cases.models import Case
from safeconduct.errors import NotFound
from safeconduct.web.doors import case_for
from safeconduct.web.urls import urlpatterns as ours


def open_to_all(request: HttpRequest, case: str) -> HttpResponse:
    return HttpResponse(str(Case.objects.filter(receipt_number=case).exists()))


def says_forbidden(request: HttpRequest, case: str, number: int) -> HttpResponse:
    if not Case.objects.filter(receipt_number=case).exists():
        raise NotFound("There is no such case.", given=case)
    return HttpResponseForbidden()


def sound(request: HttpRequest, case: str) -> HttpResponse:
    return HttpResponse(case_for(request, case)[0].receipt_number)


urlpatterns = [
    *ours,
    path("open/<slug:case>/", open_to_all, name="open_to_all"),
    path("forbidden/<slug:case>/<int:number>/", says_forbidden, name="says_forbidden"),
    path("sound/<slug:case>/", sound, name="sound"),
]
