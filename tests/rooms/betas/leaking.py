"""Secrets of betas behind an agreement, and every way on which they could reach somebody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.admission.agreements import change_agreement, sign
from portal.kits.admission.models import Agreement
from portal.kits.notices.actions.digests import plan_digests
from portal.kits.search.actions import index_due
from portal.ledger.models import Activity, Mail
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.rooms.betas.actions.applying import turn_away
from portal.rooms.betas.actions.betas import Question
from portal.rooms.betas.actions.closing import close_beta
from portal.rooms.betas.actions.keys import add_keys, reveal_key
from portal.rooms.betas.actions.reports import Finding, report, settle_report
from portal.rooms.betas.actions.seats import accept_offer, leave, offer_seat, remove_tester, sign_agreement
from portal.rooms.betas.actions.testing import set_task
from portal.rooms.betas.models import Beta, BetaReport, BetaTask
from tests.actors import staff
from tests.channels import (
    addresses,
    browser_of,
    named_in,
    of_the_part,
    said_at,
    said_by_mail,
    said_everywhere,
    said_in_digests,
    said_in_feeds,
)
from tests.rooms.betas.rooms import WINDOWS, a_beta, act, again, an_agreement, applied, go, row, seated
from tests.rooms.forum.reading.talking import somebody

SECRETS = {
    "instructions": "lantern",
    "task": "whale",
    "report": "copper",
    "answer": "harbour",
    "thanks": "velvet",
    "screening": "bramble",
    "why chosen": "pelican",
    "told no": "walnut",
    "key": "orchid",
}
"""What is secret in a beta, each under a word that stands nowhere else."""
INSIDE = {"instructions", "task", "report", "answer", "thanks"}
"""Behind the agreement: for testers and colleagues who have signed its newest version."""
OF_PEOPLE = {"screening", "why chosen", "told no"}
"""About the people in it: for colleagues who see betas, signed or not; `told no` for whom it was told."""
NOWHERE = "/betas/2000000000"


@dataclass
class House:
    """A beta that runs and one that is closed, behind one agreement whose newest version is the second."""

    app: Flask
    beta: Beta
    over: Beta
    agreement: Agreement
    viewers: dict[str, User]
    places: dict[str, object]


def a_house(app: Flask) -> House:
    """Everything was said before the agreement changed; the index knows it, notices are told, mails are due."""
    pm, una = staff("product"), staff("product", name="Una Unsigned")
    moderator, admin = staff("moderator", name="Max Moderator"), staff("admin", name="Ada Admin")
    agreement = an_agreement(pm)
    here = {"country": "JP", "time_zone": "Europe/London"}
    names = ("Mei Tanaka", "Ana Sousa", "Old Signer", "Rob Removed", "Kim Offered", "Pat Pending")
    more = ("Wil Waits", "Lea Left", "Tom Turned", "Gus Gone", "Bea Break", "Nia Notinit")
    people = {name: somebody(name, name, **here) for name in (*names, *more)}
    olaf = somebody("Olaf Holm", "Holm", country="NO", time_zone="Europe/London")
    mei, ana, old, removed, offered, pending = (people[name] for name in names)
    waits, left, turned, gone, on_a_break, not_in = (people[name] for name in more)
    while plan_digests():
        pass
    audience = {"country": ["JP"]}
    questions = (WINDOWS, _a_question())
    beta = _a_beta(pm, agreement, "Compare scans", 9, audience=audience, questions=questions)
    next_ones = (somebody("Pia Next", "Next", **here), somebody("Pio Next", "Next", **here))
    applicants = (mei, ana, old, removed, offered, pending, *next_ones, waits, left, turned, gone, on_a_break)
    answers = {question.id: question.choices[0] for question in again(beta).questions}
    applied(beta, *applicants, answers=answers)
    go(beta, pm, "choose")
    testers = (mei, ana, old, removed, left, gone, on_a_break)
    seated(beta, pm, *testers)
    act(turn_away, row(beta, turned), pm, f"A {SECRETS['told no']}, this time.")
    for user in testers:
        act(sign_agreement, row(beta, user), again(agreement).newest, user)
    act(offer_seat, row(beta, offered), pm, f"A {SECRETS['why chosen']}.")
    act(offer_seat, row(beta, pending), pm, f"A {SECRETS['why chosen']}.")
    act(accept_offer, row(beta, pending), pending)
    go(beta, pm, "onboard", "run")
    act(set_task, beta, 1, f"Find the {SECRETS['task']}", pm, instructions=f"The {SECRETS['task']} swims.")
    for user in testers:
        given = act(report, row(beta, user), Finding("issue", f"The {SECRETS['report']} bends", "It bends.", 1), user)
        act(settle_report, given, "accept", pm, f"The {SECRETS['answer']} is ours.")
    act(remove_tester, row(beta, removed), pm, f"A {SECRETS['told no']}, you asked us.")
    act(leave, row(beta, left), left)
    act(add_keys, beta, [f"NW-{SECRETS['key'].upper()}-{number}" for number in range(9)], pm)
    act(reveal_key, row(beta, mei), mei)
    over = _over(pm, agreement, (mei, ana, old, gone, on_a_break))
    drain()
    act(change_agreement, agreement, "Tell nobody, and take no pictures.", pm)
    for user in (
        mei,
        ana,
        on_a_break,
        pm,
        removed,
        offered,
        waits,
        left,
        turned,
        gone,
        not_in,
        olaf,
        moderator,
        admin,
    ):
        act(sign, again(agreement).newest, user)
    with transaction() as session:
        session.get_one(User, gone.id).active = False
        session.get_one(Member, on_a_break.member_id).paused_until = now() + timedelta(days=20)
    drain()
    while index_due():
        pass
    viewers = {
        "inside": ana,
        "inside on a break": on_a_break,
        "colleague": pm,
        "old signature": old,
        "removed": removed,
        "offered": offered,
        "pending": pending,
        "waiting": waits,
        "left": left,
        "turned away": turned,
        "not in it": not_in,
        "other audience": olaf,
        "locked out": gone,
        "unsigned colleague": una,
        "staff without the right": moderator,
        "administrator": admin,
    }
    house = House(app, beta, over, agreement, viewers, {})
    house.places = _places(house, mei)
    return house


def _a_question() -> Question:
    fits = f"A {SECRETS['screening']}"
    return Question("What do you scan?", (fits, "Nothing"), fits=(fits,), otherwise="This round needs scans.")


def _a_beta(pm: User, agreement: Agreement, name: str, capacity: int, **more: object) -> Beta:
    words = f"The {SECRETS['instructions']} is hidden in the menu."
    begins = now() - timedelta(days=3)
    dates = {"starts_at": begins, "ends_at": begins + timedelta(days=28)}
    wanted = {"name": name, "instructions": words, "capacity": capacity, "agreement_id": agreement.id, **dates, **more}
    return a_beta(pm, "recruit", **wanted)  # type: ignore[arg-type]


def _over(pm: User, agreement: Agreement, testers: Sequence[User]) -> Beta:
    """One that is closed, with our thanks."""
    over = _a_beta(pm, agreement, "Compare faxes", 8)
    applied(over, *testers)
    go(over, pm, "choose")
    seated(over, pm, *testers)
    for user in testers:
        act(sign_agreement, row(over, user), again(agreement).newest, user)
    go(over, pm, "onboard", "run", "wrap_up")
    act(close_beta, over, f"The {SECRETS['thanks']} curtain rises.", pm, gift="A year of it")
    return over


def _places(house: House, mei: User) -> dict[str, object]:
    """What stands in addresses."""
    return {
        "beta_id": house.beta.id,
        "report_id": db.session.scalars(select(BetaReport.id)).first(),
        "applicant_id": row(house.beta, mei).id,
        "task_id": db.session.scalars(select(BetaTask.id)).one(),
        "agreement_id": house.agreement.id,
        "member_id": mei.member_id,
        "company_id": db.session.get_one(Member, mei.member_id).company_id,
        "handle": mei.handle,
        "user_id": mei.id,
    }


READS_MAILS = {"administrator"}
"""Whoever opens the mails of others opens every one; everybody else is refused the same at each."""


def every_address(house: House, who: str) -> set[str]:
    """Every page of the portal, opened at what is secret; both betas, each report and the mails."""
    title = "title=It+bends"
    queries = {
        "betas.write_report": title,
        "betas.similar_to": title,
        "search.results": "q=bends",
        "betas.betas": "show=mine",
    }
    found = set(addresses(house.app, house.places, queries))
    found |= set(addresses(house.app, {**house.places, "beta_id": house.over.id}, queries))
    for report_id in db.session.scalars(select(BetaReport.id)):
        found.add(f"/betas/{house.beta.id}/reports/{report_id}")
    shelves = ("applied", "waiting", "offered", "testing", "silent", "invited", "others")
    found |= {f"/betas/{beta.id}/testers?show={shelf}" for beta in (house.beta, house.over) for shelf in shelves}
    found |= {f"/betas?show={shelf}" for shelf in ("open", "over")}
    mails = [f"/admin/mails/{mail_id}" for mail_id in db.session.scalars(select(Mail.id).order_by(Mail.id))]
    return found | set(mails if who in READS_MAILS else mails[-2:])


def told_by_pages(house: House, who: str) -> dict[str, str]:
    """What every page says to this person; `make test` asks the pages of betas, the torture all."""
    client = browser_of(house.app, house.viewers.get(who))
    return said_everywhere(client, of_the_part(every_address(house, who), "/betas"), NOWHERE)


def secrets_in(words: str) -> set[str]:
    """Which of the secrets stand there."""
    return named_in(words, SECRETS)


def _page(path: str) -> Callable[[House, FlaskClient, User | None], str]:
    return lambda house, client, _who: said_at(client, path.format(over=house.over.id, **house.places), NOWHERE)


def _found(_house: House, client: FlaskClient, _who: User | None) -> str:
    """How much is found, by kind: a number would say enough."""
    answer = client.get("/search?q=bends", headers={"Accept": "application/json"})
    told = answer.json or {} if answer.status_code == 200 else {}
    return (
        SECRETS["report"] if told.get("total") or any(any(v.values()) for v in told.get("facets", {}).values()) else ""
    )


def _ledger(_house: House, _client: FlaskClient, _who: User | None) -> str:
    return "\n".join(f"{line.facts}" for line in db.session.scalars(select(Activity)))


CHANNELS: dict[str, tuple[Callable[[House, FlaskClient, User | None], str], set[str], set[str]]] = {
    "page": (_page("/betas/{beta_id}"), {"instructions", "task", "report"}, set()),
    "page of one that is over": (_page("/betas/{over}"), {"thanks"}, set()),
    "a report": (_page("/betas/{beta_id}/reports/{report_id}"), {"report", "answer"}, {"report", "answer"}),
    "similar as JSON": (_page("/betas/{beta_id}/reports/similar?title=It+bends"), {"report"}, set()),
    "home": (_page("/"), {"task"}, set()),
    "inbox": (_page("/inbox"), {"answer", "thanks"}, {"report"}),
    "mail": (lambda _house, _client, who: said_by_mail(who), {"thanks"}, set()),
    "digest": (lambda _house, _client, who: said_in_digests(who), {"answer"}, {"report"}),
    "feeds": (lambda house, _client, who: said_in_feeds(house.app, who), set(), set()),
    "calendar": (_page("/coming-up"), set(), set()),
    "reports": (_page("/betas/{beta_id}/reports"), set(), {"report"}),
    "table of reports": (_page("/betas/{beta_id}/reports.csv"), set(), {"report", "answer"}),
    "table of people": (_page("/betas/{beta_id}/people.csv"), set(), {"screening", "why chosen"}),
    "testers": (_page("/betas/{beta_id}/testers?show=offered"), set(), {"screening", "why chosen"}),
    "seats": (_page("/betas/{beta_id}/seats"), set(), {"told no"}),
    "tasks": (_page("/betas/{beta_id}/tasks"), set(), {"task"}),
    "plan": (_page("/betas/{beta_id}/edit"), set(), {"instructions"}),
    "search": (_page("/search?q=bends"), set(), {"report"}),
    "totals": (_found, set(), {"report"}),
    "ledger": (_ledger, set(), set()),
}
"""Every way on which words of a beta reach somebody → how, what a tester who has signed reads there at least, and what
a colleague does who has signed."""
