"""Every page and its audience, in one table: who may open it, and that nobody else can tell it from nothing."""

import pkgutil
from importlib import import_module
from importlib.util import find_spec

import pytest
from flask import Flask

from portal.access.roles import CAPABILITIES, ROLES
from tests import rooms
from tests.actors import signed_in, staff
from tests.kept import Keeper
from tests.world import World, a_world

ANYBODY, SIGNED_IN, MEMBER, STAFF = "anybody", "signed in", "member", "staff"
FORUM = "members, and staff who may forum.read"
BETAS = "members, and staff who may betas.read"

PAGES: dict[str, tuple[str, str]] = {
    "home.home": (SIGNED_IN, "/"),
    "home.today": ("tasks.work", "/today"),
    "admin.health": ("admin.read", "/admin"),
    "admin.acts": ("admin.read", "/admin/acts"),
    "admin.deliveries": ("admin.read", "/admin/deliveries"),
    "admin.mails": ("admin.read", "/admin/mails"),
    "admin.mail": ("admin.read", "/admin/mails/{mail_id}"),
    "users.users": ("users.edit", "/admin/users"),
    "users.user": ("users.edit", "/admin/users/{user_id}"),
    "users.failed": ("sign_ins.read", "/admin/sign-ins"),
    "users.add": ("users.edit", "/admin/users/new"),
    "surveys.answer": (ANYBODY, "/answer/{tokens[answer]}"),
    "surveys.answers": ("feedback.read", "/answers"),
    "surveys.own": (MEMBER, ""),
    "care.cases": ("cases.read", "/cases"),
    "care.case": ("cases.read", "/cases/{case_id}"),
    "care.promises": ("people.edit", "/promises"),
    "care.log_call": ("people.edit", "/people/{member_id}/call"),
    "care.open_case": ("cases.work", "/people/{member_id}/case"),
    "people.people": ("people.read", "/people"),
    "people.export_people": ("people.read", "/people.csv"),
    "people.person": ("people.read", "/people/{member_id}"),
    "people.add_person": ("people.edit", "/people/new"),
    "people.edit_person": ("people.edit", "/people/{member_id}/edit"),
    "people.new_job": ("people.edit", "/people/{member_id}/job"),
    "people.close_login": ("people.edit", "/people/{member_id}/closing"),
    "people.told_job": ("people.edit", "/people/{moved_id}/job/told"),
    "people.doubles": ("people.edit", "/people/doubles"),
    "people.merge": ("people.edit", "/people/{member_id}/merge"),
    "people.companies": ("people.read", "/companies"),
    "people.company": ("people.read", "/companies/{company_id}"),
    "people.new_company": ("people.edit", "/companies/new"),
    "people.edit_company": ("people.edit", "/companies/{company_id}/edit"),
    "people.company_doubles": ("people.edit", "/companies/doubles"),
    "people.merge_company": ("people.edit", "/companies/{company_id}/merge"),
    "feedback.feedback": ("feedback.read", "/feedback"),
    "feedback.piece": ("feedback.read", "/feedback/{feedback_id}"),
    "feedback.capture": ("feedback.edit", "/feedback/new"),
    "feedback.edit": ("feedback.edit", "/feedback/{feedback_id}/edit"),
    "feedback.give": (MEMBER, "/tell-us"),
    "tags.tags": ("feedback.edit", "/tags"),
    "quotes.draft": ("quotes.edit", "/feedback/{feedback_id}/quote"),
    "quotes.edit": ("quotes.edit", "/quotes/{testimonial_id}/words"),
    "testimonials.quotes": ("quotes.read", "/quotes"),
    "testimonials.quote": ("quotes.read", "/quotes/{testimonial_id}"),
    "approval.approve": (ANYBODY, "/quote/{tokens[quote]}"),
    "forum.shortcuts": (FORUM, "/community/shortcuts"),
    "forum.community": (FORUM, "/community"),
    "forum.category": (FORUM, "/community/c/{category_id}"),
    "forum.topic": (FORUM, "/community/t/{topic_id}"),
    "forum.search": (FORUM, "/community/search?q=fax"),
    "forum.begin": (FORUM, ""),
    "forum.begin_in": (FORUM, "/community/c/{category_id}/new"),
    "forum.similar": (FORUM, "/community/similar?title=faxed"),
    "forum.reply": (FORUM, "/community/t/{topic_id}/posts?quote=2"),
    "forum.edit_post": (FORUM, ""),
    "forum.history": (FORUM, ""),
    "forum.flag": (FORUM, "/community/posts/{post_id}/flag"),
    "drafts.drafts": (FORUM, "/community/drafts"),
    "forum.people": (FORUM, "/community/people?topic={topic_id}&q=me"),
    "forum.reviews": ("forum.moderate", "/community/reviews"),
    "forum.moderation_log": ("forum.moderate", "/community/log"),
    "forum.bulk_moderate": ("forum.moderate", "/community/bulk"),
    "forum.move": ("forum.moderate", "/community/t/{topic_id}/move"),
    "forum.split": ("forum.moderate", "/community/t/{topic_id}/split"),
    "forum.merge": ("forum.moderate", "/community/t/{topic_id}/merge"),
    "forum.categories": ("forum.manage", "/community/categories"),
    "forum.new_category": ("forum.manage", "/community/categories/new"),
    "forum.edit_category": ("forum.manage", "/community/categories/{category_id}/edit"),
    "forum.audience": ("forum.manage", "/community/categories/audience?see-country=DE"),
    "agreements.agreement": ("forum.manage", "/community/agreements/{agreement_id}"),
    "agreements.all_agreements": ("forum.manage", "/community/agreements"),
    "agreements.new_agreement": ("forum.manage", "/community/agreements/new"),
    "agreements.edit_agreement": ("forum.manage", "/community/agreements/{agreement_id}/edit"),
    "agreements.signatures": ("forum.manage", "/community/agreements/{agreement_id}/signatures"),
    "ideas.ideas": (FORUM, "/ideas"),
    "ideas.board": (FORUM, "/ideas/boards/{board_id}"),
    "ideas.roadmap": (FORUM, "/ideas/roadmap"),
    "ideas.begin": (FORUM, "/ideas/new"),
    "ideas.suggest": (FORUM, "/ideas/boards/{board_id}/new?title=Compare+scanned"),
    "ideas.similar": (FORUM, "/ideas/similar?title=scanned"),
    "ideas.idea": (FORUM, "/ideas/{idea_id}"),
    "ideas.people": (FORUM, "/ideas/{idea_id}/people?q=me"),
    "ideas.edit": ("ideas.moderate", "/ideas/{captured_id}/edit"),
    "ideas.still": (MEMBER, "/ideas/{idea_id}/still"),
    "ideas.closing_note": (MEMBER, "/ideas/told/{note_id}"),
    "ideas.edit_comment": ("ideas.moderate", "/ideas/comments/{comment_id}/edit"),
    "ideas.decision": ("ideas.read", "/ideas/{idea_id}/decision"),
    "ideas.meeting": ("ideas.read", "/ideas/meeting"),
    "ideas.view": ("ideas.read", ""),
    "ideas.move": ("ideas.decide", "/ideas/{idea_id}/move?step=plan"),
    "ideas.place": ("ideas.decide", "/ideas/{idea_id}/place"),
    "ideas.evidence": ("ideas.write", "/ideas/{idea_id}/feedback"),
    "ideas.speaks_for": ("ideas.write", "/ideas/feedback/{feedback_id}"),
    "ideas.merge": ("ideas.decide", "/ideas/{idea_id}/merge"),
    "ideas.notify_voters": ("ideas.decide", "/ideas/{shipped_id}/tell"),
    "ideas.export_csv": ("ideas.manage", "/ideas/ideas.csv"),
    "ideas.export_json": ("ideas.manage", "/ideas/ideas.json"),
    "ideas.all_boards": ("ideas.manage", "/ideas/boards"),
    "ideas.new_board": ("ideas.manage", "/ideas/boards/new"),
    "ideas.edit_board": ("ideas.manage", "/ideas/boards/{board_id}/edit"),
    "ideas.audience": ("ideas.manage", "/ideas/boards/audience?see-country=DE"),
    "betas.betas": (BETAS, "/betas"),
    "betas.beta": (BETAS, "/betas/{beta_id}"),
    "betas.agreement": (BETAS, "/betas/{gated_beta_id}/agreement"),
    "betas.write_report": (MEMBER, "/betas/{beta_id}/reports/new"),
    "betas.similar_to": (MEMBER, "/betas/{beta_id}/reports/similar?title=margins"),
    "betas.one_report": (BETAS, "/betas/{beta_id}/reports/{beta_report_id}"),
    "betas.reports": ("betas.read", "/betas/{beta_id}/reports"),
    "betas.testers": ("betas.read", "/betas/{beta_id}/testers?show=testing"),
    "betas.seats": ("betas.read", "/betas/{beta_id}/seats"),
    "betas.make": ("betas.manage", "/betas/{beta_id}/reports/{beta_report_id}/idea"),
    "betas.people_file": ("betas.read", "/betas/{beta_id}/people.csv"),
    "betas.reports_file": ("betas.read", "/betas/{beta_id}/reports.csv"),
    "betas.new_beta": ("betas.manage", "/betas/new"),
    "betas.edit_plan": ("betas.manage", "/betas/{beta_id}/edit"),
    "betas.tasks_and_keys": ("betas.manage", "/betas/{beta_id}/tasks"),
    "betas.invite": ("betas.manage", "/betas/{beta_id}/invitations"),
    "betas.close": ("betas.manage", "/betas/{beta_id}/closing"),
    "pictures.picture": (ANYBODY, ""),
    "pictures.thumb": (ANYBODY, ""),
    "feeds.community": (ANYBODY, ""),
    "sign_in.sign_in": (ANYBODY, "/sign-in"),
    "confirm.confirm": (SIGNED_IN, "/confirm"),
    "sign_in.ask": (ANYBODY, "/sign-in/link"),
    "sign_in.link_sent": (ANYBODY, "/sign-in/link/sent"),
    "sign_in.by_link": (ANYBODY, "/sign-in/link/{tokens[sign-in/link]}"),
    "sign_in.forgotten": (ANYBODY, "/forgotten"),
    "sign_in.mail_sent": (ANYBODY, "/forgotten/sent"),
    "sign_in.new_password": (ANYBODY, "/new-password/{tokens[new-password]}"),
    "imports.start": ("people.import", "/imports/contacts"),
    "imports.columns": ("people.import", "/imports/{job_id}/columns"),
    "imports.refused": ("people.import", ""),
    "jobs.jobs": (STAFF, "/jobs"),
    "jobs.job": ("people.import", ""),
    "invitations.invitations": ("people.invite", "/invitations"),
    "invitations.invite": ("people.invite", "/invitations/new"),
    "address_changes.confirm": (ANYBODY, "/new-address/{tokens[new-address]}"),
    "address_changes.dispute": (ANYBODY, "/not-my-address/{tokens[not-my-address]}"),
    "address_changes.disputed": (ANYBODY, "/not-my-address"),
    "join.invitation": (ANYBODY, "/join/{tokens[join]}"),
    "join.welcome": (MEMBER, "/welcome/1"),
    "inbox.inbox": (SIGNED_IN, "/inbox"),
    "preferences.preferences": (SIGNED_IN, "/you/notices"),
    "addresses.addresses": ("admin.read", "/admin/addresses"),
    "letters.letters": ("admin.read", "/admin/letters"),
    "letters.letter": ("admin.read", "/admin/letters/welcome"),
    "letters.letter_html": ("admin.read", ""),
    "notices.unsubscribe": (ANYBODY, ""),
    "notices.unsubscribe_one_click": (ANYBODY, ""),
    "nurture.map": ("nurture.read", "/nurture"),
    "tasks.tasks": ("tasks.work", "/tasks"),
    "search.results": ("feedback.read", "/search?q=fax"),
    "calendar.coming_up": (SIGNED_IN, "/coming-up"),
    "calendar.calendar_feed": (ANYBODY, ""),
    "profiles.directory": (FORUM, "/members"),
    "profiles.profile": (FORUM, "/members/{promoter.handle}"),
    "profiles.own": (FORUM, "/you/profile"),
    "you.you": (MEMBER, "/you"),
    "you.details": (MEMBER, "/you/details"),
    "you.job": (MEMBER, "/you/job"),
    "you.password": (SIGNED_IN, "/you/password"),
    "you.account": (SIGNED_IN, "/you/sign-in"),
    "own_login.address": (SIGNED_IN, "/you/address"),
    "own_login.close": (MEMBER, "/you/closing"),
    "sessions.sessions": (SIGNED_IN, "/you/sessions"),
    "health.healthz": (ANYBODY, "/healthz"),
    "health.readyz": (ANYBODY, ""),
    "brand_style": (ANYBODY, "/brand.css"),
    "static": (ANYBODY, ""),
}
"""endpoint → (a capability, or a kind of person; an address, or "" where another test opens it)."""

