from dataclasses import replace

import numpy as np
import pytest

from analytics.errors import InvalidOption
from analytics.panel.counting import count_panel
from analytics.panel.units import count_units
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.calendar import INEXACT_WORDS


@pytest.fixture(scope="module")
def selection(study):
    return Selection(study, default_view(study))


def test_units_of_one_column_are_those_of_the_panel(selection):
    units = count_units(selection, ["country"])
    panel = count_panel(selection, "country").observed
    assert len(units) == panel.shape[1]
    for number in range(len(units)):
        assert np.array_equal(units.counts(number), panel[units.name(number)].to_numpy())
    assert units.index.equals(panel.index)


def test_events_that_are_not_dated_to_the_day_are_told(study, selection):
    counted = selection.counted(selection.measured)
    precision = study.events["date_precision"].mask(
        study.events.index.isin(counted.index[:3]), "month"
    )
    other = replace(study, events=study.events.assign(date_precision=precision), digest="other")
    units = count_units(Selection(other, selection.view), ["country"])
    assert units.left_out == {INEXACT_WORDS: 3}
    assert units.events.sum() == len(counted) - 3


def test_units_of_two_columns_add_up_to_those_of_one(selection):
    both, one = count_units(selection, ["weapon", "country"]), count_units(selection, ["country"])
    known = selection.counted(selection.measured)[["weapon", "country"]].notna().all(axis=1).sum()
    assert both.events.sum() + sum(both.left_out.values()) == one.events.sum()
    assert both.events.sum() <= known
    assert both.name(0) == " / ".join(both.keys[0])


def test_columns_that_cannot_make_units_are_refused(selection):
    with pytest.raises(InvalidOption, match="cannot be divided by 'colour'"):
        count_units(selection, ["colour"])
    with pytest.raises(InvalidOption, match="each named once"):
        count_units(selection, ["country", "country"])
