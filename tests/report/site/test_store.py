"""The folder of a site: what is refused, what is left alone, and what a killed publish leaves."""

import json
import os
import warnings
from dataclasses import replace

import pytest

from data import locks
from data.errors import EscalationError
from report.site import store
from report.site.briefs import Brief
from report.site.store import LOCK, MANIFEST, SITE_FORMAT, check_site_folder, held
from tests.helpers.site import files_of

KILLED = 137
ASKED = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir")


def brief(name, **more):
    given = {"name": name, "day": name[:10], "title": name, "headline": "It rose.", "data": "Data"}
    given |= {"key": name, "moment": f"{name[:10]}T00:00:00Z", "shared": ("a.js",)}
    return Brief(**given | more)


ONE, TWO = brief("2024-01-01-a"), brief("2024-01-08-b")
FILES = {
    "index.html": b"list",
    "feed.xml": b"feed",
    "shared/a.js": b"script",
    "2024-01-01-a/index.html": b"one",
    "2024-01-01-a/files/timeline.csv": b"1",
}
NEXT = {
    "index.html": b"longer list",
    "feed.xml": b"feed",
    "shared/b.js": b"other script",
    "2024-01-08-b/index.html": b"two",
}


def put(folder, files, *briefs, title="Made up"):
    with held(folder):
        before = store.read_site(folder, title)
        return store.write_site(folder, before, files, briefs)


def shown(folder):
    return {path: held for path, (held, _) in files_of(folder).items() if path[0] != "."}


@pytest.fixture
def site(tmp_path):
    put(tmp_path / "site", FILES, ONE)
    return tmp_path / "site"


def test_older_briefs_stay_with_the_scripts_that_they_were_made_with(site):
    before = files_of(site)
    done = put(site, NEXT, replace(TWO, shared=("b.js",)), ONE)
    after = files_of(site)
    for path in ("2024-01-01-a/index.html", "shared/a.js", "feed.xml"):
        assert after[path] == before[path]
    assert (done.new, done.same, done.gone) == (3, 1, 0)
    done = put(site, NEXT, replace(TWO, shared=("b.js",)))
    assert set(shown(site)) == {*NEXT, MANIFEST}
    assert not (site / "2024-01-01-a").exists()
    assert done.gone == 3


def test_what_somebody_has_put_there_or_changed_is_left(site):
    (site / "2024-01-01-a" / "mine.txt").write_text("mine")
    (site / "2024-01-01-a" / "index.html").write_text("changed by hand")
    put(site, NEXT, TWO)
    assert (site / "2024-01-01-a" / "mine.txt").read_text() == "mine"
    assert (site / "2024-01-01-a" / "index.html").read_text() == "changed by hand"
    assert not (site / "2024-01-01-a" / "files").exists()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / MANIFEST).unlink(), "^[^(]* is no site that was published here"),
        (lambda folder: (folder / MANIFEST).write_text("{"), "is not the list of a site"),
        (lambda folder: (folder / MANIFEST).write_text("[1]"), "it has no format"),
        (lambda folder: _format(folder, SITE_FORMAT + 1), "newer version.*leaves the site"),
        (lambda folder: _format(folder, 0), "no version can have written"),
        (lambda folder: _format(folder, briefs=[{}]), "is not the list of a site"),
        (lambda folder: _format(folder, briefs=5), "is not the list of a site"),
        (lambda folder: _format(folder, files={"../other": "0"}), "names '../other', which no"),
        (lambda folder: _format(folder, coming={"/etc/hosts": "0"}), "names '/etc/hosts'"),
    ],
)
def test_a_folder_that_is_not_ours_is_refused_and_left(site, spoil, said):
    spoil(site)
    before = files_of(site)
    with pytest.raises(EscalationError, match=said) as error:
        check_site_folder(site, "Made up")
    assert "\n" not in str(error.value)
    with pytest.raises(EscalationError, match=said):
        put(site, NEXT, TWO)
    assert files_of(site) == before


