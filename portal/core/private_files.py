"""What the portal keeps on the disk is for the user it runs as: files 0600, folders 0700, whatever the umask was.

A umask is set for the whole process because SQLite, the index and libraries make files that we never name. What an
earlier version has made is put right at the start.
"""

import os
import stat
from pathlib import Path

import structlog
from sqlalchemy import make_url

from config import KEYS_ASIDE, OLDER_KEYS, OWN_KEY, Settings

log = structlog.get_logger()
OTHERS = 0o077
TREES = ("files", "index")
BESIDE_DATABASE = ("", "-wal", "-shm", "-journal")


def keep_private(settings: Settings) -> None:
    """Let this process make nothing that others may read, and close what is open."""
    os.umask(OTHERS)
    folder = settings.instance_path
    database = _database(settings.database_url)
    for path in (*database, folder / OWN_KEY, folder / OLDER_KEYS, folder / KEYS_ASIDE):
        _close(path, follow=True)
    for name in TREES:
        _close_tree(folder / name)
    _close(folder, follow=True)


def _database(url: str) -> list[Path]:
    """The files of SQLite. Their folder is closed only where it is the instance folder: another may be anybody's."""
    parts = make_url(url)
    path = parts.database if parts.get_backend_name() == "sqlite" else None
    return [Path(f"{path}{end}") for end in BESIDE_DATABASE] if path and path != ":memory:" else []


def _close_tree(top: Path) -> None:
    """Close a folder and everything in it, itself last: where it is closed already, so is what is in it."""
    if not top.is_dir() or not _open_to_others(top.stat().st_mode):
        return
    for folder, names, files in os.walk(top):
        for name in (*names, *files):
            _close(Path(folder, name))
    _close(top, follow=True)


def _close(path: Path, *, follow: bool = False) -> None:
    """A link in a tree leads to what is not ours to close, and a folder that everybody may write to is shared."""
    try:
        mode = path.stat(follow_symlinks=follow).st_mode
        if not stat.S_ISLNK(mode) and not mode & stat.S_ISVTX and _open_to_others(mode):
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except FileNotFoundError:
        return
    except OSError as error:
        log.error("files.open_to_others", path=str(path), error=str(error))


def _open_to_others(mode: int) -> bool:
    return bool(mode & OTHERS)
