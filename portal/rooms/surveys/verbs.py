"""What happens with questions and their answers."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb

SURVEY_ASKED = add_verb("survey.asked", _l("Was asked a question"), "gauge", "brand", facts={"survey": str})
SURVEY_ANSWERED = add_verb(
    "survey.answered",
    _l("Answered a question"),
    "gauge",
    "brand",
    act=True,
    facts={"survey": str, "score": int, "real": bool},
)
