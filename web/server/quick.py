"""Plain queries answered in the event loop, without a thread and without the application.

A thread costs a small query more than the query itself. The loop only carries bytes between the
client and a query process; whatever is not plain, and every error, goes on in a thread.
"""

import selectors
from functools import partial
from socket import MSG_PEEK
from typing import TYPE_CHECKING, Any, Final

from graph.answers import Answer
from graph.errors import MigralexError
from graph.inquiry import Inquiry
from graph.keeping import KEPT, LARGEST
from graph.pool import ClientGoneError
from graph.store import Store
from web.server.account import KEY, Account
from web.server.direct import PATH, direct_of
from web.server.glance import environ_of
from web.server.job import Job
from web.server.ready import ready_of
from web.server.sending import SMALL, head_of, lines, sending
from web.site import EXTENSION

if TYPE_CHECKING:
    from web.server.connection import Connection
    from web.server.worker import Worker

SHARED: Final = "shared"


class Quick:
    """The plain queries of one web process."""

    def __init__(self, worker: "Worker") -> None:
        self._worker = worker
        self._jobs: set[Job] = set()
        # Those that wait for a place, and those whose answer others may share.
        self._placeless: set[Job] = set()
        self._leading: dict[Inquiry, Job] = {}
        self._places: int | None = None
        self._heads: dict[object, bytes] = {}

    @property
    def _store(self) -> Store:
        store: Store = self._worker.wsgi.extensions[EXTENSION].store
        return store

    def take(self, connection: "Connection") -> bool:
        """Begin to answer a complete request. False if it is for a thread."""
        direct = direct_of(self._worker.wsgi)
        environ = environ_of(connection)
        if environ is None or not self._worker.alive:
            return False
        if environ["PATH_INFO"] != PATH:
            return self._send_again(connection, environ)
        plain = direct.plain(environ)
        if plain is None or direct.head(plain) is None:
            return False
        job = Job(connection, plain, environ)
        return self._has_answer(job) or self._ask(job)

    def look_at_clock(self) -> None:
        """Stop what takes too long, and look for places again."""
        for job in list(self._jobs):
            try:
                if job.asking is not None:
                    job.asking.look_at_clock()
            except MigralexError as error:
                self._fail(job, error)
        self._look_for_places()
        self._store.tidy()

    def _has_answer(self, job: Job) -> bool:
        """Answer with what is kept, or have it wait for the answer that somebody else is given."""
        keeping = self._store.keeping
        if not keeping:
            return False
        kept = keeping.find(job.plain.inquiry, job.client)
        if kept is not None:
            self._end(job)
            self._reply(job, kept)
            return True
        leader = self._leading.get(job.plain.inquiry)
        if leader is None:
            return False
        job.follows = leader
        leader.followers.append(job)
        self._watch(job)
        return True

    def _ask(self, job: Job) -> bool:
        """Have the query evaluated when it is its turn. False if too many wait."""
        wake = partial(self._worker.method_queue.defer, self._look_again, job)
        job.asking = self._store.begin(job.plain.inquiry, job.client, wake)
        if job.asking is None:
            return False
        self._watch(job)
        self._start(job)
        return True

    def _watch(self, job: Job) -> None:
        self._jobs.add(job)
        job.connection.listen(selectors.EVENT_READ, lambda _: self._hear(job))

    def _look_again(self, job: Job) -> None:
        """Its turn may have come; by now it may need none."""
        if job not in self._jobs or job.asking is None or job.reading is not None:
            return
        asking, job.asking = job.asking, None
        if self._has_answer(job):
            asking.stop()
            self._placeless.discard(job)
            return
        job.asking = asking
        self._start(job)

    def _start(self, job: Job) -> None:
        if job.asking is None:
            return
        try:
            if job.asking.start():
                self._read(job)
        except MigralexError as error:
            self._fail(job, error)
            return
        waits = job.asking.placeless is not None
        self._placeless.add(job) if waits else self._placeless.discard(job)
        self._watch_places()

    def _read(self, job: Job) -> None:
        """Listen to the query process."""
        if job.asking is None or job.asking.running is None:
            return
        job.reading = job.asking.running
        self._worker.poller.register(
            job.reading, selectors.EVENT_READ, lambda _socket: self._go_on(job)
        )
        if self._store.keeping.suits(job.plain.inquiry):
            self._leading.setdefault(job.plain.inquiry, job)

    def _watch_places(self) -> None:
        """Listen for places that are given back exactly while somebody waits for one."""
        asking = next(iter(self._placeless)).asking if self._placeless else None
        wanted = asking.placeless if asking is not None else None
        if wanted == self._places:
            return
        if self._places is not None:
            self._worker.poller.unregister(self._places)
        if wanted is not None:
            self._worker.poller.register(
                wanted, selectors.EVENT_READ, lambda _socket: self._look_for_places()
            )
        self._places = wanted

    def _look_for_places(self) -> None:
        for job in list(self._placeless):
            if job.asking is not None:
                job.asking.heard()
                self._look_again(job)

    def _go_on(self, job: Job) -> None:
        if job.asking is None:
            return
        try:
            answer = job.asking.go_on()
        except MigralexError as error:
            self._fail(job, error)
            return
        if answer is None:
            return
        followers = self._end(job)
        self._store.keeping.keep(job.plain.inquiry, job.client, answer)
        for follower in followers:
            self._share(follower, answer)
        self._reply(job, answer)

    def _share(self, follower: Job, answer: Answer) -> None:
        follower.follows = None
        if answer.length <= LARGEST:
            self._end(follower)
            self._reply(follower, answer.again(SHARED))
        elif not self._ask(follower):
            self._end(follower)
            self._worker.to_thread(follower.connection)

    def _hear(self, job: Job) -> None:
        """The client sends more, which waits, or has hung up, which ends the work."""
        try:
            more = job.connection.socket.recv(1, MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if more:
            job.connection.listen_no_more()
            return
        asking, followers = job.asking, self._end(job)
        if followers:
            heir = followers.pop(0)
            heir.follows, heir.asking, heir.followers = None, asking, followers
            for follower in followers:
                follower.follows = heir
            self._read(heir)
        elif asking is not None:
            asking.stop()
        # Nobody reads what the application tells, but it keeps the account for the log.
        self._tell(job, ClientGoneError("The client hung up."))

    def _end(self, job: Job) -> list[Job]:
        """Have nothing more called for a job; answers who waits for its answer."""
        self._jobs.discard(job)
        self._placeless.discard(job)
        if job.follows is not None:
            job.follows.followers.remove(job)
            job.follows = None
        if job.reading is not None:
            self._worker.poller.unregister(job.reading)
            job.reading = None
        if self._leading.get(job.plain.inquiry) is job:
            del self._leading[job.plain.inquiry]
        self._watch_places()
        followers, job.followers = job.followers, []
        return followers

    def _fail(self, job: Job, error: MigralexError) -> None:
        if job in self._jobs:
            for one in (job, *self._end(job)):
                one.follows = None
                self._end(one)
                self._tell(one, error)

    def _tell(self, job: Job, error: MigralexError) -> None:
        """Have the application tell the error."""
        job.connection.outcome = error
        self._worker.to_thread(job.connection)

    def _reply(self, job: Job, answer: Answer) -> None:
        app, connection, plain = self._worker.wsgi, job.connection, job.plain
        direct = direct_of(app)
        known = self._heads.get(plain.kind)
        if known is None:
            known = self._heads[plain.kind] = lines(direct.head(plain) or [])
        figures = direct.figures(job.environ, plain, answer, connection.began)
        head = head_of(known, figures)
        connection.steps = sending(app, connection, job.environ, head, answer, answer.length)
        if answer.length > SMALL:
            self._worker.to_thread(connection)
        else:
            self._worker.step(connection)

    def _send_again(self, connection: "Connection", environ: dict[str, Any]) -> bool:
        """Send a description that is ready. False if it is not."""
        app = self._worker.wsgi
        sent = ready_of(app).find(environ)
        if sent is None:
            return False
        environ[KEY] = account = Account(connection.began, route=sent.route, origin=KEPT)
        head = head_of(lines(sent.headers), [("Server-Timing", account.timing())])
        connection.steps = sending(app, connection, environ, head, [sent.body], len(sent.body))
        self._worker.step(connection)
        return True
