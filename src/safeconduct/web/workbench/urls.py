"""Addresses of the officers' desk, under the reader's language."""

from django.urls import path

from safeconduct.web.workbench import acts, case, lists

urlpatterns = [
    path("work/", lists.work, name="work"),
    path("work/stages/", lists.stages, name="work_stages"),
    path("work/<slug:receipt>/", case.page, name="work_case"),
    path("work/<slug:receipt>/decide/", acts.decide, name="work_decide"),
    path("work/<slug:receipt>/confirm/", acts.confirm, name="work_confirm"),
    path("work/<slug:receipt>/send-back/", acts.send_back, name="work_send_back"),
    path("work/<slug:receipt>/ask/", acts.ask, name="work_ask"),
    path("work/<slug:receipt>/note/", acts.note, name="work_note"),
    path("work/<slug:receipt>/pause/", acts.pause, name="work_pause"),
    path("work/<slug:receipt>/resume/", acts.resume, name="work_resume"),
    path("work/<slug:receipt>/review/", acts.review, name="work_review"),
]
