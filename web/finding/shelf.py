"""Answers that were made before, kept for those who ask the same: a release does not change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Something that takes room."""

    @property
    def size(self) -> int:
        """The room that it takes, in bytes."""
        ...


T = TypeVar("T", bound=Sized)


class Shelf(Generic[T]):
    """Keeps what was asked for last, up to a number of bytes. May be used from any thread."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._used = 0
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under the key, or else what is made now. An error in making is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        self.keep(key, made)
        return made

    def find(self, key: Hashable) -> T | None:
        """What is kept under the key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, made: T) -> None:
        """Keep something unless there is something under the key, or it is too large."""
        with self._lock:
            if key not in self._kept and made.size <= self._room:
                self._kept[key] = made
                self._used += made.size
                while self._used > self._room:
                    _, gone = self._kept.popitem(last=False)
                    self._used -= gone.size
