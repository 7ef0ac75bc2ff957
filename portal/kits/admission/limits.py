"""How often things may be done here: agreements."""

from portal.core.limits import DESK, TAPS, add_limit

add_limit(TAPS, "agreements.sign_agreement")
add_limit(DESK, "agreements.edit_agreement", "agreements.new_agreement")
