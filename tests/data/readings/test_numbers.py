import pandas as pd
import pytest

from data.readings.numbers import as_floats


@pytest.mark.parametrize(
    "cells",
    [["1.5", None, "-0.25"], ["+3", "4e2"], [None, None], [], ["33.79000000001", "1700000000.0"]],
)
def test_text_becomes_the_same_numbers_as_one_by_one(cells):
    column = pd.Series(cells, range(5, 5 + len(cells)), dtype="str", name="n")
    pd.testing.assert_series_equal(as_floats(column), pd.to_numeric(column).astype("float64"))


def test_other_text_is_an_error():
    with pytest.raises(ValueError, match="never"):
        as_floats(pd.Series(["1", "never"], dtype="str"))
