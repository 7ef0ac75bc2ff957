"""Roles and what they allow: the one table. Staff act by capability, never by role name."""

from collections.abc import Iterable

CAPABILITIES: dict[str, str] = {
    "people.read": "see people and companies",
    "people.edit": "change, merge and move people, log calls",
    "people.invite": "invite members",
    "people.import": "bring files of people, answers and feedback in",
    "cases.read": "see what customers are unhappy about",
    "cases.work": "take cases on, answer and close them",
    "tasks.work": "work on tasks",
    "surveys.ask": "ask members a question",
    "feedback.read": "read what customers said",
    "feedback.edit": "capture and tag feedback",
    "quotes.read": "see quotes that are cleared",
    "quotes.edit": "draft quotes, ask for permission, see every quote",
    "quotes.release": "make an approved quote available",
    "forum.read": "read every category whose agreement they have signed",
    "forum.write": "reply, begin topics, company questions and announcements",
    "forum.moderate": "edit, move, hide and restore what others wrote, settle flags",
    "forum.manage": "make categories and agreements and say who sees them",
    "ideas.read": "see every board whose agreement they have signed, and who wants what",
    "ideas.write": "suggest, comment, note, and vote for a customer who said that they want something",
    "ideas.decide": "move ideas on, decline, merge and plan them, and tell those who wanted them",
    "ideas.moderate": "change and delete what others suggested and said",
    "ideas.manage": "make boards and say who sees them",
    "betas.read": "see betas, who tests and, once they have signed, what is found",
    "betas.manage": "begin betas, choose testers, hand out keys and close them",
    "nurture.read": "see the nurture map and why people moved",
    "nurture.edit": "change the nurture map",
    "admin.read": "see health, mail, deliveries and audit",
    "admin.edit": "retry, resend and repair",
    "users.edit": "give and take roles",
}

_TALK = ("forum.read", "forum.write", "ideas.read", "ideas.write")
_READ = ("people.read", "feedback.read", "quotes.read", "betas.read", *_TALK)
_CARE = ("people.edit", "people.invite", "cases.read", "cases.work", "tasks.work", "surveys.ask", "nurture.read")

ROLES: dict[str, tuple[str, ...]] = {
    "owner": tuple(CAPABILITIES),
    "success": (*_READ, *_CARE, "people.import", "feedback.edit", "quotes.edit"),
    "marketing": (
        *_READ,
        "people.invite",
        "people.import",
        "tasks.work",
        "feedback.edit",
        "quotes.edit",
        "quotes.release",
    ),
    "product": (
        *_READ,
        "cases.read",
        "tasks.work",
        "feedback.edit",
        "ideas.decide",
        "ideas.moderate",
        "ideas.manage",
        "betas.manage",
    ),
    "moderator": (
        "people.read",
        "feedback.read",
        "tasks.work",
        *_TALK,
        "forum.moderate",
        "forum.manage",
        "ideas.moderate",
    ),
    "executive": (*_READ, "cases.read", "tasks.work", "nurture.read"),
    "admin": ("people.read", "people.import", "admin.read", "admin.edit", "users.edit"),
}


def capabilities_of(roles: Iterable[str]) -> frozenset[str]:
    """Everything that these roles allow together; an unknown role allows nothing."""
    return frozenset(capability for role in roles for capability in ROLES.get(role, ()))


def roles_with(capability: str) -> list[str]:
    """The roles that allow `capability`."""
    return [role for role, allowed in ROLES.items() if capability in allowed]
