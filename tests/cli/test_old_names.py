"""What was called otherwise before still works, and gives the same view."""

import click
import pytest

from cli.options import open_view
from data.study import check_study, load_study
from tests.helpers.study import TOML, write_study


@pytest.fixture
def folder(tmp_path):
    return write_study(tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"rung": "media"}, {"confirmed_by": "media"}),
        ({"rung": "claimed"}, {"confirmed_by": "claimed"}),
        ({"confidence": ("official",)}, {"confirmation": ("official",)}),
        ({"confidence": ("official",)}, {"confirmed_by": "official"}),
        ({"by": "confidence"}, {"by": "confirmation"}),
    ],
)
def test_an_old_option_chooses_the_same(folder, old, new):
    assert open_view(folder, old).view == open_view(folder, new).view


@pytest.mark.parametrize("two", [{"rung": "media", "confirmed_by": "media"}, {"rung": "media"}])
def test_who_confirmed_is_said_once(folder, two):
    with pytest.raises(click.UsageError, match="give one, once"):
        open_view(folder, two | {"confidence": ("claimed",)})


def test_an_old_link_chooses_the_same(folder):
    views = [open_view(folder, {}, f"?{name}=official&by={name}").view for name in NAMES]
    assert views[0] == views[1]
    assert views[0].confirmation == ("official",)


NAMES = ("confidence", "confirmation")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('[claims]\nrung = "media"\n', '[confirmation]\nleast = "media"\n'),
        ('[confirmation]\nrung = "official"\n', '[confirmation]\nleast = "official"\n'),
    ],
)
def test_an_old_key_of_a_study_sets_the_same(tmp_path, old, new):
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    before = write_study(tmp_path / "old", {"study.toml": TOML + old})
    after = write_study(tmp_path / "new", {"study.toml": TOML + new})
    assert check_study(before) == check_study(after)
    assert load_study(before).settings == load_study(after).settings
    assert open_view(before, {}).view == open_view(after, {}).view
    assert open_view(after, {}).view != open_view(after, {"confirmed_by": "claimed"}).view


def test_an_old_key_beside_the_new_one_is_named(tmp_path):
    toml = TOML + '[claims]\nrung = "media"\n[confirmation]\nleast = "official"\n'
    folder = write_study(tmp_path, {"study.toml": toml})
    (warning,) = [fault for fault in check_study(folder) if fault.severity == "warning"]
    assert (warning.column, warning.value) == ("claims", "an unknown key")
    assert load_study(folder).settings["confirmation"] == {"least": "official"}
