"""The people whose stories can be clicked through, and what is left unfinished on purpose."""

from datetime import timedelta

from portal.people.actions.jobs import change_job
from portal.rooms.testimonials.actions import Ask

from .habits import PULSES, comes_in, praise, pulses, tells_thrice
from .life import Life
from .paths import Path
from .quotes import quote
from .rows import member, staff
from .sayings import Saying


def mei(life: Life) -> None:
    """She has a wish, gets it, and finds the words; they are hers to the last one."""
    comes_in(life, 300, first_score=9)
    life.tells(276, Saying("Ward forms still arrive by fax.", (("product_area", "Scans"), ("free", "fax"))))
    life.answers(245, 9)
    life.tells(214, Saying("Let me compare a scanned PDF with our template.", (("product_area", "Scans"),)))
    life.answers(170, 9)
    life.tells(150, Saying("The first scans compare well, stamps and all.", (("product_area", "Scans"),)))
    board = "Our board wants to see a second offer before we renew. I would rather it never came to that."
    life.tells(130, Saying(board, (("free", "renewal"),)), between_us=True)
    life.answers(95, 10, "You built what our wards needed.")
    text = "Three hours became twenty minutes. Nobody on my team would go back to reading faxes line by line."
    ask = Ask(
        ("press",),
        ("DE", "AT"),
        "full_name",
        "one press release about scanned contracts",
        until=life.play.anchor + timedelta(days=170),
    )
    hers = quote(life, Saying(text, (("product_area", "Scans"), ("free", "faster"))), ask)
    hers.said(74, source="interview")
    hers.sent(72)
    hers.other_text(70, text.replace("twenty", "under thirty"))
    hers.sent(68)
    hers.approved(66, territories=("DE",))
    hers.released(65)
    life.called(60, "reached", "Thanked her. She will show it to her director herself.", by="marketing")
    text = "He read it on the train and rang me before he was home. Could he see how you time the comparison?"
    life.writes_back(58, "Re: Your words, and where they stand", text, to="marketing")
    life.answers(PULSES[-1], 10)


def jonas(life: Life) -> None:
    """Three, a call, a training, eight."""
    comes_in(life, 262)
    pulses(life, 262, until=100)
    life.answers(95, 3, "My team was promised a training and never had it. We use a tenth of what we pay for.")
    told = "You are right, and we are sorry. Your training is booked: two hours for your team, on your own contracts."
    life.called(94, "reached", "He is right. The training was lost when his contact left.", answers=True, told=told)
    life.called(80, "reached", "The training: two hours with his team of six, on their own contracts.")
    life.answers(58, 8, "The training was what we needed. Now show us how others run their grid agreements.", care=True)
    life.case_closed(55)
    life.promised(13, "His team is at home in it now. Grid agreements are next.", "Send the plan for those", 3)


def sofia(life: Life) -> None:
    """She shrugged at presents. She wanted peers."""
    comes_in(life, 290)
    pulses(life, 290, until=100)
    life.answers(95, 7, "It works. I do not know anybody else in retail who uses it, so whom would I ask?")
    life.says_what_would_help(90, "meet_peers", "Peers, not presents. Two people with as many suppliers as I have.")
    life.called(84, "reached", "She would like to meet Astrid at Fjord Bank and one more head of contracts.")
    life.promised(70, "Introduced her to Astrid; they speak on Thursdays now.", "Find a third one from retail", 0)
    life.answers(PULSES[-1], 8, "The talks with Fjord Bank are worth more than any gift card.")


def tom(life: Life) -> None:
    """He lends us his name, then works elsewhere: the quote waits to be cleared again."""
    comes_in(life, 352, first_score=9)
    tells_thrice(life, 352, until=80)
    text = "When a train stands, a contract is why. Ours are found before the next one leaves."
    quote(life, Saying(text, (("product_area", "Search"),))).cleared(60)
    life.answers(PULSES[-1], 9, praise(life, 1))
    life.on(11, lambda: _leaves(life))


def heard_overdue(life: Life) -> None:
    """Was answered once; now waits longer than we promised, in a company that renews soon."""
    comes_in(life, 206)
    pulses(life, 206, until=100)
    life.answers(95, 5, "Amendments are read as if they were contracts of their own. We miss what they change.")
    told = "You were right. Amendments now stand under their contract, and we have read yours again."
    life.called(94, "reached", "True for those signed before spring. Arjun has it fixed.", answers=True, told=told)
    life.answers(65, 8, "Amendments stand where they belong now.", care=True)
    life.case_closed(63)
    pulses(life, 60, until=15)
    low = "Two missed notice periods in one quarter. I cannot defend this tool at home any longer."
    life.answers(8, 2, low)
    life.called(6, "left_message", "Left a message with his assistant; he is travelling.")


def heard_unowned(life: Life) -> None:
    """Nobody looks after this company yet."""
    life.known(150)
    life.answers(1, 4, life.sayings.take("low").text)


def heard_fresh(life: Life) -> None:
    comes_in(life, 118)
    pulses(life, 118, until=30)
    life.answers(1, 5, life.sayings.take("low").text)


def heard_triaged(life: Life) -> None:
    """An old complaint that somebody has just taken on."""
    life.known(110)
    life.answered_long_ago(190, 3, "The import of our old contracts lost the annexes.", 100)
    life.case_taken(1, by="success_owner")


def heard_reopened(life: Life) -> None:
    """It was not settled after all."""
    comes_in(life, 240)
    pulses(life, 240, until=50)
    life.answers(42, 4, "Claims letters come back with the wrong address block, every time.")
    life.called(41, "reached", "A setting in the template. Explained and changed.", answers=True)
    life.case_reopened(1)


def _leaves(life: Life) -> None:
    day = life.play.day(12)
    change_job(member(life.person), "Quayside Logistics", "Head of Contracts", day, staff("success"))


STORIES: dict[str, Path] = {
    story.__name__: story
    for story in (
        mei, jonas, sofia, tom,
        heard_overdue, heard_unowned, heard_fresh, heard_triaged, heard_reopened,
    )
}  # fmt: skip
