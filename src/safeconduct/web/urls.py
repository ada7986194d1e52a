"""Every address. Pages stand under their language; `/` leads to the reader's. Each desk lists its own."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from safeconduct.web import views
from safeconduct.web.entry import agency

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
        path("", include("safeconduct.web.control.urls")),
        path("", include("safeconduct.web.portal.urls")),
        path("", include("safeconduct.web.workbench.urls")),
        path("", include("safeconduct.web.documents.urls")),
        path("", include("safeconduct.web.entry.urls")),
        prefix_default_language=True,
    ),
]
