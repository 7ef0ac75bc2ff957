"""The paths that people take, each ending at one stage of the map. Days are counted back from today."""

from collections.abc import Callable

from .habits import PULSES, comes_in, helpful, mends, praise, pulses, tells_thrice
from .life import Life
from .quotes import Quote, quote

Path = Callable[[Life], None]


def known(life: Life) -> None:
    life.known(life.rng.randint(40, 330))


def known_happy(life: Life) -> None:
    """They like us, and nobody has asked them in."""
    life.known(life.rng.randint(90, 300))
    life.answers(life.rng.randint(8, 40), life.rng.choice((9, 10)), praise(life, 0.9))


def known_again(life: Life) -> None:
    """Their invitation ran out unanswered."""
    life.known(life.rng.randint(180, 300))
    life.invited(life.rng.randint(70, 120))


def known_old(life: Life) -> None:
    """They were unhappy once, long before we heard of it."""
    life.known(110)
    life.answered_long_ago(life.rng.randint(200, 420), life.rng.randint(1, 5), life.sayings.take("old").text, 100)


def invited(life: Life) -> None:
    days = life.rng.randint(3, 36)
    life.known(days + life.rng.randint(30, 150))
    if life.rng.random() < 0.5:
        life.answers(days + 5, life.rng.choice((9, 10)))
    life.invited(days)


def settling(life: Life) -> None:
    """They came in and have not got to the end of the welcome."""
    days = life.rng.randint(2, 42)
    life.known(days + life.rng.randint(40, 200))
    life.invited(days + life.rng.randint(1, 8))
    life.joined(days)
    if life.rng.random() < 0.6:
        life.welcomed(days, steps=life.rng.randint(1, 3))


def active(life: Life) -> None:
    days = life.rng.randint(30, 380)
    comes_in(life, days, first_score=9 if life.rng.random() < 0.5 else None)
    if life.rng.random() < 0.4 and days > 40:
        life.says_what_would_help(days - 6, life.rng.choice(("first_look", "meet_peers")), helpful(life))
    pulses(life, days)
    if life.rng.random() < 0.6:
        life.tells(life.rng.randint(2, 15))


def active_fit(life: Life) -> None:
    """They shrugged, told us why, and take part."""
    days = life.rng.randint(120, 300)
    comes_in(life, days)
    pulses(life, days, until=30)
    life.answers(PULSES[-1], life.rng.choice((7, 8)), life.sayings.take("passive").text)
    life.called(14, "reached", "Asked what is missing. They would rather have it fixed than be thanked.")
    life.tells(9)


def active_mended(life: Life) -> None:
    """They were angry, were heard, and are glad."""
    days = life.rng.randint(200, 300)
    comes_in(life, days)
    low_at = life.rng.choice((170, 95))
    mends(life, days, low_at)
    pulses(life, low_at - 40)


def contributor(life: Life) -> None:
    days = life.rng.randint(190, 380)
    comes_in(life, days, first_score=life.rng.choice((9, 10)))
    tells_thrice(life, days)


def contributor_mended(life: Life) -> None:
    days = life.rng.randint(260, 380)
    comes_in(life, days)
    mends(life, days, low_at=170)
    for told_at in (128, 101, 74):
        life.tells(told_at)
    pulses(life, 60)


def contributor_quoted(life: Life) -> None:
    """Their words are cleared, though they have their doubts."""
    days = life.rng.randint(160, 175)
    comes_in(life, days)
    quote(life, lasts=9).cleared(life.rng.randint(100, 112))
    life.answers(PULSES[-1], 8, life.sayings.take("passive").text)


def advocate(life: Life) -> None:
    days = life.rng.randint(260, 380)
    comes_in(life, days, first_score=10)
    last = tells_thrice(life, days, until=80)
    quote(life).cleared(min(last - 12, life.rng.randint(35, 70)))
    life.called(28, "reached", "Thanked for the quote. Would speak with a reporter, by telephone only.", by="marketing")
    life.answers(PULSES[-1], 10, praise(life, 0.5))


def advocate_twice(life: Life) -> None:
    _gives_two(life, quote(life))


def advocate_expired(life: Life) -> None:
    """What they allowed first was for a while only, and the while is over."""
    _gives_two(life, quote(life, lasts=-12))


def advocate_withdrawn(life: Life) -> None:
    """They took one of two quotes back, which is their right at any time."""
    first = quote(life)
    _gives_two(life, first)
    first.withdrawn(15)


def advocate_awaiting(life: Life) -> None:
    """Said yes a few days ago; a second pair of eyes is still to come."""
    _gives_two(life, quote(life), awaiting=True)


def inner(life: Life) -> None:
    days = life.rng.randint(300, 335)
    comes_in(life, days, first_score=10)
    for cleared_at, answered_at in ((262, 235), (190, 160), (110, 80)):
        quote(life).cleared(cleared_at + life.rng.randint(-8, 8))
        life.answers(answered_at, 10)
    life.called(62, "reached", "Thanked in person, and told what their words have done for us.", by="executive")
    life.tells(36)
    life.answers(PULSES[-1], 10, praise(life, 1))


def fit(life: Life) -> None:
    """Neither for nor against."""
    days = life.rng.randint(130, 260)
    comes_in(life, days)
    pulses(life, days, until=30)
    life.answers(PULSES[-1], life.rng.choice((7, 8)), life.sayings.take("passive").text)


def fit_known(life: Life) -> None:
    life.known(life.rng.randint(120, 300))
    life.answers(life.rng.randint(20, 75), 7, life.sayings.take("passive").text)


def rest_silent(life: Life) -> None:
    days = life.rng.randint(240, 300)
    comes_in(life, days)
    life.tells(days - 30)


def rest_never(life: Life) -> None:
    life.known(418)


def rest_unreached(life: Life) -> None:
    life.known(300)
    life.answers(140, 3, life.sayings.take("low").text)
    life.called(139, "could_not_reach", "No answer, and no mailbox.", by="success_owner")
    life.called(135, "left_message", "Left word with a colleague. They are about to leave.", by="success_owner")
    life.given_up(128, by="success_owner")


def rest_fit(life: Life) -> None:
    life.known(320)
    life.answers(170, 7, life.sayings.take("passive").text)


def _gives_two(life: Life, first: Quote, *, awaiting: bool = False) -> None:
    days = life.rng.randint(230, 380)
    comes_in(life, days, first_score=10)
    pulses(life, days, until=160)
    first.cleared(life.rng.randint(120, 140))
    life.answers(PULSES[-2], 9)
    second = quote(life)
    if not awaiting:
        second.cleared(life.rng.randint(40, 70))
    life.called(24, "reached", "Asked how the year went. Would meet the product team in person.", by="executive")
    life.answers(PULSES[-1], 9)
    if awaiting:
        second.said(12)
        second.sent(10)
        second.approved(4)


PATHS: dict[str, Path] = {
    path.__name__: path
    for path in (
        known, known_happy, known_again, known_old, invited, settling, active, active_fit, active_mended,
        contributor, contributor_mended, contributor_quoted, advocate, advocate_twice,
        advocate_expired, advocate_withdrawn, advocate_awaiting, inner, fit, fit_known,
        rest_silent, rest_never, rest_unreached, rest_fit,
    )
}  # fmt: skip
