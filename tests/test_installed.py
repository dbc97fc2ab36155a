"""The product as a wheel: what is in it, and whether it works without the checkout."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"analytics", "charts", "cli", "dashboard", "data", "report"}
# The public face for Python users.
FACE = {"escalation"} if (ROOT / "escalation").is_dir() else set()
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
NOT_SOURCE = shutil.ignore_patterns(".*", "__pycache__", "build", "*.egg-info")


def run(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", **options)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    # A copy, since the build leaves folders behind that the next build would take for source.
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=NOT_SOURCE)
    options = ("--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder))
    run(*PIP, "wheel", *options, str(folder / "source"))
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_holds_every_file_of_the_rooms_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    files = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS | FACE
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == files


def test_a_wheel_works_in_an_empty_folder_without_the_checkout(wheel, tmp_path):
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    run(*PIP, "install", "--no-deps", "--no-index", "--target", str(site), str(wheel))
    program = ROOT / "tests" / "helpers" / "installed.py"
    found = {**os.environ, "PYTHONPATH": str(site)}
    said = run(sys.executable, "-P", str(program), cwd=empty, env=found)
    assert "works as installed" in said
