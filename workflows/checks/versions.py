"""Whether everybody on the version before has a place on this one."""

from collections.abc import Callable, Iterator

from workflows.checks.subject import Subject
from workflows.findings import Finding
from workflows.marking import say


def newer(subject: Subject) -> Iterator[Finding]:
    before = subject.before
    if before and subject.map.version <= before.version:
        message = say(
            "This is version %(version)s, and version %(before)s is there already.",
            version=subject.map.version,
            before=before.version,
        )
        yield Finding(0, "version-not-newer", message)


def removed_stages(subject: Subject) -> Iterator[Finding]:
    before, migration = subject.before, subject.map.migration
    if before is None:
        return
    placed = migration.stages if migration else {}
    for key in before.stages:
        if key not in subject.map.stages and key not in placed:
            message = say("The stage “%(stage)s” is gone; say under “migrate” where its members go.", stage=key)
            yield Finding(
                migration.line if migration else 0,
                "removed-stage",
                message,
                key,
                say("a member in %(stage)s", stage=key),
            )


def migrations(subject: Subject) -> Iterator[Finding]:
    migration, before = subject.map.migration, subject.before
    if migration is None:
        return
    for old, new in migration.stages.items():
        if new not in subject.map.stages:
            message = say(
                "“migrate” sends members from “%(old)s” to “%(new)s”, which does not exist.", old=old, new=new
            )
            yield Finding(migration.line, "unknown-stage", message, old, say("a member in %(stage)s", stage=old))
        if before and old not in before.stages:
            message = say(
                "“migrate” names “%(old)s”, which version %(version)s does not have.", old=old, version=before.version
            )
            yield Finding(migration.line, "migrate-from-nowhere", message, old, level="warning")
    if before and migration.from_version != before.version:
        message = say(
            "“migrate” starts from version %(version)s; the one before is %(before)s.",
            version=migration.from_version,
            before=before.version,
        )
        yield Finding(migration.line, "migrate-from-nowhere", message)


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (newer, removed_stages, migrations)
