"""A study of two countries that share names of places, filtered, divided and compared."""

from dataclasses import replace

import pandas as pd
import pytest

import escalation
from analytics.errors import InvalidOption
from analytics.groups.compare import compare_groups
from analytics.groups.on_map import place_groups
from analytics.panel.counting import count_panel
from analytics.panel.units import count_units
from analytics.responses.of_study import of_side, read_side, study_responses
from analytics.revisions.compare import compare_vintages, whole_view
from analytics.selection.condition import conditions_of
from analytics.selection.link import view_from
from analytics.selection.options import check_choices, default_view
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_events
from data.kept_study import keep_study, kept_study
from tests.helpers.homonyms import PERIOD, UNITS, homonyms, sizes

EST = {name for name in UNITS if name.startswith("Est")}


@pytest.fixture(scope="module")
def study():
    return escalation.study(homonyms(), **PERIOD)


@pytest.fixture(scope="module")
def whole(study):
    return Selection(study, default_view(study))


def listed(selection):
    return len(selection.events(selection.measured))


def test_every_way_to_divide_has_the_same_units(whole):
    units = count_units(whole, ["admin1"])
    assert dict(zip((one for (one,) in units.keys), units.totals.tolist(), strict=True)) == sizes()
    panel = count_panel(whole, "admin1").counts.sum()
    assert panel.to_dict() == sizes()
    groups = compare_groups(whole, "admin1", most=0).table
    assert dict(zip(groups["group"], groups["events"], strict=True)) == sizes()


def test_each_has_its_own_middle_on_the_map_of_groups(whole):
    table = place_groups(whole.under(by="admin1")).table.set_index("group")
    assert table.loc["Est (Burkina Faso)", ["lat", "lon"]].tolist() == [5.0, 3.0]
    assert table.loc["Est (Cameroon)", ["lat", "lon"]].tolist() == [6.0, 5.0]


@pytest.mark.parametrize("name", sorted(EST))
def test_a_full_name_selects_the_rows_of_its_country(whole, name):
    expected = sizes()[name]
    by_column = whole.under(where=conditions_of("admin1", [name]))
    by_place = whole.under(location=(name.replace("Est", "Est town"),))
    for selection in (by_column, by_place):
        check_choices(selection)
        assert listed(selection) == expected
    others = whole.under(where=conditions_of("admin1", [f"-{name}"]))
    assert listed(others) == listed(whole) - expected


def test_the_name_alone_selects_all_of_them(whole):
    every = sum(sizes()[name] for name in EST)
    plain = whole.under(where=conditions_of("admin1", ["Est"]))
    check_choices(plain)
    assert listed(plain) == every
    assert listed(whole.under(location=("Est town",))) == every
    assert listed(whole.under(where=conditions_of("admin1", ["-Est"]))) == listed(whole) - every
    with pytest.raises(
        InvalidOption, match="No row of this study has the first-level area 'Ouest'"
    ):
        check_choices(whole.under(where=conditions_of("admin1", ["Ouest"])))


def test_a_link_with_the_name_alone_opens_with_all_of_them_chosen(study):
    view, unused = view_from({"where.admin1": "Est", "place": "Est town"}, study)
    assert not unused
    assert set(view.where[0].values) == EST
    assert view.location == tuple(sorted(name.replace("Est", "Est town") for name in EST))
    view, unused = view_from({"where.admin1": "Est (Cameroon)"}, study)
    assert not unused
    assert view.where[0].values == ("Est (Cameroon)",)


def test_a_series_of_a_name_has_the_rows_of_all_its_countries(study):
    series = {
        name: {"table": "events", "where": {"admin1": [asked]}}
        for name, asked in {"all": "Est", "begins": "Es*", "one": "Est (Cameroon)"}.items()
    }
    divided = replace(study, settings=study.settings | {"series": series})
    rows = {name: len(series_events(divided, name)) for name in series}
    every = sum(sizes()[name] for name in EST)
    assert rows == {"all": every, "begins": every, "one": sizes()["Est (Cameroon)"]}


def test_a_side_of_responses_may_be_named_either_way(whole):
    series = whole.measured
    sides = (read_side(f"{series}:admin1=Est"), read_side(f"{series}:admin1=Sahel"))
    kept = whole.under(where=conditions_of("admin1", ["Est", "Sahel"]))
    full = ",admin1=".join(sorted(EST))
    in_full = (read_side(f"{series}:admin1={full}"), sides[1])
    assert len(of_side(kept, sides[0]).events(series)) == sum(sizes()[name] for name in EST)
    found, again = (study_responses(kept, asked) for asked in (sides, in_full))
    for one, other in zip(found.directions, again.directions, strict=True):
        pd.testing.assert_frame_equal(one.table, other.table)


def test_rows_are_listed_with_the_names_of_their_source(whole):
    names = whole.incidents[["country", "admin1", "location"]].astype(object)
    columns = list(names)
    expected = homonyms()[columns].astype(object)
    for column in columns:
        assert (
            names[column]
            .value_counts(dropna=False)
            .sort_index()
            .equals(expected[column].value_counts(dropna=False).sort_index())
        )


def test_a_name_that_another_country_comes_to_share_is_no_change_of_rows(study):
    earlier = escalation.study(homonyms()[lambda rows: rows["country"] != "Cameroon"], **PERIOD)
    assert not earlier.homonyms
    view = whole_view(earlier, study, default_view(study))
    result = compare_vintages(earlier, study, view)
    assert "admin1" not in set(result.table["column"])
    assert set(result.table["change"]) == {"added"}


def test_another_process_has_the_same_names_as_has_one_kept_before_there_were_any(study, tmp_path):
    keep_study(study, tmp_path)
    again = kept_study(tmp_path)
    assert again.homonyms == study.homonyms
    pd.testing.assert_frame_equal(again.events, study.events)
    keep_study(replace(study, events=study.as_listed("events"), homonyms={}), tmp_path)
    about = tmp_path / "study.json"
    about.write_text(about.read_text().replace('"homonyms": {}, ', ""))
    older = kept_study(tmp_path)
    assert older.homonyms == study.homonyms
    pd.testing.assert_frame_equal(older.events, study.events)
