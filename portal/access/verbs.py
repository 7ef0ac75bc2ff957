"""What happens to sign-ins, users and their roles."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb
from workflows.marking import N_

USER_SIGNED_IN = add_verb("user.signed_in", _l("Signed in"), "key")
USER_PASSWORD_CHANGED = add_verb("user.password_changed", _l("Changed the password"), "key")
USER_DEACTIVATED = add_verb("user.deactivated", _l("Login closed"), "key")
USER_REACTIVATED = add_verb("user.reactivated", _l("Login opened again"), "key")
ROLE_GRANTED = add_verb("role.granted", _l("Role given"), "shield-lock", facts={"role": str})
ROLE_REMOVED = add_verb("role.removed", _l("Role removed"), "shield-lock", facts={"role": str})
WORK_HANDED_OVER = add_verb(
    "work.handed_over",
    _l("What they owned went to a colleague"),
    "arrow-forward-up",
    facts={"kind": str, "count": int, "to": int},
)
FACT_LABELS = (
    N_("owner"),
    N_("success"),
    N_("marketing"),
    N_("product"),
    N_("moderator"),
    N_("executive"),
    N_("admin"),
)
"""How a timeline tells roles."""
