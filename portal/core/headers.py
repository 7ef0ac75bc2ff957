"""Headers of every answer, and the one table of exceptions to the HTTP rules."""

import secrets
from dataclasses import dataclass

from flask import Flask, Response, g, request


@dataclass(frozen=True)
class Exemption:
    """A route that may bend a rule, and why."""

    endpoint: str
    rule: str
    reason: str


EXEMPTIONS = (
    Exemption("notices.unsubscribe_one_click", "csrf", "mail programs POST it (RFC 8058); its token is the proof"),
)

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
}
HALF_A_YEAR = 15_552_000


def register_headers(app: Flask) -> None:
    """Give each request a nonce and each answer its policy. Static files may be cached, pages never are."""

    @app.before_request
    def _nonce() -> None:
        g.nonce = secrets.token_urlsafe(16)

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _policy(g.get("nonce", "")))
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        if app.config["BASE_URL"].startswith("https://"):
            response.headers.setdefault("Strict-Transport-Security", f"max-age={HALF_A_YEAR}")
        return response


def policy_with(*rules: str) -> str:
    """The policy of this answer with a few rules more, for a page that shows another page of ours in a frame."""
    return "; ".join((_policy(g.get("nonce", "")), *rules))


def _policy(nonce: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "font-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        )
    )
