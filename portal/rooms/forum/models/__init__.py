"""The forum's rows, parted by what they are about."""

from .categories import Category, CategoryLevel
from .polls import PollOption, PollVote
from .posts import Mention, Post, PostPicture, PostVersion, Reaction, UploadedPicture
from .reading import ReadingMark, Receipt, TopicReading
from .review import Flag, Review
from .topics import Topic

__all__ = [
    "Category",
    "CategoryLevel",
    "Flag",
    "Mention",
    "PollOption",
    "PollVote",
    "Post",
    "PostPicture",
    "PostVersion",
    "Reaction",
    "ReadingMark",
    "Receipt",
    "Review",
    "Topic",
    "TopicReading",
    "UploadedPicture",
]
