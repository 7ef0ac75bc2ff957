"""What a customer is asked for, and how little of it they may allow."""

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import gettext as _

from portal.core.errors import Refused

from .attributions import allows
from .codes import languages_of
from .models import ANYWHERE, ApprovalRequest


@dataclass(frozen=True)
class Ask:
    """What we would like to be allowed. `where` says it in plain words: "one press release". Languages are those of
    translations: without any, the words appear as they are."""

    channels: tuple[str, ...]
    territories: tuple[str, ...]
    attribution: str
    where: str
    languages: tuple[str, ...] = ()
    logo: bool = False
    photo: bool = False
    until: date | None = None

    @classmethod
    def of(cls, request: ApprovalRequest) -> "Ask":
        """What a request asked for. Before there were photos the customer's page named neither languages nor a logo,
        so neither was asked for, whatever stands there."""
        stored = request.asked_for
        named = "photo" in stored
        return cls(
            channels=tuple(stored["channels"]),
            territories=tuple(stored["territories"]),
            languages=tuple(stored["languages"]) if named else (),
            attribution=stored["attribution"],
            where=stored["where"],
            logo=named and stored["logo"],
            photo=named and stored["photo"],
            until=date.fromisoformat(stored["until"]) if stored["until"] else None,
        )

    def stored(self) -> dict[str, object]:
        """As the request keeps it."""
        return {
            **asdict(self),
            "channels": list(self.channels),
            "territories": list(self.territories),
            "languages": list(self.languages),
            "until": self.until.isoformat() if self.until else None,
        }

    def over(self, today: date) -> bool:
        """Whether the last day that was asked for has passed."""
        return self.until is not None and self.until < today

    def covers(self, granted: "Ask") -> bool:
        """Whether `granted` is all of this or less of it."""
        return (
            set(granted.channels) <= set(self.channels)
            and _within(granted.territories, self.territories)
            and _within(granted.languages, self.languages)
            and allows(self.attribution, granted.attribution)
            and (self.logo or not granted.logo)
            and (self.photo or not granted.photo)
            and (self.until is None or (granted.until is not None and granted.until <= self.until))
        )


def check_granted(asked: Ask, granted: Ask) -> None:
    """Refuse an answer that allows more than was asked, or nothing at all."""
    if not asked.covers(granted):
        raise Refused(_("You can allow less than was asked, not more."))
    if not granted.channels or not granted.territories:
        raise Refused(_("Leave at least one place where it may appear, or say “Not this time”."))


def also_asked(ask: Ask, author: str = "") -> list[str]:
    """What is asked for beside the words, where and until when, in sentences to the author; or, by the author's name,
    to whoever else has to agree."""
    sentences = []
    if ANYWHERE in ask.languages:
        sentences.append(_("We may translate them into any language."))
    elif ask.languages:
        sentences.append(_("We may translate them into: %(languages)s.", languages=languages_of(ask.languages)))
    if ask.photo and author:
        both = _("With your company's logo and a portrait of %(name)s.", name=author)
        sentences.append(both if ask.logo else _("With a portrait of %(name)s.", name=author))
    elif ask.logo and ask.photo:
        sentences.append(_("With your company's logo and your portrait."))
    elif ask.logo or ask.photo:
        sentences.append(_("With your company's logo.") if ask.logo else _("With your portrait."))
    return [str(sentence) for sentence in sentences]


def in_short(ask: Ask) -> list[str]:
    """The same as a few words, for beside the button that allows it."""
    languages = [_("any language")] if ANYWHERE in ask.languages else [languages_of(ask.languages)]
    words = languages if ask.languages else []
    words += [_("logo")] if ask.logo else []
    words += [_("portrait")] if ask.photo else []
    return [str(each) for each in words]


def _within(granted: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    return ANYWHERE in asked or set(granted) <= set(asked)
