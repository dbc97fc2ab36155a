"""The product as a wheel: what is in it, and whether it works without the checkout."""

import sys
import zipfile

import pytest

from tests.helpers.wheel import ROOT, build_wheel, pip, use_installed

ROOMS = {"analytics", "charts", "cli", "dashboard", "data", "escalation", "report"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("wheel"))


def test_a_wheel_holds_every_file_of_the_rooms_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    files = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == files


@pytest.mark.long
def test_a_wheel_works_in_an_empty_folder_without_the_checkout(wheel, tmp_path):
    site = tmp_path / "site"
    pip(sys.executable, "install", "--no-deps", "--no-index", "--target", site, wheel)
    said = use_installed(sys.executable, tmp_path / "empty", str(site))
    assert "works as installed" in said
