"""Every mail that this house can write, with a sample of each."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.access.guards import may
from portal.core.headers import policy_with
from portal.kits.admin.tabs import add_admin_tab

from ..letter_samples import samples

blueprint = Blueprint("letters", __name__, url_prefix="/admin/letters")
add_admin_tab(_l("Email templates"), "letters.letters", 30)


@blueprint.get("")
@may("admin.read")
def letters() -> ResponseReturnValue:
    return render_template("notices/letters.html", samples=samples().values())


@blueprint.get("/<name>")
@may("admin.read")
def letter(name: str) -> ResponseReturnValue:
    sample = samples().get(name) or abort(404)
    page = render_template("notices/letter.html", sample=sample, mail=sample.mail)
    return page, 200, {"Content-Security-Policy": policy_with("frame-src 'self'")}


@blueprint.get("/<name>/html")
@may("admin.read")
def letter_html(name: str) -> ResponseReturnValue:
    """The sample as a mail program would show it, in a page that may run and load nothing."""
    sample = samples().get(name) or abort(404)
    policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    return sample.mail.html, 200, {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"}
