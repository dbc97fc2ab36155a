import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.descriptive.casualties import toll
from analytics.errors import MissingColumn


def events(values):
    return pd.DataFrame({"us_killed": pd.array(values, dtype="Int64")})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([3, None, 0], "at least 3 (unknown for 1 of 3 events)"),
        ([0, None], "none known (unknown for 1 of 2 events)"),
        ([1200, 34], "1,234"),
        ([0, 0], "0"),
        ([None, None], "unknown"),
        ([], "none (no events)"),
    ],
)
def test_a_toll_says_what_is_not_known(values, words):
    assert str(toll(events(values), "us_killed")) == words


@given(values=st.lists(st.none() | st.integers(0, 500), max_size=30))
def test_a_blank_is_never_a_zero(values):
    result = toll(events(values), "us_killed")
    known = [value for value in values if value is not None]
    assert result.known == (sum(known) if known else None)
    assert result.unknown_rows == len(values) - len(known)
    assert result.table["at_least"].isna().item() == (not known)


def test_the_column_must_be_there():
    with pytest.raises(MissingColumn, match="no column 'killed'"):
        toll(events([1]), "killed")
