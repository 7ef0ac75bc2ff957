"""The portal: the web application, its command line and its worker.

For a company's advocates and for the staff who look after them.
"""

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings, load_settings

from .core import errors, headers, health, logs, pages
from .core.cookies import cookie_names, register_cookies
from .core.database import init_database
from .core.landing import register_landing
from .core.older_cookies import SignedSessions
from .core.private_files import keep_private
from .core.static import serve_static
from .core.urls import RowIds
from .extensions import init_extensions
from .features import register_features
from .former import register_former_addresses

MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The application for `settings` (from the environment when none are given)."""
    settings = settings or load_settings()
    logs.configure_logs(settings.log_level)
    keep_private(settings)
    app = Flask("portal", root_path=str(ROOT / "portal"), static_url_path="/static")
    app.config.from_mapping(_flask_config(settings))
    app.session_interface = SignedSessions()
    app.url_map.converters["int"] = RowIds
    serve_static(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    logs.register_logs(app)
    headers.register_headers(app)
    init_database(app, settings.database_url)
    init_extensions(app)
    register_cookies(app)
    errors.register_errors(app)
    register_landing(app)
    pages.register_pages(app)
    app.register_blueprint(health.blueprint)
    register_features(app)
    register_former_addresses(app)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    https = settings.base_url.startswith("https://")
    return {
        **_secret_keys(settings),
        "BASE_URL": settings.base_url,
        "INSTANCE_PATH": str(settings.instance_path),
        "MAIL_URL": settings.mail_url.get_secret_value(),
        "MAIL_CA_FILE": settings.mail_ca_file or None,
        "MAIL_FROM": settings.mail_from,
        "MAIL_IN_DOMAIN": settings.mail_in_domain,
        "MAIL_IN_AUTHSERV_ID": settings.mail_in_authserv_id,
        "MAIL_IN_HOST": settings.mail_in_host,
        "MAIL_IN_PORT": settings.mail_in_port,
        "COMPANY_NAME": settings.company_name,
        "COMPANY_COLOR": settings.company_color,
        "TIME_ZONE": settings.time_zone,
        "BABEL_DEFAULT_TIMEZONE": settings.time_zone,
        **cookie_names(https=https),
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": https,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_DURATION": timedelta(days=365),
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 64 * MEGABYTE,
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "TEMPLATES_AUTO_RELOAD": False,
        "MIGRATIONS": str(ROOT / "migrations"),
    }


def _secret_keys(settings: Settings) -> dict[str, object]:
    """Flask reads with all of them and signs with SECRET_KEY; forms sign with the last one of theirs."""
    newest, older = settings.secret(), settings.secret_fallbacks()
    return {
        "SECRET_KEY": newest,
        "SECRET_KEY_FALLBACKS": older,
        "SECRET_KEY_IS_KEPT": not settings.secret_key.get_secret_value(),
        "WTF_CSRF_SECRET_KEY": [*reversed(older), newest],
    }
