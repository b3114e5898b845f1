"""Django's settings, all from the environment. What each variable means stands in docs/how-to/configure.md."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from hamyar.config.environment import MODES, Environment
from hamyar.config.logs import logging_settings

PACKAGE = Path(__file__).resolve().parent.parent

env = Environment()
MODE = env.choice("HAMYAR_MODE", MODES, default="production")
DEMO = MODE == "demo"
DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", why="Set it to a long random text and keep it secret.")
if MODE == "production" and SECRET_KEY and len(SECRET_KEY) < 40:
    env.faults.append("SECRET_KEY is shorter than 40 characters; set a longer random text.")
ALLOWED_HOSTS = env.words(
    "HAMYAR_ALLOWED_HOSTS", default="" if MODE == "production" else "localhost,127.0.0.1,testserver"
)
if MODE == "production" and not ALLOWED_HOSTS:
    env.faults.append("HAMYAR_ALLOWED_HOSTS is not set. Set it to the host names people use, separated by commas.")
CSRF_TRUSTED_ORIGINS = env.words("HAMYAR_TRUSTED_ORIGINS")
ENFORCE_SECOND_FACTOR = env.switch("HAMYAR_SECOND_FACTOR", default=MODE == "production")
BEHIND_TLS = env.switch("HAMYAR_TLS", default=MODE == "production")

# The application's role owns nothing; migrations and `hamyar init` run as the owner (docs/adr/0003).
AS_OWNER = env.switch("HAMYAR_AS_OWNER", default=False)
database = env.database("DATABASE_OWNER_URL" if AS_OWNER else "DATABASE_URL")
if MODE == "production" and database:
    database["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.integer("HAMYAR_POOL_SIZE", default=8, low=1, high=100),
        "timeout": 10,
    }
DATABASES = {"default": database}
REGISTERS_URL = env.text("HAMYAR_REGISTERS_URL", default="")
REGISTERS_TOKEN = env.text("HAMYAR_REGISTERS_TOKEN", default="")
SMS_PROVIDER = env.choice("HAMYAR_SMS", ("file", "console", "http"), default="file")
SMS_URL = env.text("HAMYAR_SMS_URL", default="") if SMS_PROVIDER != "http" else env.text("HAMYAR_SMS_URL")
PUBLIC_ADDRESS = env.text("HAMYAR_ADDRESS", default="").rstrip("/")
SMS_TOKEN = env.text("HAMYAR_SMS_TOKEN", default="")
MEDIA_ROOT = env.text("HAMYAR_FILES", default=str(Path.cwd() / ".hamyar" / "files"))
UPLOAD_LIMIT_BYTES = env.integer("HAMYAR_UPLOAD_LIMIT_MB", default=8, low=1, high=100) * 1024 * 1024
LOG_LEVEL = env.choice("HAMYAR_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")
API_LIMIT_BYTES = env.integer("HAMYAR_API_LIMIT_KB", default=2048, low=16, high=102_400) * 1024
env.stop_on_faults()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "procrastinate.contrib.django",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_htmx",
    "django_vite",
    "hamyar.audit",
    "hamyar.outbox",
    "hamyar.web",
    "hamyar.org",
    "hamyar.obligations",
    "hamyar.releases",
    "hamyar.documents",
    *[
        f"hamyar.{name}"
        for name in (
            "registry", "casefiles", "inquiries", "intake", "visits", "assessment", "plans", "notifications",
            "desk", "portal", "operations", "config",
        )
        if (PACKAGE / name / "apps.py").exists()
    ],
]  # fmt: skip

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "hamyar.org.middleware.OneTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "hamyar.org.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hamyar.org.middleware.SetReach",
    "hamyar.org.middleware.SignInDuties",
    "axes.middleware.AxesMiddleware",
    "hamyar.config.middleware.AnswerRefusals",  # last: a refusal of a view meets it first
]

ROOT_URLCONF = "hamyar.config.urls"
WSGI_APPLICATION = "hamyar.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hamyar.config.page.shell",
            ]
        },
    }
]
FORM_RENDERER = "hamyar.web.rendering.HamyarFormRenderer"

AUTH_USER_MODEL = "org.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "hamyar.org.backends.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "hamyar.org.passwords.NotLikeTheUser", "OPTIONS": {"user_attributes": ("username", "family_name")}},
    {"NAME": "hamyar.org.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "hamyar.org.passwords.NotCommon"},
    {"NAME": "hamyar.org.passwords.NotOnlyDigits"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed only; no real password is tested
LOGIN_URL = "org:sign_in"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "hamyar.org.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Hamyar"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hamyar.config.errors.form_too_old"
CSRF_COOKIE_HTTPONLY = False  # the page's own script sends it with htmx requests

LANGUAGE_CODE = "fa"
USE_I18N = True
TIME_ZONE = "Asia/Tehran"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = env.text("HAMYAR_STATIC", default=str(Path.cwd() / ".hamyar" / "static"))
WHITENOISE_USE_FINDERS = MODE != "production"
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MODE == "production"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "static_url_prefix": "dist",
        "manifest_path": PACKAGE / "web" / "static" / "dist" / "manifest.json",
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None  # a capability's tasks.py is plain functions; the schedule calls them
PROCRASTINATE_IMPORT_PATHS = ["hamyar.config.schedule"]
DATA_UPLOAD_MAX_MEMORY_SIZE = max(UPLOAD_LIMIT_BYTES, API_LIMIT_BYTES)
FILE_UPLOAD_PERMISSIONS = 0o600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^ready/"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(LOG_LEVEL)
SILENCED_SYSTEM_CHECKS: list[str] = []
