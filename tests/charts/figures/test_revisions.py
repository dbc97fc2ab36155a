from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.style.theme import Look
from data.errors import EscalationError
from data.study import load_study
from tests.helpers.figures import WIDTHS, boxes
from tests.helpers.vintages import made_attacks, write_vintages


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return load_study(write_vintages(tmp_path_factory.mktemp("made")))


@pytest.fixture(scope="module")
def view(study):
    return replace(default_view(study), older="2024-02-15", newer="main")


def test_bars_are_the_newer_counts_and_the_line_the_older(study, view):
    chart = draw("revisions", Selection(study, view), Look())
    figure, table = chart.figure, chart.table
    bars, line = figure.data
    counts = made_attacks()["date"].value_counts()
    drawn = dict(zip(bars.x, bars.y, strict=True))
    assert {day: n for day, n in drawn.items() if n} == counts.to_dict()
    assert (line.x[0], line.x[-1]) == ("2024-01-01", "2024-02-15")
    assert bars.customdata[0][0] == "2024-01-01"
    known = table.set_index("date")
    assert known.loc["2024-02-16":, "old"].isna().all()
    assert known.loc["2024-02-15", "difference"] > 0
    assert list(line.y) == known["old"].dropna().tolist()


def test_the_figure_names_both_downloads(study, view):
    chart = draw("revisions", Selection(study, view), Look())
    figure = chart.figure
    (source,) = [a.text for a in figure.layout.annotations if a.name == "source"]
    old = load_study(study.folder, vintage="2024-02-15")
    assert f"hash {old.digest}, {study.digest}" in source.replace("<br>", " ")
    keys = [a.text for a in figure.layout.annotations if a.name == "key"]
    assert ["15 Feb 2024" in keys[0], "30 Apr 2024" in keys[1]] == [True, True]
    assert "15 Feb 2024" in chart.alt


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_leaves_the_figure_or_covers_another(study, view, width, dark):
    figure = draw("revisions", Selection(study, view), Look(width=width, dark=dark)).figure
    found = list(boxes(figure))
    for _, (left, top, right, bottom) in found:
        assert left >= 8
        assert right <= width
        assert top >= 0
        assert bottom <= figure.layout.height
    for (one, a), (other, b) in combinations(found, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 2 or b[3] <= a[1] + 2
        assert apart, (one, other)


def test_a_study_of_one_download_has_no_such_chart(study_folder):
    bundled = load_study(study_folder)
    with pytest.raises(EscalationError, match=r"list earlier ones under \[\[vintages\]\]"):
        draw("revisions", Selection(bundled, default_view(bundled)), Look())


def test_a_period_that_the_older_does_not_reach_has_bars_alone(study, view):
    late = replace(view, start="2024-03-01", end="2024-04-15")
    chart = draw("revisions", Selection(study, late), Look())
    figure, table = chart.figure, chart.table
    assert len(figure.data) == 1
    assert table["old"].isna().all()
    assert table["date"].iloc[-1] == pd.Timestamp("2024-04-15")


@pytest.mark.parametrize(("unit", "width"), [("week", 358), ("month", 1000)])
def test_bars_and_steps_of_weeks_and_months_hold_what_their_days_do(study, view, unit, width):
    by_day = draw("revisions", Selection(study, view), Look(width=width)).table
    selection = Selection(study, replace(view, unit=unit))
    chart = draw("revisions", selection, Look(width=width))
    table, (bars, line) = chart.table, chart.figure.data
    assert sum(bars.y) == table["new"].sum() == by_day["new"].sum()
    assert sum(line.y[::2]) == table["old"].sum() == by_day["old"].sum()
    # The older ends on 15 February: its line ends there, and what it holds of that week is no fall.
    assert line.x[-1] == "2024-02-15 12:00"
    last = table[table["old_days_observed"].between(1, table["of_days"] - 1)].iloc[-1]
    assert pd.isna(last["difference"])
    assert table["difference"].notna().any()
    assert f"per {unit}" in " ".join(a.text for a in chart.figure.layout.annotations)
    for _, (left, top, right, bottom) in boxes(chart.figure):
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= chart.figure.layout.height
