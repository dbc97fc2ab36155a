"""What is kept: whole or not at all, under a format of its own, each state of the data once."""

import json
import os
import shutil
from datetime import date

import pytest

from data import locks
from data.errors import EscalationError, StudyError
from data.fetched import INDEX_FILE, read_index
from data.study import check_study, load_study
from data.vintages import open_study, vintage_days
from tests.helpers.fetching import SECOND, contents, fetch_again, ids, new_fetch
from tests.helpers.source_rows import acled_row

DAYS = ("2024-01-01", "2024-03-01", "2024-03-01")


def revised(server):
    server.acled.append(acled_row(500, "2024-01-09"))
    server.acled[5]["fatalities"] = 77


def test_each_state_of_the_data_is_a_vintage_and_the_newest_is_the_main_one(server, study):
    first = load_study(study)
    assert vintage_days(first) == {}
    assert (
        f"{first.start:%F} {first.end:%F} {first.data_date:%F}"
        == "2024-01-01 2024-03-01 2024-03-01"
    )
    revised(server)
    done = fetch_again(study)
    assert (done.name, done.last, done.is_new) == ("2024-03-08", "2024-03-01", True)
    newer = load_study(study)
    assert list(vintage_days(newer)) == ["2024-03-01", "main"]
    assert f"{newer.end:%F} {newer.data_date:%F}" == "2024-03-08 2024-03-08"
    assert len(newer.events) == len(first.events) + 1
    older = open_study(f"{study}@2024-03-01")
    assert f"{older.end:%F} {older.data_date:%F}" == "2024-03-01 2024-03-01"
    assert older.events["event_id"].to_list() == first.events["event_id"].to_list()
    assert len({first.digest, newer.digest, older.digest}) == 3
    assert check_study(study) == ()


def test_the_record_says_what_was_asked_and_what_came(server, study):
    entry = read_index(study).downloads[0]
    assert entry["asked"] == {
        "source": "acled", "countries": ["Nowhere"], "start": "2024-01-01", "end": "2024-03-01",
    }  # fmt: skip
    assert (entry["day"], entry["rows"], entry["rows_in"], entry["rejected"]) == (
        "2024-03-01", 40, 40, 0,
    )  # fmt: skip
    assert entry["pages"] >= 6
    assert len(entry["hash"]) == 64


def test_unchanged_rows_make_no_new_vintage_and_move_the_coverage_on(server, study):
    before = load_study(study)
    server.acled.reverse()
    # When a source last touched a row says nothing about its event.
    server.acled[0]["timestamp"] += 86400
    done = fetch_again(study)
    assert not done.is_new
    assert "the same as last time" in str(done)
    (entry,) = read_index(study).downloads
    assert entry["checked"] == ["2024-03-01", "2024-03-08"]
    after = load_study(study)
    assert f"{after.end:%F}" == "2024-03-08"
    assert after.digest != before.digest
    same = contents(study)
    fetch_again(study)
    assert contents(study) == same


def test_a_second_state_of_one_day_has_a_name_of_its_own(server, study):
    revised(server)
    assert fetch_again(study, day=date(2024, 3, 1)).name == "2024-03-01-2"
    assert len(ids(study)) == 41
    assert len(open_study(f"{study}@2024-03-01").events) == 40
    server.acled.pop()
    assert fetch_again(study).last == "2024-03-01-2"
    assert list(vintage_days(load_study(study))) == ["2024-03-01", "2024-03-01-2", "main"]


def test_terms_are_said_once(server, study):
    assert "ACLED's terms" not in str(fetch_again(study))
    assert "ACLED's terms" in str(new_fetch(study.parent / "other", "acled"))


