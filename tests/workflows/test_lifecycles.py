from itertools import product

import pytest
from transitions import MachineError

from portal.core.lifecycles import LIFECYCLES
from portal.kits.jobs.lifecycle import JOB
from portal.kits.tasks.lifecycle import TASK
from portal.people.lifecycle import INVITATION
from portal.rooms.betas.lifecycle import APPLICANT, BETA
from portal.rooms.care.lifecycle import CASE
from portal.rooms.ideas.lifecycle import IDEA
from portal.rooms.testimonials.lifecycle import TESTIMONIAL
from workflows.lifecycle import Lifecycle, MoveNotAllowed

EVERY = pytest.mark.parametrize("lifecycle", LIFECYCLES.values(), ids=LIFECYCLES)


class Record:
    state: str


@EVERY
def test_a_lifecycle_and_its_machine_agree_on_every_state_and_trigger(lifecycle: Lifecycle) -> None:
    machine = lifecycle.machine()
    triggers = {move.trigger for move in lifecycle.moves}
    for state, trigger in product(lifecycle.states, triggers):
        record = Record()
        machine.add_model(record, initial=state)
        if lifecycle.allows(state, trigger):
            machine.events[trigger].trigger(record)
            assert record.state == lifecycle.after(state, trigger)
        else:
            with pytest.raises(MachineError):
                machine.events[trigger].trigger(record)
            with pytest.raises(MoveNotAllowed):
                lifecycle.after(state, trigger)
        machine.remove_model(record)


@EVERY
def test_every_state_can_be_reached_and_is_named(lifecycle: Lifecycle) -> None:
    reached = set(lifecycle.starts)
    for _ in lifecycle.states:
        reached |= {lifecycle.after(state, each) for state in reached for each in lifecycle.triggers(state)}
    assert reached == set(lifecycle.states)
    assert all(lifecycle.labels.values())


@EVERY
def test_no_state_has_two_targets_for_one_trigger(lifecycle: Lifecycle) -> None:
    pairs = [(source, move.trigger) for move in lifecycle.moves for source in move.sources]
    assert len(pairs) == len(set(pairs))
    assert {state for state, _ in pairs} | {move.target for move in lifecycle.moves} <= set(lifecycle.states)


def test_a_refused_move_says_why_in_a_sentence() -> None:
    with pytest.raises(MoveNotAllowed, match=r"This invitation is revoked, so “accept” isn't possible any more\."):
        INVITATION.after("revoked", "accept")


def test_a_lapsed_invitation_can_be_sent_again_and_a_revoked_one_cannot() -> None:
    assert INVITATION.after("lapsed", "resend") == "sent"
    assert INVITATION.triggers("revoked") == ()


def test_a_case_in_triage_is_taken_or_dismissed_and_nothing_else() -> None:
    assert CASE.triggers("triage") == ("take", "dismiss")
    assert set(CASE.starts) == {"triage", "open"}


def test_a_task_that_was_done_by_mistake_is_open_again() -> None:
    assert TASK.after(TASK.after("open", "finish"), "undo") == "open"
    assert TASK.ends == ("dropped",)


def test_any_edit_of_the_words_sends_a_quote_back_to_its_draft() -> None:
    for state in ("sent", "approved", "available", "used", "review_due"):
        assert TESTIMONIAL.after(state, "edit") == "drafted"


def test_silence_never_approves_a_quote_and_nothing_but_approval_leads_to_release() -> None:
    into_available = {(move.trigger, *move.sources) for move in TESTIMONIAL.moves if move.target == "available"}
    assert into_available == {("release", "approved"), ("take_down", "used"), ("renew", "review_due")}
    assert [move.sources for move in TESTIMONIAL.moves if move.target == "approved"] == [("sent",), ("review_due",)]


def test_a_quote_can_be_withdrawn_from_everywhere_and_only_goes_on_to_its_takedown() -> None:
    withdrawn = {"withdrawn", "takedown_open", "closed"}
    assert all(TESTIMONIAL.allows(state, "withdraw") for state in set(TESTIMONIAL.states) - withdrawn)
    assert set(TESTIMONIAL.triggers("withdrawn")) == {"open_takedown", "close"}


def test_a_suspended_quote_is_cleared_again_from_its_draft() -> None:
    assert TESTIMONIAL.after("suspended", "resume") == "drafted"


def test_a_job_that_was_killed_is_resumed_and_one_that_failed_is_retried() -> None:
    assert JOB.after("running", "resume") == "running"
    assert JOB.after("failed", "retry") == "running"
    assert not JOB.allows("refused", "retry")


def test_an_idea_is_decided_once_and_a_decision_can_only_be_looked_at_again() -> None:
    for decided in ("shipped", "declined"):
        assert IDEA.triggers(decided) == ("reopen",)
        assert IDEA.after(decided, "reopen") == "under_review"


def test_a_merged_idea_is_parted_into_exactly_the_states_that_it_can_be_merged_from() -> None:
    from_these = {state for state in IDEA.states if IDEA.allows(state, "merge")}
    assert {IDEA.after("merged", trigger) for trigger in IDEA.triggers("merged")} == from_these
    assert from_these == {"new", "under_review", "planned", "in_progress"}


def test_a_beta_comes_back_from_a_pause_and_never_from_its_end() -> None:
    assert BETA.after(BETA.after("running", "pause"), "resume") == "running"
    assert set(BETA.ends) == {"archived", "cancelled"}


def test_silence_alone_ends_no_seat_and_a_courteous_no_bars_nobody() -> None:
    assert not any(APPLICANT.allows(state, "expire") for state in ("provisioned", "activated", "active"))
    assert APPLICANT.after("silent", "expire") == "expired"
    assert {APPLICANT.after(state, "apply") for state in ("declined", "withdrawn", "expired")} == {"applied"}
    assert not APPLICANT.allows("removed", "apply")
