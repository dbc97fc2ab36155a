import json

import pandas as pd
import pytest

from tests.helpers.commands import run
from tests.helpers.downloads import write_downloads
from tests.helpers.paths import ROOT


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_downloads(tmp_path_factory.mktemp("made"))


def test_nowcast_prints_days_and_delays_and_writes_them(folder, tmp_path):
    out = tmp_path / "newest.csv"
    result = run("nowcast", folder, "--out", out)
    assert result.exit_code == 0, result.output
    assert "has been seen so far" in result.output
    assert "Days that may still get events" in result.output
    assert "Agency" in result.output
    rows = pd.read_csv(out, encoding="utf-8-sig")
    assert list(rows)[:5] == ["date", "seen", "expected", "expected_low", "expected_high"]
    # The same content is in nobody's way; something else is.
    assert run("nowcast", folder, "--out", out).exit_code == 0
    out.write_text("mine")
    refused = run("nowcast", folder, "--out", out)
    assert (refused.exit_code, out.read_text()) == (1, "mine")
    assert run("nowcast", folder, "--out", out, "--force").exit_code == 0
    said = json.loads(run("nowcast", folder, "--json", "--by", "country").stdout)
    assert [day["date"] for day in said["days"]] == rows["date"].tolist()
    assert said["last_days"]["seen"] == rows["seen"].tail(7).sum()
    assert {row["source"] for row in said["delays"]} == {"all sources", "Iraq", "Syria"}
    assert len(said["downloads"]) == 12


def test_a_study_without_downloads_gets_one_clear_sentence():
    result = run("nowcast", ROOT / "data" / "studies" / "iraq-syria-2023")
    assert result.exit_code == 1
    assert result.stderr.strip().count("\n") == 0
    assert "holds one download of its attacks, and it takes 6" in result.stderr
