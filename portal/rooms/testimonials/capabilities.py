"""What colleagues may do with quotes."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability("quotes.read", _l("see quotes that are cleared"), roles=("success", "marketing", "product", "executive"))
add_capability("quotes.edit", _l("draft quotes, ask for permission, see every quote"), roles=("success", "marketing"))
add_capability("quotes.release", _l("make an approved quote available"), roles=("marketing",))
