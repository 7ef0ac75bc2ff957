"""The cache: what was read from segments, least used first out, bounded in bytes.

Segments never change, so that nothing in it is ever wrong; an update leaves it warm.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Cache:
    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, read: Callable[[], T], size: Callable[[T], int]) -> T:
        """What is kept under the key, or else read now. Two threads may read the same thing at once."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                found: T = kept[0]
                return found
        found = read()
        self._keep(key, found, size(found))
        return found

    def _keep(self, key: Hashable, found: object, size: int) -> None:
        with self._lock:
            if key in self._kept or size > self.most_bytes:
                return
            self._kept[key] = found, size
            self.bytes += size
            while self.bytes > self.most_bytes:
                _, (_, freed) = self._kept.popitem(last=False)
                self.bytes -= freed
