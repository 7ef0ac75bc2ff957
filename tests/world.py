"""A small community with at least one of everything, made with the real actions."""

import re
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.access.actions.passwords import send_password_link
from portal.access.actions.sign_in_links import send_sign_in_link
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.admission.agreements import write_agreement
from portal.kits.admission.models import Agreement
from portal.kits.jobs.models import Job
from portal.kits.jobs.runner import run_to_end
from portal.kits.leaving.actions import leave
from portal.kits.leaving.models import Departure
from portal.kits.notices.actions import choose_rhythm, suppress, way_out
from portal.kits.notices.actions.mailing import note_refusal
from portal.kits.notices.models import MailIn, Notice, NoticeActor, Notification
from portal.kits.search.actions import index_due
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.nurture.cli import tick_once
from portal.people.actions.addresses import ask_for_address, confirm_address
from portal.people.actions.disputes import disputable, dispute_change
from portal.people.actions.invitations import invite_member
from portal.people.actions.job_changes import tell_new_job
from portal.people.logins import member_of
from portal.people.models import JobChange, Member
from portal.rooms.betas.actions.applying import apply, invite_testers
from portal.rooms.betas.actions.betas import Plan, Question, move_beta, open_beta
from portal.rooms.betas.actions.closing import close_beta
from portal.rooms.betas.actions.keys import add_keys, reveal_key
from portal.rooms.betas.actions.reports import Finding, report
from portal.rooms.betas.actions.seats import accept_offer, offer_seat
from portal.rooms.betas.actions.testing import finish_task, set_task
from portal.rooms.betas.models import Applicant, Beta, BetaReport
from portal.rooms.care.actions.calls import CallNotes, log_call
from portal.rooms.care.models import Case
from portal.rooms.feedback.actions import capture_feedback, give_feedback, tag_named
from portal.rooms.feedback.models import Feedback
from portal.rooms.forum.actions.posts import add_post
from portal.rooms.forum.actions.topics import Beginning, begin_topic
from portal.rooms.forum.models import Category, Post, Topic
from portal.rooms.forum.writing import compose
from portal.rooms.ideas.actions.boards import BoardPlan, create_board
from portal.rooms.ideas.actions.closing import notify_voters
from portal.rooms.ideas.actions.evidence import link_evidence
from portal.rooms.ideas.actions.ideas import Suggestion, link_ideas, suggest_idea, tag_idea
from portal.rooms.ideas.actions.moves import Decision, move_idea, plan_idea
from portal.rooms.ideas.actions.talk import comment_on
from portal.rooms.ideas.actions.views import save_view
from portal.rooms.ideas.actions.votes import explain_vote, vote_on_behalf
from portal.rooms.ideas.models import Board, ClosingNote, Idea, IdeaComment, SavedView, Vote
from portal.rooms.ideas.queries.roadmap import quarter_of
from portal.rooms.surveys.actions import answer_question, ask
from portal.rooms.surveys.models import SurveyRequest
from portal.rooms.testimonials.actions import Ask, approve, ask_customer, draft_testimonial, release
from portal.rooms.testimonials.models import Testimonial
from tests.actors import a_member, a_user, staff
from tests.kits.transfer.imports import uploaded
from tests.letters import newest, texts

TOKEN = re.compile(
    r"/(join|answer|quote|new-password|new-address|not-my-address|sign-in/link|mails/stop|stay)/([A-Za-z0-9_-]+)"
)


@dataclass
class World:
    """Ids and tokens of what there is."""

    owner: User
    promoter: User
    member_id: int
    company_id: int
    moved_id: int
    case_id: int
    feedback_id: int
    testimonial_id: int
    draft_id: int
    job_id: int
    request_id: int
    user_id: int
    mail_id: int
    category_id: int
    topic_id: int
    agreement_id: int
    post_id: int
    board_id: int
    idea_id: int
    shipped_id: int
    captured_id: int
    comment_id: int
    note_id: int
    view_id: int
    beta_id: int
    gated_beta_id: int
    applicant_id: int
    beta_report_id: int
    departure_id: int
    tokens: dict[str, str]


