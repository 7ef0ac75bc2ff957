"""What many paths have in common: coming in, answering each time, telling, being angry and being heard."""

from .life import Life

PULSES = (395, 320, 245, 170, 95, 20)
"""When everybody is asked whether they would recommend us: never further apart than silence allows."""


def comes_in(life: Life, days: int, first_score: int | None = None) -> None:
    """Known, perhaps asked, invited, joined, and through the welcome."""
    life.known(min(days + life.rng.randint(15, 120), 424))
    if first_score is not None:
        life.answers(days + 11, first_score, praise(life, 0.15))
    life.invited(days + life.rng.randint(2, 8))
    life.joined(days)
    life.welcomed(days)


def pulses(life: Life, days: int, until: int = 0) -> None:
    """They answer each time, gladly."""
    for pulse in PULSES:
        if days - 8 > pulse > until:
            life.answers(pulse + life.rng.randint(-3, 3), life.rng.choice((9, 9, 10)), praise(life, 0.08))


def tells_thrice(life: Life, days: int, until: int = 0) -> int:
    """Three things that they tell us, with answers in between; the day of the last one."""
    told = [days - 22, days - 22 - life.rng.randint(25, 45), days - 75 - life.rng.randint(5, 40)]
    asked = [pulse for pulse in PULSES if days - 8 > pulse > until and pulse not in told]
    for day in sorted([*told, *asked], reverse=True):
        if day in told:
            life.tells(day, between_us=life.rng.random() < 0.06)
        else:
            life.answers(day, life.rng.choice((9, 10)), praise(life, 0.08))
    return told[-1]


def mends(life: Life, days: int, low_at: int) -> None:
    """A low answer, a call, a remedy, and the question once more."""
    pulses(life, days, until=low_at + 5)
    life.answers(low_at, life.rng.randint(2, 5), life.sayings.take("low").text)
    late = life.rng.random() < 0.2
    note, told = "Listened. It is ours to put right.", "Thank you for saying so. It is ours to put right, and we will."
    life.called(low_at - (6 if late else 1), "reached", note, answers=True, told=told)
    life.answers(low_at - 30, 9, life.sayings.take("mended").text, care=True)
    life.case_closed(low_at - 32)


def praise(life: Life, chance: float) -> str:
    return life.sayings.take("praise").text if life.rng.random() < chance else ""


def helpful(life: Life) -> str:
    return life.sayings.take("help").text
