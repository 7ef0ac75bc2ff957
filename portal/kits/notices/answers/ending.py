"""What becomes of an answer that was forwarded: its file goes; what could not be delivered goes to the next one."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Select, select, update

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.files import file_path, forget_file
from portal.ledger.models import Mail
from portal.ledger.outbox.deciding import send_again
from portal.ledger.queue import claim, is_any_due

from ..lifecycle import ANSWER
from ..models import Answer
from .spool import FOLDER

PAGE = 50
ARRIVED = ("sent", "kept")
"""An email of a site that sends none is kept, and what was to go along with it is not."""
TRIED_FOR, AGAIN_AFTER = timedelta(days=5), timedelta(hours=1)
"""How long mail servers try, too; what fails for now is tried again that long before the next one gets it."""
KEPT_FOR = timedelta(days=30)
"""What nobody could be given, or of which nobody knows whether it arrived, goes after that."""
UNKNOWN_AFTER = timedelta(hours=1)


def drop_forwarded(page: int = PAGE) -> int:
    """Remove a page of files whose emails are with their reader, or that nobody will ever get; how many."""
    if not is_any_due(_done()):
        return 0
    with transaction() as session:
        answers = {answer.id: answer.file_key for answer in claim(_done(), page)}
        gone = update(Answer).where(Answer.id.in_(answers)).values(file_key=None)
        session.execute(gone, execution_options={"synchronize_session": False})
    for key in answers.values():
        forget_file(key)
    return len(answers)


def _done() -> Select[Answer]:
    with_file = select(Answer).outerjoin(Mail, Mail.id == Answer.mail_id).where(Answer.file_key.is_not(None))
    arrived = Mail.state.in_(ARRIVED) & (Answer.state == ANSWER.after(ANSWER.initial, "forward"))
    return with_file.where(arrived | (Answer.received_at < now() - KEPT_FOR)).order_by(Answer.id)


def pass_on_refused(page: int = PAGE) -> int:
    """Try a page of emails once more that could not be delivered to a colleague, or choose another one; how many."""
    if not is_any_due(_refused()):
        return 0
    with transaction() as session:
        answers = claim(_refused(), page)
        for answer in answers:
            mail = session.get_one(Mail, answer.mail_id, with_for_update=True)
            if (mail.error or "").startswith("5") or answer.received_at < now() - TRIED_FOR:
                pass_on(answer)
            else:
                send_again(mail)
    return len(answers)


def _refused() -> Select[Answer]:
    failed = Mail.state == "failed", Mail.settled_at < now() - AGAIN_AFTER
    lost = select(Answer).join(Mail, Mail.id == Answer.mail_id).where(*failed)
    return lost.where(Answer.state == ANSWER.after(ANSWER.initial, "forward")).order_by(Answer.id)


def pass_on(answer: Answer) -> None:
    """Let the next one get it."""
    answer.state, answer.next_at = ANSWER.after(answer.state, "refuse"), now()


def note_lost(mail_id: int) -> bool:
    """An email that forwards an answer came back from where it was sent; whether somebody else gets it now."""
    lost = select(Answer).where(Answer.mail_id == mail_id, Answer.state == ANSWER.after(ANSWER.initial, "forward"))
    answer = db.session.scalar(lost.with_for_update(of=Answer))
    if answer is not None:
        pass_on(answer)
    return answer is not None


def sweep_files() -> int:
    """Remove files that no row knows, of receivers that were killed in the middle; how many."""
    folder = file_path(FOLDER)
    old = now().timestamp() - UNKNOWN_AFTER.total_seconds()
    found = [path for path in folder.iterdir() if path.stat().st_mtime < old] if folder.is_dir() else []
    known = _known({f"{FOLDER}/{path.name}" for path in found})
    unknown: list[Path] = [path for path in found if f"{FOLDER}/{path.name}" not in known]
    for path in unknown:
        path.unlink(missing_ok=True)
    return len(unknown)


def _known(keys: set[str]) -> set[str]:
    known = set(db.session.scalars(select(Answer.file_key).where(Answer.file_key.is_not(None)))) if keys else set()
    return {key for key in known if key in keys}