def test_a_study_that_does_not_fit_what_came_stays_as_it_was(server, study):
    settings = study / "study.toml"
    settings.write_text(settings.read_text() + '\n[values.events]\nevent_type = ["Battles"]\n')
    server.acled.append(acled_row(500, "2024-01-09", event_type="Riots"))
    before = contents(study)
    with pytest.raises(StudyError, match="Riots"):
        fetch_again(study)
    assert contents(study) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"format": 2, "downloads": []}', "written by a newer version"),
        ('{"format": 0, "downloads": []}', "no version can have written"),
        ('{"downloads": []}', "does not say which format"),
        ('{"format": 1, "downloads": [{"name": "x"}]}', "not the whole index"),
        ("{", "no index of downloads"),
    ],
)
def test_an_index_of_another_format_is_refused_and_left_as_it_is(server, study, content, said):
    (study / INDEX_FILE).write_text(content)
    before = contents(study)
    with pytest.raises(EscalationError, match=said):
        fetch_again(study)
    assert contents(study) == before
    with pytest.raises(StudyError, match=said):
        load_study(study)


def test_two_runs_do_not_fetch_for_one_study(server, study):
    held = locks.take(study / "fetched" / "lock")
    with pytest.raises(EscalationError, match="Another run fetches"):
        fetch_again(study)
    locks.let_go(held)
    assert not fetch_again(study).is_new


def test_a_run_killed_at_any_moment_leaves_the_old_state_or_the_new(server, study, monkeypatch):
    """Each call that changes the disk is the last one of some run."""
    old = _state(study)
    revised(server)
    whole = study.parent / "whole"
    shutil.copytree(study, whole)
    fetch_again(whole)
    new, found, left = _state(whole), [], study
    for last in range(1, 60):
        copy = study.parent / f"run{last}"
        shutil.copytree(study, copy)
        child = os.fork()
        if not child:
            _die_at(last, monkeypatch)
            fetch_again(copy)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        found.append(_state(copy))
        assert found[-1] in (old, new)
        if not ended:
            break
        left = copy if found[-1] == old else left
    assert found[-1] == new
    assert found.count(old) >= 5
    # What the last run left behind that was killed before its end goes, and the same is fetched.
    fetch_again(left)
    assert load_study(left).digest == load_study(whole).digest
    names = {path.name for path in (left / "fetched").iterdir()}
    assert names == {"2024-03-01", "2024-03-08", "index.json", "lock"}


def _state(folder):
    """Return what a reader of the study sees: the downloads that are named, with their rows."""
    named = read_index(folder).downloads
    return [(one["name"], one["hash"], (folder / one["file"]).read_bytes()) for one in named]


def _die_at(last, monkeypatch):
    """End this process, as a kill does, at one of the calls that change the disk."""
    left = [last]

    def counted(call):
        def instead(*words, **more):
            left[0] -= 1
            if not left[0]:
                os._exit(9)
            return call(*words, **more)

        return instead

    for name in ("replace", "fsync", "mkdir", "rmdir"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))


def test_leftovers_of_others_stay(server, study):
    mine = study / "fetched" / "2024-01-01"
    mine.mkdir()
    (mine / "notes.txt").write_text("keep")
    fetch_again(study)
    assert (mine / "notes.txt").exists()


def test_a_study_of_ones_own_file_goes_on_with_what_is_fetched(server, study, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(study / "fetched" / "2024-03-01" / "events.csv", own / "events.csv")
    text = (study / "study.toml").read_text()
    text = text.replace("[fetch]", '[files]\nevents = "events.csv"\n\n[fetch]')
    (own / "study.toml").write_text(text.replace("2024-03-01", "2024-02-01"))
    assert len(load_study(own).events) == 40
    revised(server)
    fetch_again(own, day=SECOND)
    assert list(vintage_days(load_study(own))) == ["2024-02-01", "main"]
    assert len(load_study(own).events) == 41
    assert len(open_study(f"{own}@2024-02-01").events) == 40


def test_a_study_without_a_first_fetch_says_so(server, study):
    shutil.rmtree(study / "fetched")
    with pytest.raises(StudyError, match="a first download: escalation fetch --study"):
        load_study(study)
    assert fetch_again(study).name == "2024-03-08"
    assert len(load_study(study).events) == 40


def test_the_index_is_plain_json(server, study):
    values = json.loads((study / INDEX_FILE).read_text())
    assert values["format"] == 1
    assert values["told"] == ["acled"]
