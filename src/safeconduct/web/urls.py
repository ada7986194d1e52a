"""Every address. Pages stand under their language; `/` leads to the reader's."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from safeconduct.web import views
from safeconduct.web.control import caseload, programme
from safeconduct.web.documents import pages as documents
from safeconduct.web.documents import verifying
from safeconduct.web.entry import pages as entry
from safeconduct.web.entry import agency
from safeconduct.web.portal import check
from safeconduct.web.workbench import acts, lists
from safeconduct.web.workbench import case as work_case

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
        path("", include("safeconduct.web.entry.urls")),
        path("work/", lists.work, name="work"),
        path("work/stages/", lists.stages, name="work_stages"),
        path("work/<slug:receipt>/", work_case.page, name="work_case"),
        path("work/<slug:receipt>/decide/", acts.decide, name="work_decide"),
        path("work/<slug:receipt>/confirm/", acts.confirm, name="work_confirm"),
        path("work/<slug:receipt>/send-back/", acts.send_back, name="work_send_back"),
        path("work/<slug:receipt>/ask/", acts.ask, name="work_ask"),
        path("work/<slug:receipt>/note/", acts.note, name="work_note"),
        path("work/<slug:receipt>/pause/", acts.pause, name="work_pause"),
        path("work/<slug:receipt>/resume/", acts.resume, name="work_resume"),
        path("work/<slug:receipt>/review/", acts.review, name="work_review"),
        prefix_default_language=True,
    ),
]
