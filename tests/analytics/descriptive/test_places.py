import pandas as pd
import pytest

from analytics.descriptive.places import count_places

ROWS = [
    ("Erbil", "rocket", 1),
    ("Erbil", "one_way_drone", 4),
    ("Erbil", "one_way_drone", None),
    ("Erbil", None, 1),
    ("Erbil", "mortar", 1),
    ("Sinjar", "mortar", 0),
    ("Sinjar", None, None),
]


@pytest.fixture
def events():
    table = pd.DataFrame(ROWS, columns=["location", "weapon", "killed"])
    return table.assign(country="Iraq", lat=36.0, lon=44.0, killed=table["killed"].astype("Int64"))


def test_weapons_of_as_many_events_stand_as_listed(events):
    weapons = count_places(events).table.set_index("location")["weapons"]
    assert weapons["Erbil"] == "one way drone 2, rocket 1, unknown 1, mortar 1"
    assert weapons["Sinjar"] == "mortar 1, unknown 1"


def test_weapons_of_equal_tolls_stand_by_name_and_those_of_none_are_not_listed(events):
    weapons = count_places(events, added="killed").table.set_index("location")["weapons"]
    assert weapons["Erbil"] == "one way drone 4, mortar 1, rocket 1, unknown 1"
    assert weapons["Sinjar"] == ""


def test_a_table_without_weapons_lists_none(events):
    assert set(count_places(events.drop(columns="weapon")).table["weapons"]) == {""}
