"""What happens to agreements."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb

AGREEMENT_PUBLISHED = add_verb("agreement.published", _l("Agreement published"), "certificate", facts={"number": int})
AGREEMENT_SIGNED = add_verb("agreement.signed", _l("Signed an agreement"), "certificate", facts={"number": int})
