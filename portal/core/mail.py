"""Mails as one template each: its first line is the subject, the rest is written once and rendered twice.

In a template `button(label, url)` and `link(label, url)` make links, `scale(url)` one for each score of 0-10,
`heading(text)` parts a long mail, and `quote(text)` shows somebody's words, in plain text and in HTML; everything
else is escaped in HTML.
Blank lines part paragraphs.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from textwrap import fill

from flask import current_app, flash
from flask_babel import gettext as _
from jinja2 import Environment
from markupsafe import Markup

from .text import one_line

Pieces = Mapping[str, Callable[..., str]]
_PARAGRAPHS = re.compile(r"\n\s*\n")
_BUTTON = Markup('<a class="button" href="{url}">{label}</a>')
_LINK = Markup('<a href="{url}">{label}</a>')
_STEP = Markup('<a class="step" href="{url}?score={score}">{score}</a>')
_HEADING = Markup("<strong>{text}</strong>")
_QUOTE = Markup("<blockquote>{text}</blockquote>")


@dataclass(frozen=True)
class MailText:
    """What a mail says."""

    subject: str
    text: str
    html: str


def sends_mail() -> bool:
    """Whether emails leave this site; else they are only kept."""
    return bool(current_app.config["MAIL_URL"])


def flash_mailed(text: str, unsent: str = "") -> None:
    """Say that an email is on its way, as `text` does, or that this site sends none: as `unsent` does for those who
    have no administrator to ask."""
    if sends_mail():
        flash(text, "success")
    else:
        unsent = unsent or _("Saved, but email isn't set up on this site. Ask your administrator for the link.")
        flash(unsent, "warning")


def render_mail(template: str, **context: object) -> MailText:
    """The mail of `template` (a .txt file) as subject, plain text and HTML. `brand` is the company's name."""
    context["brand"] = current_app.config["COMPANY_NAME"]
    plain = current_app.jinja_env.get_template(template)
    subject, _line, text = plain.render(**context, **_PLAIN).strip().partition("\n")
    escaped = _escaping().get_template(template)
    _subject, _line, body = escaped.render(**context, **_HTML).strip().partition("\n")
    paragraphs = [Markup(part.replace("\n", "<br>\n")) for part in _PARAGRAPHS.split(body.strip())]  # noqa: S704
    return MailText(
        subject=one_line(subject)[:300],
        text=text.strip() + "\n",
        html=_framed(paragraphs, one_line(subject)),
    )


def _framed(paragraphs: list[Markup], subject: str) -> str:
    """The HTML mail. The worker makes it too, so it asks nothing of a request."""
    frame = current_app.jinja_env.get_template("mail.html")
    brand = {"name": current_app.config["COMPANY_NAME"], "color": current_app.config["COMPANY_COLOR"]}
    return frame.render(paragraphs=paragraphs, subject=subject, brand=brand)


def _escaping() -> Environment:
    """The application's templates with every file escaped, .txt files too."""
    known: Environment | None = current_app.extensions.get("fanfare_mail")
    if known is None:
        known = current_app.extensions["fanfare_mail"] = current_app.jinja_env.overlay(autoescape=True)
    return known


def _plain_button(label: str, url: str) -> str:
    return f"{label}:\n{url}"


def _plain_quote(text: str) -> str:
    return fill(text, 72, initial_indent="> ", subsequent_indent="> ")


def _plain_heading(text: str) -> str:
    return f"{text}\n{'-' * min(len(text), 72)}"


def _html_heading(text: str) -> Markup:
    return _HEADING.format(text=text)


def _html_button(label: str, url: str) -> Markup:
    return _BUTTON.format(label=label, url=url)


def _html_quote(text: str) -> Markup:
    return _QUOTE.format(text=text)


def _plain_link(label: str, url: str) -> str:
    return f"{label}: {url}"


def _html_link(label: str, url: str) -> Markup:
    return _LINK.format(label=label, url=url)


def _plain_scale(url: str) -> str:
    return url


def _html_scale(url: str) -> Markup:
    return Markup(" ").join(_STEP.format(url=url, score=score) for score in range(11))


_PLAIN: Pieces = {
    "button": _plain_button,
    "heading": _plain_heading,
    "link": _plain_link,
    "quote": _plain_quote,
    "scale": _plain_scale,
}
_HTML: Pieces = {
    "button": _html_button,
    "heading": _html_heading,
    "link": _html_link,
    "quote": _html_quote,
    "scale": _html_scale,
}
