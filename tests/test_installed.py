"""What is in the wheel of the product; ``make installed`` holds that it works by itself."""

import zipfile

import pytest

from tests.helpers.wheel import ROOT, build_wheel

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
