"""What greenlets ask of the code: long work in C stands elsewhere, and nobody gives way inside a transaction."""

import pytest

from tests.web_server.greenlets import failures_in_greenlets

REAL_REQUESTS = (
    "tests/access/test_sign_in.py::test_the_right_password_lets_in_and_begins_a_session",
    "tests/rooms/forum/writing/test_beginning.py::test_a_member_begins_a_topic_and_lands_on_it",
    "tests/rooms/forum/writing/test_beginning.py::test_eight_equal_sendings_at_once_make_one_topic",
    "tests/rooms/forum/writing/test_pictures.py::test_then_whoever_may_read_the_post_sees_it",
    "tests/rooms/ideas/test_deciding.py::test_a_vote_has_a_reason_and_is_confirmed_withdrawn_or_given_for_somebody",
)
"""`make torture` does the same with every test that asks for pages."""


@pytest.mark.slow
def test_in_greenlets_others_have_their_turn_and_nobody_gives_way_inside_a_transaction() -> None:
    assert failures_in_greenlets("tests/web_server/in_greenlets.py", *REAL_REQUESTS) == []
