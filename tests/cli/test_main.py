import gc
import json
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from charts import catalogue
from charts.style import presets
from cli.chart import CHARTS, PRESETS
from cli.main import FEWER_OBJECTS, OBJECTS, main
from tests.helpers.commands import run
from tests.helpers.study import changed, write_study

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def broken(study_folder, tmp_path):
    """Copy the bundled study and give it one impossible date and one negative toll."""
    folder = tmp_path / "broken"
    shutil.copytree(study_folder, folder)
    path = folder / "attacks.csv"
    text = path.read_text(encoding="utf-8").replace("2023-10-18,day", "2023-02-30,day", 1)
    path.write_text(text.replace(",partial,0,13,", ",partial,-1,13,", 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help_with_an_example(command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Example: escalation " in result.output


def test_help_comes_at_once_without_slow_imports():
    code = "import sys, cli; print([m for m in ('pandas', 'dash', 'plotly') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_check_lists_every_fault_and_fails(broken):
    result = run("check", broken)
    assert result.exit_code == 1
    assert 'attacks.csv, row 2, date: found "2023-02-30"' in result.output
    assert 'attacks.csv, row 2, us_killed: found "-1"' in result.output
    assert "2 faults: nothing was loaded." in result.output


def test_check_passes_the_bundled_study(study_folder):
    result = run("check", study_folder)
    assert result.exit_code == 0
    assert "fault: " not in result.output
    assert "235 attacks, 30 strikes, 33 context events, 113 reports of totals" in result.output


def test_a_missing_folder_is_one_line():
    result = run("check", "no/such/folder")
    assert result.exit_code == 1
    assert len(result.stdout.strip().splitlines()) == 1
    assert "no/such/folder" in result.stdout
    assert "1 fault: nothing was loaded." in result.stderr


def test_a_study_stands_alone_or_is_named():
    for words in (("no/such/folder",), ("--study", "no/such/folder")):
        result = run("analyse", *words)
        assert result.exit_code == 1
        assert "no/such/folder" in result.stderr
    twice = run("chart", "timeline", "one", "--study", "other", "--out", "a.svg")
    assert twice.exit_code == 2
    assert "named twice" in twice.stderr


def test_what_is_stopped_says_so_in_a_sentence(study_folder, monkeypatch):
    def stopped(folder):
        raise KeyboardInterrupt

    monkeypatch.setattr("data.study.check_study", stopped)
    result = run("check", study_folder)
    assert result.exit_code == 130
    assert result.stderr.startswith("Stopped. Every file is whole or as it was")
    assert result.stderr.count("\n") == 1


def test_what_is_stopped_in_the_midst_of_a_library_says_so_too(study_folder, monkeypatch):
    def lost(folder):
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise SystemError("returned a result with an exception set") from None

    monkeypatch.setattr("data.study.check_study", lost)
    result = run("check", study_folder)
    assert result.exit_code == 130
    assert result.stderr.startswith("Stopped. Every file is whole or as it was")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    # Without somebody who stops it the same error is one.
    monkeypatch.setattr("data.study.check_study", lambda folder: 1 / 0)
    assert isinstance(run("check", study_folder).exception, ZeroDivisionError)


def test_analyse_prints_the_answer_and_its_numbers():
    result = run("analyse", "--event", "2023-11-24", "--after", "7")
    assert result.exit_code == 0
    assert "a day" in result.output
    assert "24 Nov 2023" in result.output
    assert "officials counted" in result.output
    # The table tells another evidence than the sentence over it, and calls it by what it is.
    assert "Evidence of any change " in result.output
    assert " evidence_between_neighbours " in result.output
    assert " evidence_of_any_change " in result.output


def test_what_no_finding_can_be_made_for_is_said_once():
    words = ("--from", "2023-10-18", "--to", "2023-10-22")
    told = run("analyse", *words).stdout
    assert told.count("Evidence of a change needs 20 days, got 5: choose a longer period") == 1
    assert "Change points" not in told
    assert "Sensitivity of the effect" in run("analyse").stdout
    summary = json.loads(run("analyse", "--json", *words).stdout)
    assert summary["changepoints"]["sentence"] == summary["answer"]["sentence"] != ""


def test_analyse_as_json_is_json_and_agrees_with_the_counts():
    summary = json.loads(run("analyse", "--json", "--country", "Iraq").stdout)
    assert summary["named_period"]["sentence"].startswith("Gaza ceasefire, 24 to 30 Nov 2023.")
    asked = [row["comparison"] for row in summary["named_period"]["table"]]
    assert asked == ["during_before", "after_before", "after_during"]
    assert summary["schema"] == 7
    attacks = pd.read_csv(ROOT / "data/studies/iraq-syria-2023/attacks.csv")
    inside = attacks[attacks["date"].between("2023-10-17", "2024-02-29")]
    listed = sum(row["events"] for row in summary["segments"]["table"])
    assert listed == (inside["country"] == "Iraq").sum()
    assert "Iraq only" in summary["shown"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--country", "Irak"), "the country 'Irak': there is Iraq and others"),
        (("--weapon", "laser"), "there is drone; rocket;"),
        (("--event", "C-unheard-of"), "No event 'C-unheard-of'"),
        (("--from", "2024-02-01", "--to", "2024-01-01"), "swap the two"),
        (("--from", "2030-01-01"), "The first day asked for, 2030-01-01, lies after the last one"),
        (("--to", "2000-01-01"), "The last day asked for, 2000-01-01, lies before the first one"),
        (("--from", "2031-01-01", "--to", "2030-01-01"), "this study covers"),
        (("--before", "0"), "whole number of days from 1"),
    ],
)
def test_a_slip_of_the_pen_is_one_sentence_and_fails(words, said):
    result = run("analyse", *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


def test_a_filter_that_leaves_nothing_is_said_calmly():
    result = run("analyse", "--country", "Jordan", "--weapon", "ballistic_missile")
    assert result.exit_code == 0
    assert "No attacks: too few to tell whether the rate changed (0 a day)." in result.stdout


def test_days_that_nobody_looked_at_are_pointed_out():
    assert "Note: " not in run("analyse", "--to", "2024-02-29").stderr
    beyond = run("analyse", "--to", "2024-06-01").stderr
    assert "Left out: 93 days not covered (1 Mar to 1 Jun 2024)" in beyond


def test_the_version_told_is_the_one_of_the_tree():
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert run("--version").stdout == f"escalation {said['version']}\n"


def test_the_command_line_names_the_charts_and_presets_that_there_are():
    assert set(CHARTS) == set(catalogue.CHARTS)
    assert set(PRESETS) == set(presets.PRESETS)


def test_a_letter_that_the_output_lacks_is_written_as_its_number(tmp_path):
    folder = write_study(tmp_path, changed("study.toml", 'title = "', 'title = "حرب '))
    result = CliRunner(charset="cp1252").invoke(main, ["analyse", "--study", str(folder)])
    assert result.exit_code == 0
    assert result.output.startswith("\\u062d\\u0631\\u0628 ")


def test_a_wrong_option_is_a_usage_error():
    assert run("analyse", "--confirmed-by", "rumour").exit_code == 2
    assert run("analyse", "--confirmed-by", "media", "--confirmation", "claimed").exit_code == 2
    assert run("analyse", "--confirmed-by", "media", "--confidence", "claimed").exit_code == 2
    assert run("chart", "pie", "--out", "x.svg").exit_code == 2


@pytest.mark.parametrize("name", [name for name in CHARTS if name != "revisions"])
def test_every_chart_is_written_with_its_data(name, tmp_path):
    result = run("chart", name, "--out", tmp_path / "figure.html")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "figure.html").read_text(encoding="utf-8")
    assert 'src="http' not in page
    assert len(pd.read_csv(tmp_path / "figure.csv", encoding="utf-8-sig")) > 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "figure.gif"), "must end in .svg, .png, .pdf, .html"),
        (("--out", "missing/figure.html"), "There is no folder"),
        (("--from", "yesterday", "--out", "figure.html"), "year-month-day"),
        (("--study", "nowhere", "--out", "figure.html"), "nowhere"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("chart", "timeline", *words)
    assert result.exit_code == 1
    assert said in result.output
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_kept_unless_forced(tmp_path):
    target = tmp_path / "figure.html"
    target.write_text("mine", encoding="utf-8")
    assert "exists" in run("chart", "timeline", "--out", target).output
    assert target.read_text(encoding="utf-8") == "mine"
    assert run("chart", "timeline", "--out", target, "--force").exit_code == 0
    assert target.read_text(encoding="utf-8") != "mine"


def test_the_findings_stand_by_confirmation_side_by_side():
    told = run("analyse").stdout
    table = told.split("Sensitivity of the effect to what is counted")[1]
    for way in ("Claims included", "Official or media", "Official only", "Dated to the day"):
        assert way in table
    assert "None" not in told.replace("None of the", "")


def test_commands_that_end_soon_look_for_garbage_seldom_and_servers_less_often(monkeypatch):
    asked = []
    monkeypatch.setattr(gc, "set_threshold", lambda *given: asked.append(given))
    for command in ("import", "scan"):
        CliRunner().invoke(main, [command, "--help"])
    assert asked == []
    for command in ("report", "serve"):
        CliRunner().invoke(main, [command, "--help"])
    assert asked == [OBJECTS, FEWER_OBJECTS]
