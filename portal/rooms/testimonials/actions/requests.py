"""What a customer is asked for, and how little of it they may allow."""

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import gettext as _

from portal.core.errors import Refused

from ..models import ANYWHERE, ATTRIBUTIONS, ApprovalRequest


@dataclass(frozen=True)
class Ask:
    """What we would like to be allowed. `where` says it in plain words: "one press release"."""

    channels: tuple[str, ...]
    territories: tuple[str, ...]
    attribution: str
    where: str
    languages: tuple[str, ...] = ("*",)
    logo: bool = False
    until: date | None = None

    @classmethod
    def of(cls, request: ApprovalRequest) -> "Ask":
        """What a request asked for."""
        stored = request.asked_for
        return cls(
            channels=tuple(stored["channels"]),
            territories=tuple(stored["territories"]),
            languages=tuple(stored["languages"]),
            attribution=stored["attribution"],
            where=stored["where"],
            logo=stored["logo"],
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
            and ATTRIBUTIONS.index(granted.attribution) >= ATTRIBUTIONS.index(self.attribution)
            and (self.logo or not granted.logo)
            and (self.until is None or (granted.until is not None and granted.until <= self.until))
        )


def check_granted(asked: Ask, granted: Ask) -> None:
    """Refuse an answer that allows more than was asked, or nothing at all."""
    if not asked.covers(granted):
        raise Refused(_("You can allow less than was asked, not more."))
    if not granted.channels or not granted.territories:
        raise Refused(_("Leave at least one place where it may appear, or say “Not this time”."))


def _within(granted: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    return ANYWHERE in asked or set(granted) <= set(asked)
