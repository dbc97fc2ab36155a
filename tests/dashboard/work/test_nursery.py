"""A process that forks those that work: they begin at once, and none outlives the server."""

import os
import signal
import sys

import pytest

from dashboard.store.contents import Store
from dashboard.store.queue import DONE, Queue, Rules
from dashboard.work.nursery import CAN_FORK, Nursery
from dashboard.work.runners import Processes, slot, stop_processes
from data import locks
from tests.helpers.paths import ROOT
from tests.helpers.waiting import until

RULES = Rules(seconds=60, late="late", broken="broken", died="died", full="full", niceness=7)
# Imports nothing of the product that takes long; what is forked tells what it has of its parent.
CODE = """
import os, sys
from pathlib import Path
from dashboard.store.queue import Queue, Rules
from dashboard.work.nursery import Wanted, asked_of_nursery
from dashboard.work.process import run

had = []
rules = Rules(seconds=60, late="late", broken="broken", died="died", full="full", niceness=7)

def work(job, tell):
    return {"had": had, "nice": os.nice(0), "parent": os.getppid()}

def load(store, kind):
    return Queue(store, kind, rules), work

words = sys.argv[1:]
named = Wanted(words[0], words[1], int(words[2])) if words else None
warm = lambda folder: had.append(f"warm for {folder.name}")
wanted = named or asked_of_nursery(lambda: had.append("imports"), warm)
if wanted:
    run(Path(wanted.folder), wanted.kind, wanted.number, load)
"""

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="processes are forked on Linux alone")


@pytest.fixture
def nursery(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    opened = Nursery((sys.executable, "-c", CODE))
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "kept")
    yield opened
    stop_processes(opened)
    opened.close()


def answer_to(store, nursery, key):
    queue = Queue(store, "test", RULES)
    runner = Processes(queue, nursery, 1)
    number = queue.submit(key, "", {})

    def asked():
        runner.wake()
        job = queue.get(number)[0]
        return job.answer if job.state == DONE else None

    return until(asked)


def test_what_is_forked_has_what_its_nursery_has_and_gives_way(store, nursery):
    nursery.warm(store.folder)
    found = answer_to(store, nursery, "a")
    assert found["had"] == ["imports", "warm for kept"]
    assert found["nice"] >= RULES.niceness
    # The nursery is no child of the server, which counts its children as workers.
    assert found["parent"] != os.getpid()


def test_where_it_has_ended_processes_are_started_as_before(store, nursery):
    first = answer_to(store, nursery, "a")
    os.kill(first["parent"], signal.SIGKILL)
    os.kill(int(slot(Queue(store, "test", RULES), 0).read_text()), signal.SIGKILL)
    until(lambda: not locks.is_held(store.folder / "slots" / "test-0"))
    assert answer_to(store, nursery, "b")["had"] == []


def test_it_ends_when_nobody_can_ask_it_any_more(store, nursery):
    parent = answer_to(store, nursery, "a")["parent"]
    nursery.close()

    def is_gone():
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            return True
        return False

    until(is_gone)
