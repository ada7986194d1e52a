"""Django's settings, derived from `safeconduct.settings`. No secret stands here."""

from __future__ import annotations

from pathlib import Path

from safeconduct import settings
from safeconduct.database import address
from safeconduct.web import agencies

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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "safeconduct.database.apps.DatabaseConfig",
    "safeconduct.accounts.apps.AccountsConfig",
    "safeconduct.people.apps.PeopleConfig",
    "safeconduct.messages.apps.MessagesConfig",
    "safeconduct.capacity.apps.CapacityConfig",
    "safeconduct.uploads.apps.UploadsConfig",
    "safeconduct.worklists.apps.WorklistsConfig",
    "safeconduct.oversight.apps.OversightConfig",
    "safeconduct.cases.apps.CasesConfig",
    "safeconduct.statistics.apps.StatisticsConfig",
    "safeconduct.demo.apps.DemoConfig",
    "safeconduct.web.apps.WebConfig",
]

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("name", "email", "shown_name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"

# A cookie is set for those who sign in, and for nobody else.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "safeconduct.web.headers.SecurityHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "safeconduct.web.limits.Limits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
IS_HTTPS = settings.read("SAFECONDUCT_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# Browsers come back by https alone, for a year.
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
# The connection from our own proxy is plain; without its word, every form would look like a stranger's.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS and settings.proxies() else None
)

# Accounts are made by our services alone: nobody signs up, and an e-mail address is no proof of one.
ALLAUTH_TRUSTED_PROXY_COUNT = settings.proxies()
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_ADAPTER = "safeconduct.web.entry.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "request_login_code": "safeconduct.web.entry.forms.RequestCodeForm",
    "reset_password": "safeconduct.web.entry.forms.ResetPasswordForm",
}
# Nobody's mailbox is filled from here.
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,3/300s/key"}
PASSWORD_RESET_TIMEOUT = 60 * 60
# allauth's own would write addresses into a table of its own; ours stand with the account.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
MFA_ADAPTER = "safeconduct.web.entry.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "login_webauthn": "safeconduct.web.entry.forms.LoginByPasskeyForm",
    "authenticate_webauthn": "safeconduct.web.entry.forms.SecondFactorByPasskeyForm",
    "reauthenticate_webauthn": "safeconduct.web.entry.forms.ReauthenticateByPasskeyForm",
    "add_webauthn": "safeconduct.web.entry.forms.AddPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Safeconduct"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "safeconduct.web.entry.adapters.AgencyAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = agencies.providers()

# allauth counts tries here, for all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
    }
}

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
                "safeconduct.web.context.signed_in",
            ],
        },
    },
]

DATABASES = {"default": address.django_database()}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [WEB / "locale"]
#: Numbers as every other text of ours writes them.
FORMAT_MODULE_PATH = ["safeconduct.web.formats"]
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
# Other sites never learn where a reader came from. Not "no-referrer": browsers then hide the origin of
# our own forms as well, by which Django tells them from others'.
SECURE_REFERRER_POLICY = "same-origin"
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
