"""One settings module for every office, read from the environment.

In: environment variables. Out: Django's settings. Refuses: to start in production without a
secret key of its own, or with people from the demo (see `khronika.desk`).

| variable | meaning | without it |
| --- | --- | --- |
| `KHRONIKA_HOME` | folder of keys, store and database | `~/.local/share/khronika` |
| `DATABASE_URL` | `postgres://user:password@host:port/name` | SQLite in `KHRONIKA_HOME` |
| `KHRONIKA_MODE` | `production`, `demo` or `test` | `production` |
| `KHRONIKA_SECRET_KEY` | secret of sessions and tokens, 50 characters up | made once in the home |
| `KHRONIKA_CONTACT` | address for corrections and take-down | the page says that none is given |
| `KHRONIKA_HOSTS` | blank-separated host names that the site answers to | `localhost 127.0.0.1` |
| `KHRONIKA_SITE_URL` | address of the public site, no slash at its end | `http://127.0.0.1:8000` |
| `KHRONIKA_WATCH_MAILDIR` | a Maildir whose mails the desk may take in as reports | none |
| `KHRONIKA_SMTP_HOST`, `_PORT` | the mail relay | `127.0.0.1`, 25 |
| `KHRONIKA_SMTP_SECURITY` | `none`, `starttls` or `tls` | `none` |
| `KHRONIKA_SMTP_USER`, `_PASSWORD` | how to sign in at the relay | no sign-in |
| `KHRONIKA_SMTP_REPEATS` | `drop`: the relay is known to drop a repeated Message-ID | `keep` |
| `KHRONIKA_MAIL_FROM` | address that letters come from | `letters@localhost.localdomain` |
"""

import os
from pathlib import Path

from khronika.settings.database import read_database
from khronika.settings.mail import read_mail
from khronika.settings.secret import read_secret

# The database holds names that nobody may publish: others on the machine read no file of an
# office. Its group may, where the operator opens the home (0700) to it, for backups say.
os.umask(0o027)
MODE = os.environ.get("KHRONIKA_MODE", "production")
HOME = Path(os.environ.get("KHRONIKA_HOME") or Path.home() / ".local/share/khronika")
DEBUG = False
WATCH_MAILDIR = os.environ.get("KHRONIKA_WATCH_MAILDIR") or None
SECRET_KEY = read_secret(HOME, os.environ.get("KHRONIKA_SECRET_KEY"))
ALLOWED_HOSTS = os.environ.get("KHRONIKA_HOSTS", "localhost 127.0.0.1").split()
if MODE != "production":
    ALLOWED_HOSTS.append("testserver")  # the name under which Django's test client asks

INSTALLED_APPS: list[str] = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "khronika.record",
    "khronika.record.public",
    "khronika.alert",
    "khronika.site",
    "khronika.desk",
    "khronika.desk.story",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.humanize",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
]
if MODE == "demo":
    INSTALLED_APPS.append("khronika.demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "khronika.desk.limits.size_limit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "khronika.desk.account.language.DeskLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "khronika.site.headers.content_policy",
    "khronika.desk.account.second_factor.SecondFactor",
    "khronika.desk.account.kept.KeptForms",
    "khronika.desk.story.gate.ProseGate",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "khronika.site.context.house",
                "khronika.desk.account.nav.rooms",
                "khronika.desk.account.keys.keys",
            ]
        },
    }
]

DATABASE_ROUTERS = ["khronika.record.reading.Router"]
DATABASES = {"default": read_database(HOME, os.environ.get("DATABASE_URL"))}
AUTH_USER_MODEL = "record.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
    "khronika.desk.story.gate.ProseBackend",
]
ROOT_URLCONF = "khronika.settings.urls"
WSGI_APPLICATION = "khronika.settings.wsgi.application"
MAIL = read_mail(os.environ)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Everything is kept, compared and shown as UTC; a report's own local time is a fact of its text.
USE_TZ = True
TIME_ZONE = "UTC"

USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша"), ("ar", "العربية")]

# Wagtail only drafts (docs/adr/0006): no picture of its users, no look for updates, no embeds.
WAGTAIL_SITE_NAME = "Khronika"
WAGTAILADMIN_BASE_URL = MAIL.site
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

LOGIN_URL = "desk:sign-in"
LOGIN_REDIRECT_URL = "desk:home"

# Signing in: by mail address, with passkeys and codes; nobody signs up, and no mail is sent by it.
ACCOUNT_ADAPTER = "khronika.desk.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "desk:sign-in"
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes with the browser
ACCOUNT_PREVENT_ENUMERATION = True
# A form that came with an old token is kept and offered again where it came from our own page.
CSRF_FAILURE_VIEW = "khronika.desk.account.kept.form_refused"
# Five wrong passwords for one address lock it for five minutes, whoever tries.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/300s/key"}
# `khronika serve` listens on loopback alone: who asks is who the proxy before it says (the last of
# X-Forwarded-For). Else all readers were one address, and one attacker could shut everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = 1
MFA_ADAPTER = "khronika.desk.account.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Khronika"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
# Wrong tries are counted across processes; a demo and tests have one process and no traces.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
    }
    if MODE == "production"
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

LOCALES = Path(__file__).parent.parent / "locale"
# The second: Kazakh for signing in, which django-allauth does not speak.
LOCALE_PATHS = [LOCALES, LOCALES / "others"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True  # a laptop needs no collecting step

# Where people write for a correction or to be forgotten; shown on the data protection page.
CONTACT = os.environ.get("KHRONIKA_CONTACT", "")

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# No page tells another host where its reader came from, and none may be framed. Not "no-referrer":
# with it browsers send forms with `Origin: null`, and nobody could sign in.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A sign-in ends with the browser, and twelve hours after it began whatever was done since.
SESSION_ENGINE = "khronika.desk.account.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MODE == "production"
# Where the address of the site is an https one, browsers are told to ask for no other (RFC 6797).
SECURE_HSTS_SECONDS = 31_536_000 if MAIL.site.startswith("https://") else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other hosts of the domain are not ours to promise for
    "security.W008",  # the proxy answers http; a redirect here would loop behind one that hides it
    "security.W021",  # nor is its preloading
]

# Failures are written to stderr by their places in the code (`khronika.settings.log`).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"places": {"()": "khronika.settings.log.Places"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "places"}},
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR"}},
}
