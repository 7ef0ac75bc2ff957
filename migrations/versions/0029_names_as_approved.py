"""Keep the name under a quote as it was approved, and who wrote words in the author's stead

What was allowed before keeps the name that stands under it today.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

PAGE = 500
PERMISSIONS = sa.table(
    "permissions", sa.column("id"), sa.column("version_id"), sa.column("attribution"), sa.column("named_as")
)
VERSIONS = sa.table("testimonial_versions", sa.column("id"), sa.column("testimonial_id"))
QUOTES = sa.table(
    "testimonials", sa.column("id"), sa.column("member_id"), sa.column("company_id"), sa.column("job_title")
)
MEMBERS = sa.table(
    "members", sa.column("id"), *(sa.column(name) for name in ("given_name", "family_name", "email"))
)
COMPANIES = sa.table("companies", sa.column("id"), sa.column("name"), sa.column("industry"))


def upgrade() -> None:
    op.add_column("permissions", sa.Column("named_as", sa.String(640), server_default="", nullable=False))
    op.add_column("testimonial_versions", sa.Column("by_delegate", sa.String(254), server_default="", nullable=False))
    connection, last = op.get_bind(), 0
    while page := connection.execute(_with_people().where(PERMISSIONS.c.id > last).limit(PAGE)).mappings().all():
        lines = [{"key": row["id"], "line": _line(row)} for row in page]
        fill = sa.update(PERMISSIONS).where(PERMISSIONS.c.id == sa.bindparam("key"))
        connection.execute(fill.values(named_as=sa.bindparam("line")), lines)
        last = page[-1]["id"]


def downgrade() -> None:
    op.drop_column("testimonial_versions", "by_delegate")
    op.drop_column("permissions", "named_as")


def _with_people() -> sa.Select:
    """Permissions of people who were not erased, with all that their names are made of."""
    return (
        sa.select(
            PERMISSIONS.c.id,
            PERMISSIONS.c.attribution,
            QUOTES.c.job_title,
            MEMBERS.c.given_name,
            MEMBERS.c.family_name,
            MEMBERS.c.email,
            COMPANIES.c.name.label("company"),
            COMPANIES.c.industry,
        )
        .join(VERSIONS, VERSIONS.c.id == PERMISSIONS.c.version_id)
        .join(QUOTES, QUOTES.c.id == VERSIONS.c.testimonial_id)
        .join(MEMBERS, MEMBERS.c.id == QUOTES.c.member_id)
        .outerjoin(COMPANIES, COMPANIES.c.id == QUOTES.c.company_id)
        .order_by(PERMISSIONS.c.id)
    )


def _line(row: sa.RowMapping) -> str:
    """As the pages made it up to now, in English."""
    name = f"{row['given_name']} {row['family_name']}".strip() or row["email"]
    title, company = row["job_title"], row["company"] or ""
    capitalised = (title or "customer")[:1].upper() + (title or "customer")[1:]
    parts = {
        "full_name": [name, title, company],
        "name_company": [name, company],
        "first_name": [row["given_name"] or name[:1], company],
        "initials": ["".join(f"{part[0]}." for part in name.split()), company],
        "role_company": [capitalised, company],
        "role_industry": [capitalised, row["industry"] or "a company"],
        "anonymous": ["A customer"],
    }.get(row["attribution"], [])
    return ", ".join(part for part in parts if part)
