import os
import shutil
import stat
import subprocess
import sys

import pytest

from analytics import compiled
from tests.helpers.paths import ROOT

SEARCH = """
import tempfile, sys
from analytics.changepoints import kernel
print(kernel.xlogx(1.0))
"""


@pytest.fixture
def readonly(tmp_path):
    """A copy of the product that nobody can write to, as a user without a home sees it."""
    copy = tmp_path / "installed"
    ignored = shutil.ignore_patterns("__pycache__", "studies", "*.nbi", "*.nbc")
    for room in ("analytics", "data"):
        shutil.copytree(ROOT / room, copy / room, ignore=ignored)
    # A file stands where the folders would be made, which stops root too.
    for folder in [copy / "analytics", copy / "analytics" / "changepoints"]:
        (folder / "__pycache__").write_text("")
    (tmp_path / "home").write_text("")
    (tmp_path / "tmp").mkdir()
    return tmp_path


def search(folder, **environment):
    given = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")}
    home = str(folder / "home")
    given |= {"PYTHONPATH": str(folder / "installed"), "HOME": home, "USERPROFILE": home}
    return subprocess.run(
        [sys.executable, "-c", SEARCH],
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
    assert folder.name.startswith(compiled.NAME)
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
    taken = readonly / "tmp" / f"{compiled.NAME}-{os.getuid()}"
    taken.mkdir()
    taken.chmod(stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)
    result = search(readonly)
    assert (result.returncode, result.stdout) == (0, "0.0\n")
    assert "is not kept, and compiled anew by every process" in result.stderr
    assert list(taken.iterdir()) == []
