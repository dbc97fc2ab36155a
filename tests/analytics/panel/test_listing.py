import numpy as np
import pytest

from analytics.bar_lines import bar_lines
from analytics.errors import InvalidOption
from analytics.panel.all_units import scan_all
from analytics.panel.listing import ORDERS, ordered_rows
from analytics.panel.unit import THIN
from tests.helpers.panels import made_units


@pytest.fixture(scope="module")
def result():
    return scan_all(made_units(units=12, days=120, seed=2))


@pytest.mark.parametrize("order", ORDERS)
def test_the_listed_stand_first_and_the_thin_last(result, order):
    rows = ordered_rows(result, order)
    assert sorted(rows["unit"]) == sorted(result.table["unit"])
    place = np.where(rows["verdict"] == THIN, 2, 1 - (rows["firm"] | rows["watch_list"]))
    assert list(place) == sorted(place)
    assert len(set(place)) == 3
    listed = rows[place == 0]
    if order == "newest":
        assert listed["changepoint"].is_monotonic_decreasing
    elif order == "largest":
        logs = np.log(listed[["change_ratio_low", "change_ratio_high"]]).abs().min(axis=1)
        assert logs.is_monotonic_decreasing
    else:
        assert listed["evidence_rest"].is_monotonic_decreasing


def test_another_order_is_refused(result):
    with pytest.raises(InvalidOption, match="strongest, newest, largest"):
        ordered_rows(result, "loudest")


def test_a_line_of_bars_follows_the_means():
    rows = [(), (0.0, 0.0), tuple(np.arange(0.5, 32, 2)), (0.0, 2.0), (4.0, 3.0, 2.0, 1.0)]
    lines = ["", "▁▁", "▂▂▃▃▃▄▄▅▅▆▆▇▇███", "▁█", "█▇▅▃"]
    assert bar_lines(rows) == lines
    assert bar_lines([]) == []
