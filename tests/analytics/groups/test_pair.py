import pytest

from analytics.errors import InvalidOption, NotAnswerable
from analytics.findings import results
from analytics.groups.pair import AFTER_CHANGE, compare_pair
from analytics.selection.options import default_view
from analytics.selection.selected import Selection

PAIR = ("Iraq", "Syria")


@pytest.fixture(scope="module")
def selection(study):
    return Selection(study, default_view(study))


@pytest.mark.parametrize("since", ["recent", "event"])
def test_each_group_is_compared_with_itself_first(selection, since):
    asked = selection.under(event="2023-12-20")
    found = compare_pair(asked, PAIR, "country", since=since)
    first, second, contrast = found.table.itertuples()
    assert contrast.rate_ratio == pytest.approx(first.rate_ratio / second.rate_ratio)
    assert contrast.ci_low < contrast.rate_ratio < contrast.ci_high
    if since == "event":
        alone = results.effect(asked.under(country=("Syria",)))
        assert second.rate_ratio == pytest.approx(alone.rate_ratio)
        assert (second.ci_low, second.ci_high) == pytest.approx((alone.ci_low, alone.ci_high))


def test_since_the_change_says_that_the_data_chose_the_date(selection):
    found = compare_pair(selection, PAIR, "country", since="change")
    change = results.changepoints(selection).table.iloc[-1]
    assert found.windows[0].after.index[0] == change.changepoint
    assert str(found).endswith(AFTER_CHANGE)


def test_what_cannot_be_compared_is_refused(selection):
    with pytest.raises(InvalidOption, match="There is no country 'Mars' in this view: there is"):
        compare_pair(selection, ("Iraq", "Mars"), "country")
    with pytest.raises(InvalidOption, match="named twice"):
        compare_pair(selection, ("Iraq", "Iraq"), "country")
    with pytest.raises(NotAnswerable, match="Jordan cannot be compared with itself"):
        compare_pair(selection, ("Iraq", "Jordan"), "country")
    with pytest.raises(NotAnswerable, match="No event is chosen"):
        compare_pair(selection.under(event=""), PAIR, "country", since="event")
