"""What the worker does for notices, and the last look before a mail goes out: things may have changed meanwhile."""

from collections.abc import Sequence

from portal.access.models import User
from portal.core.database import db
from portal.kits.tasks.verbs import TASK_DONE, TASK_DROPPED
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity, Mail
from portal.ledger.outbox.mail import mail_check, private_mail_check
from portal.ledger.worker import worker_step
from portal.people.models import Invitation, Member
from portal.people.verbs import MEMBER_JOINED

from .actions import notify, settle_notices
from .actions.at_once import write_due_mails
from .actions.digests import plan_digests, write_due_digests
from .actions.due_tasks import note_due_tasks
from .actions.last_look import is_notice, reason_against
from .actions.taking import take_mails_in
from .actions.tidying import forget_old_notices
from .addressing import on_duty, responsible
from .answers import enclosing  # noqa: F401 - the outbox asks it
from .answers.ending import drop_forwarded, pass_on_refused, sweep_files
from .answers.forwarding import forward_answers, is_forwarded
from .contact_policy import refusal, suppressed
from .letters import OPTIONAL
from .models import Answer
from .notices.answers import WROTE_BACK
from .notices.invitations import ACCEPTED
from .verbs import MAIL_ANSWERED

private_mail_check(is_notice)
private_mail_check(is_forwarded)


@mail_check
def still_wanted(mail: Mail) -> str | None:
    """A reason to keep a mail back: its reader unsubscribed, is held, moved or is gone, or has read it meanwhile.

    What a customer wrote back is never kept back: without us it would have gone to the colleague's own server.
    """
    if mail.category == "account" or is_forwarded(mail):
        return None
    if suppressed(mail.recipient):
        return "suppressed"
    if is_notice(mail):
        return reason_against(mail)
    return _reason_of_member(mail) if mail.category in OPTIONAL else None


def _reason_of_member(mail: Mail) -> str | None:
    member = db.session.get(Member, mail.member_id, populate_existing=True) if mail.member_id else None
    if member is None:
        return "merged"
    return "moved" if member.email != mail.recipient else refusal(member, mail.category)


@worker_step("notices_at_once")
def notices_at_once() -> int:
    """Write a page of mails about what was told a few minutes ago and not read since."""
    return write_due_mails()


@worker_step("mails_in")
def mails_in() -> int:
    """Take a page of mails that came in."""
    return take_mails_in()


@worker_step("answers")
def answers() -> int:
    """Forward a page of answers that came in, and remove the files of those that have gone out."""
    return forward_answers() + drop_forwarded()


@worker_step("answers_refused", every=60)
def answers_refused() -> int:
    """Give a page of answers to somebody else that could not be delivered."""
    return pass_on_refused()


@worker_step("answers_unknown", every=3600)
def answers_unknown() -> int:
    """Remove what receivers left behind that were killed."""
    return sweep_files()


@worker_step("digests", every=20)
def digests() -> int:
    """Write a page of digests to readers whose morning has come."""
    return write_due_digests()


@worker_step("digest_plans", every=600)
def digest_plans() -> int:
    """Plan the digest of a page of users who have no plan yet."""
    return plan_digests()


@worker_step("old_notices", every=3600)
def old_notices() -> int:
    """Forget what was told and read long ago."""
    return forget_old_notices()


@worker_step("tasks_due", every=300)
def tasks_due() -> int:
    """Tell of a page of tasks whose day has come."""
    return note_due_tasks()


@subscriber("notices.tasks", TASK_DONE, TASK_DROPPED)
def settle_tasks(lines: Sequence[Activity]) -> None:
    """A task that is settled waits for nobody."""
    settle_notices("task", {line.about_id for line in lines if line.about_kind == "task" and line.about_id is not None})


@subscriber("notices.joined", MEMBER_JOINED)
def tell_who_invited(lines: Sequence[Activity]) -> None:
    """Whoever sent the invitation hears that it was accepted."""
    for line in lines:
        invitation = db.session.get(Invitation, line.about_id) if line.about_kind == "invitation" else None
        if invitation is not None:
            whom = responsible(invitation.sent_by_id, invitation.member, "people.invite")
            actor = db.session.get(User, line.actor_user_id) if line.actor_user_id else None
            notify(ACCEPTED.name, whom, about=("invitation", invitation.id), actor=actor, cause=line)


@subscriber("notices.answers", MAIL_ANSWERED)
def tell_who_was_answered(lines: Sequence[Activity]) -> None:
    """The colleague to whom the answer was forwarded has it in the inbox, too."""
    for line in lines:
        answer = db.session.get(Answer, line.about_id) if line.about_kind == "answer" else None
        if answer is not None:
            notify(WROTE_BACK.name, on_duty([answer.to_user_id]), about=("answer", answer.id), cause=line)
