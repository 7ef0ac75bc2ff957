"""What colleagues own here: betas that aren't over."""

from flask_babel import lazy_gettext as _l

from portal.access.owned import add_owned_work

from .models import Beta

OVER = ("closed", "archived", "cancelled")
add_owned_work("beta", _l("Betas"), Beta.owner_user_id, needs="betas.manage", waits=Beta.status.not_in(OVER))
