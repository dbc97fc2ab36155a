import json

import pandas as pd

from tests.helpers.commands import run


def test_responses_prints_both_directions_with_episodes_and_what_could_be_seen():
    result = run("responses", "--responder", "attacks", "--window", "3")
    assert result.exit_code == 0, result.output
    both = ("Attacks after strikes", "Strikes after attacks")
    assert all(f"\n{heading}\n---" in result.output for heading in both)
    assert "times the attacks expected" in result.output
    assert "of 10 such records or more; less cannot be told." in result.output
    # One that cannot be told stands there with its reason and what it would take.
    assert "Days 1 to 14: 98 % of the days lie in it" in result.output
    assert "strikes came first on" in result.output
    assert "8 windows were looked at, in both directions" in result.output
    assert "because" not in result.output


def test_responses_as_json_and_csv_hold_the_same_rows(tmp_path):
    words = ("responses", "--between", "attacks:country=Syria", "strikes", "--gap", "0")
    result = run(*words, "--json", "--out", tmp_path / "tables")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    first, second = said["directions"]
    assert first["name"] == "attacks (Syria) after strikes"
    # What is shown is what was asked, and not the first series of the study.
    assert "coalition forces (Syria) and strikes per day, 17 Oct 2023" in said["shown"]
    assert (second["trigger"], second["responder"]) == ("attacks (Syria)", "strikes")
    assert first["gap"] == 0
    assert len(first["curve"]) == 22
    assert len(first["aligned"]) == len(first["episodes"]) > 10
    windows = pd.read_csv(tmp_path / "tables" / "windows.csv", encoding="utf-8-sig")
    assert list(windows["events"]) == [
        row["events"] for one in said["directions"] for row in one["table"]
    ]
    assert sorted(path.stem for path in (tmp_path / "tables").iterdir()) == [
        *("aligned", "curve", "delays", "episodes", "windows")
    ]


def test_days_before_announced_events_are_asked_of_one_series(tmp_path):
    words = ("responses", "--before-events", "ceasefire_start", "--before-events", "2023-12-20")
    result = run(*words, "--json", "--out", tmp_path / "tables")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert said["name"] == "attacks before events (ceasefire start, days named)"
    # Few of them are an answer, with what it would take.
    assert "it takes 8" in said["sentence"]
    assert [row["first"] for row in said["table"]] == [-1, -3, -7]
    assert sorted(path.stem for path in (tmp_path / "tables").iterdir()) == ["curve", "windows"]
    text = run(*words, "--series", "strikes")
    assert "Strikes before events" in text.output
    assert "the 3 days before" in text.output
    for options in (("--gap", "1"), ("--window", "3"), ("--between", "attacks", "strikes")):
        assert "--before-events is asked of one series" in run(*words, *options).stderr
    assert "goes with --before-events" in run("responses", "--series", "strikes").stderr


def test_tables_are_written_whole_or_not_at_all(tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    result = run("responses", "--before-events", "ceasefire_start", "--out", file)
    assert result.exit_code == 1
    assert "Cannot make the folder" in result.stderr
    assert file.read_text() == "mine"
    (tmp_path / "curve.csv").write_text("mine")
    result = run("responses", "--before-events", "ceasefire_start", "--out", tmp_path)
    assert "curve.csv exists" in result.stderr
    assert not (tmp_path / "windows.csv").exists()


def test_responses_say_what_they_cannot_use():
    result = run("responses", "--between", "attacks", "raids")
    assert result.exit_code == 1
    assert "This study has no series 'raids'" in result.stderr
    result = run("responses", "--responder", "strikes")
    assert result.exit_code == 1
    assert "Name a responder and a window together" in result.stderr


def test_one_series_alone_leads_to_the_option_or_to_the_study(tmp_path):
    days = "".join(f"2024-01-{day:02},Base\n" for day in range(1, 29))
    (tmp_path / "own.csv").write_text(f"date,place\n{days}")
    run("import", tmp_path / "own.csv", "--rows", "events", "--out", tmp_path / "study")
    told = run("responses", "--study", tmp_path / "study")
    assert told.exit_code != 0
    assert "Define another in study.toml, or name two sides of it, as in --between" in told.output
    assert "--between incidents:country=A incidents:country=B" in told.output
