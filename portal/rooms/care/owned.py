"""What colleagues own here: cases that aren't closed, and promises that aren't kept."""

from flask_babel import lazy_gettext as _l

from portal.access.owned import add_owned_work

from .models import Case, Promise

add_owned_work("case", _l("Cases"), Case.owner_user_id, needs="cases.work", waits=Case.status != "closed")
add_owned_work("promise", _l("Promises"), Promise.by_user_id, needs="people.edit", waits=Promise.done_at.is_(None))
