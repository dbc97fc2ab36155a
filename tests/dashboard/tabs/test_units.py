import pandas as pd
import pytest

from analytics.panel import bounded
from charts.tables.units import WAITS
from dashboard.app import create_app
from dashboard.components.table import Table
from dashboard.tabs import where
from dashboard.tabs.later import UNITS, make_part
from dashboard.tabs.units import units_key
from tests.helpers.components import DESK, text_of
from tests.helpers.panels import made_places

ADDRESS = "?tab=where&by=weapon"


@pytest.fixture(scope="module")
def app(study):
    return create_app(study)


@pytest.fixture
def made():
    """Make a study of eight places, the first of which changed."""
    return made_places(8, 150)


def shown(app, search):
    return app.callbacks["show_view"](search, DESK)["content"]["where"]


def parts_of(content, kind):
    """Give the components of a type, however deep they lie."""
    waiting, found = list(content), []
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, kind):
            found.append(part)
        inner = getattr(part, "children", None)
        waiting += inner if isinstance(inner, list) else [inner] if inner is not None else []
    return found


def unit_table(content):
    (table,) = [one for one in parts_of(content, Table) if one.label.startswith("Every unit")]
    return table


def test_rows_stand_there_at_once_and_what_changed_comes_later(app):
    table = unit_table(shown(app, ADDRESS))
    assert [row[5] for row in table.rows] == [WAITS] * len(table.rows)
    counts = [int(row[2].replace(",", "")) for row in table.rows]
    assert counts == sorted(counts, reverse=True)
    selection, _ = app.opened.read(ADDRESS, "")
    key = units_key(selection)
    rows, values, keys, said = app.callbacks["show_units"](key, ADDRESS)
    assert sorted(row[0] for row in rows) == sorted(row[0] for row in table.rows)
    # The line of bars among them: it is of the same stretches.
    assert {row[0]: row[1:5] for row in rows} == {row[0]: row[1:5] for row in table.rows}
    assert len(rows) == len(keys[6]) == len(keys[8]) == len(keys[9])
    assert [value.replace("_", " ").capitalize() for value in values] == [row[0] for row in rows]
    assert "5 weapons looked at" in text_of(said)
    assert "The weapon of 9 rows is unknown." in text_of(said)
    # The page has moved on to other units.
    assert app.callbacks["show_units"](key, "?tab=where&by=country")[0] is not rows


def test_a_press_opens_the_unit_and_orders_follow_numbers(made):
    app = create_app(made)
    address = "?tab=where&by=location"
    selection, _ = app.opened.read(address, "")
    part = make_part(UNITS, selection)
    first = part["rows"][0]
    assert (first[0], first[5]) == ("Place 0", "firm")
    # The cell says what is chosen.
    assert part["values"] is None
    assert unit_table(shown(app, address)).pick == "location"
    changed, evidence = part["keys"][6], part["keys"][9]
    begun = (pd.Timestamp("2024-04-01") - pd.Timestamp(0)).days
    assert abs(changed[0] - begun) < 4
    assert evidence == sorted(evidence, reverse=True)
    assert unit_table(shown(app, address)).orders == [
        ["Strongest", 9],
        ["Newest", 6],
        ["Largest", 7],
    ]


def test_of_very_many_groups_the_units_come_first_and_the_largest_are_compared(made, monkeypatch):
    monkeypatch.setattr(where, "MOST_COMPARED", 5)
    monkeypatch.setattr("analytics.groups.compare.MOST_COMPARED", 5)
    app, address = create_app(made), "?tab=where&by=location"
    content = shown(app, address)
    assert len(parts_of(content, Table)) == 1
    assert "Holding those with the most events" in text_of(content)
    selection, _ = app.opened.read(address, "")
    named = app.callbacks["show_named"](where.groups_key(selection), address, DESK)
    said = text_of(named)
    assert "5 places, those with the most incidents of 8, were looked at" in said
    assert "Two against each other" in said


def test_more_than_a_reader_waits_for_is_cut_to_the_newest_days(made, monkeypatch):
    monkeypatch.setattr(bounded, "MOST_WEIGHED", 700)
    monkeypatch.setattr(bounded, "STRETCHES", (100, 80))
    app = create_app(made)
    selection, _ = app.opened.read("?tab=where&by=location", "")
    said = text_of(make_part(UNITS, selection)["said"])
    assert "Only 80 observed days were looked at, from 11 Mar 2024 on" in said
