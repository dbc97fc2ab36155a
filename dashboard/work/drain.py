"""Do what waits in a queue, piece by piece."""

import logging
from collections.abc import Callable
from typing import Any

from dashboard.store.queue import Job, Queue
from data.errors import EscalationError

LOG = logging.getLogger(__name__)


class Unwanted(EscalationError):
    """Nobody asks any more for what is being made."""


Tell = Callable[[int, int, str], None]
# Makes what a request asks for; writes a file, if it is one, and returns what is to be said of it.
Work = Callable[[Job, Tell], dict[str, Any]]


def drain(queue: Queue, worker: str, work: Work) -> int:
    """Do everything that waits, and return how many pieces that was.

    Parameters
    ----------
    queue : Queue
    worker : str
        Names who does it.
    work : callable
        An ``EscalationError`` that it raises is told to who waits.
    """
    pieces = 0
    while job := queue.claim(worker):
        do(queue, job, work)
        pieces += 1
    return pieces


def do(queue: Queue, job: Job, work: Work) -> None:
    """Do one piece; whatever stops it ends in the log, and never leaves a page waiting."""
    answer = {"error": queue.rules.broken}
    try:
        answer = work(job, lambda *progress: _tell(queue, job, *progress))
    except EscalationError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": queue.rules.died}
        LOG.warning("%s %d needed more memory than it may take", job.kind, job.number)
    finally:
        made = queue.store.made(job.number)
        size = made.stat().st_size if made.exists() else 0
        wanted = queue.finish(job.number, answer, failed="error" in answer, size=size)
        if not wanted or "error" in answer:
            made.unlink(missing_ok=True)


def _tell(queue: Queue, job: Job, done: int, total: int, what: str) -> None:
    """Note how far a piece of work is; ends it where nobody wants it any more."""
    if not queue.tell(job.number, done, total, what):
        raise Unwanted("Nobody waits for this any more.")
