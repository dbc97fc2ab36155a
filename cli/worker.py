"""A process of the server, not for the command line: it reads, answers, searches, or reports."""

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

OUR_ROOMS = str(Path(__file__).resolve().parents[1])
# The same code as who starts it, whatever lies in the folder that it is started in.
START_WORKER = (
    f"import sys; sys.path[:0] = [] if {OUR_ROOMS!r} in sys.path else [{OUR_ROOMS!r}]; "
    "from cli.worker import main; main(sys.argv[1:])"
)
COMMAND = (sys.executable, "-P", "-c", START_WORKER)
# Studies at hand: a served one, and a file that several reports are made of.
AT_HAND = 2


def load(store: "Store", kind: str) -> "tuple[Queue, Work]":
    """Return the queue of a kind of work, with what does it.

    Parameters
    ----------
    store : Store
    kind : {"read", "answer", "report", "later", "scan"}
    """
    # What a process leaves behind that is stopped goes with the store.
    tempfile.tempdir = str(store.folder / "temporary")
    return KINDS[kind](store)


def _reading(store: "Store") -> "tuple[Queue, Work]":
    from dashboard.session.file_reading import READING, READING_RULES, reading
    from dashboard.store.queue import Queue

    return Queue(store, READING, READING_RULES), reading(store)


def _answers(store: "Store") -> "tuple[Queue, Work]":
    from dashboard.start.cards import ANSWER, ANSWER_RULES, answering
    from dashboard.store.queue import Queue

    return Queue(store, ANSWER, ANSWER_RULES), answering(store)


def _reports(store: "Store") -> "tuple[Queue, Work]":
    from cli.serve import export_functions
    from dashboard.export.jobs import REPORT, REPORT_RULES, reporting
    from dashboard.store.queue import Queue

    work = reporting(store, export_functions(), _at_hand(store))
    return Queue(store, REPORT, REPORT_RULES), work


def _later(store: "Store", kind: str = "later") -> "tuple[Queue, Work]":
    from dashboard.store.queue import Queue
    from dashboard.store.results import Results
    from dashboard.tabs.later import LANES, making

    return Queue(store, kind, LANES[kind]), making(Results(store), _at_hand(store))


KINDS = {
    "read": _reading,
    "answer": _answers,
    "report": _reports,
    "later": _later,
    "scan": lambda store: _later(store, "scan"),
}


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


def import_all() -> None:
    """Import what the work of all kinds needs, so that what is forked has it."""
    from importlib import import_module

    for name in ("dashboard.server", "report.document", "report.figure.export"):
        import_module(name)


def warm_served(folder: Path) -> None:
    """Load what is compiled, by computing the default view of the served study."""
    from contextlib import suppress

    from dashboard.server import warm_kernels
    from dashboard.store.contents import SERVED, Store
    from data.kept_study import kept_study

    # A server that ends takes its store along.
    with suppress(FileNotFoundError):
        warm_kernels(kept_study(Store(of=folder).study_folder(SERVED)))


def main(words: list[str]) -> None:
    """Work on the queue that the command names; without one, fork those that are asked for."""
    from dashboard.serving.freed_memory import hold_little
    from dashboard.work.nursery import Wanted, asked_of_nursery
    from dashboard.work.process import run

    hold_little()
    named = Wanted(words[0], words[1], int(words[2])) if words else None
    wanted = named or asked_of_nursery(import_all, warm_served)
    if wanted is not None:
        run(Path(wanted.folder), wanted.kind, wanted.number, load)


if __name__ == "__main__":
    main(sys.argv[1:])
