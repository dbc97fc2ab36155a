"""What was compiled before is called without numba, and gives what numba gives."""

import os
import subprocess
import sys

import numpy as np
import pytest

from analytics import ready_code
from analytics.changepoints import kernel, partitions
from analytics.kernels import Kernel, njit
from analytics.regimes import run_lengths
from cli.compile import make_ready
from tests.helpers.paths import ROOT

SUMS = np.array([0, 2, 3, 3, 7])
TABLE = np.array([0.1, 0.2, 0.3, 0.5, 0.8, 1.3, 2.1, 3.4])
SHARES = np.arange(1.0, 13.0).reshape(4, 3) / 13.0
WITHOUT_NUMBA = """
import sys
import numpy as np
import pandas as pd
from analytics.changepoints.search import find_changepoints
days = pd.date_range("2023-01-01", periods=60, freq="D")
found = find_changepoints(pd.Series(np.repeat([1, 6], 30), days))
print(len(found.table), "numba" in sys.modules)
"""


@njit()
def take_apart(counts, whole, share, flag):
    """Give some of everything, and fill in what may be written to."""
    half = counts[: counts.size // 2] * whole
    counts[:] = whole
    return (half, np.zeros((0, 3)), counts.sum() > 0 and not flag, share), whole


CALLS = [
    (partitions.log_partitions, (10, 1, 2)),
    (partitions.windows_of, (SHARES, np.array([0.2, 0.3, 0.5]), 2)),
    (run_lengths.weigh_later, (SUMS, 0.5, (1.0, 0.5), (-0.03, -3.4), TABLE)),
    (run_lengths.draw_stop, (SUMS, np.zeros(5), 0, 0.4, 0.5, (1.0, 0.5), (-0.03, -3.4), TABLE)),
    (take_apart, (np.arange(5.0), 3, 0.25, False)),
    (take_apart, (np.arange(4), np.int64(3), np.float64(0.25), np.True_)),
]


def as_kept(function, given):
    """A compiled function as a later process sees it, once it was compiled for such arguments."""
    function.dispatcher(*given)
    return Kernel(function.py_func, function.targetoptions)


def copies(given):
    return [one.copy() if isinstance(one, np.ndarray) else one for one in given]


def parts(value):
    """The numbers and arrays of a result, each with its type."""
    if isinstance(value, tuple):
        return [part for one in value for part in parts(one)]
    if isinstance(value, np.ndarray):
        return [(value.dtype.str, value.shape, value.flags.writeable, value.tolist())]
    return [(type(value), value)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere numba is always asked")
@pytest.mark.parametrize(("function", "given"), CALLS)
def test_it_gives_what_numba_gives_and_fills_in_the_same(function, given):
    later = as_kept(function, copies(given))
    here, there = copies(given), copies(given)
    assert parts(later(*here)) == parts(function.dispatcher(*there))
    assert parts(tuple(here)) == parts(tuple(there))
    assert later._dispatcher is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere numba is always asked")
def test_what_cannot_be_answered_is_raised_as_by_numba():
    later = as_kept(kernel.segment_cost, (1.0, 2.0, 0, 1.0))
    assert later(1.0, 2.0, 0, 1.0) == kernel.segment_cost.dispatcher(1.0, 2.0, 0, 1.0)
    assert later._dispatcher is None
    with pytest.raises(ZeroDivisionError):
        later(1.0, 0.0, 0, 1.0)


@pytest.mark.parametrize(
    "odd",
    [
        np.zeros((4, 4)).T[1:], np.arange(8.0)[::2], 2**63, "text", None, (1.0, None),
        np.random.default_rng(1), np.frombuffer(b"0" * 9, "u1")[1:].view("f8"),
    ],
)  # fmt: skip
def test_what_only_numba_takes_is_left_to_it(odd):
    assert ready_code.kinds_of((1.0, odd)) is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere numba is always asked")
def test_code_of_other_sources_or_of_nothing_is_not_called(tmp_path, monkeypatch):
    given, function = (10, 1, 2), partitions.log_partitions
    as_kept(function, given)
    kinds = ready_code.kinds_of(given)
    assert ready_code.find(function.py_func, kinds)
    path = ready_code.path_of(function.py_func, kinds)
    other = tmp_path / "other.ready"
    monkeypatch.setattr(ready_code, "path_of", lambda function, kinds: other)
    assert ready_code.find(function.py_func, kinds) is None
    other.write_bytes(path.read_bytes().replace(b'"sources": "', b'"sources": "0'))
    assert ready_code.find(function.py_func, kinds) is None
    other.write_bytes(path.read_bytes().partition(b"\n")[0] + b"\n")
    assert ready_code.find(function.py_func, kinds) is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere numba is always asked")
def test_a_search_needs_no_numba_where_all_was_compiled():
    make_ready()
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("1 False\n", "")
