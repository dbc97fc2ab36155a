import pandas as pd
import pytest

from data.sources.column_names import SYNONYMS
from data.tables.homonyms import full_names, is_of_places, source_names, told_apart


def table(*rows):
    return pd.DataFrame(rows, columns=["admin1", "country", "actor"], dtype="str")


EVENTS = table(
    ("Est", "Cameroon", "A"),
    ("Est", "Burkina Faso", "A"),
    ("Est", None, "B"),
    (None, "Cameroon", "A"),
    ("Littoral", "Cameroon", "A"),
    ("Littoral", None, "A"),
)


def test_only_names_of_several_countries_are_told_apart():
    found, homonyms = told_apart({"events": EVENTS, "strikes": EVENTS.iloc[:0]})
    expected = ["Est (Cameroon)", "Est (Burkina Faso)", "Est (country unknown)"]
    assert found["events"]["admin1"].iloc[:3].tolist() == expected
    assert found["events"]["admin1"].iloc[3:].dropna().tolist() == ["Littoral"] * 2
    assert homonyms == {"admin1": dict.fromkeys(sorted(expected), "Est")}
    pd.testing.assert_frame_equal(
        found["events"].drop(columns="admin1"), EVENTS[["country", "actor"]]
    )
    pd.testing.assert_frame_equal(source_names(found["events"], homonyms), EVENTS)


def test_both_tables_of_events_are_looked_at_together():
    found, _ = told_apart({"events": EVENTS.iloc[[0]], "strikes": EVENTS.iloc[[1]]})
    assert [found[name]["admin1"].item() for name in ("events", "strikes")] == [
        "Est (Cameroon)",
        "Est (Burkina Faso)",
    ]


@pytest.mark.parametrize("rows", [[0, 2, 4], [2], [3, 4, 5]])
def test_where_no_name_has_two_countries_the_tables_stay_the_same(rows):
    tables = {"events": EVENTS.iloc[rows], "strikes": EVENTS.drop(columns="country")}
    found, homonyms = told_apart(tables)
    assert not homonyms
    assert all(found[name] is tables[name] for name in tables)


def test_spellings_of_one_country_are_one_country():
    places = [("Est", "Côte d'Ivoire"), ("Est", "cote d'ivoire"), ("Est", None)]
    assert full_names(places) == {}
    called = full_names([*places, ("Est", "Mali"), ("Nord", "Côte d'Ivoire")])
    assert called["Est", "cote d'ivoire"] == "Est (Côte d'Ivoire)"
    assert ("Nord", "Côte d'Ivoire") not in called


def test_what_is_called_unknown_is_no_place():
    assert full_names([("Unknown", "Mali"), ("Unknown", "Niger")]) == {}


def test_places_are_told_by_the_name_of_their_column():
    places = [*SYNONYMS["location"].split(), "admin1", "ADM_2", "Admin1 Name", "adm1_en"]
    places += ["provstate", "Province", "City"]
    assert all(map(is_of_places, places))
    others = ["country", "region", "actor1", "weapon", "event_type", "attributed_to", "iso"]
    assert not any(map(is_of_places, others))
