"""Records that are likely the same person or company."""

import re
from collections import defaultdict
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Bundle, aliased

from portal.core.database import db
from portal.core.paging import By
from portal.core.text import fold, like

from ..models import Company, Member, Namesakes

MAX_PAIRS = 50
MAX_CANDIDATES = 8
LEGAL_FORMS = re.compile(
    r"\b(ltd|limited|inc|llc|plc|gmbh|ag|se|sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps|kk|pty|co|corp)\b\.?$"
)

_one, _other = aliased(Member), aliased(Member)
PAIR_ORDER = (By(_one.folded), By(_one.id), By(_other.id))


class Pair(NamedTuple):
    """Two members of the same name."""

    one_id: int
    one_email: str
    one_company: str | None
    other_id: int
    other_email: str
    other_company: str | None
    given_name: str
    family_name: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.one_email


class _Pairs(Bundle[Pair]):
    def create_row_processor(self, query: Any, procs: Any, labels: Any) -> Any:  # noqa: ARG002 - SQLAlchemy's hook
        return lambda row: Pair(*(read(row) for read in procs))


def likely_doubles(*, same_company: bool) -> Select[Pair]:
    """Members of the same folded name that nobody has called namesakes; page them by PAIR_ORDER."""
    first_at, second_at = aliased(Company), aliased(Company)
    apart = select(Namesakes.one_id).where(
        or_(
            and_(Namesakes.one_id == _one.id, Namesakes.other_id == _other.id),
            and_(Namesakes.one_id == _other.id, Namesakes.other_id == _one.id),
        )
    )
    several = select(Member.folded).group_by(Member.folded).having(func.count() > 1)
    together = _other.company_id == _one.company_id
    elsewhere = or_(_one.company_id.is_(None), _other.company_id.is_(None), _other.company_id != _one.company_id)
    pair = _Pairs(
        "pair", _one.id, _one.email, first_at.name, _other.id, _other.email, second_at.name,
        _one.given_name, _one.family_name,
    )  # fmt: skip
    return (
        select(pair)
        .select_from(_one)
        .join(_other, and_(_other.folded == _one.folded, _other.id > _one.id))
        .outerjoin(first_at, first_at.id == _one.company_id)
        .outerjoin(second_at, second_at.id == _other.company_id)
        .where(
            _one.folded.in_(several), _one.merged_into_id.is_(None), _other.merged_into_id.is_(None), ~apart.exists()
        )
        .where(together if same_company else elsewhere)
    )


def could_be(member: Member, words: str) -> list[Member]:
    """Members that may be the same person: those found by `words`, else those of the same name."""
    others = select(Member).where(Member.id != member.id, Member.merged_into_id.is_(None))
    if words:
        pattern = like(fold(words))
        others = others.where(or_(Member.folded.like(pattern, escape="\\"), Member.email.like(pattern, escape="\\")))
    else:
        others = others.where(Member.folded == member.folded)
    return list(db.session.scalars(others.order_by(Member.folded, Member.id).limit(MAX_CANDIDATES)))


def company_could_be(company: Company, words: str) -> list[Company]:
    """Companies that may be the same one: those found by `words`, else of the same domain or bare name."""
    others = select(Company).where(Company.id != company.id, Company.merged_into_id.is_(None))
    if words:
        others = others.where(Company.folded.like(like(fold(words)), escape="\\"))
    else:
        same_domain = and_(Company.domain == company.domain, Company.domain != "")
        bare = like(bare_name(company.folded)).removeprefix("%")
        others = others.where(or_(same_domain, Company.folded.like(bare, escape="\\")))
    return list(db.session.scalars(others.order_by(Company.folded, Company.id).limit(MAX_CANDIDATES)))


def likely_company_doubles() -> list[tuple[Any, Any]]:
    """Pairs of companies (id, name, domain) with the same domain, or the same name but for its legal form."""
    rows = db.session.execute(
        select(Company.id, Company.name, Company.domain, Company.folded)
        .where(Company.merged_into_id.is_(None))
        .order_by(Company.folded)
    ).all()
    alike: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        for trait in {f"name {bare_name(row.folded)}", f"domain {row.domain}" if row.domain else ""} - {""}:
            alike[trait].append(row)
    pairs = {(one.id, other.id): (one, other) for same in alike.values() for one, other in combinations(same[:9], 2)}
    return sorted(pairs.values(), key=lambda pair: (pair[0].folded, pair[1].folded))[:MAX_PAIRS]


def bare_name(folded: str) -> str:
    """A folded company name without its legal form: "orbit health ltd." → "orbit health"."""
    plain = folded.replace(",", "").replace(".", "").replace("/", "")
    return LEGAL_FORMS.sub("", plain).strip() or plain
