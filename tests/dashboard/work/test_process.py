"""Processes that do the work of the page: they end with it, and nothing ends with them."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.store.contents import Store
from dashboard.store.queue import DONE, FAILED, WORKING, Queue, Rules
from dashboard.work.nursery import ByCommand
from dashboard.work.process import FIRST_TO_END
from dashboard.work.runners import OneThread, Processes, slot, stop_processes
from data import locks
from tests.helpers.many_cores import many_cores
from tests.helpers.paths import ROOT
from tests.helpers.waiting import PATIENCE, until

RULES = Rules(seconds=60, memory=1 << 30, late="late", broken="broken", died="died", full="full")
# Does what a request says, and loads no library for it.
CODE = """
import sys, time
from pathlib import Path
from dashboard.store.queue import Queue, Rules
from dashboard.work.process import run

def work(job, tell):
    if job.request["do"] == "sleep":
        while True:
            time.sleep(1)
    if job.request["do"] == "fill":
        bytearray(2 << 30)
    return {"by": sys.argv[-1]}

def load(store, kind):
    rules = Rules(seconds=int(sys.argv[1]), memory=1 << 30, late="late", broken="broken",
                  died="died", full="full")
    return Queue(store, kind, rules), work

run(Path(sys.argv[-3]), sys.argv[-2], int(sys.argv[-1]), load)
"""


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    opened = Store(tmp_path)
    yield opened
    stop_processes(opened)
    opened.close()


def processes(store, *, seconds=60, most=1):
    queue = Queue(store, "test", replace(RULES, seconds=seconds))
    return queue, Processes(queue, ByCommand((sys.executable, "-c", CODE, str(seconds))), most)


def outcome(queue, runner, number, state):
    """Wait as the page does: who asks sees to it that somebody works."""

    def asked():
        runner.wake()
        job = queue.get(number)[0]
        return job if job.state == state else None

    return until(asked)


def pid_of(queue):
    return int(slot(queue, 0).read_text())


def test_work_whose_process_is_killed_is_done_by_the_next_one(store):
    queue, runner = processes(store)
    number = queue.submit("a", "", {"do": "sleep"})
    outcome(queue, runner, number, WORKING)
    with store.index.open(write=True) as index:
        index.execute('UPDATE jobs SET request = \'{"do": "nothing"}\'')
    os.kill(pid_of(queue), signal.SIGKILL)
    job = outcome(queue, runner, number, DONE)
    assert (job.answer, job.tries) == ({"by": "0"}, 2)


def test_what_ends_two_processes_is_given_up(store):
    queue, runner = processes(store)
    number = queue.submit("a", "", {"do": "sleep"})
    for tries in (1, 2):
        until(lambda tries=tries: outcome(queue, runner, number, WORKING).tries == tries)
        os.kill(pid_of(queue), signal.SIGKILL)
        until(lambda: not locks.is_held(slot(queue, 0)))
    assert outcome(queue, runner, number, FAILED).answer == {"error": RULES.died}


def test_work_has_a_limit_of_time_and_of_memory_and_others_go_on(store):
    queue, runner = processes(store, seconds=1, most=2)
    numbers = [queue.submit(do, "", {"do": do}) for do in ("sleep", "fill", "nothing")]
    answers = [
        outcome(queue, runner, number, state).answer
        for number, state in zip(numbers, (FAILED, FAILED, DONE), strict=True)
    ]
    assert answers[:2] == [{"error": RULES.late}, {"error": RULES.died}]
    assert answers[2]["by"] in "01"


def test_a_process_ends_with_its_server(store):
    queue, runner = processes(store)
    outcome(queue, runner, queue.submit("a", "", {"do": "nothing"}), DONE)
    assert locks.is_held(slot(queue, 0))
    store.close()
    until(lambda: not locks.is_held(slot(queue, 0)))


def test_a_second_process_for_the_same_place_ends_at_once(store):
    queue, runner = processes(store)
    outcome(queue, runner, queue.submit("a", "", {"do": "nothing"}), DONE)
    first = pid_of(queue)
    words = [*runner.starter.command, str(store.folder), "test", "0"]
    assert subprocess.run(words, timeout=PATIENCE, check=False).returncode == 0
    assert pid_of(queue) == first


def test_who_asks_often_begins_no_thread_each_time(tmp_path):
    go, store = threading.Event(), Store(tmp_path)
    queue = Queue(store, "test", RULES)
    runner = OneThread(queue, lambda job, tell: {"went": go.wait(PATIENCE)})
    first = queue.submit("a", "", {})
    before = threading.active_count()
    for _ in range(20):
        runner.wake()
    assert threading.active_count() <= before + 2
    second = queue.submit("b", "", {})
    go.set()
    for number in (first, second):
        until(lambda number=number: queue.get(number)[0].state == DONE)
    store.close()


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone ends what takes the memory")
def test_where_memory_runs_out_work_ends_before_what_answers(store):
    queue, runner = processes(store)
    outcome(queue, runner, queue.submit("a", "", {"do": "nothing"}), DONE)
    assert Path(f"/proc/{pid_of(queue)}/oom_score_adj").read_text() == f"{FIRST_TO_END}\n"


MANY_THREADS = """
import pyarrow, pyarrow.compute
from dashboard.serving.freed_memory import hold_little
from dashboard.work.process import limit_memory, limit_threads
hold_little()
limit_memory(4 << 30)
limit_threads()
print(pyarrow.cpu_count())
# Each thread of a pool takes memory from a place of its own.
table = pyarrow.table({str(n): ["a", "b"] * 5000 for n in range(300)})
for _ in range(20):
    table.to_pandas()
print("read")
try:
    bytearray(5 << 30)
except MemoryError:
    print("held")
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no such limit on Windows")
def test_a_limit_of_memory_is_no_limit_of_cores():
    done = subprocess.run(
        [sys.executable, "-c", MANY_THREADS],
        cwd=ROOT,
        env=many_cores(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.split() == ["4", "read", "held"], done.stderr[-2000:]
