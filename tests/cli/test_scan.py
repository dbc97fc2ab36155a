import json

import numpy as np
import pandas as pd
import pytest

import escalation
from tests.helpers.commands import run


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Write a file of three districts, one of which changed, and rows that cannot be counted."""
    rng = np.random.default_rng(4)
    days = pd.date_range("2024-01-01", periods=200)
    rate = {"Aden": np.where(np.arange(200) < 120, 0.1, 1.5), "Ibb": np.full(200, 0.3)}
    parts = [
        pd.DataFrame({"date": days.repeat(rng.poisson(mean)), "admin1": name})
        for name, mean in rate.items()
    ]
    parts.append(pd.DataFrame({"date": days[[3, 9]], "admin1": "Taizz"}))
    parts.append(pd.DataFrame({"date": days[[3, 9]], "admin1": None}))
    path = tmp_path_factory.mktemp("scan") / "events.parquet"
    pd.concat(parts, ignore_index=True).to_parquet(path)
    return path


def test_scan_prints_both_lists_and_what_is_too_thin(rows):
    result = run("scan", rows, "--by", "admin1")
    assert result.exit_code == 0, result.output
    top, firm, watch, thin = (
        result.stdout.partition("Firm:")[0],
        *[result.stdout.split(heading)[1] for heading in ("Firm:", "Watch,", "Too thin to test")],
    )
    assert "2 name no admin1" in top
    assert "one that repeats an earlier one too: escalation import leaves those out" in top
    assert "3 first-level areas looked at, 2 with events enough" in top
    assert "Aden" in firm.partition("Watch,")[0]
    assert "None." in watch
    assert "Taizz" in thin
    assert "2 events, a test takes 10" in thin
    assert "On neither list: 1 unit" in thin


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_scan_writes_all_rows_whole_or_not_at_all(rows, ending, tmp_path):
    out = tmp_path / f"scanned.{ending}"
    result = run("scan", rows, "--by", "admin1", "--sort", "newest", "--json", "--out", out)
    said = json.loads(result.stdout)
    written = pd.read_csv(out) if ending == "csv" else pd.read_parquet(out)
    assert (
        list(written["unit"]) == [row["unit"] for row in said["table"]] == ["Aden", "Ibb", "Taizz"]
    )
    assert (said["looked_at"], said["tested"], said["firm"]) == (3, 2, ["Aden"])
    assert str(written["changepoint"].iloc[0])[:10] == said["table"][0]["changepoint"]
    again = run("scan", rows, "--by", "admin1", "--out", out)
    assert again.exit_code == 1
    assert "exists" in again.stderr
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_scan_of_a_study_takes_its_choices(tmp_path):
    result = run("scan", "data/studies/iraq-syria-2023", "--by", "country,weapon", "--json")
    said = json.loads(result.stdout)
    assert said["by"] == ["country", "weapon"]
    assert any(" / " in row["unit"] for row in said["table"])
    narrowed = run(
        "scan", "data/studies/iraq-syria-2023", "--by", "weapon", "--country", "Syria",
        "--to", "2023-12-31", "--json",
    )  # fmt: skip
    assert json.loads(narrowed.stdout)["end"] == "2023-12-31"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--by", "district"), 1, 'no column "district"'),
        (
            ("--by", "admin1", "--country", "Yemen"),
            2,
            "is no study, whose choices these are: country",
        ),
        (
            ("--by", "admin1", "--workers", "2", "--scheduler", "tcp://x"),
            2,
            "both say who computes",
        ),
        (("--by", "admin1", "--out", "scanned.txt"), 1, "must end in .csv, .parquet"),
        (("--by", "admin1", "--from", "2030-01-01"), 1, "no day of the period that was asked for"),
    ],
)
def test_scan_says_what_it_cannot_do(rows, words, code, message):
    result = run("scan", rows, *words)
    assert result.exit_code == code
    assert message in result.stderr


def test_python_scans_what_the_command_scans(rows):
    found = escalation.scan(str(rows), "admin1")
    assert list(found.firm["unit"]) == ["Aden"]
    frame = pd.read_parquet(rows).dropna()
    table = escalation.scan(frame, "admin1").table
    assert list(table["unit"]) == list(found.table["unit"])
    assert table["evidence"].equals(found.table["evidence"])
    with pytest.raises(escalation.EscalationError, match="is no study"):
        escalation.scan(str(rows), "admin1", country="Yemen")


def test_a_toll_of_a_study_is_called_by_its_name_in_the_file(tmp_path):
    days = pd.date_range("2024-01-01", periods=60).strftime("%Y-%m-%d")
    rows = pd.DataFrame({"date": days.repeat(2), "location": ["A", "B"] * 60, "killed": 2})
    rows.to_csv(tmp_path / "own.csv", index=False)
    run("import", tmp_path / "own.csv", "--out", tmp_path / "study")
    names = []
    for series in ("deaths", "incidents"):
        out = tmp_path / f"{series}.csv"
        result = run(
            "scan", tmp_path / "study", "--by", "location", "--series", series, "--out", out
        )
        assert result.exit_code == 0, result.output
        names.append(pd.read_csv(out).columns[1])
    assert names == ["deaths", "events"]
