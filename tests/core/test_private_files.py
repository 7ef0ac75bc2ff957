"""What the portal keeps on the disk is its own user's alone, whatever the umask was and whoever made it before."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from config import load_settings
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.files import file_path, keep_file, keep_picture
from portal.core.kept_keys import change_key
from portal.core.logs import configure_logs
from portal.core.pictures import Picture
from portal.core.private_files import keep_private
from portal.kits.search.engine import engine
from portal.kits.transfer.reading import stage_table
from search_index import Document
from tests.actors import a_member
from tests.applications import opened

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def umask_of_before() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(top: Path) -> dict[str, str]:
    """What others may read, or write or enter, in a folder; the folder itself, too."""
    modes = {path.name: path.lstat().st_mode for path in (top, *top.rglob("*")) if not path.is_symlink()}
    return {name: oct(mode & 0o777) for name, mode in modes.items() if mode & 0o077}


def everything_is_kept() -> None:
    """Something of each kind that lies on the disk."""
    db.create_all()
    a_member()
    key = keep_file(BytesIO(b"name\nMei\n"), folder="imports", most=100, too_big="")
    stage_table(file_path(key), file_path("imports/rows"))
    keep_picture(Picture(b"picture", b"thumb", 1, 1, "png", ""))
    mei, jonas = (Document(kind="members", id=number, body="Mei", audience=("all",), at=now()) for number in (1, 2))
    engine().rebuild([mei], 1)
    engine().apply([jonas], [], 2)


@pytest.mark.parametrize(("umask", "place"), [(0o022, "instance"), (0o000, "database")], ids=["022", "000"])
def test_nothing_that_is_made_is_open_to_others(umask: int, place: str, tmp_path: Path) -> None:
    os.umask(umask)
    database = tmp_path / place / "portal.db"
    settings = load_settings(
        instance_path=tmp_path / "instance", database_url=f"sqlite:///{database}", log_level="ERROR"
    )
    with opened(settings):
        everything_is_kept()
        change_key(settings.instance_path)
        with transaction():  # so that -wal and -shm are there
            assert {path.suffix for path in database.parent.glob("*.db-*")} == {".db-wal", ".db-shm"}
            assert open_to_others(settings.instance_path) | open_to_others(database.parent) == {}


def older(folder: Path, *names: str) -> None:
    """Files as an earlier version has made them."""
    os.umask(0)
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    os.umask(0o022)


FILES = ("fanfare.db", "fanfare.db-wal", "secret_key", "files/pictures/0af", "index/now/words", "index/manifest")


def test_what_was_made_before_is_closed_at_the_start(tmp_path: Path) -> None:
    older(tmp_path, *FILES)
    tmp_path.chmod(0o755)
    keep_private(load_settings(instance_path=tmp_path))
    assert open_to_others(tmp_path) == {}
    assert (tmp_path / "files/pictures").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "files/pictures/0af").stat().st_mode & 0o777 == 0o600


def test_a_database_is_closed_and_not_the_folder_that_it_shares_with_others(tmp_path: Path) -> None:
    older(tmp_path, "data/portal.db", "data/portal.db-shm", "data/of_others")
    os.umask(0o077)
    url = f"sqlite:///{tmp_path}/data/portal.db"
    keep_private(load_settings(instance_path=tmp_path / "instance", database_url=url))
    assert open_to_others(tmp_path / "data") == {"data": "0o777", "of_others": "0o666"}


def test_what_a_link_leads_to_and_a_folder_for_everybody_stay_as_they_are(tmp_path: Path) -> None:
    older(tmp_path, "of_others", "shared/files/0af")
    (tmp_path / "shared/files/link").symlink_to(tmp_path / "of_others")
    (tmp_path / "shared").chmod(0o1777)
    keep_private(load_settings(instance_path=tmp_path / "shared"))
    assert open_to_others(tmp_path / "shared") == {"shared": "0o777"}
    assert (tmp_path / "of_others").stat().st_mode & 0o777 == 0o666


def test_what_cannot_be_closed_is_said_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    older(tmp_path, "fanfare.db")
    tmp_path.chmod(0o700)
    monkeypatch.setattr(Path, "chmod", refuse)
    configure_logs("ERROR")
    keep_private(load_settings(instance_path=tmp_path))
    assert f'"path": "{tmp_path}/fanfare.db"' in "".join(capfd.readouterr())
