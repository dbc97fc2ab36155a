import json

import pandas as pd

from tests.helpers.commands import run


def test_compare_prints_groups_in_order_and_what_is_too_thin():
    result = run("compare", "--by", "country", "--pair", "Iraq", "Syria")
    assert result.exit_code == 0, result.output
    assert "By country: the last 28 days against usual" in result.output
    assert "3 countries were looked at, of which 2 can be tested" in result.output
    table, thin = result.output.split("Too thin to test")
    rows = [line.split()[0] for line in table.splitlines() if line]
    assert rows.index("Iraq") < rows.index("Syria")
    assert "Jordan" in thin
    assert "an answer takes 10" in thin
    assert "whether Iraq changed otherwise than Syria" in thin


def test_compare_as_json_and_csv_hold_the_same_rows(tmp_path):
    words = ("compare", "--by", "weapon", "--last", "14", "--country", "Syria", "--json")
    result = run(*words, "--out", tmp_path / "groups.csv")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    written = pd.read_csv(tmp_path / "groups.csv", encoding="utf-8-sig")
    assert [row["group"] for row in said["table"]] == list(written["group"])
    assert said["days"] == 14
    groups = {row["group"]: row for row in said["table"]}
    # What is unknown stands beside the groups, and is none.
    assert said["unknown"] == groups.pop("unknown")["events"] > 0
    assert said["looked_at"] == len(groups) > said["tested"] > 0
    assert "Syria" in said["shown"]


def test_compare_refuses_a_column_that_the_table_lacks():
    result = run("compare", "--by", "colour")
    assert result.exit_code == 1
    assert "cannot be divided by 'colour'" in result.stderr
