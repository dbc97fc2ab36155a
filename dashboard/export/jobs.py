"""Work that takes seconds, done beside the page: one piece at a time, its progress to be asked."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from dashboard.export.functions import Progress
from data.errors import EscalationError

# Finished reports wait to be fetched; the oldest goes when there are more.
MOST = 4
BROKEN = "The report could not be made. The page works on; the server's log says why."


@dataclass(eq=False)
class Job:
    """A report in the making, or made."""

    name: str
    mime: str
    done: int = 0
    total: int = 0
    what: str = ""
    error: str = ""
    content: bytes | None = None

    def tell(self, done: int, total: int, what: str) -> None:
        """Note how far the work is."""
        self.done, self.total, self.what = done, total, what

    @property
    def state(self) -> dict[str, object]:
        """What the page asks for: how far, the fault, or that it is ready."""
        ready = self.content is not None
        parts = {"done": self.done, "total": self.total, "what": self.what}
        return parts | {"error": self.error, "ready": ready, "name": self.name}


class Jobs:
    """The reports of a server, each under a token that only its browser knows."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        # Drawing is bound to the processor: two at once would only make both late.
        self._work = threading.Lock()

    def start(self, job: Job, make: Callable[[Progress], bytes]) -> str:
        """Begin a piece of work and return its token.

        Parameters
        ----------
        job : Job
        make : callable
            Takes a function to tell progress with; returns the bytes of the file.
        """
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._jobs[token] = job
            while len(self._jobs) > MOST:
                self._jobs.popitem(last=False)
        threading.Thread(target=self.run, args=(job, make), daemon=True).start()
        return token

    def get(self, token: str) -> Job | None:
        """Return a piece of work; None when nobody knows it any more."""
        with self._lock:
            return self._jobs.get(token)

    def run(self, job: Job, make: Callable[[Progress], bytes]) -> None:
        """Do a piece of work, one after another."""
        with self._work:
            try:
                job.content = make(job.tell)
            except EscalationError as error:
                job.error = str(error)
            finally:
                # Whatever else stops the work ends in the log, and must not leave a page waiting.
                if job.content is None and not job.error:
                    job.error = BROKEN