def a_world(app: Flask) -> World:
    """Make it. The worker has done what was due; the index knows everything."""
    owner, success, marketing = staff("owner"), staff("success", name="Daniel Okafor"), staff("marketing")
    mei = a_member("Mei Tanaka", "Orbit Health", joined_at=now(), welcomed_at=now(), job_title="Head of legal")
    jonas, ana = a_member("Jonas Lind", "Helio Energy"), a_member("Ana Sousa", "Fjord Bank")
    promoter = a_user(mei)
    for number in range(30):
        a_member(f"Person {number:02}", "Ashdown Legal")
    with app.test_request_context():
        _questions(mei, jonas, success)
        _words(mei, success, marketing, owner)
        _rest(jonas, ana, success, owner)
        _talk(promoter, success)
        _told(promoter, owner)
        _wanted(promoter, jonas, owner)
        _tested(promoter, jonas, owner)
        _moved(success)
        _leaving()
    while index_due():
        pass
    return _found(owner, promoter, mei)


def _questions(mei: Member, jonas: Member, success: User) -> None:
    for member, score, words in (
        (mei, 9, "Contracts that took us an afternoon take us minutes."),
        (jonas, 3, "The rollout was left to us, and nobody called back."),
    ):
        with transaction():
            ask(db.session.get_one(Member, member.id), "nps", cause_key=f"world:{member.id}", actor=success, care=True)
        with transaction() as session:
            request = session.scalars(select(SurveyRequest).where(SurveyRequest.member_id == member.id)).one()
            answer_question(request, score=score, text=words)
        drain()
    tick_once()


def _words(mei: Member, success: User, marketing: User, owner: User) -> None:
    fax = "Ward forms still arrive by fax, and now we can search them."
    with transaction() as session:
        member = session.get_one(Member, mei.id)
        piece = give_feedback(member, fax)
        called = {"source": "call", "member": member}
        tag = tag_named("product_area", "Scanned documents")
        capture_feedback("Their search found a clause that three lawyers had missed.", success, tags=[tag], **called)
        capture_feedback("The budget is frozen.", success, between_us=True, **called)
        quote = draft_testimonial(piece, fax, marketing)
        other = draft_testimonial(piece, "Now we can search our faxes.", marketing)
    wish = Ask(channels=("press", "web"), territories=("DE",), attribution="full_name", where="one press release")
    with transaction() as session:
        first = ask_customer(session.get_one(Testimonial, quote.id), wish, session.get_one(User, marketing.id))
        approve(first, wish, "by the link")
        release(session.get_one(Testimonial, quote.id), session.get_one(User, owner.id))
    with transaction() as session:
        ask_customer(session.get_one(Testimonial, other.id), wish, session.get_one(User, marketing.id))


def _rest(jonas: Member, ana: Member, success: User, owner: User) -> None:
    friday = (now() + timedelta(days=5)).date()
    with transaction() as session:
        daniel, jonas, ana = (session.get_one(type(row), row.id) for row in (success, jonas, ana))
        log_call(jonas, daniel, CallNotes("left_message", "Called, left word.", "Send the guide", friday))
        invite_member(ana, daniel, "A room for you", "Come and see.")
        ask(ana, "nps", cause_key="world:ana", actor=daniel, care=True)
        send_password_link(session.get_one(User, owner.id))
        send_sign_in_link(session.get_one(User, owner.id))
    moved = a_user(a_member("Tom Ellis", "Ashdown Legal", joined_at=now(), welcomed_at=now()))
    with transaction() as session:
        tom = session.get_one(User, moved.id)
        tell_new_job(session.get_one(Member, tom.member_id), "Quayside Logistics", "Dispatcher", now().date(), tom)
    job = uploaded("Name;E-mail\nIda Berg;ida@example.org\n", owner, name="contacts.csv")
    run_to_end(job.id)
    tick_once()


def _talk(promoter: User, success: User) -> None:
    """A room of the forum with a topic and its answer."""
    asks, answers = compose("Who else gets **faxed** forms?"), compose("Every ward does. We are on it.")
    with transaction() as session:
        room = Category(name="Everyday use", folded="everyday use", created_at=now())
        session.add(room)
        session.flush()
        topic = begin_topic(room, session.get_one(User, promoter.id), Beginning("Faxed forms", asks, kind="question"))
        add_post(topic, session.get_one(User, success.id), answers, reply_to=1)
        write_agreement("First look", "What you see here stays here.", session.get_one(User, success.id))


