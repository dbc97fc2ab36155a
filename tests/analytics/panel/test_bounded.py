import pytest

from analytics.panel import bounded
from analytics.panel.all_units import scan_all
from analytics.panel.bounded import newest_that_fit, scan_view, units_of_view
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from tests.helpers.panels import made_places


@pytest.fixture
def selection():
    """Select a study of four places, the first of which changed."""
    made = made_places(4, 200)
    return Selection(made, default_view(made)).under(by="location")


def test_other_last_days_weigh_no_unit_again(selection, monkeypatch):
    weighed = []
    real = bounded.weigh_all
    monkeypatch.setattr(
        bounded, "weigh_all", lambda *given, **named: weighed.append(1) or real(*given, **named)
    )
    tables = {}
    for days in (28, 14, 7, 28):
        tables[days] = scan_view(selection.under(recent=days)).result.table
    assert len(weighed) == 1
    for days, table in tables.items():
        whole = scan_all(newest_that_fit(units_of_view(selection)), days=days, screened=False)
        assert table.to_csv() == whole.table.to_csv()
    assert len({table.to_csv() for table in tables.values()}) == 3
    # Another choice of what is counted is weighed.
    scan_view(selection.under(start="2024-02-01"))
    assert len(weighed) == 2
