"""What is compiled: where it is kept, by whom it is written, and that it can be interrupted."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading

import numba
import pytest
from numba.core.registry import cpu_target

from analytics import compiled, kept_code
from tests.helpers.paths import ROOT

SEARCH = """
import tempfile, sys
from analytics.changepoints import kernel
print(kernel.xlogx(1.0))
"""
# What is compiled for other types under another name in the same file.
OTHER_TYPES = """
import sys
from analytics.changepoints import kernel
from analytics.kept_code import compile_once
compile_once(lambda: kernel.xlogx(1.0))
assert not compile_once(lambda: 1 / 0)
kernel.xlogx(2)
"""


@pytest.fixture
def installed(tmp_path):
    """A copy of the product of which nothing is compiled."""
    copy = tmp_path / "installed"
    ignored = shutil.ignore_patterns("__pycache__", "studies", "*.nbi", "*.nbc")
    for room in ("analytics", "data"):
        shutil.copytree(ROOT / room, copy / room, ignore=ignored)
    (tmp_path / "tmp").mkdir()
    return tmp_path


@pytest.fixture
def readonly(installed):
    """A copy of the product that nobody can write to, as a user without a home sees it."""
    # A file stands where the folder would be made, which stops root too.
    (installed / "installed" / "analytics" / "__pycache__").write_text("")
    (installed / "home").write_text("")
    return installed


def search(folder, *words, code=SEARCH, **environment):
    given = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")}
    home = str(folder / "home")
    given |= {"PYTHONPATH": str(folder / "installed"), "HOME": home, "USERPROFILE": home}
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env=given | {"TMPDIR": str(folder / "tmp")} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_where_nothing_can_be_written_it_is_kept_in_a_temporary_folder(readonly):
    result = search(readonly)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "0.0\n"
    assert result.stderr.count("\n") == 1
    assert "NUMBA_CACHE_DIR names another folder" in result.stderr
    (folder,) = (readonly / "tmp").iterdir()
    assert folder.name.startswith(kept_code.NAME)
    assert list(folder.rglob("*.nbi"))


def test_what_takes_long_to_compile_is_said_once(monkeypatch, caplog):
    now = [0.0]
    monkeypatch.setattr(compiled.time, "monotonic", lambda: now[0])
    listener = compiled.Compiling()
    for seconds, said in ((1.0, 0), (1.0, 1), (9.0, 1)):
        listener.on_start(None)
        listener.on_start(None)
        now[0] += seconds
        listener.on_end(None)
        listener.on_end(None)
        assert caplog.messages.count(compiled.COMPILING) == said


def test_a_folder_that_is_named_is_used_without_a_word(readonly):
    result = search(readonly, NUMBA_CACHE_DIR=str(readonly / "kept"))
    assert (result.returncode, result.stderr) == (0, "")
    assert list((readonly / "kept").rglob("*.nbi"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_the_folder_of_somebody_else_is_not_used(readonly):
    taken = readonly / "tmp" / f"{kept_code.NAME}-{os.getuid()}"
    taken.mkdir()
    taken.chmod(stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)
    result = search(readonly)
    assert (result.returncode, result.stdout) == (0, "0.0\n")
    assert "is not kept, and compiled anew by every process" in result.stderr
    assert list(taken.iterdir()) == []


def test_what_finds_no_room_is_said_once_and_serves_all_the_same(installed):
    # The folder for this module's code is a file, as where a disk takes nothing more.
    place = installed / "installed" / "analytics" / "__pycache__" / kept_code.NAME
    place.mkdir(parents=True)
    (place / "analytics.changepoints.kernel").write_text("")
    result = search(installed)
    assert (result.returncode, result.stdout) == (0, "0.0\n")
    assert result.stderr.count("cannot be kept") == 1


def test_code_for_other_types_stands_side_by_side(installed):
    assert search(installed, code=OTHER_TYPES).returncode == 0
    place = installed / "installed" / "analytics" / "__pycache__" / kept_code.NAME
    assert len(list(place.rglob("kernel.xlogx-*.nbc"))) == 2


STAMPS = """
import sys
from pathlib import Path
from analytics.kept_code import stamp
for name in sys.argv[1:]:
    print(stamp(Path("installed/analytics", name).resolve()).hex())
