"""Nobody gives himself a right: what opens something is written by staff, a file or a proof, and by nothing else."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.models import Base
from portal.kits.admission.actions import LISTS, put_audience
from portal.kits.admission.spaces import Space
from portal.kits.automation.map_actions import MAP_ACTIONS
from portal.ledger.worker import drain
from portal.people.models import Company
from portal.people.traits import TRAITS
from portal.rooms.betas.models import Beta
from portal.rooms.betas.views.choosing import WAYS_IN
from tests.actors import signed_in, staff
from tests.kept import Keeper
from tests.kits.notices.post import DOMAIN, a_reply, last_in, received
from tests.letters import reply_address
from tests.openings import Standing, names, standing, touched
from tests.people.job_changes import a_company
from tests.world import World, a_world

pytestmark = pytest.mark.one_database
"""Where something is written does not depend on the database; tests/people/test_traits.py asks both what opens."""
BY_STAFF = "by colleagues who manage it"
WRITTEN = {
    "members.company_id": "by staff, a file, or a confirmed address at a confirmed domain; by a member only to nothing",
    "members.country": "by staff or a file",
    "members.id": "by nobody",
    "companies.kind": "by staff",
    "companies.plan": "by staff",
    "companies.region": "by staff",
    "companies.domain": "by staff",
    "companies.domain_confirmed": "by staff",
    "job_changes.status": "by staff, a file, or a confirmed address; a member's own begins as one that waits",
    "users.member_id": "by an invitation that was sent to the member, or by staff who merge",
    "staff_roles.user_id": "by whoever may give roles",
    "staff_roles.role": "by whoever may give roles",
    "audience_terms.audience_id": BY_STAFF,
    "audience_terms.kind": BY_STAFF,
    "audience_terms.value": BY_STAFF,
    "betas.audience_id": BY_STAFF,
    "betas.agreement_id": BY_STAFF,
    **{f"boards.{act}_audience_id": BY_STAFF for act in ("see", "create", "vote", "comment")},
    **{f"boards.members_{act}": BY_STAFF for act in ("create", "vote", "comment")},
    "boards.agreement_id": BY_STAFF,
    **{f"forum_categories.{act}_audience_id": BY_STAFF for act in ("see", "create", "reply")},
    **{f"forum_categories.members_{act}": BY_STAFF for act in ("create", "reply")},
    "forum_categories.agreement_id": BY_STAFF,
}
"""Each column by which something opens, and who writes it."""
INVITES = {
    **{f"a draw of testers, {source}": "/betas/{beta_id}/invitations?source=" + source for source in WAYS_IN},
    "a nurture map, offer": "/nurture",
}
"""Where what somebody does chooses whom we invite, and the page that says so."""
ASKS_ONLY = {"message", "survey", "task", "escalate"}
"""Actions of maps that invite nobody anywhere."""
DAY = date(2026, 5, 4).isoformat()
HONEST = {
    "betas.write_report": {"kind": "issue", "severity": "2"},
    "forum.begin_in": {"kind": "discussion"},
    "forum.react": {"kind": "thanks:on"},
}
"""What makes a form valid, where a field that it shares with an audience would not."""
ENDS = re.compile(r"end$|deletion|withdrawal|goodbye|/no$|sign-out|closure|undoing")
"""What takes something away comes last, so that it is there for the others."""
NOT_THERE = {404, 405, 410}
SIGN_OUT = {"sign_in.sign_out", "sign_in.sign_in", "sign_in.new_password", "join.invitation", "sessions.end_others"}
NEW_COMPANY = ("customer", None, None, None, False)
"""What a company is that a member has named: it opens nothing by being there."""
MUST_ANSWER = {
    *("you.job", "you.details", "join.welcome", "join.invitation", "profiles.own", "preferences.preferences"),
    *("surveys.answer", "feedback.give", "approval.approve", "forum.reply", "forum.begin_in", "forum.react"),
    *(
        "ideas.suggest",
        "ideas.vote",
        "ideas.comment",
        "betas.write_report",
        "drafts.draft",
    ),
}
"""Routes that were really taken, or the walk would prove nothing."""


@pytest.fixture
def world(kept: Keeper) -> World:
    return kept(a_world)


@pytest.fixture
def partner(world: World) -> Company:
    return a_company("Halden", kind="partner", plan="Partner", region="Nordics", domain="halden.example")


def fields(world: World, partner: Company) -> dict[str, str]:
    """Whatever a form might take by these names, and enough besides for honest forms to be valid."""
    said = {
        "company": "Halden",
        "company_id": str(partner.id),
        "company_name": "Halden",
        "member_id": "1",
        "country": "NO",
        "kind": "partner",
        "plan": "Partner",
        "region": "Nordics",
        "domain_confirmed": "y",
        "domain": "evil.example",
        "role": "owner",
        "roles": "owner",
        "user_id": str(world.promoter.id),
        "segment": "promoter",
        "stage": "champion",
        "status": "confirmed",
        "audience": "",
        "audience_id": "",
        **{f"{act}-{trait}": "" for act in ("see", "vote", "begin") for trait in TRAITS},
        **{f"members_{act}": "y" for act in ("suggest", "vote", "comment", "begin", "reply")},
        "see_audience_id": "",
        "agreement": "0",
        "agreement_id": "",
        "value": "partner",
        "time_zone": "Europe/Oslo",
    }
    honest = {
        "given_name": "Mei",
        "family_name": "Tanaka",
        "job_title": "Partner, Halden",
        "since": DAY,
        "score": "9",
        "text": "We work for Halden, Norway.",
        "body": "We work for Halden.",
        "title": "Halden, Nordics",
        "about": "A partner",
        "emoji": "thumbsup",
        "password": "nine yellow wards facing north",
        "name": "Mei Tanaka",
        "signed": "y",
        "agree": "y",
        "incentive": "first_look",
        "wants": "plan: Partner",
        "version": "1",
        "severity": "2",
        "level": "watching",
        "reaction": "thanks",
        "attribution": "full_name",
        "channels": "press",
        "territories": "DE",
        "post": "1",
    }
    return said | honest


def paths(rule: Rule, world: World, ids: str) -> Iterator[str]:
    """Addresses of this route: with ids of rows that are there, and with those of the first rows."""
    tokens = list(world.tokens.values()) if "token" in rule.arguments else [""]
    known = vars(world)
    for token in tokens:
        values: dict[str, Any] = {"token": token, "step": 3, "act": "withdrawal", "role": "owner", "kind": "contacts"}
        values |= {"place": f"topic:{world.topic_id}", "report_id": world.beta_report_id, "handle": "mei.tanaka"}
        values |= {name: min(each.items) for name, each in rule._converters.items() if isinstance(each, AnyConverter)}
        numbers = {name: known.get(name, 1) if ids == "known" else 1 for name in rule.arguments if name not in values}
        built = rule.build({**{name: values[name] for name in rule.arguments if name in values}, **numbers})
        if built is not None:
            yield built[1]


def gained(before: Standing, after: Standing) -> list[str]:
    """What stands there now and opens more than what stood there before."""
    changed = [place for place in after if after[place] != before.get(place)]
    return [f"{place}: {before.get(place)} → {after[place]}" for place in changed if not harmless(place, before, after)]


def harmless(place: tuple[str, Any], before: Standing, after: Standing) -> bool:
    """A company of no kind that opens, a job that waits, somebody without a company, and an invitation accepted."""
    table, new = place[0], place not in before
    if table == "companies":
        return new and after[place] == NEW_COMPANY
    if table == "job_changes":
        return (after[place] == ("waiting",)) if new else after[place] == ("replaced",)
    if table == "members":
        changed = [value for value, was in zip(after[place], before.get(place, ()), strict=False) if value != was]
        return not new and changed == [None]
    return table == "users" and new


def test_every_column_that_opens_something_has_a_line(app: Flask) -> None:
    assert names() == set(WRITTEN)


def test_what_is_earned_opens_nothing_to_read_or_vote_on(world: World) -> None:
    earned = {kind for kind, trait in TRAITS.items() if trait.earned}
    assert earned == {"segment", "stage"}
    assert not earned & set(LISTS)
    places = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Space)]
    for model, attribute in [(Beta, "audience"), *((place, "see_audience") for place in places)]:
        for kind in earned:
            with pytest.raises(Refused, match="a score or a stage"), transaction() as session:
                put_audience(session.scalars(select(model)).first(), attribute, {kind: ["promoter"]})


def test_no_request_of_a_member_writes_any_of_them(app: Flask, world: World, partner: Company) -> None:
    taken: set[str] = set()
    before, browser = standing(), signed_in(app, world.promoter)
    with touched() as tables:
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (bool(ENDS.search(rule.rule)), rule.rule)):
            first = paths(rule, world, "first") if "POST" in (rule.methods or ()) else ()
            for path in {*paths(rule, world, "known"), *first}:
                statuses = ask(browser, rule, path, fields(world, partner) | HONEST.get(rule.endpoint, {}))
                after = standing() if tables else before
                assert gained(before, after) == [], (rule.endpoint, path)
                taken |= {rule.endpoint} if statuses & {200, 204, 303} else set()
                before = after
                tables.clear()
                if rule.endpoint in SIGN_OUT:
                    browser = signed_in(app, world.promoter)
    assert taken >= MUST_ANSWER, MUST_ANSWER - taken


def ask(browser: FlaskClient, rule: Rule, path: str, sent: Mapping[str, str]) -> set[int]:
    """The statuses of what a member sends: in the address, in a form, and as JSON where that is not for nobody."""
    if "POST" not in (rule.methods or ()):
        return {browser.get(path, query_string=sent).status_code}
    status = browser.post(path, data=sent, query_string=sent).status_code
    if status in NOT_THERE:
        return {status}
    body = json.dumps(sent)
    return {status, browser.post(path, data=body, content_type="application/json", query_string=sent).status_code}


def test_no_mail_of_a_member_writes_any_of_them(app: Flask, world: World, partner: Company) -> None:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    sent = fields(world, partner)
    with transaction():
        address = reply_address(world.promoter.id, ("topic", world.topic_id))
    mail = a_reply(world.promoter.email, "\n".join(f"{name}: {value}" for name, value in sent.items()))
    for name, value in sent.items():
        mail[f"X-{name}"] = value
    before = standing()
    assert address
    assert received(mail, address)
    drain()
    assert last_in().state == "taken"
    assert gained(before, standing()) == []


def test_where_something_earned_chooses_whom_we_invite_the_page_says_so(app: Flask, world: World) -> None:
    offers = {f"a nurture map, {kind}" for kind in MAP_ACTIONS if kind not in ASKS_ONLY}
    assert offers | {f"a draw of testers, {source}" for source in WAYS_IN} == set(INVITES)
    with transaction() as session:
        session.get_one(Beta, world.beta_id).idea_id = world.idea_id
    browser = signed_in(app, staff("owner"))
    for place, path in INVITES.items():
        page = browser.get(path.format(**vars(world)))
        assert page.status_code == 200
        assert "eople can get in" in page.text, place
    assert db.session.get_one(Beta, world.beta_id).idea_id
