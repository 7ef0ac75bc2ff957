"""How often things may be done here: imports."""

from portal.core.limits import DESK, EXPORTS, UPLOADS, add_limit

add_limit(UPLOADS, "imports.again", "imports.start")
add_limit(DESK, "imports.columns", "imports.run")
add_limit(EXPORTS, "imports.refused")
