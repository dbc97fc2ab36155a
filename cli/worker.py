"""A process of the server, not for the command line: it reads files, answers, or makes reports."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.store.contents import Store
    from dashboard.store.queue import Queue
    from dashboard.work.drain import Work
    from data.study import Study

COMMAND = (sys.executable, "-m", "cli.worker")
# Studies of reports at hand: a served one, and a file that several reports are made of.
AT_HAND = 2


def load(store: "Store", kind: str) -> "tuple[Queue, Work]":
    """Return the queue of a kind of work, with what does it.

    Parameters
    ----------
    store : Store
    kind : {"read", "answer", "report"}
    """
    from dashboard.export.jobs import REPORT, REPORT_RULES, reporting
    from dashboard.session.upload import READING, READING_RULES, reading
    from dashboard.start.cards import ANSWER, ANSWER_RULES, answering
    from dashboard.store.queue import Queue

    # What a process leaves behind that is stopped goes with the store.
    tempfile.tempdir = str(store.folder / "temporary")
    if kind == READING:
        return Queue(store, READING, READING_RULES), reading(store)
    if kind == ANSWER:
        return Queue(store, ANSWER, ANSWER_RULES), answering(store)
    from cli.serve import export_functions

    return Queue(store, REPORT, REPORT_RULES), reporting(store, export_functions(), _at_hand(store))


def _at_hand(store: "Store") -> "Callable[[str], Study]":
    """Return what gives the study of a key; a study is read once for several reports of it."""
    from functools import lru_cache

    from dashboard.session.active_study import CLOSED
    from dashboard.store.contents import SERVED
    from data.errors import EscalationError
    from data.kept_study import kept_study

    @lru_cache(maxsize=AT_HAND)
    def study_of(key: str) -> "Study":
        try:
            return kept_study(store.study_folder(key or SERVED))
        except FileNotFoundError:
            raise EscalationError(CLOSED) from None

    return study_of


if __name__ == "__main__":
    from dashboard.work.process import run

    run(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), load)
