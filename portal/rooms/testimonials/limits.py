"""How often things may be done here: quotes."""

from portal.core.limits import DESK, LETTERS, LINKS, MACHINES, TEXTS, UPLOADS, add_limit
from portal.core.pictures import MAX_BYTES
from portal.core.sizes import add_size

from .views.asked import link_takes_picture

add_limit(LINKS, "approval.approve", "approval.change_text", "approval.no")
add_limit(MACHINES, "approval.take_back")
add_limit(TEXTS, "approval.take_mine_back")
add_limit(LINKS, "delegating.agree", "quote_pictures.given")
add_limit(UPLOADS, "quote_pictures.add")
add_size(MAX_BYTES, "quote_pictures.add", by_link=link_takes_picture)
add_limit(LETTERS, "delegating.delegates", "delegating.make_link", "quotes.ask")
add_limit(DESK, "quotes.change", "quotes.draft", "quotes.edit", "quotes.give_free")
