import os
import subprocess
import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from analytics import parallel
from analytics.parallel import beside, on_one_thread, usable_cores
from tests.helpers.waiting import PATIENCE

LINUX = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs a fork and two cores"
)


@LINUX
def test_what_is_computed_beside_is_another_process_and_is_asked_for_as_often_as_one_likes():
    # More than a pipe holds at once.
    wait = beside(lambda: (os.getpid(), np.arange(1e5)))
    pid, numbers = wait()
    assert pid != os.getpid()
    assert numbers.sum() == 4999950000
    assert wait()[0] == pid


@LINUX
def test_a_failure_beside_is_left_to_who_asks():
    assert beside(lambda: 1 / 0)() is None
    # What cannot be sent is no harm either.
    assert beside(lambda: lambda: 1)() is None


@LINUX
def test_what_nobody_asks_for_ends_with_the_process_that_began_it():
    # One has more to say than a pipe holds, and one is not done; both hold what is printed to.
    begun = "beside(lambda: bytes(10**6)); beside(lambda: threading.Event().wait())"
    code = f"import threading; from analytics.parallel import beside; {begun}; print('done')"
    ended = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, timeout=PATIENCE)
    assert ended.stdout == b"done\n"


def test_nothing_is_begun_where_there_is_one_core(monkeypatch):
    monkeypatch.setattr(parallel.os, "sched_getaffinity", lambda process: {0}, raising=False)
    calls = []
    assert beside(lambda: calls.append(1))() is None
    assert not calls


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
@pytest.mark.parametrize(
    ("quota", "cores"),
    [("max 100000", 4), ("200000 100000", 2), ("150000 100000", 2), ("10000 100000", 1)]
    + [("900000 100000", 4), ("", 4), (None, 4)],
)
@pytest.mark.parametrize("group", ["", "system.slice/escalation.service"])
def test_a_container_is_taken_to_have_the_cores_that_it_was_given(
    monkeypatch, tmp_path, quota, cores, group
):
    monkeypatch.setattr(parallel.os, "sched_getaffinity", lambda process: {0, 1, 2, 3})
    monkeypatch.setattr(parallel, "GROUPS", tmp_path)
    monkeypatch.setattr(parallel, "OWN_GROUP", tmp_path / "own")
    (tmp_path / "own").write_text(f"0::/{group}\n")
    (tmp_path / group).mkdir(parents=True, exist_ok=True)
    if quota is not None:
        (tmp_path / group / "cpu.max").write_text(f"{quota}\n")
    assert usable_cores() == cores


def test_matrices_are_multiplied_on_one_thread_and_then_as_before():
    def threads():
        return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]

    before = threads()
    assert before
    assert set(on_one_thread(threads)()) == {1}
    assert threads() == before
