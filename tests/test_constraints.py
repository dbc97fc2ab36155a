"""What the requirements allow, and what is installed of it."""

import re
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement

from tests.helpers.wheel import ROOT


def read(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    kept = (line.partition("#")[0].strip() for line in lines)
    found = [Requirement(line) for line in kept if line and not line.startswith("-r")]
    return {re.sub(r"[-_.]+", "-", found.name).lower(): found for found in found}


PINS = read("constraints.txt")
ALLOWED = read("requirements.txt") | read("requirements-dev.txt")


@pytest.mark.parametrize("name", ALLOWED)
def test_a_requirement_is_pinned_within_its_range_and_installed_so(name):
    assert name in PINS, "write it anew: make constraints"
    (pin,) = PINS[name].specifier
    assert pin.operator == "=="
    assert pin.version in ALLOWED[name].specifier, "write it anew: make constraints"
    assert version(name) == pin.version, "install it anew: make test"
