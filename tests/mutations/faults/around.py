"""Faults in first pages, in the demo and in the index itself."""

from ..fault import Fault

HOME = (
    Fault(
        "home.thanked-for-a-confidence",
        "Today shows everybody what somebody said in confidence.",
        "home/queries.py",
        "_feedback",
        "~Feedback.between_us,",
        "",
        ("home/test_first_pages.py",),
        (("Feedback.between_us.is_(False),", ""),),
    ),
    Fault(
        "home.late-is-early",
        "Today counts the cases that have time left as late.",
        "home/queries.py",
        "overdue_cases",
        "Case.due_at < $moment",
        "Case.due_at > $moment",
        ("home/test_first_pages.py",),
    ),
)

DEMO = (
    Fault(
        "demo.mails-go-out",
        "Loading the demo writes mails that are sent as soon as there is a server.",
        "demo/load.py",
        "load_demo",
        "mails_of_the_past(),",
        "",
        ("demo/test_commands.py",),
    ),
    Fault(
        "demo.no-way-in",
        "Nobody can sign in to the demo with the password that it tells.",
        "demo/load.py",
        "load_demo",
        "User.password_hash == NOT_YET",
        "User.password_hash != NOT_YET",
        ("demo/test_commands.py",),
    ),
)

SEARCH_INDEX = (
    Fault(
        "search_index.manifest-unchecked",
        "A damaged index is read as if it were whole.",
        "whoosh_engine/manifest.py",
        "read",
        "if $checksum != _checksum($head, $body):",
        "if False:",
        ("search_index/test_damage.py",),
    ),
    Fault(
        "search_index.minus-means-plus",
        "A search for words without “-slow” finds only what is slow.",
        "whoosh_engine/searching.py",
        "_matched",
        "$worded &= ~clause_documents(",
        "$worded &= clause_documents(",
        ("search_index/test_search.py",),
    ),
)
