"""Addresses of letters and authorizations, and of checking one, under the reader's language."""

from django.urls import path

from safeconduct.web.documents import pages, verifying

urlpatterns = [
    path("verify/", verifying.page, name="verify"),
    path("verify/<slug:number>/<slug:code>/", verifying.number, name="verify_number"),
    path("cases/<slug:case>/letters/<uuid:letter>/", pages.letter, name="letter"),
    path("cases/<slug:case>/letters/<uuid:letter>/pdf/", pages.letter_pdf, name="letter_pdf"),
    path("cases/<slug:case>/authorization/", pages.authorization, name="authorization"),
    path(
        "cases/<slug:case>/authorization/pdf/",
        pages.authorization_pdf,
        name="authorization_pdf",
    ),
]
