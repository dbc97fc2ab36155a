from dataclasses import replace

import pandas as pd
import pytest

from analytics.findings import results
from analytics.findings.answer import answer_of
from analytics.findings.dated_shares import DatedShares, dated_shares
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.study import write_study

SETTINGS = """\
title = "Made up"
credit = "Nobody"
timezone = "UTC"

[coverage]
start = 2024-01-01
end = 2024-07-18

[files]
events = "raids.csv"

[[series]]
name = "raids"
"""
HEADER = "event_id,date,date_end,date_precision,country,location,lat,lon,confirmation"
DAYS = pd.date_range("2024-01-01", "2024-07-18")
HALF = len(DAYS) // 2


def made(folder, before, after):
    """Make a study of raids: dated to the day every so many days, and others of the whole half."""
    rows = []
    for half, (every, undated) in ((DAYS[:HALF], before), (DAYS[HALF:], after)):
        rows += [f"{day:%Y-%m-%d},,day" for day in half[::every]]
        rows += [f"{half[0]:%Y-%m-%d},{half[-1]:%Y-%m-%d},period"] * undated
    lines = [f"R{number},{row},Iraq,Town {number},,,media" for number, row in enumerate(rows)]
    files = dict.fromkeys(
        ("attacks.csv", "strikes.csv", "context.csv", "official_totals.csv"), None
    )
    files |= {"study.toml": SETTINGS, "raids.csv": "\n".join([HEADER, *lines, ""])}
    study = load_study(write_study(folder, files))
    return Selection(study, default_view(study))


def test_a_rise_of_days_that_are_better_dated_says_so(tmp_path):
    selection = made(tmp_path, before=(10, 40), after=(1, 20))
    answer = answer_of(selection)
    assert answer.verdict == "found"
    assert answer.dating.endswith(" of those after: part of this may be dating.")
    assert answer.dating in answer.finding
    found = dated_shares(selection, results.changepoints(selection))
    # Both regimes together are the whole period: every event is on one side, or split over both.
    assert found.before + found.after == 10 + 100
    assert found.all_before + found.all_after == pytest.approx(10 + 40 + 100 + 20)
    # The ten dated events of fifty, and the hundred of a hundred and twenty.
    assert found.before / found.all_before == pytest.approx(0.2, abs=0.03)
    assert found.after / found.all_after == pytest.approx(0.83, abs=0.03)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # As well dated on both sides.
        ((10, 10), (1, 100)),
        # Better dated where there is less: dating hides a part of the rise.
        ((10, 0), (1, 100)),
        # Nothing is left out.
        ((10, 0), (1, 0)),
    ],
)
def test_a_rise_that_dating_does_not_make_says_nothing(tmp_path, before, after):
    answer = answer_of(made(tmp_path, before, after))
    assert answer.verdict == "found"
    assert answer.dating == ""
    assert "dating" not in answer.finding


def test_where_dates_are_drawn_nothing_is_left_out(tmp_path):
    selection = made(tmp_path, before=(10, 40), after=(1, 20))
    drawn = Selection(selection.study, replace(selection.view, dates="imputed"))
    assert dated_shares(drawn, results.changepoints(selection)) is None


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((3, 500, 20, 850), "15 % of the raids before are dated to the day, 59 % of those after"),
        # A fall, dated worse after it.
        ((500, 3, 850, 20), "59 % of the raids before are dated to the day, 15 % of those after"),
        # Fewer than ten on a side, less than one and a half times, and what chance may do.
        ((1, 500, 9, 850), ""),
        ((450, 630, 1000, 1000), ""),
        ((4, 8, 10, 12), ""),
    ],
)
def test_the_shares_are_told_beyond_a_factor_and_beyond_chance(numbers, told):
    names = ("before", "after", "all_before", "all_after")
    shares = DatedShares(**dict(zip(names, numbers, strict=True)), noun="raids")
    assert str(shares) == (f"{told}: part of this may be dating." if told else "")
