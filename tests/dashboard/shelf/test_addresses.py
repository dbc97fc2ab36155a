from pathlib import Path

import pytest

from dashboard.shelf.addresses import named_folders
from data.errors import EscalationError


def names(*given):
    return list(named_folders(given))


def test_a_study_is_called_by_its_folder_in_letters_that_an_address_holds():
    assert names("/a/iraq", "/a/West Bank (2)", "/a/غزة") == ["iraq", "West-Bank-2", "study"]
    assert named_folders(["/a/iraq"]) == {"iraq": Path("/a/iraq")}


def test_of_one_name_they_are_told_apart_by_where_they_lie_whatever_their_order():
    assert names("/n/iraq", "/s/iraq", "/s/mali") == ["n-iraq", "s-iraq", "mali"]
    assert names("/s/iraq", "/n/iraq") == ["s-iraq", "n-iraq"]
    assert names("/n/iraq", "/n/../n/iraq") == ["iraq"]


def test_a_name_can_be_asked_for(tmp_path):
    assert named_folders(["north=/n/iraq", "/s/iraq"]) == {
        "north": Path("/n/iraq"),
        "iraq": Path("/s/iraq"),
    }
    folder = tmp_path / "a=b"
    folder.mkdir()
    assert names(folder) == ["a-b"]


def test_what_would_still_have_one_name_is_refused_with_both_folders():
    with pytest.raises(EscalationError, match=r"/x/n/iraq and /y/n/iraq .* n-iraq: .*other="):
        names("/x/n/iraq", "/y/n/iraq")
    with pytest.raises(EscalationError, match="under the name iraq"):
        names("iraq=/x/a", "iraq=/x/b")
