"""Who can be named in a text: asked while an @ is typed."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal.core.inputs import argument, row_id
from portal.people.viewer import viewer

from ..queries.writing import people_to_name_in
from .blueprint import blueprint, the_category, the_topic


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    """People who may read what is being written, by the beginning of a handle or name; those of ?topic or ?category."""
    topic_id = request.args.get("topic", type=row_id)
    category_id = request.args.get("category", type=row_id)
    if topic_id is not None:
        category = the_topic(topic_id).category
    elif category_id is not None:
        category = the_category(category_id)
    else:
        abort(404)
    people_here = people_to_name_in(category, argument("q", 60).removeprefix("@"), viewer().id)
    return [{"handle": handle, "name": name} for handle, name in people_here]
