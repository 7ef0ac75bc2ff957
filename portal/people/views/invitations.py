"""Inviting people, and what became of the invitations."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.core.inputs import argument, number_in
from portal.core.mail import flash_mailed
from portal.core.paging import By, page_by_key
from portal.core.urls import mail_url

from ..actions.invitations import invite_member, link_to_copy, resend_invitation, revoke_invitation, why_not_invite
from ..actions.people import Contact, add_member
from ..drafts import invitation_draft
from ..forms.invitations import InviteForm, InviteNewForm
from ..lifecycle import INVITATION
from ..models import Invitation, Member
from ..queries.invitations import invitation_counts
from ..queries.invitations import invitations as invitations_of
from ..viewer import viewer

blueprint = Blueprint("invitations", __name__)


@blueprint.get("/invitations")
@may("people.invite")
def invitations() -> ResponseReturnValue:
    """Every invitation, the newest first, or those of one status."""
    status = argument("status")
    status = status if status in INVITATION.states else ""
    order = [By(Invitation.id, descending=True)]
    page = page_by_key(invitations_of(status or None), order, request.args.get("page"))
    return render_template(
        "people/invitations/invitations.html",
        page=page,
        status=status,
        lifecycle=INVITATION,
        counts=invitation_counts(),
    )


@blueprint.route("/invitations/new", methods=["GET", "POST"])
@may("people.invite")
def invite() -> ResponseReturnValue:
    """Write to a member (`?member=…`), or to somebody new."""
    member = _member_asked_for()
    reason = why_not_invite(member) if member is not None else None
    draft = invitation_draft(member, viewer().name)
    form = (InviteNewForm if member is None else InviteForm)(subject=draft.subject, message=draft.message)
    if reason is not None or not form.sent():
        page = render_template("people/invitations/invite.html", form=form, member=member, reason=reason)
        return page, 409 if reason is not None and form.is_submitted() else form.status
    try:
        with transaction():
            invited = member or _known_or_new(form.contact())
            invite_member(invited, viewer().user, form.subject.data or "", form.message.data or "")
    except DomainError as refusal:
        page = render_template("people/invitations/invite.html", form=form, member=member, reason=refusal.message)
        return page, refusal.status
    flash_mailed(_("Your invitation to %(name)s goes out now.", name=invited.name))
    return redirect(url_for("invitations.invitations"), 303)


@blueprint.post("/invitations/<int:invitation_id>/sending")
@may("people.invite")
def send_again(invitation_id: int) -> ResponseReturnValue:
    """Send it once more; only the new link works."""
    with transaction():
        invitation = db.session.get(Invitation, invitation_id) or abort(404)
        resend_invitation(invitation, viewer().user)
    flash_mailed(_("Sent again, with a new link."))
    return redirect(url_for("invitations.invitations"), 303)


@blueprint.post("/invitations/<int:invitation_id>/link")
@may("people.invite")
def copy_link(invitation_id: int) -> ResponseReturnValue:
    """One more link, on this answer alone."""
    with transaction():
        invitation = db.session.get(Invitation, invitation_id) or abort(404)
        token = link_to_copy(invitation, viewer().user)
    url = mail_url("join.invitation", token=token)
    return render_template("people/invitations/link.html", invitation=invitation, url=url)


@blueprint.post("/invitations/<int:invitation_id>/end")
@may("people.invite")
def take_back(invitation_id: int) -> ResponseReturnValue:
    """Take it back; its link is worthless."""
    with transaction():
        invitation = db.session.get(Invitation, invitation_id) or abort(404)
        revoke_invitation(invitation, viewer().user)
    flash(_("Invitation withdrawn. Its link no longer works."), "success")
    return redirect(url_for("invitations.invitations"), 303)


def _member_asked_for() -> Member | None:
    asked = argument("member")
    if not asked:
        return None
    number = number_in(asked)
    return (db.session.get(Member, number) if number else None) or abort(404)


def _known_or_new(contact: Contact) -> Member:
    known = db.session.scalar(select(Member).where(Member.email == contact.email))
    return known or add_member(contact, source="invitation", actor=viewer().user)
