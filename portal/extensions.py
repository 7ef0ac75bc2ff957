"""The Flask extensions, made once and bound in create_app()."""

from babel import Locale
from flask import Flask, g, has_request_context, request
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from .core.database import db
from .core.language import install_translations
from .core.limits import register_limits
from .core.older_cookies import SignedIn
from .core.sizes import register_sizes

babel = Babel()
bootstrap = Bootstrap5()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, swallow_errors=True, headers_enabled=False)
login_manager = SignedIn()
migrate = Migrate()
LANGUAGES = {"en": Locale("en", "GB"), "en-US": Locale("en")}
"""What a browser asks for, and how it is told; the texts are British, and so are dates but for American readers."""
DEFAULT_LANGUAGE = "en"


def init_extensions(app: Flask) -> None:
    """Bind every extension. Sessions are rows (access/sessions.py), so Flask-Login need not guess who moved."""
    babel.init_app(app, locale_selector=_language, timezone_selector=_zone)
    install_translations(app, babel)
    bootstrap.init_app(app)
    register_sizes(app)
    limiter.init_app(app)
    _limit_by_the_table(app)
    csrf.init_app(app)
    login_manager.session_protection = None
    login_manager.init_app(app)
    migrate.init_app(app, db, directory=app.config["MIGRATIONS"])


def _limit_by_the_table(app: Flask) -> None:
    """Every limit stands in `core/limits.py`; the extension counts, and looks for none of its own."""
    before = app.before_request_funcs[None]
    before[:] = [each for each in before if getattr(each, "__self__", None) is not limiter]
    register_limits(app, limiter)


def _language() -> Locale:
    if not has_request_context():
        return LANGUAGES[DEFAULT_LANGUAGE]
    return LANGUAGES[request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE]


def _zone() -> str | None:
    zone: str | None = g.get("time_zone")
    return zone
