"""Django's settings, derived from `safeconduct.settings`. No secret stands here."""

from __future__ import annotations

from pathlib import Path

from safeconduct import settings
from safeconduct.database import address

WEB = Path(__file__).parent

SECRET_KEY = address.secret_key(settings.home())
DEBUG = False
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    settings.read("SAFECONDUCT_HOST"),
    *(name.strip() for name in settings.read("SAFECONDUCT_SITE_NAMES").split(",") if name.strip()),
]

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "safeconduct.database.apps.DatabaseConfig",
    "safeconduct.people.apps.PeopleConfig",
    "safeconduct.capacity.apps.CapacityConfig",
    "safeconduct.cases.apps.CasesConfig",
    "safeconduct.demo.apps.DemoConfig",
    "safeconduct.web.apps.WebConfig",
]

# No cookie is ever set: no session, and so none that a forged form could ride on.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "safeconduct.web.headers.SecurityHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "safeconduct.web.failures.TranslateErrors",
]

ROOT_URLCONF = "safeconduct.web.urls"
WSGI_APPLICATION = "safeconduct.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "safeconduct.web.context.layout",
            ],
        },
    },
]

DATABASES = {"default": address.django_database()}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# `make front` builds the first folder and gathers hashed copies in the second.
STATICFILES_DIRS = [WEB / "static"]
STATIC_ROOT = WEB / "served"
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # Anybody can send a wrong host name; that is answered with 400 and is no error of ours.
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
