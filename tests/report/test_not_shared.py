"""A study whose source forbids passing rows on: counts and figures leave, and no row."""

import json

import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from report.alarms.feed import json_lines
from report.alarms.state import WatchState
from report.content.build import build_report
from report.content.plan import Plan
from tests.helpers.study import changed, write_study

SHARE = '\n[fetch]\nsource = "acled"\nshare = {}\n'
HEADER = "event_id,date,date_precision,country,location,lat,lon,source_url,confirmation,summary\n"
DAYS = (1, 2, 2, 5, 9, 9, 9, 10, 14, 15, 15, 16, 20, 21, 21, 22, 22, 22, 25, 30)
ROWS = HEADER + "".join(
    f"ZQX1{n:02d},2024-01-{day:02d},day,Iraq,Base,33.79,42.44,https://example.org/zqx{n},media,"
    f"Zqxwords {n}\n"
    for n, day in enumerate(DAYS)
)
# Those that say something of single rows, or could.
PLAN = Plan(sections=("summary", "coverage", "responses", "breakdown", "sources", "incidents"))


# What holds rows where they may be passed on, for comparison.
SHORT = Plan(sections=("sources", "incidents"))


def report_of(folder, share):
    toml = changed("study.toml", "[values.attacks]\n", "[values.other]\n")["study.toml"]
    toml = toml.split("[values.other]")[0] + "[events]\nshown = []" + SHARE.format(share)
    files = {"study.toml": toml, "attacks.csv": ROWS, "strikes.csv": None, "context.csv": None}
    text = files["study.toml"]
    for name in ("strikes", "context", "official_totals"):
        text = text.replace(f'{name} = "{name}.csv"\n', "")
    write_study(folder, files | {"study.toml": text, "official_totals.csv": None})
    study = load_study(folder)
    return study, build_report(
        Selection(study, default_view(study)), plan=PLAN if share == "false" else SHORT
    )


@pytest.mark.parametrize("share", ["true", "false"])
def test_a_document_holds_rows_only_where_they_may_be_passed_on(tmp_path, share):
    study, report = report_of(tmp_path, share)
    assert study.shares_rows == (share == "true")
    frames = [block.frame.to_csv() for block in report.blocks if hasattr(block, "frame")]
    whole = "\n".join([str(report.blocks), *frames, *map(str, report.files.values())])
    assert ("Zqxwords" in whole) == study.shares_rows
    assert ("ZQX1" in whole) == study.shares_rows
    assert ("incidents.csv" in report.files) == study.shares_rows
    assert ("forbids passing its rows on" in whole) != study.shares_rows
    assert f"{len(DAYS)} incidents in view" in whole


def test_the_log_of_alarms_says_how_many_rows_there_are():
    alarm = {"unit": "A", "begin": "2024-01-02", "end": None, "settled": False, "withdrawn": None}
    state = WatchState(
        settings={},
        begin="2024-01-01",
        data_date="2024-01-31",
        digest="0",
        lines={},
        alarms=(alarm | {"rows": ["ZQX101", "ZQX102"]},),
    )
    assert json.loads(json_lines(state))["rows"] == ["ZQX101", "ZQX102"]
    assert json.loads(json_lines(state, shares_rows=False))["rows"] == 2