def _wanted(promoter: User, jonas: Member, owner: User) -> None:
    """A board with an open idea that has a reason and a comment, one that is planned, and one that shipped: one of its
    voters is told, one is owed a word. A second board has a budget, and an idea that one of us wrote down."""
    with transaction() as session:
        mei, olga = (session.get_one(User, user.id) for user in (promoter, owner))
        board = create_board(BoardPlan("Product", owner_ids=(olga.id,), answer_hours=48), olga)
        titles = "Compare scanned PDFs", "Search inside scanned PDFs", "Read faxed forms"
        first, planned, shipped = (suggest_idea(board, mei, Suggestion(title, "They come by fax.")) for title in titles)
        explain_vote(session.scalars(select(Vote).where(Vote.idea_id == first.id)).one(), "Ward forms come by fax.")
        comment_on(first, olga, "How many a week?")
        plan_idea(planned, olga, quarter_of(now().date()))
        vote_on_behalf(shipped, session.get_one(Member, jonas.id), olga, source="call", reason="He types them in.")
        for idea in (planned, shipped):
            move_idea(idea, olga, Decision("plan", idea.version, message="We begin with it."))
        move_idea(shipped, olga, Decision("ship", shipped.version, message="Faxes are read."))
        owed = select(ClosingNote.id).where(ClosingNote.member_id == mei.member_id)
        notify_voters(shipped, olga, "Thank you for pushing.", list(session.scalars(owed)))
        link_ideas(first, planned, "related", olga)
        tag_idea(first, [tag_named("product_area", "Scanned documents")], olga)
        link_evidence(first, session.scalars(select(Feedback).order_by(Feedback.id).limit(1)).one(), olga)
        mobile = create_board(BoardPlan("Mobile", "Away from the desk.", tone="blue", vote_budget=3), olga)
        suggest_idea(mobile, olga, Suggestion("Sign on a phone"))
        save_view(olga, "Planned", {"board": str(board.id), "status": "planned"})


def _told(promoter: User, owner: User) -> None:
    """Every table of notices has a row, though no feature has told anybody of anything yet."""
    moment, about = now(), {"kind": "reply", "group_key": "topic:1", "about_kind": "topic", "about_id": 1}
    with transaction() as session:
        mei, olga = (session.get_one(User, user.id) for user in (promoter, owner))
        line = Notice(user_id=mei.id, actor_user_id=olga.id, actors=1, created_at=moment, updated_at=moment, **about)
        session.add(line)
        session.flush()
        session.add(NoticeActor(notice_id=line.id, user_id=olga.id))
        session.add(Notification(user_id=mei.id, cause_key="world:1", at=moment, actor_user_id=olga.id, **about))
        session.add(MailIn(message_id="<1@world>", kind="reply", sender=mei.email, state="failed", received_at=moment))
        session.scalars(select(MailIn)).one().settled_at = moment
        session.add(MailIn(message_id="<2@world>", kind="reply", sender=mei.email, state="aside", received_at=moment))
        aside = session.scalars(select(MailIn).where(MailIn.state == "aside")).one()
        aside.reason, aside.settled_at = "header", moment
        choose_rhythm(mei, "daily")
        way_out(mei, "reply")
        suppress("gone@helio.example", "bounced", "5.1.1")
        for user in (mei, olga):
            note_refusal(user, "reply", cause_key="world:told", category="service", reason="paused")


def _tested(promoter: User, jonas: Member, owner: User) -> None:
    """A beta that runs, with a tester inside, and one that is over: every table of betas has a row."""
    mei, pm = promoter.id, owner.id
    question = Question("Which system?", ("Windows", "Mac"), fits=("Windows",), otherwise="Windows only, this time.")
    for name in ("Compare scanned PDFs", "Search by voice"):
        with transaction() as session:
            actor = session.get_one(User, pm)
            plan = Plan(name, "Try it before everybody.", capacity=2, instructions="It is in the menu.")
            beta = open_beta(plan, actor, [question])
            move_beta(beta, "recruit", actor)
            fits = {beta.questions[0].id: "Windows"}
            place = apply(beta, member_of(session.get_one(User, mei)), fits, session.get_one(User, mei))
            invite_testers(beta, [session.get_one(Member, jonas.id)], actor, "he asked for it")
            move_beta(beta, "choose", actor)
            offer_seat(place, actor, "scans every day")
            accept_offer(place, session.get_one(User, mei))
            move_beta(beta, "onboard", actor)
            move_beta(beta, "run", actor)
            add_keys(beta, ["NW-0001", "NW-0002"], actor)
            reveal_key(place, session.get_one(User, mei))
            task = set_task(beta, 1, "Compare two scans", actor)
            session.flush()
            finish_task(task, place, session.get_one(User, mei))
            first = report(place, Finding("issue", "Margins move", severity=3), session.get_one(User, mei))
            report(place, Finding("issue", "The margin moves", severity=3), session.get_one(User, mei), first)
    with transaction() as session:
        actor, over = session.get_one(User, pm), session.scalars(select(Beta).order_by(Beta.id.desc())).first()
        assert over is not None
        move_beta(over, "wrap_up", actor)
        close_beta(over, "Thank you for every word.", actor, gift="A year of it")
    _gated(promoter, owner)


