import pytest

from benchmarks.licences import is_known, licence_of, needed, required


def test_every_licence_of_what_is_needed_was_looked_at():
    found = {name: licence_of(name) for name in needed(required())}
    assert {"quickjs-ng", "resvg-py", "waitress", "numpy", "gunicorn"} <= found.keys()
    assert [name for name, licence in found.items() if not is_known(licence)] == []


@pytest.mark.parametrize(
    "licence", ["", "GPL-3.0-only", "MIT AND AGPL-3.0", "GNU Lesser, BSD License", "something"]
)
def test_another_one_is_not_known(licence):
    assert not is_known(licence)


@pytest.mark.parametrize("licence", ["MIT", "GPL-2.0 OR MIT", "BSD-3-Clause AND 0BSD"])
def test_what_allows_everything_is_known(licence):
    assert is_known(licence)


def test_the_extras_are_looked_at_as_well():
    assert {"gunicorn", "distributed", "keyring"} <= set(required())
