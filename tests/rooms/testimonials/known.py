"""What must be so of a quote, told without any status: what its author said yes to, for which words, until when, and
whether somebody released or stopped it since."""

from dataclasses import dataclass
from datetime import date

from portal.rooms.testimonials.actions import Ask

LESS = {
    "full_name": ("full_name", "first_name", "role_company", "anonymous"),
    "first_name": ("first_name", "anonymous"),
    "role_company": ("role_company", "anonymous"),
    "anonymous": ("anonymous",),
}


@dataclass
class Known:
    """What must be so of one quote."""

    member_id: int
    text: str
    granted: Ask | None = None
    released: bool = False
    stopped: bool = False
    gone: bool = False

    def cleared(self, today: date, channel: str = "", country: str = "", attribution: str = "") -> bool:
        granted = self.granted
        if granted is None or self.gone or self.stopped or not self.released:
            return False
        in_time = granted.until is None or granted.until >= today
        there = not country or "*" in granted.territories or country in granted.territories
        named = not attribution or attribution in LESS[granted.attribution]
        return in_time and there and named and (not channel or channel in granted.channels)

    def stop(self) -> None:
        self.stopped = True

    def go_on(self) -> None:
        self.stopped = False

    def go(self) -> None:
        self.gone = True

    def void(self, text: str = "") -> None:
        """Other words, or the same asked anew: nothing is allowed."""
        self.text, self.granted, self.released, self.stopped = text or self.text, None, False, False
