import json

import pandas as pd
import pytest

from data.study import load_study
from tests.helpers.commands import run
from tests.helpers.vintages import write_vintages


@pytest.fixture(scope="module")
def vintages(tmp_path_factory):
    return write_vintages(tmp_path_factory.mktemp("made"))


def test_diff_prints_rows_findings_and_completeness(vintages):
    result = run("diff", "2024-02-15", "main", "--study", vintages, "--rows", "4")
    assert result.exit_code == 0, result.output
    assert "20 rows were added, 2 changed and 1 deleted" in result.output
    assert "Revised rows, 4 of " in result.output
    assert "GONE" in result.output
    assert "change point: appeared (other days, no revision)" in result.output
    assert "a lag of 14 days" in result.output


def test_diff_takes_folders_and_their_downloads(vintages):
    by_days = run("diff", "2024-02-15", "2024-03-20", "--study", vintages).stdout
    assert run("diff", f"{vintages}@2024-02-15", f"{vintages}@2024-03-20").stdout == by_days
    same = run("diff", vintages, vintages)
    assert "no row was added, changed or deleted" in same.stdout


def test_diff_as_json_has_every_row_and_both_hashes(vintages):
    result = run("diff", "2024-02-15", "main", "--study", vintages, "--json")
    said = json.loads(result.stdout)
    added = [row for row in said["rows"] if row["change"] == "added"]
    assert len(added) == sum(row["added"] for row in said["counts"])
    assert said["new"]["digest"] == load_study(vintages).digest != said["old"]["digest"]
    assert said["reporting_lag"]["lag"] == 14


def test_diff_writes_every_row_and_keeps_a_file_that_is_there(vintages, tmp_path):
    path = vintages / "2024-02-15" / "attacks.csv"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("Withdrawn", "=1+1"), encoding="utf-8")
    words = ("diff", "2024-02-15", "main", "--study", vintages, "--out", tmp_path / "diff.csv")
    assert run(*words).exit_code == 0
    rows = pd.read_csv(tmp_path / "diff.csv", encoding="utf-8-sig", keep_default_na=False)
    path.write_text(whole, encoding="utf-8")
    assert len(rows) == len(json.loads(run(*words[:-2], "--json").stdout)["rows"])
    assert "=" not in {text[0] for text in rows["what"] if text}
    again = run(*words)
    assert again.exit_code == 1
    assert "exists" in again.stderr
    assert run(*words, "--force").exit_code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["diff.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2024-02-15", "2020-01-01"), "expected one of 2024-02-15, 2024-03-20, main"),
        (("2024-02-15", "main", "--out", "diff.txt"), "must end in .csv"),
        (("2024-02-15", "main", "--country", "Irak"), "the country 'Irak'"),
    ],
)
def test_a_diff_that_cannot_be_done_is_one_sentence(vintages, words, said):
    result = run("diff", "--study", vintages, *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


def test_analyse_and_chart_take_an_older_download(vintages, tmp_path):
    folder = f"{vintages}@2024-02-15"
    assert "to 15 Feb 2024" in run("analyse", "--study", folder).stdout
    out = tmp_path / "figure.html"
    result = run("chart", "revisions", "--study", vintages, "--older", "2024-02-15", "--out", out)
    assert result.exit_code == 0, result.output
    assert pd.read_csv(tmp_path / "figure.csv", encoding="utf-8-sig")["old"].isna().any()


def test_check_names_the_data_and_every_download(vintages):
    said = run("check", vintages).stdout.splitlines()
    assert said[-2:] == [
        f"Data to 30 Apr 2024 · hash {load_study(vintages).digest}.",
        "Further downloads: 2024-02-15, 2024-03-20.",
    ]
