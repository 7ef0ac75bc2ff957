"""The betas in the play: one that is over, one that runs, one that looks for testers now."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from portal.rooms.betas.actions.betas import Question

from .reporting import hear_reports
from .timeline import Play
from .trial import Trial, Weekly

SCANS, ORPHANS, PHOTOGRAPHS = "Compare scanned PDFs", "Hand obligations over", "Photographs from a telephone"
BEGAN, ORPHANS_BEGAN = 154, 31
"""How many days ago the two began to run."""
OFFERED = 7 * 24
"""How many hours a seat waits: a weekend can lie between the offer and the answer, whatever day it is today."""
TESTERS: Mapping[str, int] = {
    "Mei Tanaka": 0, "Astrid Solheim": 1, "Javier Ortega": 2, "Fiona Gallagher": 1, "Kwame Boateng": 0,
    "Karin Lindqvist": 2, "Freja Mikkelsen": 0, "Tom Ellery": 1, "Anja Vogel": 0, "Lars Nygaard": 2,
    "Elena Castro": 1, "Colin Hargreaves": 0,
}  # fmt: skip
"""Who is drawn for the scans, in that order, and on which day of their week each tries things (0 is the first)."""
WAITS = ("Pablo Navarro", "Stefan Krause", "Silje Haugen")
SILENT, NEXT = "Kwame Boateng", WAITS[0]
ON_ORPHANS = ("Henrik Dahl", "Elena Castro", "Niamh Byrne", "Johan Åberg", "Mei Tanaka", "Imogen Clarke")
QUIET = "Johan Åberg"
THANKS = (
    "You gave us five weeks of twenty minutes, on top of your own work, and you brought the pages that we would never "
    "have found. What you reported is in what everybody gets.\n\n"
    "Thank you. I have learned more about fax machines than I ever wanted to know.\n\nArjun"
)
TO_MEI = (
    "Mei, the coffee ring has become our reference page. It hangs in the kitchen, and nothing ships before it has "
    "passed.\n\nThank you for every form from every ward.\n\nArjun"
)
HOW_SCANS_COME = Question(
    "How do scans reach you?",
    ("By fax", "From an office scanner", "As photographs from a telephone"),
    ("By fax", "From an office scanner"),
    "This round reads faxes and scanned pages. Photographs come next, and you are first for that one.",
)
HOW_MANY = Question(
    "How many scanned pages do you see in a week?",
    ("More than a hundred", "Ten to a hundred", "Fewer than ten"),
    ("More than a hundred", "Ten to a hundred", "Fewer than ten"),
)
HAVE_TIME = Question(
    "Can you give it twenty minutes a week, for five weeks?",
    ("Yes", "Not this month"),
    ("Yes",),
    "Twenty minutes a week is what this round needs. The next one comes, and you are welcome in it.",
)


def run_betas(play: Play) -> None:
    """Lay out all three."""
    _scans(play)
    _orphans(play)
    _photographs(play)


def _scans(play: Play) -> None:
    """Drawn from those who wanted it. One falls silent and is asked; the seat goes to whoever waits first."""
    trial = Trial(
        play,
        SCANS,
        "Compare scanned PDFs",
        {
            "purpose": "Lay a scan beside your template and tell us what it gets wrong. Twenty minutes a week for five "
            "weeks; bring your ugliest pages.",
            "instructions": "Begin with a page that you know by heart. Handwriting does not work, and stamps confuse "
            "it.",
            "capacity": 12,
            "offer_hours": OFFERED,
            "silence_days": 10,
            "answer_days": 3,
            "apply_until": _at(play, 160),
            "starts_at": _at(play, BEGAN),
            "ends_at": _at(play, 117),
        },
        (HOW_SCANS_COME, HOW_MANY, HAVE_TIME),
        (
            Weekly(1, "Compare your plainest scan", "One that you know by heart. What did it miss?", 15),
            Weekly(2, "Bring the ugliest page that you have", "Stamps, folds, coffee. Spare it nothing.", 20),
            Weekly(3, "Compare with a template of your own", "One that was never meant for this.", 20),
            Weekly(4, "Correct two mistakes of its own", "Does it stay corrected on the next page?", 15),
            Weekly(5, "Show it to a colleague", "Somebody who was not there. Say nothing, and watch.", 20),
        ),
        tuple(f"NW-SCAN-{number:02}-{number * 7919 % 9973:04}" for number in range(1, 15)),
    )
    trial.opened(167)
    trial.moved(166, "recruit")
    trial.invites(166, 24, "Voted for it and said what arrives on paper")
    trial.says_no(164, "Jonas Weber")
    for number, name in enumerate((*TESTERS, *WAITS)):
        trial.applies(165 - number // 4, name, number % 2, number % 3, 0)
    trial.applies(161, "Maureen Banks", 2, 1, 0)
    trial.moved(160, "choose")
    trial.draws(160, 12)
    trial.moved(159, "onboard")
    for name, day in TESTERS.items():
        trial.enters(158 - day, name)
        trial.sets_up(155, name)
        for week in range(1, 6) if name != SILENT else ():
            trial.tries(BEGAN - 7 * (week - 1) - 1 - day, name, week)
    trial.moved(BEGAN, "run")
    trial.waited_for(BEGAN - 12, 16)
    trial.waited_for(BEGAN - 17, 17)
    trial.enters(BEGAN - 18, NEXT, in_the_evening=True)
    trial.sets_up(BEGAN - 21, NEXT)
    for week in (4, 5):
        trial.tries(BEGAN - 7 * (week - 1) - 2, NEXT, week)
    hear_reports(trial)
    trial.moved(117, "wrap_up")
    trial.closed(115, THANKS, "A year of the scan module, with our compliments", {"Mei Tanaka": TO_MEI})


def _orphans(play: Play) -> None:
    """It runs. One of the six has gone quiet, and nobody waits for his seat."""
    trial = Trial(
        play,
        ORPHANS,
        "Hand obligations over when somebody leaves",
        {
            "purpose": "A list of what belongs to nobody, and one step to hand it over. Fifteen minutes a week.",
            "instructions": "Nothing is changed in your contracts before you say so. What was handed over can be "
            "handed back.",
            "capacity": 6,
            "offer_hours": OFFERED,
            "silence_days": 14,
            "starts_at": _at(play, ORPHANS_BEGAN),
            "ends_at": _at(play, -9),
        },
        (HAVE_TIME,),
        (
            Weekly(1, "Look at what belongs to nobody", "Did you expect these, and so many?", 10),
            Weekly(2, "Hand three of them over", "To somebody who will notice.", 15),
            Weekly(3, "Ask one of the new owners", "What did they see, and when?", 15),
            Weekly(4, "Hand over everything of one person", "Somebody who leaves in real life would be best.", 15),
            Weekly(5, "Tell us what you would not dare", "Where would you still do it by hand?", 10),
        ),
    )
    trial.opened(43)
    trial.moved(42, "recruit")
    trial.invites(42, 9, "Voted for it")
    for number, name in enumerate(ON_ORPHANS):
        trial.applies(40 - number // 3, name)
    trial.moved(36, "choose")
    trial.draws(36, 6)
    trial.moved(35, "onboard")
    for number, name in enumerate(ON_ORPHANS):
        trial.enters(34, name)
        trial.sets_up(33, name)
        weeks = 1 if name == QUIET else 3 if name == "Mei Tanaka" else 4
        for week in range(1, weeks + 1):
            trial.tries(ORPHANS_BEGAN - 7 * (week - 1) - 1 - number % 3, name, week)
    trial.moved(ORPHANS_BEGAN, "run")
    hear_reports(trial)


def _photographs(play: Play) -> None:
    """It looks for testers now; whoever was told that they would be first has applied first."""
    trial = Trial(
        play,
        PHOTOGRAPHS,
        "Take photographs from a telephone as well as scans",
        {
            "purpose": "Photograph a page as you really do it, bent, in bad light, and see what we make of it. Ten "
            "minutes a week, for five weeks.",
            "instructions": "Thumbs on the page are welcome. Faces are not: please photograph paper alone.",
            "capacity": 8,
            "apply_until": _at(play, -10),
            "starts_at": _at(play, -17),
            "ends_at": _at(play, -52),
        },
        (
            Question(
                "Which telephone do you photograph with?",
                ("An iPhone", "An Android telephone", "Another one"),
                ("An iPhone", "An Android telephone"),
                "This round runs on those two. Tell us which one you have, and you are first when it does.",
            ),
            Question(
                "Where do you photograph?",
                ("At a desk", "At a counter or loading bay", "On the way"),
                ("At a desk", "At a counter or loading bay", "On the way"),
            ),
        ),
        (
            Weekly(1, "Ten pages as they come", "Do not choose.", 10),
            Weekly(2, "The worst light that you have", "Evening, neon, a parked car.", 10),
        ),
    )
    trial.opened(12)
    trial.moved(9, "recruit")
    trial.applies(8, "Maureen Banks", 1, 1)
    trial.applies(7, "Colin Hargreaves", 0, 0)
    trial.invites(5, 10, "Voted for it")
    trial.applies(3, "Silje Haugen", 0, 1)
    trial.applies(2, "Dev Patel", 2, 0)


def _at(play: Play, days_ago: int) -> datetime:
    """A moment that a plan names; a negative number is a day to come."""
    return datetime.combine(play.anchor, time(16, tzinfo=UTC)) - timedelta(days=days_ago)
