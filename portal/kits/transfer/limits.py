"""How often things may be done here: imports."""

from portal.core.limits import DESK, EXPORTS, UPLOADS, add_limit
from portal.core.sizes import add_size

from .reading.refusal import MAX_BYTES

add_limit(UPLOADS, "imports.again", "imports.start")
add_size(MAX_BYTES, "imports.start")
add_limit(DESK, "imports.columns", "imports.run")
add_limit(EXPORTS, "imports.refused")
