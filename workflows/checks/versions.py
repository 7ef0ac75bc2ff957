"""Whether everybody on the version before has a place on this one."""

from collections.abc import Callable, Iterator

from workflows.checks.subject import Subject
from workflows.findings import Finding


def newer(subject: Subject) -> Iterator[Finding]:
    before = subject.before
    if before and subject.map.version <= before.version:
        message = f"This is version {subject.map.version}, and version {before.version} is there already."
        yield Finding(0, "version-not-newer", message)


def removed_stages(subject: Subject) -> Iterator[Finding]:
    before, migration = subject.before, subject.map.migration
    if before is None:
        return
    placed = migration.stages if migration else {}
    for key in before.stages:
        if key not in subject.map.stages and key not in placed:
            message = f"The stage “{key}” is gone; say under “migrate” where its members go."
            yield Finding(migration.line if migration else 0, "removed-stage", message, key, f"a member in {key}")


def migrations(subject: Subject) -> Iterator[Finding]:
    migration, before = subject.map.migration, subject.before
    if migration is None:
        return
    for old, new in migration.stages.items():
        if new not in subject.map.stages:
            message = f"“migrate” sends members from “{old}” to “{new}”, which does not exist."
            yield Finding(migration.line, "unknown-stage", message, old, f"a member in {old}")
        if before and old not in before.stages:
            message = f"“migrate” names “{old}”, which version {before.version} does not have."
            yield Finding(migration.line, "migrate-from-nowhere", message, old, level="warning")
    if before and migration.from_version != before.version:
        message = f"“migrate” starts from version {migration.from_version}; the one before is {before.version}."
        yield Finding(migration.line, "migrate-from-nowhere", message)


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (newer, removed_stages, migrations)
