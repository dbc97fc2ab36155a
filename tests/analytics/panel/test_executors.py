import os
import signal
import sys
from functools import partial
from multiprocessing import active_children
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest

from analytics.errors import ClusterUnfit
from analytics.panel import executors
from analytics.panel.all_units import scan_all
from analytics.panel.executors import Failure, cluster, one_process, several_processes, spread
from analytics.panel.unit import NOT_WEIGHED
from tests.helpers.panels import made_units
from tests.helpers.waiting import until

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


def written(result):
    """Write a scan to the last bit: a float's shortest text is that of no other."""
    return f"{result.table.to_csv()}{result.bars}{result}".encode()


def squares(given):
    return [number**2 for number in given]


def with_a_poison(given, *, poison, ends):
    if poison in given and ends:
        os.kill(os.getpid(), signal.SIGKILL)
    if poison in given:
        raise ZeroDivisionError("no such unit")
    return squares(given)


def none_left_since(before):
    """Hold that no process is left; a thread of the pool may yet have to strike one off."""
    until(lambda: set(active_children()) <= before)


@pytest.mark.parametrize("crew", [one_process(), several_processes(2)], ids=["here", "processes"])
def test_each_item_is_computed_once(crew, monkeypatch):
    monkeypatch.setattr(executors, "MOST_IN_BATCH", 7)
    told, before = [], set(active_children())
    found = dict(spread(squares, range(50), crew, tell=lambda *far: told.append(far)))
    assert found == {number: number**2 for number in range(50)}
    assert told[-1] == (50, 50)
    none_left_since(before)


@LINUX
@pytest.mark.parametrize("ends", [False, True], ids=["fails", "ends its process"])
def test_a_poison_item_is_told_and_all_others_are_computed(ends):
    work = partial(with_a_poison, poison=13, ends=ends)
    found = dict(spread(work, range(40), several_processes(2)))
    poison = found.pop(13)
    assert found == {number: number**2 for number in range(40) if number != 13}
    why = "the process that computed it ended" if ends else "ZeroDivisionError: no such unit"
    assert isinstance(poison, Failure)
    assert why in poison.reason


def test_who_stops_taking_results_leaves_no_process_behind():
    before = set(active_children())
    results = spread(squares, range(1000), several_processes(2))
    next(results)
    results.close()
    none_left_since(before)


@LINUX
def test_a_scan_is_the_same_wherever_it_is_computed(monkeypatch):
    units = made_units(units=9, days=90)
    alone = scan_all(units)
    monkeypatch.setattr(executors, "FIRST_BATCH", 2)
    beside = scan_all(units, crew=several_processes(2))
    assert written(beside) == written(alone)
    assert alone.tested > 1


def test_a_screened_scan_lists_what_one_of_all_does(monkeypatch):
    units = made_units(units=14, days=90)
    tables = [scan_all(units, screened=screened).table for screened in (False, True)]
    whole, some = (table[table["firm"] | table["watch_list"]] for table in tables)
    assert (tables[1]["verdict"] == NOT_WEIGHED).any()
    assert len(whole) > 0
    assert some.to_csv() == whole.to_csv()
    # Units that hang on the others are weighed once these are known.
    monkeypatch.setattr("analytics.panel.all_units.may_be_listed", lambda units: range(len(units)))
    pd.testing.assert_frame_equal(scan_all(units, screened=True).table, tables[0])


def test_a_batch_is_sized_by_what_it_takes_of_a_processor(monkeypatch):
    # By the clock a busy machine would make batches small, and what each costs large.
    spent = iter([10.0, 12.5])
    monkeypatch.setattr(executors.time, "thread_time", lambda: next(spent))
    assert executors.timed(squares, [2, 3]) == (2.5, [4, 9])


@pytest.mark.parametrize(("libc", "options"), [("glibc", {-1, -3}), ("musl", set())])
def test_a_worker_of_a_cluster_is_told_once_to_keep_its_memory(monkeypatch, libc, options):
    told = []
    library = SimpleNamespace(mallopt=lambda *option: told.append(option))
    monkeypatch.setattr(executors.platform, "libc_ver", lambda: (libc, ""))
    monkeypatch.setattr(executors, "CDLL", lambda name: library)
    executors.keep_memory.cache_clear()
    try:
        results = [executors.timed_in_kept_memory(squares, [2, 3])[1] for _ in range(3)]
    finally:
        executors.keep_memory.cache_clear()
    assert results == [[4, 9]] * 3
    assert {option for option, _ in told} == options
    assert len(told) == len(options)


def test_a_unit_that_cannot_be_computed_is_listed_with_the_reason(monkeypatch):
    units = made_units(units=4, days=60)
    poisoned = units.counts(2)

    def broken(counts, region):
        if np.array_equal(counts, poisoned):
            raise FloatingPointError("overflow")
        return 0.0

    monkeypatch.setattr("analytics.panel.all_units.scan_unit", refusing(broken))
    table = scan_all(units).table.set_index("unit")
    assert "FloatingPointError: overflow" in table.loc[units.name(2), "reason"]
    assert table["reason"].str.contains("computed").sum() == 1


def refusing(broken):
    from analytics.panel.unit import scan_unit

    def scan(unit, counts, **options):
        broken(counts.to_numpy(), None)
        return scan_unit(unit, counts, **options)

    return scan


def test_a_cluster_that_is_not_there_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterUnfit, match=r"pip install 'escalation\[cluster\]'"):
        cluster("tcp://127.0.0.1:1")


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
# Dask tells its workers of their cores by the environment of this process, and leaves it so.
@patch.dict(os.environ)
def test_a_cluster_of_which_a_worker_is_killed_gives_what_one_process_gives():
    distributed = pytest.importorskip("distributed")
    units = made_units(units=24, days=200)
    alone = scan_all(units)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as two:
        pids = {worker.process.pid for worker in two.workers.values()}
        killed = []

        def kill_one(words, share):
            if words.startswith("Weighing") and not killed and share < 0.5:
                killed.append(min(pids))
                os.kill(killed[0], signal.SIGKILL)

        crew = cluster(two.scheduler_address)
        spread_out = scan_all(units, crew=crew, progress=kill_one)
        crew.close()
    assert killed
    assert written(spread_out) == written(alone)
