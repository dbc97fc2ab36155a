import os
import subprocess
import sys

import pytest

from dashboard.store.contents import Store
from dashboard.store.folder import FORMAT, FORMAT_FILE, PREFIX, STORED, StoreFolder, clear_leftovers
from data import locks
from data.errors import EscalationError


def test_nobody_else_may_read_it_and_it_goes_with_the_server(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = StoreFolder()
    assert all(
        path.stat().st_mode & 0o077 == 0
        for path in [folder.path, *folder.path.iterdir()]
        if path.is_dir()
    )
    folder.close()
    assert list(tmp_path.iterdir()) == []


def test_a_lasting_one_stays_and_is_taken_again(tmp_path):
    folder = StoreFolder(tmp_path / "new" / "store")
    (folder.path / "studies" / "x").mkdir()
    (folder.path / "incoming" / "x").write_bytes(b"half of a file")
    folder.close()
    again = StoreFolder(folder.path)
    assert (again.path / "studies" / "x").is_dir()
    assert list((again.path / "incoming").iterdir()) == []
    again.close()


def test_two_servers_do_not_share_one(tmp_path):
    folder = StoreFolder(tmp_path)
    with pytest.raises(EscalationError, match="Another server uses .* --store"):
        StoreFolder(tmp_path)
    folder.close()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (f"{STORED}{FORMAT + 1}\n", "made by a newer version; .* leaves it as it is"),
        (f"{STORED}0\n", "made by an older version"),
        ("something else", "no store of this program"),
        (None, "no store of this program"),
    ],
)
def test_what_is_no_store_of_this_format_is_left_alone(tmp_path, found, said):
    (tmp_path / "mine.txt").write_text("mine")
    if found is not None:
        (tmp_path / FORMAT_FILE).write_text(found)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(EscalationError, match=said) as caught:
        StoreFolder(tmp_path)
    assert str(caught.value).count(". ") == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_or_an_unwritable_place_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EscalationError, match="is no folder"):
        StoreFolder(tmp_path / "file")
    with pytest.raises(EscalationError, match="Cannot keep files in .*--store"):
        StoreFolder(tmp_path / "file" / "inside")


def test_a_broken_index_is_one_sentence(tmp_path):
    store = Store(tmp_path)
    (store.folder / "index.sqlite").write_bytes(b"no database" * 999)
    with pytest.raises(EscalationError, match="cannot be read .*: empty the folder"):
        assert store.index
    store.close()


def test_what_a_killed_server_left_is_cleared_and_a_running_one_keeps_its_own(tmp_path):
    running = StoreFolder(tmp_path / f"{PREFIX}running")
    code = "import os, sys; from pathlib import Path; from dashboard.store.folder import *; "
    code += "StoreFolder(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    left = tmp_path / f"{PREFIX}killed"
    ended = subprocess.run([sys.executable, "-c", code, left], check=False)
    assert ended.returncode == -9
    (tmp_path / f"{PREFIX}foreign").mkdir()
    assert clear_leftovers(tmp_path) == [left]
    assert not left.exists()
    assert locks.is_held(running.path / "lock")
    running.close()


def test_a_link_is_not_followed(tmp_path):
    outside = tmp_path / "outside"
    StoreFolder(outside).close()
    parent = tmp_path / "parent"
    parent.mkdir()
    os.symlink(outside, parent / f"{PREFIX}link")
    assert clear_leftovers(parent) == []
    assert outside.is_dir()
