"""Faults in ideas and betas."""

from ..fault import Fault

IDEAS = (
    Fault(
        "ideas.notes-of-colleagues",
        "Customers read the notes that colleagues write to each other.",
        "ideas/queries/seeing.py",
        "sees_comment",
        'true() if $viewer.may("ideas.read") else IdeaComment.internal.is_(False)',
        "true()",
        ("ideas/test_seeing.py", "ideas/test_every_channel.py"),
    ),
    Fault(
        "ideas.one-vote-over-budget",
        "A member can give one vote more than the board allows.",
        "ideas/actions/budget.py",
        "spend",
        ".spent < $budget",
        ".spent <= $budget",
        ("ideas/test_races.py", "ideas/pages/test_members.py"),
        (("$spent < $budget", "$spent <= $budget"),),
    ),
    Fault(
        "ideas.votes-not-given-back",
        "Votes for an idea that is decided never come back.",
        "ideas/actions/moves.py",
        "move_idea",
        "refund_voters($idea.board_id, Vote.idea_id == $idea.id)",
        "pass",
        ("ideas/test_deciding.py",),
    ),
    Fault(
        "ideas.idea-not-locked",
        "Votes at the same moment are lost from the count.",
        "ideas/actions/counting.py",
        "_LOCK",
        ".with_for_update(of=Idea, key_share=True)",
        "",
        ("ideas/test_races.py",),
        ((".with_for_update(of=Idea, **$lock)", ""),),
    ),
    Fault(
        "ideas.out-from-behind-the-agreement",
        "An idea from behind an agreement is merged into one that everybody reads.",
        "ideas/actions/merging.py",
        "merge_idea",
        "refuse_to_open($idea.board.agreement_id, $into.board.agreement_id)",
        "pass",
        ("ideas/test_deciding.py", "ideas/test_every_channel.py"),
    ),
)

BETAS = (
    Fault(
        "betas.unsigned-inside",
        "A tester reads what is inside without having signed.",
        "betas/queries/seeing.py",
        "open_to",
        "and_(_within($viewer, INSIDE), has_signed(Beta.agreement_id, $viewer))",
        "_within($viewer, INSIDE)",
        ("betas/test_who_sees_it.py",),
        ((", has_signed(Beta.agreement_id, $viewer)", ""),),
    ),
    Fault(
        "betas.one-seat-too-many",
        "More people are let in than there are seats.",
        "betas/actions/holding.py",
        "take_seat",
        "Beta.taken < Beta.capacity",
        "Beta.taken <= Beta.capacity",
        ("betas/test_races.py",),
    ),
    Fault(
        "betas.two-places-for-one",
        "One member can stand in a beta twice.",
        "betas/models/applicants.py",
        "Applicant",
        'UniqueConstraint("beta_id", "member_id"),',
        "",
        ("betas/test_a_whole_beta.py", "betas/pages/test_taking_part.py", "test_migrations.py"),
    ),
    Fault(
        "betas.key-of-another",
        "Somebody else than its tester is shown a key.",
        "betas/actions/keys.py",
        "reveal_key",
        "if $actor.member_id != $applicant.member_id or",
        "if",
        ("betas/test_keys.py", "betas/test_who_sees_it.py"),
    ),
)
