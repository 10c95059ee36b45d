"""A query from outside that is answered without a thread: an event loop says when to go on.

It waits for its turn, then for a place, then for a query process; see graph/pool.py, which does
the same in a thread.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from graph.admission import Admission, Ticket
from graph.errors import MigralexError
from graph.inquiry import Inquiry

if TYPE_CHECKING:
    from graph.answers import Answer
    from graph.pool import Pool, QueryProcess

# The kernel's alarm ends a query in time. Only if even that fails, it is ended from here.
GRACE: Final = 1.0


class Asking:
    """See the module. All methods are for the thread of the loop."""

    def __init__(
        self, pool: "Pool", admission: Admission, inquiry: Inquiry, ticket: Ticket, came: float
    ) -> None:
        self._pool = pool
        self._admission = admission
        self._inquiry = inquiry
        self._ticket: Ticket | None = ticket
        self._place: int | None = None
        self._process: QueryProcess | None = None
        self._came = came
        self._began = 0.0
        self._end = came + admission.limits.wait

    @staticmethod
    def begin(
        pool: "Pool",
        admission: Admission,
        inquiry: Inquiry,
        client: str,
        wake: Callable[[], object],
    ) -> "Asking | None":
        """Stand in the queue. None if it is full."""
        ticket = admission.queue.join(client, wake)
        if ticket is None:
            return None
        return Asking(pool, admission, inquiry, ticket, time.monotonic())

    @property
    def running(self) -> int | None:
        """The descriptor that is readable when the query process has sent something."""
        return None if self._process is None else self._process.connection.fileno()

    @property
    def placeless(self) -> int | None:
        """The descriptor that is readable when a place may be free, while one is waited for."""
        waits = self._ticket is not None and self._ticket.granted and self._place is None
        return self._admission.places.fileno() if waits else None

    def start(self) -> bool:
        """Send the query off if it is its turn. Raises MigralexError; it is over then."""
        try:
            if self._ticket is None or not self._ticket.granted:
                return self._wait()
            if self._place is None:
                self._place = self._admission.places.look()
                if self._place is None:
                    return self._wait()
            process = self._pool.take()
            self._process = process
            self._began = time.monotonic()
            self._end = self._began + self._admission.limits.seconds + GRACE
            try:
                process.begin(self._inquiry)
            except EOFError:
                raise self._pool.explained(process) from None
        except MigralexError:
            self.stop()
            raise
        return True

    def go_on(self) -> "Answer | None":
        """Take what the query process has sent. Raises MigralexError; it is over then."""
        process = self._process
        if process is None:
            return None
        try:
            try:
                answer = process.go_on()
            except EOFError:
                raise self._pool.explained(process) from None
        except MigralexError:
            process.drop()
            self.stop()
            raise
        if answer is not None:
            answer.waited = self._began - self._came
            self.stop()
        return answer

    def look_at_clock(self) -> None:
        """Raises Busy or QueryTimeout when its time is over."""
        if time.monotonic() < self._end:
            return
        error: MigralexError = self._admission.busy()
        if self._process is not None:
            self._process.drop()
            error = self._pool.timeout()
        self.stop()
        raise error

    def stop(self) -> None:
        """Give back whatever it holds; a query that still runs is ended."""
        process, self._process = self._process, None
        if process is not None:
            self._pool.give(process)
            self._admission.took(time.monotonic() - self._began)
        place, self._place = self._place, None
        if place is not None:
            self._admission.places.give(place)
        ticket, self._ticket = self._ticket, None
        if ticket is not None and not self._admission.queue.quit(ticket):
            self._admission.queue.leave(ticket.client)

    def _wait(self) -> bool:
        self.look_at_clock()
        return False

    def heard(self) -> None:
        """Set back what `placeless` tells."""
        self._admission.places.heard()
