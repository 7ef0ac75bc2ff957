"""Faults in the forum and in profiles."""

from ..fault import Fault

FORUM = (
    Fault(
        "forum.hidden-posts",
        "A post that three readers flagged can still be read by everybody.",
        "forum/queries/seeing.py",
        "sees_post",
        "and_(Post.deleted_at.is_(None), Post.hidden_at.is_(None))",
        "and_(Post.deleted_at.is_(None))",
        ("forum/writing/test_flagging.py", "forum/reading/test_rights.py"),
    ),
    Fault(
        "forum.title-unescaped",
        "A title runs as a script in every reader's browser.",
        "forum/topic.html",
        "",
        "<h1>{{ topic.title }}</h1>",
        "<h1>{{ topic.title|safe }}</h1>",
        ("forum/reading/test_topic_page.py",),
        (("<h1>{{ $topic.title }}</h1>", "<h1>{{ $topic.title|safe }}</h1>"),),
    ),
    Fault(
        "forum.hidden-by-the-fourth",
        "It takes a fourth flag to hide a post.",
        "forum/actions/flags.py",
        "flag_post",
        ">= ENOUGH_TO_HIDE",
        "> ENOUGH_TO_HIDE",
        ("forum/writing/test_flagging.py",),
    ),
    Fault(
        "forum.posts-not-counted",
        "A topic says that nobody has answered.",
        "forum/actions/posts.py",
        "add_post",
        "= Topic.posts + 1",
        "= Topic.posts",
        ("forum/writing/test_answering.py",),
    ),
    Fault(
        "forum.told-of-closed-rooms",
        "Somebody who watches a topic hears of it after its category was closed to them.",
        "forum/reactions.py",
        "_who_hear",
        ".where(User.id.in_($whom), User.id.in_(readers_of($topic.category)), $heard)",
        ".where(User.id.in_($whom), $heard)",
        ("forum/test_being_told.py",),
        (("User.id.in_($readers_of($topic.category)),", ""),),
    ),
)

PROFILES = (
    Fault(
        "profiles.listed-unasked",
        "Everybody who wrote a profile stands in the directory, whether they want to or not.",
        "profiles/queries.py",
        "in_directory",
        "and_(Profile.listed, User.active,",
        "and_(User.active,",
        ("profiles/test_being_found.py",),
    ),
    Fault(
        "profiles.own-company-first",
        "Those whom one is brought together with are the colleagues from one's own corridor.",
        "profiles/queries.py",
        "_elsewhere",
        "Member.company_id != $me.company_id",
        "Member.company_id == $me.company_id",
        ("profiles/test_being_found.py",),
    ),
)
