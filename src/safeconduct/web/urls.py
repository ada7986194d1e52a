"""Every address. Pages stand under their language; `/` leads to the reader's."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from safeconduct.web import views
from safeconduct.web.control import caseload, programme
from safeconduct.web.entry import agency
from safeconduct.web.portal import check

handler400 = "safeconduct.web.failures.bad_request"
handler403 = "safeconduct.web.failures.forbidden"
handler404 = "safeconduct.web.failures.not_found"
handler429 = "safeconduct.web.failures.too_many"
handler500 = "safeconduct.web.failures.failed"

urlpatterns = [
    path("health", views.health, name="health"),
    # Outside the languages: an agency's sign-in has to know the address letter by letter.
    path(
        "sign-in/<slug:provider_id>/callback/",
        agency.come_back,
        name="openid_connect_callback",
    ),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("check/<slug:programme>/", check.page, name="check"),
        path("check/<slug:programme>/<slug:variant>/", check.page, name="check"),
        path("caseload/<slug:programme>/", caseload.page, name="caseload"),
        path("caseload/<slug:programme>/people/", caseload.people, name="people"),
        path("caseload/<slug:programme>/people/<slug:case>/", caseload.person, name="person"),
        path("programmes/<slug:programme>/", programme.page, name="programme"),
        path("", include("safeconduct.web.entry.urls")),
        prefix_default_language=True,
    ),
]
