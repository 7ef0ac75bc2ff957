"""The nurture map for staff."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from portal.access.guards import may
from portal.core.menu import Entry, add_menu_entry
from portal.core.sentences import translate
from workflows.nurture_map import NurtureMap

from .labels import stage_title
from .maps.in_force import primary_map
from .queries import map_status

blueprint = Blueprint("nurture", __name__)
add_menu_entry(
    Entry(_l("Nurture"), "nurture.map", "route", 60, lambda viewer: viewer.may("nurture.read"), also=("tasks",))
)


@blueprint.get("/nurture", endpoint="map")
@may("nurture.read")
def nurture_map() -> ResponseReturnValue:
    """The primary map as a picture, with how many people stand where."""
    compiled = primary_map()
    counts = map_status(compiled)
    return render_template(
        "nurture/map.html",
        map=compiled.map,
        counts=counts,
        picture=_picture(compiled.map, counts),
        title_of=lambda key: stage_title(key, compiled.map),
    )


def _picture(nurture_map: NurtureMap, counts: dict[str, int]) -> Markup:
    from workflows.drawing import draw_map

    def people(count: int) -> str:
        return str(ngettext("%(num)s person", "%(num)s people", count))

    def link(stage: str) -> str:
        return url_for("people.people", stage=stage)

    return Markup(draw_map(nurture_map, counts, link, _("Nurture map"), people, translate=translate))  # noqa: S704 - drawn by us, text escaped
