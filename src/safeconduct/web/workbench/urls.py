"""Addresses of the officers' desk, under the reader's language."""

from django.urls import path

from safeconduct.web.workbench import (
    acts,
    appointing,
    case,
    draws,
    lists,
    papers,
    posts,
    standstill,
    together,
)

_CASE = "work/<slug:receipt>/"

urlpatterns = [
    path("work/", lists.work, name="work"),
    path("work/stages/", lists.stages, name="work_stages"),
    path("work/today/", posts.today, name="work_day"),
    path("work/posts/", posts.listed, name="work_posts"),
    path("work/posts/<slug:post>/", posts.one, name="work_post"),
    path("work/holds/", standstill.page, name="work_holds"),
    path("work/holds/new/", standstill.begin, name="work_hold"),
    path("work/holds/<uuid:hold>/end/", standstill.end, name="work_hold_end"),
    path("work/depends/<slug:dependency>/", standstill.check, name="work_dependency"),
    path("work/draws/", draws.page, name="work_draws"),
    path("work/draws/<slug:stage>/announce/", draws.announce, name="work_draw_announce"),
    path("work/draws/<uuid:draw>/make/", draws.make, name="work_draw_make"),
    path("work/draws/<uuid:draw>/proof/", draws.proof, name="work_draw_proof"),
    path(_CASE, case.page, name="work_case"),
    path(f"{_CASE}decide/", acts.decide, name="work_decide"),
    path(f"{_CASE}confirm/", acts.confirm, name="work_confirm"),
    path(f"{_CASE}send-back/", acts.send_back, name="work_send_back"),
    path(f"{_CASE}ask/", acts.ask, name="work_ask"),
    path(f"{_CASE}note/", acts.note, name="work_note"),
    path(f"{_CASE}pause/", acts.pause, name="work_pause"),
    path(f"{_CASE}resume/", acts.resume, name="work_resume"),
    path(f"{_CASE}review/", acts.review, name="work_review"),
    path(f"{_CASE}documents/<uuid:document>/", papers.open_document, name="work_document"),
    path(f"{_CASE}add-document/", acts.add_document, name="work_add_document"),
    path(f"{_CASE}erase-document/", acts.erase_document, name="work_erase_document"),
    path(f"{_CASE}appointment/", appointing.page, name="work_appointment"),
    path(f"{_CASE}cancel-appointment/", acts.cancel_appointment, name="work_cancel_appointment"),
    path(f"{_CASE}family/", together.page, name="work_family"),
    path(f"{_CASE}end-party/", acts.end_party, name="work_end_party"),
    path(f"{_CASE}leave-group/", acts.leave_group, name="work_leave_group"),
]
