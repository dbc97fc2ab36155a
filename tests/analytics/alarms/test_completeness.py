import numpy as np
import pandas as pd
import pytest

from analytics.alarms.completeness import share_by_age
from analytics.alarms.study_watch import unit_days
from analytics.nowcast.newest_days import nowcast_of
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.downloads import write_downloads
from tests.helpers.vintages import TOML, write_vintages

LAG = 7


def days_of(folder):
    study = load_study(folder)
    return unit_days(Selection(study, default_view(study)), "location")


def test_late_days_enter_with_the_share_that_an_earlier_download_had(tmp_path):
    late = TOML.replace("end = 2024-04-30\n", f"end = 2024-04-30\nlag = {LAG}\n")
    days, _, number = days_of(write_vintages(tmp_path, {"study.toml": late}))
    assert number == LAG
    assert (days.seen[:-LAG] == 1.0).all()
    # The older download held every second event of its last ten days.
    assert days.seen[-LAG:] == pytest.approx(0.5, abs=0.2)
    assert (np.diff(days.seen[-LAG:]) <= 0).all()
    assert days.last == len(days.seen) - 1


def test_late_days_are_left_out_where_nothing_tells_their_share(tmp_path):
    alone = TOML.partition("[[vintages]]")[0]
    late = alone.replace("end = 2024-04-30\n", f"end = 2024-04-30\nlag = {LAG}\n")
    days, _, number = days_of(write_vintages(tmp_path, {"study.toml": late}))
    assert number == 0
    assert (days.seen[-LAG:] == 0.0).all()
    assert days.last == len(days.seen) - 1 - LAG


def test_with_downloads_enough_the_share_is_that_of_the_nowcast_with_its_doubt(tmp_path):
    study = load_study(write_downloads(tmp_path))
    selection = Selection(study, default_view(study))
    days, _, number = unit_days(selection, "location")
    listed = nowcast_of(selection).table.set_index("date")["listed"]
    assert days.seen[-7:] == pytest.approx(listed.tail(7).to_numpy())
    assert (days.doubt[-7:] > 0).all()
    # Of the newest day the least is known, and it is the least certain.
    assert days.doubt[-1] == days.doubt.max()
    assert number == ((days.seen > 0) & (days.seen < 1)).sum()
    assert (days.seen[:-28] == 1.0).all()
    assert not days.doubt[:-28].any()


def test_completeness_is_read_by_age_and_never_falls():
    table = pd.DataFrame(
        {
            "age_from": [0, 1, 3, 7],
            "then": [1, 30, 50, 99],
            "now": [2, 60, 90, 100],
            "share": [0.5, 0.5, 0.45, 0.99],
        }
    )
    found = share_by_age(table, np.array([0, 1, 2, 3, 6, 7, 400]))
    assert found == pytest.approx([0.0, 0.5, 0.5, 0.5, 0.5, 0.99, 0.99])
