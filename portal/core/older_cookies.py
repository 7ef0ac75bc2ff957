"""Cookies that an older secret key has signed: read like any other, and signed with the newest as soon as they come.

So an older key can go once everybody has been here; Flask and Flask-Login alone would keep what they read.
"""

from typing import Any

from flask import Flask, Request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager
from flask_login.utils import decode_cookie, encode_cookie
from itsdangerous import BadSignature, URLSafeTimedSerializer

from .keys import secret_keys


class SignedSessions(SecureCookieSessionInterface):
    """The session cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read it with any key; one that the newest has not signed is written again."""
        opened = super().open_session(app, request)
        if opened and app.config["SECRET_KEY_FALLBACKS"] and not self._is_newest(app, request):
            opened.modified = True
        return opened

    def _is_newest(self, app: Flask, request: Request) -> bool:
        signing = URLSafeTimedSerializer(
            app.config["SECRET_KEY"],
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={"key_derivation": self.key_derivation, "digest_method": self.digest_method},
        )
        try:
            signing.loads(request.cookies.get(self.get_cookie_name(app), ""))
        except BadSignature:
            return False
        return True


class SignedIn(LoginManager):  # type: ignore[misc]
    """The cookie that keeps somebody signed in when the browser was closed."""

    def _load_user_from_remember_cookie(self, cookie: str) -> Any:
        for key in secret_keys()[1:]:
            payload = decode_cookie(cookie, key=key)
            if payload is not None:
                user = super()._load_user_from_remember_cookie(encode_cookie(payload))
                if user is not None:
                    session["_remember"] = "set"
                return user
        return super()._load_user_from_remember_cookie(cookie)
