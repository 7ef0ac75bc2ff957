"""What notices adds to other pages: the bell in the bar; on a member's page, what they heard and wrote back."""

from flask import render_template, request
from flask_login import current_user

from portal.core.parts import part
from portal.core.slots import panel
from portal.core.urls import lasting_url
from portal.people.models import Member
from portal.people.viewer import viewer

from .queries import CAP, messages_to, unread_count
from .queries.addresses import suppression_of
from .queries.answers import answers_of


@panel("topbar")
def bell() -> str:
    """The way to the inbox, with the number of new lines: one query a page, two where there are any."""
    unread = unread_count(viewer())
    label = f"{CAP}+" if unread > CAP else str(unread)
    here = request.blueprint == "inbox"
    return part("notices/_bell.html", url=lasting_url("inbox.inbox"), here=here, unread=unread > 0, said=label)


@panel("member", order=70)
def messages_of(member: Member) -> str | None:
    """The last messages, and those that were held back with their reason."""
    if not current_user.may("people.read"):
        return None
    lost = suppression_of(member.email)
    return render_template("notices/_messages.html", messages=messages_to(member.id), lost=lost, member=member)


@panel("member", order=71)
def written_back(member: Member) -> str | None:
    """The newest of what they answered to emails of ours, in their own words: for those who write to members, too."""
    answers = answers_of(member.id) if current_user.may("people.invite") else []
    return render_template("notices/_answers.html", answers=answers) if answers else None
