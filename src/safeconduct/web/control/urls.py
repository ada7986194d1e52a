"""Addresses of the control room and its public pages, under the reader's language."""

from django.urls import path

from safeconduct.web.control import caseload, impact, impact_room, programme

urlpatterns = [
    path("caseload/<slug:programme>/", caseload.page, name="caseload"),
    path("caseload/<slug:programme>/people/", caseload.people, name="people"),
    path("caseload/<slug:programme>/people/<slug:case>/", caseload.person, name="person"),
    path("impact/<slug:programme>/", impact.page, name="impact"),
    path("impact/<slug:programme>/try/", impact_room.page, name="control_impact"),
    path("impact/<slug:programme>/<str:name>", impact.download, name="impact_file"),
    path("programmes/<slug:programme>/", programme.page, name="programme"),
]
