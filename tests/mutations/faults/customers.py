"""Faults in what customers tell us and what becomes of it: contacts, surveys, care, feedback, testimonials."""

from ..fault import Fault

CONTACTS = (
    Fault(
        "contacts.old-file-is-news",
        "People from an old file are written to as if they had come today.",
        "contacts/actions.py",
        "add_contacts",
        "historic=True",
        "historic=False",
        ("contacts/test_importing.py",),
    ),
    Fault(
        "contacts.blanked-out",
        "An empty cell in a file takes away what we knew of somebody.",
        "contacts/queries.py",
        "changes_by",
        "if getattr($contact, $name) and not $same",
        "if not $same",
        ("contacts/test_importing.py",),
    ),
)

SURVEYS = (
    Fault(
        "surveys.second-answer-counts",
        "A question that was answered already takes another answer.",
        "surveys/actions.py",
        "_close",
        "SurveyRequest.id == $request.id, SurveyRequest.answered_at.is_(None)",
        "SurveyRequest.id == $request.id",
        ("surveys/test_answering.py",),
    ),
    Fault(
        "surveys.asked-again",
        "Somebody is asked a second time while the first question still waits.",
        "surveys/actions.py",
        "ask",
        "if _asked($member, $kind, $cause_key):",
        "if False:",
        ("surveys/test_asking.py",),
        (("if $asked($member, $kind, $cause_key):", "if False:"),),
    ),
)

CARE = (
    Fault(
        "care.hold-stays",
        "A customer who was answered never hears of anything again.",
        "care/actions/cases.py",
        "answer_case",
        "release_promotion($case)",
        "pass",
        ("care/test_handling_cases.py",),
    ),
    Fault(
        "care.six-is-fine",
        "Nobody calls a customer who gave us a six.",
        "care/reactions.py",
        "_is_low",
        "<= LOW",
        "< LOW",
        ("care/test_low_answers.py",),
        (("<= $low", "< $low"),),
    ),
)

FEEDBACK = (
    Fault(
        "feedback.confidence-broken",
        "What was said in confidence is read by every colleague.",
        "feedback/queries.py",
        "visible_to",
        'true() if $viewer.may("cases.work") else Feedback.between_us.is_(False)',
        "true()",
        ("feedback/test_desk.py", "search/test_rights.py"),
    ),
    Fault(
        "feedback.empty-pieces",
        "Every answer without a word becomes an empty piece of feedback.",
        "feedback/reactions.py",
        "keep_text",
        ', SurveyAnswer.words != ""',
        "",
        ("feedback/test_answers.py",),
        ((', SurveyAnswer.text != ""', ""),),
    ),
)

TESTIMONIALS = (
    Fault(
        "testimonials.withdrawn-still-cleared",
        "A quote is used although the customer has taken it back.",
        "testimonials/queries.py",
        "holds",
        "and_(Permission.revoked_at.is_(None), $begun, $not_over)",
        "and_($begun, $not_over)",
        ("testimonials/test_cleared.py",),
    ),
    Fault(
        "testimonials.stopped-still-cleared",
        "A quote is used although it is suspended, under review or not released.",
        "testimonials/queries.py",
        "cleared",
        "$quote.status.in_(USABLE)",
        "$quote.status.is_not(None)",
        ("testimonials/test_cleared.py",),
    ),
    Fault(
        "testimonials.late-yes",
        "A yes that comes after the last evening allows something.",
        "testimonials/actions/lapsing.py",
        "still_asked",
        "ApprovalRequest.lapses_at > now()",
        "ApprovalRequest.lapses_at.is_not(None)",
        ("testimonials/test_deadlines.py",),
    ),
    Fault(
        "testimonials.delegate-does-more",
        "Whoever was asked to agree takes words back that are not theirs, and asks others.",
        "testimonials/views/asked.py",
        "of_customer",
        "abort(404) if asked.delegate is not None else asked",
        "asked",
        ("testimonials/test_delegating.py",),
    ),
    Fault(
        "testimonials.delegate-stays",
        "A link that was passed on answers although the customer's own has fallen.",
        "testimonials/actions/delegating.py",
        "has_ended",
        "by_link is None or why_fallen(delegate.request.version.testimonial.author, by_link) is not None",
        "by_link is None",
        ("testimonials/test_delegating.py",),
    ),
    Fault(
        "testimonials.portrait-for-all-readers",
        "A portrait is shown to colleagues though no cleared quote has it.",
        "testimonials/picture_rules.py",
        "sees_picture",
        "exists().where(*$covering, cleared(Permission.version_id, at=now()))",
        "exists().where(*$covering)",
        ("testimonials/test_pictures.py",),
    ),
    Fault(
        "testimonials.last-day-missing",
        "A permission ends a day before the customer said.",
        "testimonials/queries.py",
        "holds",
        "Permission.until >= $day",
        "Permission.until > $day",
        ("testimonials/test_cleared.py",),
    ),
    Fault(
        "testimonials.released-unasked",
        "A draft can be released before the customer has said yes.",
        "workflows/lifecycles.py",
        "TESTIMONIAL",
        'Move("release", ("approved",), "available")',
        'Move("release", ("approved", "drafted"), "available")',
        ("testimonials/test_course.py", "workflows/test_lifecycles.py"),
    ),
)
