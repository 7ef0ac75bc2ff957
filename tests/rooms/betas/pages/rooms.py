"""A beta in each of its stages, with people who stand in it as differently as they can."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import User
from portal.core.clock import now
from portal.kits.admission.models import Agreement
from portal.rooms.betas.actions.keys import add_keys
from portal.rooms.betas.actions.reports import Finding, report
from portal.rooms.betas.actions.seats import offer_seat, sign_agreement
from portal.rooms.betas.actions.testing import ask_now, finish_task, set_task
from portal.rooms.betas.models import Beta
from tests.actors import signed_in, staff
from tests.rooms.betas.rooms import WINDOWS, a_beta, a_tester, act, again, an_agreement, applied, go, row, seated


@dataclass
class Round:
    """Mei tests and has signed; Jonas is quiet; Ana waits; Kim has an offer; Una must not see any of it."""

    app: Flask
    beta: Beta
    agreement: Agreement
    pm: User
    mei: User
    jonas: User
    ana: User
    kim: User
    una: User

    def browser(self, user: User) -> FlaskClient:
        return signed_in(self.app, user)

    @property
    def url(self) -> str:
        return f"/betas/{self.beta.id}"


def a_round(app: Flask) -> Round:
    """A beta that runs, behind an agreement."""
    pm = staff("product", name="Omar Haddad")
    agreement = an_agreement(pm, "What you see here stays here until it is public.")
    begins = now() - timedelta(days=3)
    beta = a_beta(
        *(pm, "recruit"),
        questions=(WINDOWS,),
        capacity=3,
        agreement_id=agreement.id,
        instructions="The lantern is in the menu, under Compare.",
        starts_at=begins,
        ends_at=begins + timedelta(days=28),
    )
    (question,) = again(beta).questions
    people = [
        a_tester(*who)
        for who in (
            ("Mei Tanaka", "Orbit Health"),
            ("Jonas Lind", "Helio Energy"),
            ("Ana Sousa", "Fjord Bank"),
            ("Kim Park", "Railworks"),
        )
    ]
    mei, jonas, ana, kim = people
    applied(beta, *people, answers={question.id: "Windows"})
    go(beta, pm, "choose")
    seated(beta, pm, mei, jonas)
    for user in (mei, jonas):
        act(sign_agreement, row(beta, user), again(agreement).newest, user)
    act(offer_seat, row(beta, kim), pm, "works on paper all day")
    go(beta, pm, "onboard", "run")
    act(add_keys, beta, ["NW-SECRET-1", "NW-SECRET-2", "NW-SECRET-3"], pm)
    for week, title in ((1, "Compare two scans"), (1, "Turn a page"), (2, "Send a comparison to a colleague")):
        task = act(set_task, beta, week, title, pm, instructions="Take whatever lies on your desk.", minutes=10)
        if title == "Turn a page":
            act(finish_task, task, row(beta, mei), mei)
    act(report, row(beta, mei), Finding("issue", "Upside-down scans are skipped", "Page 3 of 7.", 2), mei)
    act(ask_now, row(beta, jonas), pm)
    return Round(app, beta, agreement, pm, mei, jonas, ana, kim, a_tester("Una Moe", "Casa Verde"))
