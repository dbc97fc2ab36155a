from xml.etree import ElementTree

import pandas as pd

from charts.elements.sparkline import HEIGHT, MOST_PARTS, WIDTH, sparkline


def drawn(values, **more):
    daily = pd.Series(values, pd.date_range("2024-01-01", periods=len(values)), dtype="Float64")
    return ElementTree.fromstring(sparkline(daily, words='"a" & b', **more))


def kinds(picture):
    return [part.get("class") for part in picture]


def test_a_quiet_day_is_no_bar_and_a_day_that_nobody_saw_a_gap():
    picture = drawn([2, 0, None, 4])
    assert kinds(picture) == ["spark-bar", "spark-gap", "spark-bar"]
    heights = [float(part.get("height")) for part in picture]
    assert heights == [(HEIGHT - 2) / 2, HEIGHT, HEIGHT - 2]
    assert picture.get("aria-label") == '"a" & b'


def test_a_long_series_has_few_bars_and_its_change_at_its_day():
    picture = drawn([1] * 600, changed=pd.Timestamp("2024-01-01") + pd.Timedelta(days=300))
    assert kinds(picture) == ["spark-bar"] * MOST_PARTS + ["spark-change"]
    assert picture[-1].get("d").startswith(f"M{WIDTH / 2:.1f} ")


def test_nothing_at_all_is_an_empty_picture():
    assert kinds(drawn([0, 0, 0])) == []
    assert kinds(drawn([None, None])) == ["spark-gap"] * 2
