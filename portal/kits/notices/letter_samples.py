"""Every mail that can be written, with made-up words in it, so that it can be read before it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l

from portal.core.clock import now
from portal.core.mail import MailText, render_mail

from .answers.marks import MARKS
from .digest import DigestItem
from .kinds import DIGEST, KINDS
from .letters import OPTIONAL, TEMPLATES, Letter
from .models import Answer
from .sources import Shown

RETURNED, ANSWERED = "returned", "answered"


@dataclass(frozen=True)
class Sample:
    """One mail of the catalogue."""

    name: str
    category: str
    description: Any
    path: str

    @property
    def mail(self) -> MailText:
        """The mail as somebody made up would get it."""
        return render_mail(self.path, **_values(self))


class _Somebody:
    """A reader who does not exist."""

    name = "Ada Lindqvist"
    short_name = "Ada"
    email = "ada@orbit.example"
    given_name = "Ada"


def samples() -> dict[str, Sample]:
    """Every letter, notice and digest by name."""
    return {sample.name: sample for sample in _all()}


def _all() -> Iterator[Sample]:
    yield from (_of_letter(letter) for letter in TEMPLATES.values())
    for kind in KINDS.values():
        yield Sample(f"notice-{kind.name}", kind.category, kind.label, kind.letter)
    yield Sample(DIGEST, "promotion", _l("What can wait, in one email"), "notices/mail/digest.txt")
    yield Sample(RETURNED, "service", _l("A reply by email that couldn't be posted"), "notices/mail/returned.txt")
    yield Sample(ANSWERED, "service", _l("What a member wrote back to a colleague"), "notices/mail/answered.txt")


def _of_letter(letter: Letter) -> Sample:
    return Sample(letter.name, letter.category, letter.description, letter.path)


def _values(sample: Sample) -> dict[str, object]:
    base = current_app.config["BASE_URL"]
    stop = f"{base}/mails/stop/…"
    who, text = "Mei Tanaka", "Ward forms still arrive by fax. Every morning, somebody types them in."
    kind = KINDS.get(sample.name.removeprefix("notice-"))
    values: dict[str, object] = {
        "member": _Somebody(),
        "user": _Somebody(),
        "signature": "Priya Shah",
        "home_url": f"{base}/",
        "url": f"{base}/…",
        "stop_url": stop if kind or sample.name == DIGEST or sample.category in OPTIONAL else None,
        "until": now(),
        "question": "How likely are you to recommend us to a colleague?",
        "scored": True,
        "sentence": "Your two lines about faxes changed what we build next.",
        "reason": "We found no text of yours in it, only what you quoted.",
        "own_text": "We scan them.",
        "rhythm": "weekly",
        "parts": [("New for you", [(DigestItem("Faxed forms", text, "/", f"{who} replied"), f"{base}/…")], False)],
        "who": who,
        "can_reply": True,
        "shown": Shown("Faxed forms", text, "/"),
        "kind": kind,
        "line": str(kind.line) % {"who": who, "count": 1} if kind else "",
        "message": text,
        "subject": "Re: Thank you, Ada",
        "about": "Thank you, Ada",
        "note": MARKS["foreign"].sentence,
        "before": "",
        "answer": Answer(sender="ada@home.example", file_key="…"),
        "text": text,
    }
    return values
