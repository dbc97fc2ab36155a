"""Events whose group is unknown: no group of a comparison, no unit of a scan, and told beside."""

import json

import pandas as pd
import pytest

import escalation
from analytics.errors import InvalidOption
from analytics.groups.compare import NO_GROUP, compare_groups
from analytics.groups.pair import compare_pair
from analytics.panel.bounded import scan_view
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.style.theme import Look
from charts.tables.groups import group_words
from charts.tables.locale import Language
from data.files.options import Options
from data.streaming.counted import count_rows
from data.streaming.parts import open_parts
from tests.helpers.commands import run

KNOWN = {"knife": 60, "rifle": 90}
BLANK, WRITTEN = 150, 40
PERIOD = {"start": "2024-01-01", "end": "2024-06-30"}


def events():
    """Make more events of an unknown weapon than of any other, blank or written so."""
    weapons = [*(name for name, many in KNOWN.items() for _ in range(many))]
    weapons += [None] * BLANK + ["Unknown"] * (WRITTEN - 10) + ["unknown"] * 10
    index = pd.date_range(PERIOD["start"], PERIOD["end"])
    days = [index[(11 * number) % len(index)] for number in range(len(weapons))]
    ids = [f"E{number}" for number in range(len(weapons))]
    return pd.DataFrame({"event_id": ids, "date": days, "weapon": weapons})


@pytest.fixture(scope="module")
def selection():
    study = escalation.study(events(), **PERIOD)
    return Selection(study, default_view(study)).under(by="weapon")


def test_it_is_neither_tested_nor_searched_nor_counted_among_the_groups(selection):
    result = compare_groups(selection)
    assert sorted(result.units["group"]) == sorted(KNOWN)
    assert set(result.large) == set(KNOWN)
    assert result.tested == len(KNOWN)
    beside = result.table.iloc[len(KNOWN) :]
    assert (beside["reason"] == NO_GROUP).all()
    assert beside[["pvalue", "holm", "rate_ratio", "evidence"]].isna().all(axis=None)
    assert beside["events"].sum() == result.unknown == BLANK + WRITTEN
    assert "2 weapons were looked at; had none changed" in str(result)
    assert str(result).endswith(f"The weapon of {BLANK + WRITTEN} incidents is unknown.")
    assert result.thin.empty
    assert "A change was looked for in 2 weapons with" in result.looked_for


def test_the_tables_and_the_chart_have_it_beside_the_groups(selection):
    result = compare_groups(selection)
    words = group_words(result, Language())
    assert words["Ratio"].tolist()[len(KNOWN) :] == ["not compared"] * (len(words) - len(KNOWN))
    assert set(words["Why too thin"]) == {""}
    chart = draw("where", selection, Look())
    assert sorted(trace.name for trace in chart.figure.data) == sorted(KNOWN)
    assert chart.table["events"].sum() == len(events())


def test_without_a_known_group_there_is_nothing_to_compare():
    study = escalation.study(events().assign(weapon="unknown", other="x"), **PERIOD)
    result = compare_groups(Selection(study, default_view(study)), "weapon")
    assert str(result) == (
        "There are no incidents in this period to compare by weapon that is known. "
        f"The weapon of {len(events())} incidents is unknown."
    )


def test_two_groups_are_two_that_are_known(selection):
    with pytest.raises(InvalidOption, match="'unknown' is no weapon: name two that are known"):
        compare_pair(selection, ("rifle", "unknown"))


def test_a_scan_has_no_unit_of_it_in_a_study_or_a_file(selection, tmp_path):
    scan = scan_view(selection)
    assert dict(zip(scan.result.table["unit"], scan.result.table["events"], strict=True)) == KNOWN
    assert f"The weapon of {BLANK + WRITTEN} rows is unknown." in str(scan)
    path = tmp_path / "a.csv"
    events().to_csv(path, index=False)
    rows = count_rows(path, open_parts(path), ["weapon"], Options(), tell=lambda *_: None)
    assert rows.keys == [(name,) for name in sorted(KNOWN)]
    assert rows.left_out == {"name no weapon": BLANK + WRITTEN}
    said = json.loads(run("scan", path, "--by", "weapon", "--json").stdout)
    assert {row["unit"] for row in said["table"]} == set(KNOWN)
