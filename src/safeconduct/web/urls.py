"""Every address. Pages stand under their language; `/` leads to the reader's."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from safeconduct.web import views
from safeconduct.web.control import caseload, programme
from safeconduct.web.documents import pages as documents
from safeconduct.web.documents import verifying
from safeconduct.web.entry import pages as entry
from safeconduct.web.portal import check

handler400 = "safeconduct.web.failures.bad_request"
handler404 = "safeconduct.web.failures.not_found"
handler500 = "safeconduct.web.failures.failed"

urlpatterns = [
    path("health", views.health, name="health"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("check/<slug:programme>/", check.page, name="check"),
        path("check/<slug:programme>/<slug:variant>/", check.page, name="check"),
        path("caseload/<slug:programme>/", caseload.page, name="caseload"),
        path("caseload/<slug:programme>/people/", caseload.people, name="people"),
        path("caseload/<slug:programme>/people/<slug:case>/", caseload.person, name="person"),
        path("programmes/<slug:programme>/", programme.page, name="programme"),
        path("verify/", verifying.page, name="verify"),
        path("verify/<slug:number>/<slug:code>/", verifying.number, name="verify_number"),
        path("cases/<slug:case>/letters/<uuid:letter>/", documents.letter, name="letter"),
        path(
            "cases/<slug:case>/letters/<uuid:letter>/pdf/", documents.letter_pdf, name="letter_pdf"
        ),
        path("cases/<slug:case>/authorization/", documents.authorization, name="authorization"),
        path(
            "cases/<slug:case>/authorization/pdf/",
            documents.authorization_pdf,
            name="authorization_pdf",
        ),
        path("sign-in/", entry.sign_in, name="sign_in"),
        path("sign-in/demonstration/", entry.sign_in_demo, name="sign_in_demo"),
        path("sign-out/", entry.sign_out, name="sign_out"),
        path("office/", entry.choose_office, name="choose_office"),
        prefix_default_language=True,
    ),
]
