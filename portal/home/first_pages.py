"""Where somebody begins, by what their roles allow. The first that fits."""

from portal.people.viewer import Viewer

FIRST_PAGES = (
    ("cases.work", "home.today"),
    ("quotes.edit", "search.results"),
    ("ideas.decide", "home.today"),
    ("feedback.edit", "feedback.feedback"),
    ("tasks.work", "home.today"),
    ("admin.read", "admin.health"),
)


def first_page(viewer: Viewer) -> str:
    """The endpoint of the viewer's first page; a member's is their home, a former colleague's their login."""
    if viewer.is_member and not viewer.is_staff:
        return "home.home"
    return next((endpoint for capability, endpoint in FIRST_PAGES if viewer.may(capability)), "you.account")
