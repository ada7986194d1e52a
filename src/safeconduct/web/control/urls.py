"""Addresses of the control room and its public pages, under the reader's language."""

from django.urls import path

from safeconduct.web.control import caseload, impact, impact_room, programme, statistics

urlpatterns = [
    path("caseload/<slug:programme>/", caseload.page, name="caseload"),
    path("caseload/<slug:programme>/people/", caseload.people, name="people"),
    path("caseload/<slug:programme>/people/<slug:case>/", caseload.person, name="person"),
    path("statistics/", statistics.here, name="statistics_here"),
    path("statistics/<slug:programme>/", statistics.page, name="statistics"),
    path("statistics/<slug:programme>/figures.csv", statistics.as_csv, name="statistics_csv"),
    path("statistics/<slug:programme>/figures.json", statistics.as_json, name="statistics_json"),
    path("impact/<slug:programme>/", impact.page, name="impact"),
    path("impact/<slug:programme>/try/", impact_room.page, name="control_impact"),
    path("impact/<slug:programme>/<str:name>", impact.download, name="impact_file"),
    path("programmes/<slug:programme>/", programme.page, name="programme"),
]
