"""Addresses of the version before: each act led on to where it is now, for one version.

A page that somebody left open, and a script of an integration, go on working: 308 keeps the method and what was sent.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

FORMER: tuple[tuple[str, str], ...] = (
    ("/admin/addresses/<int:suppression_id>/lift", "addresses.lift"),
    ("/admin/users/<int:user_id>/end", "users.end"),
    ("/admin/users/<int:user_id>/return", "users.welcome_back"),
    ("/betas/<int:beta_id>/goodbye", "betas.give_up"),
    ("/betas/<int:beta_id>/reports/<int:report_id>/ideas/<int:idea_id>/removal", "betas.unlink"),
    ("/cases/<int:case_id>/reopening", "care.reopen"),
    ("/community/drafts/<place>/deletion", "drafts.drop"),
    ("/community/posts/<int:post_id>/restoration", "forum.restore_one"),
    ("/community/t/<int:topic_id>/restoration", "forum.restore_whole"),
    ("/ideas/<int:idea_id>/feedback/<int:feedback_id>/deletion", "ideas.unlink_piece"),
    ("/ideas/<int:idea_id>/links/<int:other_id>/deletion", "ideas.unlink"),
    ("/ideas/<int:idea_id>/restoration", "ideas.restore"),
    ("/ideas/<int:idea_id>/vote/withdrawal", "ideas.withdraw"),
    ("/ideas/comments/<int:comment_id>/restoration", "ideas.bring_comment_back"),
    ("/ideas/merges/<int:merge_id>/undoing", "ideas.part"),
    ("/ideas/views/<int:view_id>/deletion", "ideas.drop_view"),
    ("/invitations/<int:invitation_id>/revocation", "invitations.take_back"),
    ("/promises/<int:promise_id>/open", "care.unkeep"),
    ("/tasks/<int:task_id>/open", "tasks.reopen"),
)
"""Where an act was, and what it is now."""
SWITCHES: dict[str, tuple[str, str, str]] = {
    "/community/t/<int:topic_id>/lock": ("off", "forum.close_one", "forum.reopen_one"),
    "/community/t/<int:topic_id>/pin": ("off", "forum.pin_one", "forum.unpin_one"),
    "/community/categories/<int:category_id>/retirement": ("back", "forum.retire", "forum.unretire"),
    "/ideas/boards/<int:board_id>/retirement": ("back", "ideas.retire", "ideas.unretire"),
}
"""What one address began and, with this word behind its "?", ended."""


def register_former_addresses(app: Flask) -> None:
    """Lead from each of them on to the act."""
    for rule, endpoint in FORMER:
        app.add_url_rule(rule, f"former.{endpoint}", _leading_to(endpoint), methods=["POST"])
    for rule, (word, begin, end) in SWITCHES.items():
        if any(each.rule == rule for each in app.url_map.iter_rules()):
            app.view_functions[begin] = _ended_by(word, end, app.view_functions[begin])
        else:
            app.add_url_rule(rule, f"former.{begin}", _ended_by(word, end, _leading_to(begin)), methods=["POST"])


def _leading_to(endpoint: str, without: str = "") -> Callable[..., ResponseReturnValue]:
    """To that act, with what stood behind the "?" as it came, but for one word."""

    def lead_on(**values: Any) -> ResponseReturnValue:
        asked = request.query_string.decode("ascii", "ignore").split("&")
        query = "&".join(part for part in asked if part and part.partition("=")[0] != without)
        place = url_for(endpoint, **values)
        return redirect(f"{place}?{query}" if query else place, 308)

    return lead_on


def _ended_by(word: str, end: str, begin: Callable[..., Any]) -> Callable[..., Any]:
    """The act that begins something, but for a request that asked the old way to end it."""

    def choose(**values: Any) -> Any:
        return _leading_to(end, word)(**values) if word in request.args else begin(**values)

    return choose
