"""No event loses its row for its id."""

import pytest

from tests.helpers.sources import ACLED_2022, acled, adds_up, read

HEADER = "id,date,country,location,killed,updated_at\n"


def own(*rows):
    return read((HEADER + "\n".join(rows)).encode())


@pytest.mark.parametrize("cut", ["2.01401E+11", "1,23E+12", "9.8E+09", "2E+11"])
def test_ids_that_a_spreadsheet_cut_number_the_rows(cut):
    quoted = f'"{cut}"'
    outcome = own(*(f"{quoted},2024-01-0{n},X,T,1," for n in range(1, 5)))
    assert outcome.events["event_id"].tolist() == ["row-2", "row-3", "row-4", "row-5"]
    assert outcome.events["id"].tolist() == [cut] * 4
    assert sum("has cut the ids" in note for note in outcome.notes) == 1


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([f"{n},2024-01-0{n},{place},T,1," for place in ("A", "B") for n in (1, 2)], "A-1"),
        ([f"{n},2024-01-0{n},X,{place},1," for place in ("A", "B") for n in (1, 2)], "A-1"),
        ([f"{n},{year}-01-0{n},X,T,1," for year in (2023, 2024) for n in (1, 2)], "2023-1"),
    ],
)
def test_ids_that_restart_are_taken_with_where_they_restart(rows, first):
    outcome = own(*rows)
    assert outcome.events["event_id"].iloc[0] == first
    assert len(outcome.events) == 4
    assert any("start anew with each" in note for note in outcome.notes)


@pytest.mark.parametrize("column", ["country", "location"])
def test_an_id_typed_twice_in_two_places_is_no_new_start(column):
    places = {"country": "{},T", "location": "X,{}"}[column]
    rows = [f"{n},2024-01-{n:02d},{places.format('ABC'[n % 3])},1," for n in range(1, 13)]
    outcome = own(*rows, f"5,2024-01-20,{places.format('A')},1,")
    assert outcome.events["event_id"].tolist() == [*(f"{n}" for n in range(1, 13)), "5 (row 14)"]
    assert "look whether an event is there twice" in outcome.cautions[0]


def test_of_two_pasted_exports_the_newest_rows_are_kept():
    old = [f"{n},2024-01-0{n},X,T,1,2024-02-01" for n in range(1, 5)]
    new = [f"{n},2024-01-0{n},X,T,5,2024-03-01" for n in range(3, 5)]
    outcome = own(*old, *new)
    assert outcome.events["killed"].tolist() == ["1", "1", "5", "5"]
    assert sum(outcome.left_out.values()) == 2
    assert adds_up(outcome)


@pytest.mark.parametrize(
    "stamps", [("1650000000", "1660000000"), ("2024-01-01", "2024-02-01 10:00")]
)
def test_acled_keeps_the_newest_of_an_id_even_where_its_day_was_revised(stamps):
    content = acled(ACLED_2022, ["2022-01-05", "2022-01-06"]).decode().replace("XXX2", "XXX1")
    parts = content.split("1650000000")
    outcome = read((parts[0] + stamps[0] + parts[1] + stamps[1] + parts[2]).encode())
    assert outcome.events["date"].tolist() == ["2022-01-06"]


def test_an_id_on_two_events_keeps_both_and_says_so():
    outcome = own("1,2024-01-01,X,T,1,", "1,2024-01-01,X,T,4,", "2,2024-01-02,X,T,1,")
    assert outcome.events["event_id"].tolist() == ["1", "1 (row 3)", "2"]
    assert "look whether an event is there twice" in outcome.cautions[0]
