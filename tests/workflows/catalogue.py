"""The catalogue that the tests run maps with: the verbs, facts and words of today's product."""

from workflows.catalogue import ESCALATE, MESSAGE, OFFER, SURVEY, TASK, ActionShape, Catalogue, Template
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
        "message": MESSAGE,
        "task": TASK,
        "survey": ActionShape(SURVEY.words, SURVEY.options, sends=True, emits=frozenset({"survey.asked"})),
        "escalate": ESCALATE,
        "offer": OFFER,
        "badge": ActionShape(("name",), gift=True),
    },
    templates={
        "welcome": Template(),
        "thinking_of_you": Template(),
        "thank_you": Template(frozenset({"typed_sentence"})),
        "one_question": Template(),
        "you_asked": Template(promotional=False),
    },
    surveys=frozenset({"nps", "what_would_help"}),
    roles=frozenset({"owner", "success", "marketing", "product", "moderator", "executive", "admin"}),
    facts=FACTS,
)
