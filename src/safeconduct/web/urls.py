"""Every address. Pages stand under their language; `/` leads to the reader's."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from safeconduct.web import views
from safeconduct.web.control import caseload, programme
from safeconduct.web.entry import pages as entry
from safeconduct.web.portal import (
    acts,
    applying,
    appointment,
    check,
    inviting,
    mine,
    papers,
    questions,
    representing,
)

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
        path("apply/", applying.start, name="apply"),
        path("apply/helping/", applying.helping, name="apply_helping"),
        path("apply/invitation/", inviting.accept, name="invitation"),
        path("apply/<slug:who>/", applying.begin, name="apply_begin"),
        path("my/", mine.cases, name="portal"),
        path("my/<slug:case>/", mine.case, name="my_case"),
        path("my/<slug:case>/questions/", questions.resume, name="my_questions"),
        path("my/<slug:case>/questions/<slug:fact>/", questions.page, name="my_question"),
        path("my/<slug:case>/answers/", questions.answers, name="my_answers"),
        path("my/<slug:case>/withdrawal/", acts.withdraw, name="my_withdrawal"),
        path("my/<slug:case>/review/", acts.review, name="my_review"),
        path("my/<slug:case>/evidence/", acts.evidence, name="my_evidence"),
        path(
            "my/<slug:case>/representatives/",
            representing.representatives,
            name="my_representatives",
        ),
        path("my/<slug:case>/documents/", papers.page, name="my_documents"),
        path("my/<slug:case>/documents/<uuid:document>/", papers.file, name="my_document"),
        path("my/<slug:case>/appointment/", appointment.page, name="my_appointment"),
        path("my/<slug:case>/family/", representing.family, name="my_family"),
        path("my/<slug:case>/supporter/", inviting.supporter, name="my_supporter"),
        path("my/<slug:case>/invitation/", inviting.invite, name="my_invitation"),
        path("sign-in/", entry.sign_in, name="sign_in"),
        path("sign-in/demonstration/", entry.sign_in_demo, name="sign_in_demo"),
        path("sign-out/", entry.sign_out, name="sign_out"),
        path("office/", entry.choose_office, name="choose_office"),
        prefix_default_language=True,
    ),
]
