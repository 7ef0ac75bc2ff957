"""A post, its earlier words, its pictures, and how readers took it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key

from .topics import Topic

REACTIONS = ("like", "thanks", "insight", "same_here")
"""What a reader can say with one tap."""


class Post(Base):
    """One contribution, known by its topic and its number. Soft-deleted and hidden posts keep their number.

    `html` was rendered and sanitised from `body` by the renderer of that version; a newer one renders anew. With
    renderer 0 it waits to be rendered at all.
    """

    __tablename__ = "forum_posts"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        UniqueConstraint("source_key"),
        Index("ix_forum_posts_author_user_id_id", "author_user_id", "id"),
        Index("ix_forum_posts_created_at_id", "created_at", "id"),
        Index("ix_forum_posts_renderer_id", "renderer", "id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topics.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    reply_to: Mapped[int | None]
    """The number of the post that this one answers."""
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer: Mapped[int]
    source_key: Mapped[str | None] = mapped_column(String(120))
    """What it came from outside the portal, e.g. "mail:<message id>": never taken in twice."""
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    edits: Mapped[int] = mapped_column(default=0)
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    hidden_at: Mapped[datetime | None]
    """Out of sight because of flags, until a moderator has looked."""

    topic: Mapped[Topic] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=author_user_id)

    @property
    def stands(self) -> bool:
        """Whether readers see its words."""
        return self.deleted_at is None and self.hidden_at is None


class PostVersion(Base):
    """The words of a post before an edit. `number` counts from one; the present words are in the post."""

    __tablename__ = "forum_post_versions"
    __table_args__ = (UniqueConstraint("post_id", "number"), NEVER_REUSED)

    id: Mapped[Key]
    post_id: Mapped[int] = mapped_column(ForeignKey("forum_posts.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(200))
    """The topic's title before, where the first post was edited."""
    body: Mapped[str] = mapped_column(Text)
    editor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Who replaced these words."""
    replaced_at: Mapped[datetime]

    editor: Mapped[User | None] = relationship()


class Reaction(Base):
    """One tap of one reader."""

    __tablename__ = "forum_reactions"
    __table_args__ = (Index("ix_forum_reactions_user_id", "user_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("forum_posts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime]


class Mention(Base):
    """Somebody who is named in a post."""

    __tablename__ = "forum_mentions"
    __table_args__ = (Index("ix_forum_mentions_user_id", "user_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("forum_posts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)


class UploadedPicture(Base):
    """A picture that somebody uploaded. Its key is in its address and names its files."""

    __tablename__ = "forum_pictures"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_forum_pictures_user_id_created_at", "user_id", "created_at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(8))
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    created_at: Mapped[datetime]


class PostPicture(Base):
    """A picture that stands in a post: whoever may see the post may see it."""

    __tablename__ = "forum_post_pictures"
    __table_args__ = (Index("ix_forum_post_pictures_picture_id", "picture_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("forum_posts.id", ondelete="CASCADE"), primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("forum_pictures.id", ondelete="CASCADE"), primary_key=True)
