"""Every address. Pages stand under their language; `/` leads to the reader's."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from safeconduct.web import views

urlpatterns = [
    path("health", views.health, name="health"),
    *i18n_patterns(
        path("", views.home, name="home"),
        prefix_default_language=True,
    ),
]
