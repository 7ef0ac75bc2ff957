"""The maps in force, compiled once for each version."""

from functools import lru_cache
from hashlib import sha256

from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from workflows.compiled import CompiledMap, compile_map
from workflows.nurture_map import NurtureMap

from ..models import MapVersion
from .catalogue import catalogue
from .shipped import shipped_map_text


def maps_in_force() -> dict[MapVersion, CompiledMap]:
    """The newest activated version of every map; the shipped map is put in force where there is none.

    Call it inside a transaction: it may write.
    """
    if db.session.scalar(select(MapVersion.id).limit(1)) is None:
        _install_shipped()
    versions = db.session.scalars(
        select(MapVersion).where(MapVersion.activated_at.is_not(None)).order_by(MapVersion.name, MapVersion.version)
    )
    newest = {version.name: version for version in versions}
    return {version: compiled(version.text) for version in newest.values()}


def primary_map() -> CompiledMap:
    """The map that sets member.stage: the one in force, or the shipped one while nobody has been placed yet."""
    text = db.session.scalar(_PRIMARY)
    return compiled(text if text is not None else shipped_map_text())


_PRIMARY = (
    select(MapVersion.text)
    .where(MapVersion.primary, MapVersion.activated_at.is_not(None))
    .order_by(MapVersion.version.desc())
    .limit(1)
)


@lru_cache(maxsize=32)
def compiled(text: str) -> CompiledMap:
    """The compiled map of `text`. Raises MapRefused for a text that is no map."""
    from workflows.reading import load_map  # reads YAML: loaded when a map is

    return compile_map(load_map(text, catalogue()))


def _install_shipped() -> None:
    text = shipped_map_text()
    shipped: NurtureMap = compiled(text).map
    row = {
        "name": shipped.name,
        "version": shipped.version,
        "text": text,
        "sha256": sha256(text.encode()).hexdigest(),
        "primary": shipped.primary,
        "activated_at": now(),
    }
    insert_or_ignore(MapVersion, [row])
