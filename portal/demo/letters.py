"""What customers of the demo wrote back to a colleague's email."""

import hashlib

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.kits.notices.answers.forwarding import note_answer
from portal.kits.notices.lifecycle import ANSWER
from portal.kits.notices.models import Answer, AnswerAddress
from portal.people.models import Member


def write_back(who: Member, to: User, subject: str, text: str) -> None:
    """They answered, and the colleague has it: nothing of the past is sent."""
    moment, name = now(), hashlib.sha256(text.encode()).hexdigest()
    address = AnswerAddress(writer=to, member=who, mail_key=f"demo:{name}", created_at=moment)
    answer = Answer(address=address, member=who, to=to, name=name, sender=who.email, subject=subject, text=text)
    answer.state, answer.times = ANSWER.after(ANSWER.initial, "forward"), 1
    answer.received_at = answer.next_at = moment
    db.session.add(answer)
    note_answer(answer)
