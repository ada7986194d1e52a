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
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "safeconduct.database.apps.DatabaseConfig",
    "safeconduct.accounts.apps.AccountsConfig",
    "safeconduct.people.apps.PeopleConfig",
    "safeconduct.messages.apps.MessagesConfig",
    "safeconduct.capacity.apps.CapacityConfig",
    "safeconduct.uploads.apps.UploadsConfig",
    "safeconduct.cases.apps.CasesConfig",
    "safeconduct.demo.apps.DemoConfig",
    "safeconduct.web.apps.WebConfig",
]

AUTH_USER_MODEL = "accounts.Account"

# A cookie is set for those who sign in, and for nobody else.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "safeconduct.web.headers.SecurityHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "safeconduct.web.failures.TranslateErrors",
    "safeconduct.web.doors.Doors",
]

SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "safeconduct.web.failures.stale_form"
# Over plain HTTP on one's own machine a secure cookie would never come back.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = settings.read("SAFECONDUCT_HTTPS") == "1"

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

EMAIL_BACKEND = "safeconduct.messages.backend.Outbox"
DEFAULT_FROM_EMAIL = settings.read("SAFECONDUCT_MAIL_FROM")

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
