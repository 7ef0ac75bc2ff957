"""Faults in what everything stands on: core, settings, migrations."""

from ..fault import Fault

CORE = (
    Fault(
        "core.redirect-backslash",
        "After signing in one can be sent to another site by an address with a backslash.",
        "core/urls.py",
        "safe_next",
        r'if "\\" in $target or any(',
        "if any(",
        ("core/test_urls.py",),
    ),
    Fault(
        "core.formula-in-a-cell",
        "A cell that begins with @ runs as a formula in somebody's spreadsheet.",
        "core/cells.py",
        "RISKY",
        '"-", "@",',
        '"-",',
        ("core/test_cells.py",),
    ),
    Fault(
        "core.paging-skips",
        "Rows with the same date as the last one of a page stand on no page.",
        "core/paging.py",
        "_beyond",
        "$first.column <= $start if",
        "$first.column < $start if",
        ("core/test_paging.py",),
    ),
    Fault(
        "core.foreign-keys-off",
        "SQLite keeps rows that point to rows which are gone.",
        "core/sqlite.py",
        "PRAGMAS",
        "foreign_keys=ON",
        "foreign_keys=OFF",
        ("core/test_database.py",),
    ),
    Fault(
        "core.picture-without-fsync",
        "A picture is given its name before it lies on the disk; a power cut leaves half of it.",
        "core/files.py",
        "_keep_whole",
        "os.fsync($file.fileno())",
        "pass",
        ("core/pictures/test_take.py",),
    ),
    Fault(
        "core.pages-in-caches",
        "Pages of people who are signed in stay in the caches of shared computers.",
        "core/headers.py",
        "register_headers",
        '"Cache-Control", "no-store"',
        '"Cache-Control", "max-age=600"',
        ("core/test_every_answer.py", "members/test_sessions.py"),
    ),
    Fault(
        "core.links-followed-by-crawlers",
        "Links that members write count for search engines, so that spam pays.",
        "core/markdown/render.py",
        "render",
        "nofollow ugc noopener",
        "noopener",
        ("core/markdown/test_written.py",),
    ),
)

CONFIG = (
    Fault(
        "config.short-secret",
        "The site starts with a secret that can be guessed.",
        "config.py",
        "_secret_is_long",
        ") < SHORTEST_KEY",
        ") < 12",
        ("core/test_config.py",),
    ),
    Fault(
        "config.secret-readable",
        "Everybody on the machine can read the secret that the site keeps.",
        "config.py",
        "_kept_secret",
        "$draft.touch(mode=0o600)",
        "$draft.touch()",
        ("core/test_config.py",),
    ),
)

MIGRATIONS = (
    Fault(
        "migrations.vote-not-unique",
        "In an upgraded database somebody's vote for one idea can stand twice.",
        "migrations/versions/0005_*.py",
        "",
        'sa.UniqueConstraint("idea_id", "member_id", name=op.f("uq_vote_idea_id_member_id")),',
        "",
        ("test_migrations.py",),
    ),
    Fault(
        "migrations.namesakes-share-a-handle",
        "An upgrade stops where two people have the same name.",
        "migrations/versions/0003_*.py",
        "_give_handles",
        'f"{$plain}.{$user_id}" if $plain in $given else $plain',
        "$plain",
        ("test_migrations.py",),
    ),
)
