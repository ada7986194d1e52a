"""Addresses of the portal, under the reader's language: `apply/` for everyone, `my/` for who is signed in."""

from django.urls import path

from safeconduct.web.portal import (
    acts,
    address,
    applying,
    appointment,
    check,
    helper,
    inviting,
    mine,
    papers,
    questions,
    representing,
    supporting,
    together,
)

urlpatterns = [
    path("check/<slug:programme>/", check.page, name="check"),
    path("check/<slug:programme>/<slug:variant>/", check.page, name="check"),
    path("apply/", applying.start, name="apply"),
    path("apply/helping/", applying.helping, name="apply_helping"),
    path("apply/helping/account/", helper.page, name="apply_helper"),
    path("apply/invitation/", inviting.accept, name="invitation"),
    path("apply/<slug:who>/", applying.begin, name="apply_begin"),
    path("my/", mine.cases, name="portal"),
    path("my/address/", address.page, name="my_address"),
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
    path("my/<slug:case>/co-supporters/", supporting.co_supporters, name="my_co_supporters"),
    path("my/<slug:case>/promise/", supporting.promise, name="my_promise"),
    path("my/<slug:case>/leaving/", together.leave, name="my_leaving"),
]