# A feature may also keep its own pages, in `audiences.py` beside its tests.
for _feature in pkgutil.iter_modules(rooms.__path__, f"{rooms.__name__}."):
    if find_spec(f"{_feature.name}.audiences"):
        PAGES |= import_module(f"{_feature.name}.audiences").PAGES


def address(endpoint: str, world: World) -> str:
    """The page's address in this world."""
    return PAGES[endpoint][1].format(**vars(world))


@pytest.fixture
def world(kept: Keeper) -> World:
    return kept(a_world)


def test_every_page_stands_in_the_table(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert known - {"bootstrap.static"} == set(PAGES)


def test_every_capability_is_known() -> None:
    kinds = {ANYBODY, SIGNED_IN, MEMBER, STAFF, FORUM, BETAS}
    assert {audience for audience, _ in PAGES.values()} <= {*kinds, *CAPABILITIES}


@pytest.mark.one_database
def test_a_signed_out_person_sees_only_what_is_for_anybody(app: Flask, world: World) -> None:
    for endpoint, (audience, path) in PAGES.items():
        if path:
            answer = app.test_client().get(address(endpoint, world)).status_code
            assert answer == (200 if audience == ANYBODY else 303), endpoint


def test_a_promoter_sees_no_page_of_staff(app: Flask, world: World) -> None:
    browser = signed_in(app, world.promoter)
    for endpoint, (audience, path) in PAGES.items():
        if path and audience != ANYBODY:
            answer = browser.get(address(endpoint, world)).status_code
            assert answer == (200 if audience in {SIGNED_IN, MEMBER, FORUM, BETAS} else 404), endpoint


@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_it_is_allowed_and_nothing_else(app: Flask, world: World, role: str) -> None:
    browser = signed_in(app, staff(role))
    for endpoint, (audience, path) in PAGES.items():
        if not path or audience == ANYBODY:
            continue
        admitted = audience in {SIGNED_IN, STAFF} or audience in ROLES[role]
        admitted = admitted or (audience == FORUM and "forum.read" in ROLES[role])
        admitted = admitted or (audience == BETAS and "betas.read" in ROLES[role])
        answer = browser.get(address(endpoint, world)).status_code
        expected = {200, 302, 303} if admitted else {404}
        if endpoint == "imports.columns" and admitted and role != "owner":
            expected = {200, 404}
        assert answer in expected, (endpoint, role, answer)
