import pandas as pd
import pytest

from data.tables.lone_tolls import check_lone_tolls, lone_tolls
from tests.helpers.sources import OWN, OWN_OPTIONS, read

FEW = [0, 1, 2, 0, 5, 3, 0, 0, 12]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([*FEW, 1200], [("killed", 10, 1200, 12)]),
        ([*FEW, 240], [("killed", 10, 240, 12)]),
        ([*FEW, 239], []),
        # A number below a hundred is no surprise, whatever the others are.
        ([0] * 9 + [99], []),
        ([0] * 9 + [100], [("killed", 10, 100, 0)]),
        # Two of them stand beside each other, and of few numbers nothing is said.
        ([*FEW, 1200, 1300], []),
        ([*FEW[1:], 1200], []),
        ([None] * 20, []),
    ],
)
def test_a_toll_stands_alone_that_is_twenty_times_the_next(values, found):
    rows = pd.RangeIndex(1, len(values) + 1)
    table = pd.DataFrame({"killed": pd.array(values, "Int64"), "people": values}, index=rows)
    assert list(lone_tolls(table)) == found
    assert list(lone_tolls(table.astype("string"))) == found


def test_import_and_check_name_it_and_keep_it():
    rows = [f"{n},2024-01-{n:02},Iraq,Base,33.79,42.44,,1,{n},,x\n" for n in range(1, 13)]
    plain = read("".join([OWN, *rows]).encode(), OWN_OPTIONS)
    assert not any("look it up" in note for note in plain.notes)
    rows[6] = rows[6].replace(",1,7,", ",1,1200,")
    outcome = read("".join([OWN, *rows]).encode(), OWN_OPTIONS)
    (note,) = [note for note in outcome.notes if "look it up" in note]
    assert "1,200 in row 11, and 12 at most in all others" in note
    assert len(outcome.events) == 15
    events = outcome.events.set_index(pd.RangeIndex(2, 17))
    (fault,) = check_lone_tolls(events, file="events.csv")
    assert (fault.row, fault.severity, fault.value) == (11, "warning", "1,200")
