"""Faults in what several features use: search, jobs with their imports, calendar, writing, admin."""

from ..fault import Fault

SEARCH = (
    Fault(
        "search.stale-hits",
        "The index is believed about what has changed since it last heard of it.",
        "search/queries.py",
        "_query",
        "exclude=$pending",
        "exclude=frozenset()",
        ("search/test_rights.py", "search/test_finding.py"),
    ),
    Fault(
        "search.deleted-stays",
        "What is deleted stays in the index.",
        "search/changes.py",
        "_note_rows_that_go",
        "_note_rows($session, $session.deleted, lambda _row, _columns: True)",
        "pass",
        ("search/test_keeping.py",),
        (("$session.deleted", "()"),),
    ),
)

JOBS = (
    Fault(
        "jobs.page-done-twice",
        "A worker whose lease ran out does a page that another has done already.",
        "jobs/runner.py",
        "_do_page",
        "or $current.leased_by != $worker or $current.cursor != $began:",
        ":",
        ("jobs/test_runner.py",),
    ),
    Fault(
        "jobs.twins-pass",
        "Of two rows that contradict each other the second is left out without a word.",
        "jobs/imports/verdicts.py",
        "_among_twins",
        "!= $first.content.get($name)",
        "!= $first.content.get($name, '') and False",
        ("jobs/test_pages.py", "contacts/test_importing.py"),
    ),
    Fault(
        "jobs.everybodys-imports",
        "Colleagues see the files of people that others are bringing in.",
        "jobs/queries.py",
        "visible_to",
        "or_(Job.owner_user_id == $viewer.id, $everything)",
        "true()",
        ("jobs/test_pages.py", "transfer/test_pages.py"),
    ),
)

CALENDAR = (
    Fault(
        "calendar.feed-never-ends",
        "A secret address that was ended goes on showing somebody's calendar.",
        "calendar/views.py",
        "stop_feed",
        "end_feed(",
        "str(",
        ("calendar/test_coming_up.py",),
    ),
    Fault(
        "calendar.event-loses-its-name",
        "When a date is renamed, calendars show it twice.",
        "calendar/calendar_file.py",
        "calendar_of",
        '"uid", f"{$each.key}@',
        '"uid", f"{$each.title}@',
        ("calendar/test_coming_up.py",),
    ),
)

WRITING = (
    Fault(
        "writing.stale-tab-wins",
        "An older tab overwrites the newer words of a draft.",
        "writing/actions.py",
        "save_draft",
        ".where(*$own, Draft.sequence == $sequence)",
        ".where(*$own)",
        ("forum/writing/test_drafts.py",),
    ),
    Fault(
        "writing.all-drafts-forgotten",
        "Sending one thing throws away everything else that somebody has begun to write.",
        "writing/actions.py",
        "forget_draft",
        "Draft.user_id == $user.id, Draft.place == $place",
        "Draft.user_id == $user.id",
        ("forum/writing/test_drafts.py",),
    ),
)

ADMIN = (
    Fault(
        "admin.reads-every-mail",
        "Administrators read mails that quote what only their reader may see.",
        "admin/queries.py",
        "is_open",
        "$mail.recipient == $reader or not is_for_its_reader($mail)",
        "True",
        ("admin/test_workings.py",),
    ),
    Fault(
        "admin.links-with-their-secret",
        "Administrators read what stands for the secret of a link, and can type it into a mail of their own.",
        "admin/queries.py",
        "without_links",
        'PLACEHOLDER.sub("…", $text)',
        "$text",
        ("admin/test_workings.py",),
    ),
)