"""


def test_a_change_of_a_module_makes_what_takes_from_it_anew(installed):
    used = ("changepoints/lulls.py", "changepoints/partitions.py", "changepoints/kernel.py")
    before = search(installed, *used, code=STAMPS).stdout.split()
    with open(installed / "installed" / "analytics" / "vectors.py", "a") as source:
        source.write("# another polynomial\n")
    after = search(installed, *used, code=STAMPS).stdout.split()
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, False, True]


def test_an_interruption_while_numba_takes_over_what_was_compiled_arrives(monkeypatch, request):
    engine = cpu_target.target_context.codegen()._engine._ee
    usual = engine._object_cache_notify

    def interrupted(module, code):
        signal.raise_signal(signal.SIGINT)
        usual(module, code)

    @numba.njit
    def twice(x):
        return x + x

    # A program in the background of a shell is born deaf to it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    monkeypatch.setattr(engine, "_object_cache_notify", interrupted)
    with pytest.raises(KeyboardInterrupt):
        twice(2)
    monkeypatch.setattr(engine, "_object_cache_notify", usual)
    assert twice(2) == 4
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_every_module_with_compiled_functions_is_known():
    found = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "analytics").rglob("*.py")
        if "\n@njit(" in path.read_text(encoding="utf-8")
    }
    assert found == set(kept_code.KERNELS)


def test_it_is_compiled_once_by_one_of_several(monkeypatch, tmp_path):
    monkeypatch.setattr(kept_code, "folder", lambda: tmp_path)
    done, entered = [], threading.Barrier(4)

    def begin():
        entered.wait()
        kept_code.compile_once(lambda: done.append(1))

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]
    assert len(list(tmp_path.glob("*.whole"))) == 1


def test_where_it_can_be_kept_nowhere_each_compiles_for_itself(monkeypatch):
    monkeypatch.setattr(kept_code, "folder", lambda: None)
    assert kept_code.compile_once(lambda: None)
    assert kept_code.compile_once(lambda: None)


def test_a_failure_to_compile_leaves_no_mark_of_success(monkeypatch, tmp_path):
    monkeypatch.setattr(kept_code, "folder", lambda: tmp_path)
    with pytest.raises(ZeroDivisionError):
        kept_code.compile_once(lambda: 1 / 0)
    assert kept_code.compile_once(lambda: None)
    assert not kept_code.compile_once(lambda: pytest.fail("compiled again"))


KERNELS = """
from analytics.compiled import njit

@njit()
def half(x):
    return x / 2

@njit()
def quarter(x):
    return half(half(x))
"""
# Eight threads of a new process ask at once for what nobody has compiled yet.
THREADS = """
import threading
from numba.core import event
from analytics import made_up

class Compiled(event.Listener):
    names = []
    def on_start(self, found):
        self.names.append(found.data["dispatcher"].__name__)
    def on_end(self, found):
        pass

event.register("numba:compile", Compiled())
entered, found = threading.Barrier(8), []
def ask():
    entered.wait()
    found.append(made_up.quarter(8.0))
threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(found, sorted(Compiled.names))
"""


def test_threads_that_ask_for_a_kernel_for_the_first_time_have_it_compiled_once(installed):
    (installed / "installed" / "analytics" / "made_up.py").write_text(KERNELS)
    # A second process finds what the first has kept.
    for compiled_now in (["half", "quarter"], []):
        found = search(installed, code=THREADS)
        assert (found.returncode, found.stderr) == (0, "")
        assert found.stdout == f"{[2.0] * 8} {compiled_now}\n"
    assert len(list(installed.rglob("*.made_up/*.nbi"))) == 2
