"""What colleagues may do with betas."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability(
    "betas.read",
    _l("see betas, who tests and, once they have signed, what is found"),
    roles=("success", "marketing", "product", "executive"),
)
add_capability("betas.manage", _l("start betas, choose testers, hand out keys and close them"), roles=("product",))
