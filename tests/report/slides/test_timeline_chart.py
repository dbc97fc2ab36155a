import numpy as np
import pandas as pd

from report.slides.write import write_slides
from tests.helpers.report import ATTACKS, DAYS, STRIKES, made_report, timeline_picture
from tests.helpers.slides import charts, opened

TOP, BELOW = "Attacks, expected still to come", "Strikes, expected still to come"


def native(**changes):
    """Give the native timeline of a study of whose last two days more is expected."""
    table = timeline_picture().chart.table
    table["attacks_to_come"] = [np.nan] * 9 + [0.0, 0.5, 7.25]
    table["strikes_to_come"] = [np.nan] * 11 + [2.0]
    picture = timeline_picture(table=table, **changes)
    (chart,) = charts(opened(write_slides(made_report(picture))).slides[1])
    return chart, {one.name: list(one.values) for plot in chart.plots for one in plot.series}


def test_what_is_still_expected_stands_on_what_is_listed_in_a_lighter_colour():
    chart, shown = native()
    assert shown[TOP] == [None] * 10 + [0.5, 7.25]
    assert shown[BELOW] == [None] * 11 + [-2.0]
    assert shown["Attacks"][-1] == ATTACKS[-1]
    columns = chart.plots[0]
    assert columns._element.grouping.get("val") == "stacked"
    names = [one.name for one in columns.series]
    assert names == ["Attacks", "Strikes", TOP, BELOW]
    for name, counts in ((TOP, "Attacks"), (BELOW, "Strikes")):
        light, full = (columns.series[names.index(one)] for one in (name, counts))
        assert light.format.fill.fore_color.rgb == full.format.fill.fore_color.rgb
        assert light._element.xpath("./c:spPr/a:solidFill/a:srgbClr/a:alpha/@val") == ["25000"]
    # Each is in the key by its name.
    assert not chart.legend._element.xpath("./c:legendEntry[c:idx/@val < 4]")
    marks = [value for value in shown["Listed events"] if value is not None]
    assert min(marks) > ATTACKS[-1] + 7.25


def test_a_period_is_as_high_as_the_axis_whatever_stands_in_it():
    chart, shown = native(periods=((DAYS[9], DAYS[11] + pd.Timedelta(days=1), "Truce"),))
    top, bottom = chart.value_axis.maximum_scale, chart.value_axis.minimum_scale
    high = np.array([v or 0 for v in shown["Truce"]]) + [v or 0 for v in shown[TOP]]
    deep = np.array([v or 0 for v in shown["Truce, downwards"]]) + [v or 0 for v in shown[BELOW]]
    assert (high[9:] + ATTACKS[9:] == top).all()
    assert (deep[9:] - STRIKES[9:] == bottom).all()
