from analytics.findings import results
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from dashboard.components.quick_ranges import quick_ranges


def test_the_periods_between_changes_divide_the_view_and_the_event_has_its_days(study):
    selection = Selection(study, default_view(study))
    ranges = {one["label"]: one["value"] for one in quick_ranges(selection)}
    assert next(iter(ranges)) == "Whole period"
    between = [value for label, value in ranges.items() if label.startswith("Between changes: ")]
    assert len(between) == len(results.changepoints(selection).segments) > 1
    assert (between[0][0], between[-1][1]) == (selection.view.start, selection.view.end)
    days = results.effect(selection).windows
    assert ranges["Around this event"] == [
        f"{days.before.index[0]:%Y-%m-%d}",
        f"{days.after.index[-1]:%Y-%m-%d}",
    ]


def test_without_event_and_change_there_are_the_plain_ones(study):
    view = Selection(study, default_view(study)).under(event="", start="2024-02-01")
    labels = [one["label"] for one in quick_ranges(view)]
    assert labels == ["Whole period", "Last 30 days", "Last 90 days"]