def _format(folder, number=SITE_FORMAT, **other):
    values = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(values | {"format": number} | other))


def test_the_site_of_another_study_is_refused_unless_it_has_a_new_title(site):
    with pytest.raises(EscalationError, match="another study, 'Made up'"):
        check_site_folder(site, "Other")
    check_site_folder(site, "Other", renamed=True)


def test_links_are_not_followed(site, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(site)
    with pytest.raises(EscalationError, match="is a link to another folder"):
        check_site_folder(link, "Made up")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_text("theirs")
    (site / "2024-01-08-b").symlink_to(elsewhere)
    with pytest.raises(EscalationError, match="which no publish has made"):
        put(site, NEXT, TWO)
    (site / "2024-01-08-b").unlink()
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(elsewhere / "index.html")
    put(site, NEXT, TWO)
    assert (elsewhere / "index.html").read_text() == "theirs"
    assert (site / "index.html").read_bytes() == NEXT["index.html"]
    with pytest.raises(EscalationError, match="is a file"):
        check_site_folder(site / "index.html", "Made up")


def test_two_at_once_do_not_get_in_each_others_way(site):
    lock = locks.take(site / LOCK)
    with pytest.raises(EscalationError, match="Another publish is going on"):
        put(site, NEXT, TWO)
    locks.let_go(lock)
    put(site, NEXT, TWO)


def test_a_folder_that_cannot_be_written_is_told(site, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EscalationError, match="Cannot write into"):
        put(tmp_path / "file" / "site", NEXT, TWO)

    def refused(path, *given):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(store.locks, "take", refused)
    with pytest.raises(EscalationError, match="Cannot write into .*: Permission denied"):
        put(site, NEXT, TWO)


def test_a_full_disk_leaves_what_was_there_and_the_next_one_ends_it(site, monkeypatch):
    before, whole, left = shown(site), store.write_all, 2

    def full(contents, **asked):
        nonlocal left
        left -= 1
        if left < 0:
            raise EscalationError("Cannot write: No space left on device.")
        whole(contents, **asked)

    monkeypatch.setattr(store, "write_all", full)
    with pytest.raises(EscalationError, match="No space left"):
        put(site, NEXT, TWO, ONE)
    after = shown(site)
    assert {path: after[path] for path in before if path != MANIFEST} == {
        path: held for path, held in before.items() if path != MANIFEST
    }
    monkeypatch.setattr(store, "write_all", whole)
    put(site, NEXT, TWO, ONE)
    # One brief less, and all that was half written is known and goes.
    assert set(shown(site)) == {*NEXT, *FILES, MANIFEST}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_moment_it_works_and_is_brought_to_its_end(tmp_path):
    import sys

    whole = tmp_path / "whole"
    put(whole, FILES, ONE)
    put(whole, NEXT, TWO, ONE)
    expected, moment = shown(whole), 0
    while True:
        site = tmp_path / f"site{moment}"
        put(site, FILES, ONE)

        def hook(event, words, left=[moment]):  # noqa: B006 - counts down in this process alone
            if event in ASKED and str(tmp_path) in f"{words[0]}":
                left[0] -= 1
                if left[0] < 0:
                    os._exit(KILLED)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            try:
                sys.addaudithook(hook)
                put(site, NEXT, TWO, ONE)
                os._exit(0)
            finally:
                os._exit(99)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        now = shown(site)
        # What the list leads to is there, whichever list it is.
        assert now["index.html"] in (FILES["index.html"], NEXT["index.html"])
        if now["index.html"] == NEXT["index.html"]:
            assert now["2024-01-08-b/index.html"] == b"two"
        assert now["2024-01-01-a/index.html"] == b"one"
        assert json.loads(now[MANIFEST])["format"] == SITE_FORMAT
        put(site, NEXT, TWO, ONE)
        assert shown(site) == expected, moment
        assert set(files_of(site)) == {*expected, LOCK}
        if ended == 0:
            break
        assert ended == KILLED
        moment += 1
    assert moment > 20