def _gated(promoter: User, owner: User) -> None:
    """A beta behind an agreement: the promoter has taken the seat, and the signature is still to come."""
    with transaction() as session:
        mei, actor = session.get_one(User, promoter.id), session.get_one(User, owner.id)
        agreement = write_agreement("Handwriting", "What you see here stays here.", actor)
        beta = open_beta(Plan("Read handwriting", "Ward forms, by hand.", capacity=2, agreement_id=agreement.id), actor)
        move_beta(beta, "recruit", actor)
        place = apply(beta, member_of(mei), {}, mei)
        move_beta(beta, "choose", actor)
        offer_seat(place, actor, "types them today")
        accept_offer(place, mei)


def _moved(success: User) -> None:
    """Three people have other addresses: one says that she never wanted it, one has his, and one is to confirm hers."""
    for name, steps in (("Nia Okoye", 2), ("Leo Brandt", 1), ("Ida Roth", 0)):
        login_id = a_user(a_member(name, "Quayside")).id
        with transaction() as session:
            login, actor = session.get_one(User, login_id), session.get_one(User, success.id)
            change = ask_for_address(login, member_of(login), f"{name[:3].lower()}@elsewhere.example", actor)
            if steps:
                confirm_address(change)
        if steps == 2:
            token = TOKEN.findall(newest().text)[0][1]
            with transaction():
                dispute_change(disputable(token), token)


def _leaving() -> None:
    """Somebody is leaving, and can still undo it."""
    uma = a_user(a_member("Uma Reiss", "Ashdown Legal"))
    with transaction() as session:
        leave(session.get_one(Member, uma.member_id), session.get_one(User, uma.id), posts="stay")


def _found(owner: User, promoter: User, mei: Member) -> World:
    db.session.rollback()
    tokens: dict[str, str] = {}
    for text in texts():
        tokens.update(dict(TOKEN.findall(text)))
    newest = select(Testimonial.id).order_by(Testimonial.id)
    quote_id, draft_id = db.session.scalars(newest).all()[:2]
    return World(
        owner=owner,
        promoter=promoter,
        member_id=mei.id,
        company_id=mei.company_id or 0,
        moved_id=db.session.scalars(select(JobChange.member_id)).one(),
        case_id=db.session.scalars(select(Case.id)).first() or 0,
        feedback_id=db.session.get_one(Testimonial, quote_id).feedback_id,
        testimonial_id=quote_id,
        draft_id=draft_id,
        job_id=db.session.scalars(select(Job.id)).first() or 0,
        request_id=db.session.scalars(select(SurveyRequest.id).order_by(SurveyRequest.id.desc())).first() or 0,
        user_id=owner.id,
        mail_id=db.session.scalars(select(Mail.id)).first() or 0,
        category_id=db.session.scalars(select(Category.id)).first() or 0,
        topic_id=db.session.scalars(select(Topic.id)).first() or 0,
        agreement_id=db.session.scalars(select(Agreement.id)).first() or 0,
        board_id=db.session.scalars(select(Board.id)).first() or 0,
        idea_id=db.session.scalars(select(Idea.id).order_by(Idea.id)).first() or 0,
        shipped_id=db.session.scalars(select(Idea.id).where(Idea.status == "shipped")).first() or 0,
        captured_id=db.session.scalars(select(Idea.id).where(Idea.author_member_id.is_(None))).first() or 0,
        comment_id=db.session.scalars(select(IdeaComment.id)).first() or 0,
        note_id=db.session.scalars(select(ClosingNote.id).where(ClosingNote.told_at.is_not(None))).first() or 0,
        view_id=db.session.scalars(select(SavedView.id)).first() or 0,
        post_id=db.session.scalars(select(Post.id).order_by(Post.id.desc())).first() or 0,
        beta_id=db.session.scalars(select(Beta.id).order_by(Beta.id)).first() or 0,
        gated_beta_id=db.session.scalars(select(Beta.id).where(Beta.agreement_id.is_not(None))).first() or 0,
        applicant_id=db.session.scalars(select(Applicant.id).order_by(Applicant.id)).first() or 0,
        beta_report_id=db.session.scalars(select(BetaReport.id).order_by(BetaReport.id)).first() or 0,
        departure_id=db.session.scalars(select(Departure.id)).first() or 0,
        tokens=tokens,
    )
