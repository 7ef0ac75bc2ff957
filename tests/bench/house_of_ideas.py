"""A house full of ideas: boards, members, ideas with their counters and rank, and every vote that these count."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Select, false, insert, literal, select

from portal.core.clock import now
from portal.core.database import transaction
from portal.core.filters import today
from portal.people.models import Company, Member
from portal.rooms.ideas.actions.counting import rank_of
from portal.rooms.ideas.models import Board, Idea, Vote
from portal.rooms.ideas.queries.roadmap import quarter_of

MEMBERS = 5_003
"""A prime, so that every step from one voter to the next meets everybody before it meets the same one."""
COMPANIES = 400
BOARDS = ("Product", "Mobile", "Integrations", "Reports", "Everything else")
AGE = timedelta(days=3 * 365)
LEAST_AGE = timedelta(hours=1)
MAX_VOTERS = 2_000
PAGE = 5_000
SPREAD = {"new": 50, "under_review": 12, "planned": 9, "in_progress": 6, "shipped": 12, "declined": 8, "merged": 3}
"""Of a hundred ideas, how many stand where."""
QUARTERS = {"planned": (1, 2, 3, 4), "in_progress": (0, 1), "shipped": (0, -1, -2, -3, -4, -5)}
"""In which quarters from now these stand."""
TITLES = ("Compare scanned {0}", "Export {0} to a spreadsheet", "Remind people of {0}", "Search inside {0}")
THINGS = ("contracts", "invoices", "reports", "signatures", "forms", "letters", "calendars", "dashboards")
BODY = "Every month somebody copies them by hand, twice, and once a quarter one of them is forgotten. "


def most_voters(votes: int) -> int:
    """How many want the first idea: a twentieth of all votes, at most as many as there are members."""
    return min(votes // 20, 5_000)


def fill(ideas: int, votes: int, seed: int = 7) -> None:
    """Add so many ideas with so many votes in all: `most_voters` of them for the first idea, fifty for the second.

    Needs the application's context, and more than a minute for a million votes.
    """
    chance, moment = random.Random(seed), now()
    with transaction() as session:
        session.execute(insert(Company), [_company(n, moment) for n in range(1, COMPANIES + 1)])
        session.execute(insert(Member), [_member(n, moment) for n in range(1, MEMBERS + 1)])
        session.execute(insert(Board), [_board(n, name, moment) for n, name in enumerate(BOARDS)])
    made = _ideas(ideas, votes, chance, moment)
    for start in range(0, ideas, PAGE):
        with transaction() as session:
            session.execute(insert(Idea), list(islice(made, PAGE)))
            voting = _votes(start)
            session.execute(insert(Vote).from_select(voting.selected_columns.keys(), voting))


def _ideas(ideas: int, votes: int, chance: random.Random, moment: datetime) -> Iterator[dict[str, object]]:
    statuses = chance.choices(list(SPREAD), list(SPREAD.values()), k=ideas)
    statuses[0] = statuses[1] = "under_review"
    counts = _counts(statuses, votes, chance)
    for number, (status, voters) in enumerate(zip(statuses, counts, strict=True)):
        created = moment - LEAST_AGE - AGE * (1 - number / ideas)
        title = TITLES[number % len(TITLES)].format(chance.choice(THINGS))
        quarters = QUARTERS.get(status)
        yield {
            "id": number + 1,
            "board_id": number % 7 % len(BOARDS) + 1,
            "author_member_id": number * 31 % MEMBERS + 1,
            "title": f"{title}, number {number + 1}",
            "folded": f"{title.lower()}, number {number + 1}",
            "body": BODY * (number % 4),
            "status": status,
            "status_at": created,
            "quarter": quarter_of(today(), chance.choice(quarters)) if quarters else None,
            "merged_into_id": 1 if status == "merged" else None,
            "voters": voters,
            "points": voters,
            "rank": rank_of(voters, created),
            "created_at": created,
        }


def _counts(statuses: list[str], votes: int, chance: random.Random) -> list[int]:
    """How many want each idea: few want most, many want a few, and together they are `votes`."""
    counts = [0 if status == "merged" else min(int(chance.paretovariate(1)), MAX_VOTERS) for status in statuses]
    counts[:2] = most_voters(votes), 50
    others = [n for n in range(2, len(statuses)) if statuses[n] != "merged"]
    missing = votes - sum(counts)
    while missing:
        step = max(-1, min(1, missing))
        for n in others[: abs(missing)] if step > 0 else others:
            if missing and 0 < counts[n] + step <= MAX_VOTERS:
                counts[n] += step
                missing -= step
    return counts


def _votes(start: int) -> Select[Any]:
    """A row for each voter of the ideas of this page, counted down from the last one."""
    here = Idea.id.between(start + 1, start + PAGE), Idea.voters > 0
    last = select(Idea.id, (Idea.voters - 1).label("n"), Idea.created_at).where(*here).cte("voting", recursive=True)
    voting = last.union_all(select(last.c.id, last.c.n - 1, last.c.created_at).where(last.c.n > 0))
    voter = (voting.c.id * 7_919 + voting.c.n * 17) % MEMBERS + 1
    return select(
        *(voting.c.id.label("idea_id"), voter.label("member_id"), (voter % COMPANIES + 1).label("company_id")),
        *(literal(1).label("weight"), literal("").label("reason"), literal("portal").label("source")),
        *(false().label("spends"), voting.c.created_at, voting.c.created_at.label("confirmed_at")),
    )


def _company(number: int, moment: datetime) -> dict[str, object]:
    name = f"Customer {number}"
    return {"id": number, "name": name, "folded": name.lower(), "revenue": number * 1_000, "created_at": moment}


def _member(number: int, moment: datetime) -> dict[str, object]:
    return {
        "id": number,
        "given_name": f"Person{number}",
        "family_name": "Novak",
        "folded": f"novak person{number}",
        "email": f"p{number}@example.org",
        "company_id": number % COMPANIES + 1,
        "segment": ("promoter", "passive", "detractor", "unknown")[number % 4],
        "created_at": moment,
        "joined_at": moment,
    }


def _board(place: int, name: str, moment: datetime) -> dict[str, object]:
    return {"position": place, "name": name, "folded": name.lower(), "description": "A board.", "created_at": moment}
