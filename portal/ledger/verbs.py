"""The catalogue of verbs: everything that can happen, with the facts that go with it.

A verb is `noun.past`. Facts are typed and never personal: a person can be erased without touching history.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Verb:
    """One kind of event. `says` is how a timeline tells it; `act` marks what a member does themselves."""

    name: str
    says: str
    act: bool = False
    facts: dict[str, type] = field(default_factory=dict)


class UnknownVerb(ValueError):
    """A verb or fact that the catalogue does not have."""


_CATALOGUE = (
    Verb("company.created", "Company added"),
    Verb("company.changed", "Company details changed"),
    Verb("company.merged", "Two records of this company became one"),
    Verb("member.created", "Became known to the programme", facts={"source": str}),
    Verb("member.changed", "Details changed"),
    Verb("member.confirmed", "Details were checked"),
    Verb("member.merged", "Two records of this person became one"),
    Verb("member.invited", "Invited in person"),
    Verb("member.joined", "Joined", act=True),
    Verb("member.welcomed", "Finished the welcome", act=True, facts={"incentive": str}),
    Verb("member.paused", "Took a break", facts={"days": int}),
    Verb("member.resumed", "Came back from a break"),
    Verb("member.unsubscribed", "Asked for no more mails that are not answers"),
    Verb("employment.changed", "Changed jobs", facts={"from_company": int, "to_company": int}),
    Verb("user.signed_in", "Signed in"),
    Verb("user.password_changed", "Changed the password"),
    Verb("user.deactivated", "Can sign in no more"),
    Verb("user.reactivated", "Can sign in again"),
    Verb("role.granted", "A role was given", facts={"role": str}),
    Verb("role.removed", "A role was taken away", facts={"role": str}),
    Verb("invitation.revoked", "Invitation taken back"),
    Verb("invitation.lapsed", "Invitation ran out"),
    Verb("survey.asked", "Was asked a question", facts={"survey": str}),
    Verb("survey.answered", "Answered a question", act=True, facts={"survey": str, "score": int, "real": bool}),
    Verb("case.opened", "Something is wrong", facts={"score": int, "triage": bool}),
    Verb("case.assigned", "Somebody took it on"),
    Verb("case.answered", "Was listened to and answered"),
    Verb("case.unreachable", "Could not be reached"),
    Verb("case.closed", "Closed"),
    Verb("call.logged", "A call", facts={"outcome": str}),
    Verb("task.done", "A task was done", facts={"task": str}),
    Verb("task.dropped", "A task was dropped", facts={"task": str}),
    Verb("feedback.given", "Told us something", act=True, facts={"source": str}),
    Verb("feedback.captured", "Was written down", facts={"source": str, "rating": int}),
    Verb("testimonial.drafted", "A quote was drafted"),
    Verb("testimonial.sent", "Was asked to approve a quote"),
    Verb("testimonial.approved", "Approved a quote", act=True),
    Verb("testimonial.changes_requested", "Asked for other words in a quote", act=True),
    Verb("testimonial.declined", "Said no to a quote", act=True),
    Verb("testimonial.released", "A quote became available"),
    Verb("testimonial.suspended", "A quote was suspended"),
    Verb("testimonial.withdrawn", "Withdrew a quote"),
    Verb("permission.granted", "Gave permission", facts={"version": int}),
    Verb("permission.revoked", "Took permission back", facts={"version": int}),
    Verb("agreement.published", "An agreement was published", facts={"number": int}),
    Verb("agreement.signed", "Signed an agreement", facts={"number": int}),
    Verb("category.created", "A category was made"),
    Verb("category.changed", "A category was changed"),
    Verb("topic.created", "Began a topic", act=True, facts={"kind": str, "category": int}),
    Verb("topic.solved", "An answer solved the question"),
    Verb("topic.moved", "A topic was moved", facts={"from_category": int, "to_category": int}),
    Verb("topic.split", "Posts became a topic of their own", facts={"posts": int}),
    Verb("topic.merged", "A topic was merged into another", facts={"into": int, "posts": int}),
    Verb("topic.changed", "A topic was changed", facts={"what": str}),
    Verb("topic.deleted", "A topic was deleted"),
    Verb("topic.restored", "A topic was restored"),
    Verb("post.created", "Answered in the forum", act=True, facts={"number": int, "staff": bool}),
    Verb("post.edited", "Edited a post"),
    Verb("post.deleted", "A post was deleted"),
    Verb("post.restored", "A post was restored"),
    Verb("post.reacted", "Reacted to a post", act=True, facts={"kind": str}),
    Verb("post.flagged", "Flagged a post", facts={"reason": str}),
    Verb("review.decided", "A flagged post was looked at", facts={"decision": str}),
    Verb("poll.answered", "Voted in a poll", act=True),
    Verb("receipt.given", "Said that an announcement was read"),
    Verb("board.created", "A board for ideas was made"),
    Verb("board.changed", "A board for ideas was changed"),
    Verb("idea.suggested", "Suggested an idea", act=True, facts={"board": int, "source": str}),
    Verb("idea.captured", "An idea was written down", facts={"board": int, "source": str}),
    Verb("idea.changed", "An idea was changed", facts={"what": str}),
    Verb("idea.moved", "An idea went on", facts={"step": str, "came_from": str, "status": str, "voters": int}),
    Verb("idea.planned", "An idea was planned", facts={"quarter": str}),
    Verb("idea.merged", "An idea became part of another", facts={"into": int, "voters": int}),
    Verb("idea.parted", "An idea stands by itself again", facts={"from": int, "voters": int}),
    Verb("idea.deleted", "An idea was deleted"),
    Verb("idea.restored", "An idea was restored"),
    Verb("idea.followed", "Follows an idea", act=True),
    Verb("idea.noted", "Left a note for colleagues on an idea"),
    Verb("idea.commented", "Said something about an idea", act=True, facts={"staff": bool}),
    Verb("comment.deleted", "A comment was deleted"),
    Verb("comment.restored", "A comment was restored"),
    Verb("vote.cast", "Voted for an idea", act=True, facts={"idea": int}),
    Verb("vote.captured", "Told us that they want an idea", facts={"idea": int, "source": str}),
    Verb("vote.explained", "Said why an idea matters", act=True, facts={"idea": int}),
    Verb("vote.confirmed", "Still wants an idea", act=True, facts={"idea": int}),
    Verb("vote.withdrawn", "Took a vote back", facts={"idea": int}),
    Verb("voter.told", "Was told what became of their idea", facts={"idea": int}),
    Verb("voter.answered", "Said whether it fixes it", act=True, facts={"idea": int, "answer": str}),
    Verb("beta.created", "A beta was begun"),
    Verb("beta.changed", "A beta was changed"),
    Verb("beta.moved", "A beta went on", facts={"status": str}),
    Verb("beta.invited", "Was invited to a beta"),
    Verb("beta.applied", "Applied for a beta", act=True, facts={"fits": bool}),
    Verb("beta.waitlisted", "Is on the waitlist of a beta"),
    Verb("beta.turned_away", "Could not be in this round of a beta"),
    Verb("beta.declined", "Said no to a beta"),
    Verb("beta.tried", "Did a task in a beta", act=True),
    Verb("beta.thanked", "Was thanked for a beta", facts={"reports": int, "fixed": int, "tasks": int, "gift": bool}),
    Verb("seat.offered", "Was offered a seat in a beta"),
    Verb("seat.accepted", "Took a seat in a beta", act=True),
    Verb("seat.lapsed", "The offer of a seat ran out"),
    Verb("seat.passed_on", "A quiet seat went to the next"),
    Verb("seat.left", "Left a beta"),
    Verb("seat.removed", "Was taken out of a beta"),
    Verb("tester.provisioned", "Was let into a beta"),
    Verb("tester.activated", "Set a beta up", act=True),
    Verb("tester.asked", "Was asked whether the beta goes well", facts={"reminders": int}),
    Verb("tester.answered", "Said that the test goes on", act=True),
    Verb("key.added", "Keys came into the pool", facts={"count": int}),
    Verb("key.revealed", "Saw the key of a beta", facts={"first": bool}),
    Verb("report.given", "Reported something in a beta", act=True, facts={"kind": str, "severity": int}),
    Verb("report.settled", "A report was looked at", facts={"status": str}),
    Verb("report.linked", "A report speaks for an idea", facts={"idea": int}),
    Verb("profile.listed", "Let other members find them", act=True),
    Verb("profile.unlisted", "Left the directory"),
    Verb("address.suppressed", "Mails to the address are kept back", facts={"reason": str}),
    Verb("address.lifted", "Mails may go to the address again"),
    Verb("import.finished", "A file was brought in", facts={"kind": str, "created": int, "refused": int}),
)
VERBS: dict[str, Verb] = {verb.name: verb for verb in _CATALOGUE}
ACTS: frozenset[str] = frozenset(verb.name for verb in _CATALOGUE if verb.act)


def check_line(verb: str, facts: dict[str, Any]) -> None:
    """Raise UnknownVerb unless the catalogue knows `verb` and every one of `facts`, with its type."""
    known = VERBS.get(verb)
    if known is None:
        raise UnknownVerb(f"{verb} is not in the catalogue")
    for name, value in facts.items():
        expected = known.facts.get(name)
        if expected is None or not isinstance(value, expected):
            raise UnknownVerb(f"{verb} has no fact {name} like {type(value).__name__}")
