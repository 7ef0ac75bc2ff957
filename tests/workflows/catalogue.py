"""The catalogue that the tests run maps with: the verbs, facts and words of today's product."""

from workflows.catalogue import ActionShape, Catalogue, Named, Names
from workflows.facts import Bands, ChoiceFact, FlagFact, NumberFact

VERBS = frozenset(
    {
        "member.invited",
        "member.joined",
        "member.welcomed",
        "employment.changed",
        "invitation.revoked",
        "invitation.lapsed",
        "survey.asked",
        "survey.answered",
        "case.opened",
        "case.assigned",
        "case.answered",
        "case.unreachable",
        "case.closed",
        "call.logged",
        "task.done",
        "feedback.given",
        "feedback.captured",
        "testimonial.approved",
        "testimonial.declined",
        "topic.created",
        "topic.solved",
        "post.created",
        "poll.answered",
        "idea.suggested",
        "idea.commented",
        "vote.cast",
        "vote.confirmed",
        "beta.invited",
        "beta.applied",
        "report.given",
    }
)
SEGMENTS = Bands("nps", {"unknown": None, "detractor": (0, 6), "passive": (7, 8), "promoter": (9, 10)})
FACTS = {
    "nps": NumberFact(0, 10),
    "segment": ChoiceFact(("unknown", "detractor", "passive", "promoter"), optional=False, bands=SEGMENTS),
    "incentive": ChoiceFact(("first_look", "meet_peers", "be_seen", "thank_you", "just_fix_my_thing")),
    "open(case)": FlagFact(),
    "member.joined": FlagFact(),
    "member.days_since_answer": NumberFact(0),
    "member.country": ChoiceFact(),
    "company.revenue": NumberFact(0, whole=False),
}
CATALOGUE = Catalogue(
    verbs=VERBS,
    acts=frozenset({"member.joined", "survey.answered", "feedback.given", "testimonial.approved"}),
    actions={
        "message": ActionShape(
            ("template",),
            {"from": "role", "wait": "duration", "max": "rate", "needs": "field"},
            sends=True,
            promotional=True,
        ),
        "task": ActionShape(("role", "name"), {"due": "duration"}),
        "survey": ActionShape(
            ("survey",), {"wait": "duration", "max": "rate"}, sends=True, emits=frozenset({"survey.asked"})
        ),
        "escalate": ActionShape(("role",)),
        "offer": ActionShape(
            ("name",),
            {"wait": "duration", "max": "rate"},
            sends=True,
            promotional=True,
            emits=frozenset({"beta.invited"}),
        ),
        "badge": ActionShape(("name",), gift=True),
    },
    names={
        "template": Names(
            {
                "welcome": Named(),
                "thinking_of_you": Named(),
                "thank_you": Named(frozenset({"typed_sentence"})),
                "one_question": Named(),
                "you_asked": Named(promotional=False),
            },
            unknown="There is no template “%(name)s”.",
            without_field="The template “%(name)s” has no field “%(field)s”.",
        ),
        "survey": Names({"nps": Named(), "what_would_help": Named()}, unknown="There is no survey “%(name)s”."),
    },
    roles=frozenset({"owner", "success", "marketing", "product", "moderator", "executive", "admin"}),
    facts=FACTS,
)
