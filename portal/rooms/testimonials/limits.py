"""How often things may be done here: quotes."""

from portal.core.limits import DESK, LETTERS, LINKS, MACHINES, TEXTS, add_limit

add_limit(LINKS, "approval.approve", "approval.change_text", "approval.no")
add_limit(MACHINES, "approval.take_back")
add_limit(TEXTS, "approval.take_mine_back")
add_limit(LINKS, "delegating.agree")
add_limit(LETTERS, "delegating.delegates", "delegating.make_link", "quotes.ask")
add_limit(DESK, "quotes.change", "quotes.draft", "quotes.edit", "quotes.give_free")
