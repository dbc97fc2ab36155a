"""What a module beside the user's script does to packages of the same name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from escalation.hidden_rooms import ROOMS, check_rooms

ROOT = Path(__file__).resolve().parents[2]


def started(*words, folder):
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("room", ROOMS)
def test_a_module_of_the_users_own_is_named(tmp_path, room):
    (tmp_path / f"{room}.py").write_text("x = 1\n")
    (tmp_path / "analysis.py").write_text("import escalation\n")
    run = started("analysis.py", folder=tmp_path)
    last = run.stderr.splitlines()[-1]
    assert f"{tmp_path / room}.py hides the package {room!r}" in last
    assert last.endswith("rename that file and start Python anew.")


def test_a_module_imported_before_is_named_too(tmp_path):
    (tmp_path / "report.py").write_text("import escalation\n")
    (tmp_path / "main.py").write_text("import report\n")
    run = started("main.py", folder=tmp_path)
    assert f"{tmp_path}/report.py hides the package 'report'" in run.stderr.splitlines()[-1]


def test_a_package_is_named_by_its_folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "__init__.py").write_text("")
    run = started("-c", "import escalation", folder=tmp_path)
    last = run.stderr.splitlines()[-1]
    assert f"{tmp_path}/data hides the package 'data'" in last
    assert "rename that folder" in last


def test_the_command_says_it_without_a_traceback(tmp_path):
    (tmp_path / "data.py").write_text("x = 1\n")
    told = f"{tmp_path}/data.py hides the package 'data'"
    entry = "import sys\nfrom escalation.__main__ import main\nsys.exit(main())\n"
    (tmp_path / "escalation").write_text(entry)
    for words in (["-m", "escalation", "--version"], ["escalation", "--version"]):
        run = started(*words, folder=tmp_path)
        assert run.returncode == 1
        assert run.stderr.startswith(told)
        assert len(run.stderr.splitlines()) == 1


def test_the_command_runs_where_nothing_is_hidden(tmp_path):
    (tmp_path / "data").mkdir()  # a folder of files is no package, and hides nothing
    run = started("-m", "escalation", "--version", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("escalation ")


def test_our_own_packages_hide_nothing():
    check_rooms()
