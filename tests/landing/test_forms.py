"""Every form says where on its page it stands: a browser without scripts comes back to that, not to the top.

The browser keeps what stands behind the "#" of a form's address over the redirect. With scripts the page stays where
it was by itself (portal/assets/js/landing.js; tests/browser/test_keeping_the_place.py).
"""

from pathlib import Path

from tests.landing.posted import Posted, posted_in

PORTAL = Path(__file__).resolve().parents[2] / "portal"
GOES_ON = {
    "confirm.confirm": "to what was to be confirmed",
    "confirm.email_link": "to the page that tells of the email",
    "delegating.make_link": "to the page with the link",
    "drafts.draft": "to the drafts",
    "forum.delete_whole": "to the category",
    "forum.preview": "to a page of its own",
    "ideas.confirm": "from its own page to the idea",
    "ideas.delete": "to the ideas",
    "ideas.keep_view": "to the new view",
    "ideas.merge": "to the idea that stays",
    "ideas.preview": "to a page of its own",
    "people.confirm_job": "to the person",
    "people.decline_job": "to the person",
    "people.merge_person": "to the person who stays",
    "people.merge_the_company": "to the company that stays",
    "sign_in.ask": "to the page that tells of the email",
    "sign_in.sign_in": "into the product",
}
NAMED_BY_THE_ANSWER = {
    "forum.delete_one",
    "forum.react",
    "forum.read",
    "forum.reply",
    "forum.restore_one",
    "forum.solve",
}
"""Their redirect names the post."""


def test_every_form_names_the_place_to_which_it_comes_back() -> None:
    adrift = [each for each in _posted() if not each.names_its_place]
    known = {*GOES_ON, *NAMED_BY_THE_ANSWER}
    assert [f"{each.where} posts to {each.endpoint}" for each in adrift if each.endpoint not in known] == []


def test_what_is_left_out_is_there_still() -> None:
    assert {*GOES_ON, *NAMED_BY_THE_ANSWER} == {each.endpoint for each in _posted() if not each.names_its_place}


def _posted() -> list[Posted]:
    return [each for template in sorted(PORTAL.glob("**/templates/**/*.html")) for each in posted_in(template)]
