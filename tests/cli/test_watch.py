import json

import pytest

from report.terminal.alarms import OF_ALARMS
from tests.helpers.commands import run
from tests.helpers.watched import RISE, write_watched

WORDS = ("--by", "location", "--budget", "1 a year", "--since", "2024-02-06")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_watched(tmp_path_factory.mktemp("watched"))


def test_a_new_alarm_is_exit_code_10_and_so_again(folder, tmp_path):
    words = ("watch", folder, *WORDS, "--feed", tmp_path / "a.xml", "--log", tmp_path / "a.jsonl")
    first, again = run(*words), run(*words)
    assert (first.exit_code, again.exit_code) == (10, 10), first.output
    assert first.stdout == again.stdout
    assert "1 alarm in 4 units from 6 Feb 2024" in first.stdout
    assert "New alarms" in first.stdout
    assert "Alpha: " in first.stdout
    assert "The days watched by then are" in first.stdout
    assert OF_ALARMS in first.stdout
    assert "--view '?where.location=Alpha'" in first.stdout
    assert "A doubling at about 5 a week would be found" in first.stdout
    assert (folder / "watch.json").exists()
    assert run("check", folder).exit_code == 0


def test_quiet_is_exit_code_0_and_json_holds_all_of_it(tmp_path):
    folder = write_watched(tmp_path / "quiet", RISE)
    quiet = run("watch", folder, *WORDS, "--state", tmp_path / "text.json")
    assert OF_ALARMS not in quiet.stdout
    result = run("watch", folder, *WORDS, "--json", "--state", tmp_path / "s.json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert (said["new"], said["alarms"]) == ([], [])
    assert said["sentence"].startswith("No alarms in 4 units")
    assert {row["state"] for row in said["units"]} == {"quiet"}
    assert said["could_see"]["sentence"].startswith("A doubling")
    assert not (folder / "watch.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "colour"), "cannot be divided by 'colour'"),
        (("--by", "location", "--budget", "few"), "The budget is 'few'"),
        (("--by", "location", "--since", "2023-01-20"), "to know what is usual takes 70"),
        (("--by", "location", "--since", "soon"), "--since is 'soon'"),
    ],
)
def test_what_cannot_be_done_is_exit_code_1_in_one_sentence(folder, tmp_path, words, said):
    result = run("watch", folder, *words, "--state", tmp_path / "s.json")
    assert result.exit_code == 1
    assert said in result.stderr
    assert not (tmp_path / "s.json").exists()


@pytest.mark.parametrize(("days", "history"), [(100, 70), (300, 150), (420, 210), (421, 392)])
def test_a_short_past_is_watched_from_half_way(days, history):
    from report.alarms import run as running

    assert running.replay_history(days) == history


def test_a_replay_says_what_would_have_been_sent_and_keeps_nothing(tmp_path, monkeypatch):
    from analytics.alarms.presets import replay as replaying

    monkeypatch.setattr(replaying, "DRAWN_PANELS", 2)
    folder = write_watched(tmp_path / "past")
    result = run("watch", folder, *WORDS, "--replay")
    assert result.exit_code == 0, result.output
    assert "What it would have sent" in result.stdout
    for label in ("this watch", "ACLED", "HDX", "Farrington, 1", "Farrington Flexible", "CUSUM"):
        assert label in result.stdout
    assert not (folder / "watch.json").exists()
    said = json.loads(run("watch", folder, *WORDS, "--replay", "--json").stdout)
    assert [row["unit"] for row in said["alarms"]] == ["Alpha"]
    assert said["rules"][0]["rule"] == "watch"
    assert set(said["sent"]) == {row["rule"] for row in said["rules"]}
