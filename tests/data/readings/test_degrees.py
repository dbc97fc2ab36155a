import pandas as pd
import pytest

from data.readings.degrees import read_degrees


def column(cells: list) -> pd.Series:
    return pd.Series(cells, index=range(2, len(cells) + 2), dtype="str", name="lat")


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("33,5", 33.5),
        ("3.35e1", 33.5),
        ("33.5N", 33.5),
        ("33.5° S", -33.5),
        ("N 33.5", 33.5),
        ("33°30'N", 33.5),
        ("33° 30′ 36″ N", 33.51),
        ("33 30 36 S", -33.51),
        ("33:30:36", 33.51),
        ("33d30m36sN", 33.51),
        ("-33°30'", -33.5),
        ("33°30,6'N", 33.51),
        ("S33 30.6", -33.51),
        ("٣٣٫٥", 33.5),
        ("۳۳.۵", 33.5),
        ("33deg 30min", 33.5),
        ("33°30'36''N", 33.51),
    ],
)
def test_degrees_in_any_writing(text, degrees):
    read = read_degrees(column([text, None]), limit=90)
    assert float(read.degrees.iloc[0]) == pytest.approx(degrees, abs=1e-6)
    assert not read.unknown.any()


@pytest.mark.parametrize("text", ["north", "133.3", "33°75'N", "N33S", "3684210", "33.3, 44.4"])
def test_what_is_no_place_is_unknown(text):
    read = read_degrees(column([text, "33.5"]), limit=90)
    assert read.degrees.isna().tolist() == [True, False]
    assert read.unknown.tolist() == [True, False]
