"""Small answers to queries from outside, kept to be given again: a release does not change.

An answer belongs at first to the client that asked for it. A client's own answers take a quarter
of the room at most, the oldest going first, so nobody pushes out what others ask for. What another
client has asked for too belongs to nobody. Queries whose answer depends on the time or on chance
are always evaluated.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from graph.answers import Answer
from graph.guard import lasting
from graph.inquiry import Inquiry
from graph.spool import IN_MEMORY

KEPT: Final = "kept"
# Of an answer that is larger, only that it is so.
LARGEST: Final = IN_MEMORY
# What an answer takes beside its bytes and its query.
OVERHEAD: Final = 1000
SHARE: Final = 4


@dataclass(slots=True)
class _Kept:
    answer: Answer | None
    size: int
    owner: str | None


@dataclass(slots=True)
class _Own:
    """What belongs to one client, oldest first."""

    inquiries: OrderedDict[Inquiry, None] = field(default_factory=OrderedDict)
    used: int = 0


class Keeping:
    """The answers that one process keeps, up to `room` bytes. May be used from any thread."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._lock = Lock()
        self._all: OrderedDict[Inquiry, _Kept] = OrderedDict()
        self._owners: dict[str, _Own] = {}
        self._used = 0

    def __bool__(self) -> bool:
        """Whether anything is ever kept."""
        return self._room > 0

    def find(self, inquiry: Inquiry, client: str) -> Answer | None:
        """The answer, if it is kept."""
        with self._lock:
            kept = self._all.get(inquiry)
            if kept is None:
                return None
            self._all.move_to_end(inquiry)
            if kept.owner == client:
                self._owners[client].inquiries.move_to_end(inquiry)
            else:
                self._disown(inquiry, kept)
            return None if kept.answer is None else kept.answer.again(KEPT)

    def suits(self, inquiry: Inquiry) -> bool:
        """Whether an answer that is being made may do for others who ask the same meanwhile."""
        if not self or not lasting(inquiry.text):
            return False
        with self._lock:
            kept = self._all.get(inquiry)
            return kept is None or kept.answer is not None

    def keep(self, inquiry: Inquiry, client: str, answer: Answer) -> None:
        """Keep an answer if it is small and always the same."""
        if not self or not lasting(inquiry.text):
            return
        copy = answer.again(KEPT) if answer.length <= LARGEST else None
        size = len(inquiry.text) + OVERHEAD + (answer.length if copy else 0)
        share = self._room // SHARE
        if size > share:
            return
        with self._lock:
            if inquiry in self._all:
                return
            self._all[inquiry] = _Kept(copy, size, client)
            self._used += size
            own = self._owners.setdefault(client, _Own())
            own.inquiries[inquiry] = None
            own.used += size
            while own.used > share:
                self._drop(next(iter(own.inquiries)))
            while self._used > self._room:
                self._drop(next(iter(self._all)))

    def _drop(self, inquiry: Inquiry) -> None:
        kept = self._all.pop(inquiry)
        self._used -= kept.size
        self._disown(inquiry, kept)

    def _disown(self, inquiry: Inquiry, kept: _Kept) -> None:
        if kept.owner is None:
            return
        own = self._owners[kept.owner]
        del own.inquiries[inquiry]
        own.used -= kept.size
        if not own.inquiries:
            del self._owners[kept.owner]
        kept.owner = None
