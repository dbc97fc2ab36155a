"""What was fetched, in the settings of a study."""

import json

import pytest

from data.fetched import INDEX_FILE, credited, fetched_mark
from data.study import check_study, load_study

ACLED = "ACLED (Armed Conflict Location & Event Data), acleddata.com"
TOML = """\
title = "Made up"
credit = "Our own desk"
timezone = "UTC"
[coverage]
start = 2024-01-01
end = 2024-02-01
[fetch]
source = "acled"
countries = ["Nowhere"]
"""
ROWS = """\
event_id,date,date_precision,country,location,lat,lon,confirmation
A1,2024-01-05,day,Nowhere,Town,33,44,media
"""


def written(folder, **changes):
    """Write a study with one download."""
    (folder / "fetched" / "2024-02-10").mkdir(parents=True)
    (folder / "fetched" / "2024-02-10" / "events.csv").write_text(ROWS)
    (folder / "study.toml").write_text(TOML)
    (folder / "SOURCES.md").write_text("# Made up\n")
    entry = {
        "name": "2024-02-10",
        "kind": "events",
        "day": "2024-02-10",
        "checked": ["2024-02-10", "2024-02-17"],
        "file": "fetched/2024-02-10/events.csv",
        "start": "2024-01-01",
        "end": "2024-02-17",
        "credit": ACLED,
        "rows": 1,
        "hash": "0",
        **changes,
    }
    index = {"format": 1, "told": [], "downloads": [entry]}
    (folder / INDEX_FILE).write_text(json.dumps(index))
    return folder


@pytest.mark.parametrize(
    ("credit", "whole"),
    [
        ("", ACLED),
        ("Our own desk", f"Our own desk; {ACLED}"),
        ("Our own desk.", f"Our own desk; {ACLED}"),
        (f"{ACLED.upper()}, drawn by us", f"{ACLED.upper()}, drawn by us"),
    ],
)
def test_a_source_line_names_the_source(credit, whole):
    assert credited(credit, ACLED) == whole


def test_whatever_a_study_credits_its_figures_name_the_source(tmp_path):
    study = load_study(written(tmp_path))
    assert study.credit == f"Our own desk; {ACLED}"
    assert not study.shares_rows
    assert f"{study.end:%F} {study.data_date:%F}" == "2024-02-17 2024-02-17"
    assert check_study(tmp_path) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file": "../../etc/passwd"}, "a file inside the study's folder"),
        ({"file": "fetched/none.csv"}, "a file of this name"),
        ({"end": "yesterday"}, "not the whole index"),
        ({"checked": []}, "not the whole index"),
        ({"kind": "other"}, "not the whole index"),
    ],
)
def test_an_index_that_leads_elsewhere_is_a_fault(tmp_path, changes, said):
    (fault,) = check_study(written(tmp_path, **changes))
    assert said in str(fault)


def test_a_vintage_of_that_day_in_study_toml_is_a_fault(tmp_path):
    folder = written(tmp_path)
    more = '[[vintages]]\nvintage = 2024-02-10\nevents = "fetched/2024-02-10/events.csv"\n'
    (folder / "study.toml").write_text(TOML + more)
    assert "not listed under [[vintages]]" in str(check_study(folder)[0])


def test_the_hash_of_a_study_changes_with_what_was_fetched(tmp_path):
    first = load_study(written(tmp_path / "a"))
    later = load_study(written(tmp_path / "b", end="2024-02-16"))
    assert first.digest != later.digest
    assert fetched_mark({"coverage": {}}) == ""
