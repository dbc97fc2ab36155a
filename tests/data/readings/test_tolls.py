import pandas as pd
import pytest

from data.readings.tolls import read_tolls


def column(cells: list) -> pd.Series:
    return pd.Series(cells, index=range(2, len(cells) + 2), dtype="str", name="killed")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", "0"),
        ("1,200", "1200"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("1'200", "1200"),
        ("1.200.000", "1200000"),
        ("1,20,000", "120000"),
        ("3,0", "3"),
        ("3.", "3"),
        ("1E+03", "1000"),
        ("٣", "3"),
        ("۱۲", "12"),
        ("+4", "4"),
    ],
)
def test_numbers_in_any_writing(text, count):
    read = read_tolls(column([text, "1"]))
    assert float(read.counts.iloc[0]) == float(count)
    assert not read.at_least.any()
    assert not read.unknown.any()


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("2-4", "2"),
        ("2–4", "2"),
        ("2 to 4", "2"),
        ("2 or 3", "2"),
        ("between 10 and 20", "10"),
        ("1,200-1,500", "1200"),
        ("٢-٤", "2"),
        ("at least 3", "3"),
        ("At Least 12", "12"),
        ("3+", "3"),
        ("3 or more", "3"),
        (">3", "3"),
        ("≥ 3", "3"),
        ("more than 100", "100"),
        ("min. 5", "5"),
        ("al menos 5", "5"),
        ("не менее 5", "5"),
        ("10 at least", "10"),
    ],
)
def test_a_range_or_a_bound_gives_its_lower_end(text, low):
    read = read_tolls(column([text]))
    assert read.counts.tolist() == [low]
    assert read.at_least.all()


@pytest.mark.parametrize(
    "text",
    ["unknown", "several", "dozens", "~5", "c. 5", "about 5", "5?", "up to 5", "<5", "-3", "4-2",
     "0.5", "0,5", "2024-01-05", "02-Apr", "3 killed", "12345678901", "%", "N"],
)  # fmt: skip
def test_what_is_no_number_is_unknown(text):
    read = read_tolls(column([text, None, "1"]))
    assert read.counts.isna().tolist() == [True, True, False]
    assert read.unknown.tolist() == [True, False, False]


def test_one_point_divides_thousands_where_the_column_says_so():
    assert read_tolls(column(["1.200", "1.000", "3"])).counts.tolist() == ["1200", "1000", "3"]
    assert read_tolls(column(["1.200", "0.5"])).counts.isna().all()
    assert read_tolls(column(["1.000", "3.0"])).counts.tolist() == ["1.000", "3.0"]


def test_a_part_of_a_person_is_shared():
    assert read_tolls(column(["0.5", "0,333", "few"])).shared.tolist() == [True, False, False]
