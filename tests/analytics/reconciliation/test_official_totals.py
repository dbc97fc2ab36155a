import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import InvalidOption, MissingColumn, NotAnswerable
from analytics.reconciliation.official_totals import compare_official_totals, official_series
from analytics.series.daily import select_events

START = "2023-10-17"
MARK = "(not official)"
OWN = {"column": "total_since_2023_10_17", "unofficial": MARK}

# The coverage table of the bundled study's sources: as of, official figures of the day,
# rows listed by then, rows of them that are officially confirmed.
COVERAGE = """
2023-10-24 13/14 15 9
2023-10-26 16/19 18 11
2023-10-27 19/20/21 21 13
2023-10-30 23/24 29 17
2023-10-31 27 31 19
2023-11-01 28 33 20
2023-11-05 32 45 27
2023-11-06 38 46 28
2023-11-07 40 52 31
2023-11-08 41/42 56 33
2023-11-09 46 61 37
2023-11-13 52 70 43
2023-11-14 55/56 71 44
2023-11-15 57 73 45
2023-11-16 58 73 45
2023-11-17 60/61/62 76 48
2023-11-18 61 79 48
2023-11-20 64 81 48
2023-11-21 66 83 49
2023-11-23 73 89 54
2023-11-29 74 90 55
2023-11-30 74 90 55
2023-12-04 78 95 56
2023-12-06 76/78 99 57
2023-12-07 77/78 99 57
2023-12-08 78/82/84 108 61
2023-12-11 90/92 111 63
2023-12-13 97 116 65
2023-12-16 100 124 70
2023-12-18 101 124 70
2023-12-21 102 126 71
2023-12-25 103 130 72
2023-12-27 106 132 73
2024-01-01 115 144 78
2024-01-04 118 154 78
2024-01-08 120 163 78
2024-01-09 127 164 78
2024-01-11 130 170 78
2024-01-16 131 177 78
2024-01-17 140 178 78
2024-01-18 140 179 78
2024-01-20 141/144 180 79
2024-01-22 151 186 79
2024-01-24 150 191 80
2024-01-26 158 195 81
2024-01-29 165 203 84
2024-01-30 160/166 203 84
2024-02-05 160/168 208 85
2024-02-10 168 214 85
2024-02-20 180 216 85
2024-04-23 170 223 87
2024-08-12 180 228 91
2024-11-21 206 234 95
"""
# Where a later report is lower, the running total keeps the earlier figure.
CARRIED = {"2023-11-18": 62, "2024-01-24": 151, "2024-04-23": 180}
# The table gives 10 for Iraq on 24 October, from the 13 of that day; the largest, 14, has 11.
BY_COUNTRY = {
    "iraq": "2023-10-24 11 8, 2023-10-31 16 12, 2023-11-08 22 21, 2023-11-14 27 24, "
    "2023-11-23 36 34, 2023-11-29 36 34, 2023-12-08 43 43, 2023-12-13 45 45, "
    "2023-12-21 47 47, 2023-12-27 50 49, 2024-01-01 51 52, 2024-01-11 53 57, "
    "2024-01-18 57 60, 2024-01-29 66 70",
    "syria": "2023-10-24 3 7, 2023-10-31 11 19, 2023-11-08 19 35, 2023-11-14 29 47, "
    "2023-11-23 37 55, 2023-11-29 38 56, 2023-12-08 41 65, 2023-12-13 52 71, "
    "2023-12-21 55 79, 2023-12-27 56 83, 2024-01-01 64 92, 2024-01-11 77 113, "
    "2024-01-18 83 119, 2024-01-29 98 132",
}


def report(day, figure, *, reported=None, note="", source="Pentagon"):
    return {
        "as_of_date": pd.Timestamp(day),
        "reported_date": pd.Timestamp(reported or day),
        "total": figure,
        "source_org": source,
        "publisher": "AP",
        "note": note,
    }


def chosen(reports, rule="largest"):
    table = official_series(pd.DataFrame(reports), column="total", rule=rule).table
    return table["chosen"].tolist()


def test_the_published_coverage_of_the_bundled_case_is_met(study):
    table = compare_official_totals(
        study.events, study.official_totals, start=START, **OWN
    ).table.set_index("as_of")
    for line in COVERAGE.split("\n")[1:-1]:
        day, figures, listed, official = line.split()
        row = table.loc[day]
        assert row["official_total"] == CARRIED.get(day, max(map(int, figures.split("/")))), day
        assert (row["listed"], row["listed_official"]) == (int(listed), int(official)), day
        assert row["difference"] == row["listed"] - row["official_total"]
    assert list(table.index[table["official_total"].isna()].strftime("%F")) == [
        "2024-01-27",  # only figures that are not official
        "2024-02-02",
        "2024-07-16",
    ]


@pytest.mark.parametrize("column", BY_COUNTRY)
def test_the_published_split_by_country_is_met(study, column):
    events = select_events(study.events, country=[column.title()])
    comparison = compare_official_totals(events, study.official_totals, start=START, column=column)
    table = comparison.table.set_index("as_of")
    for entry in BY_COUNTRY[column].split(", "):
        day, official, listed = entry.split()
        assert (table.loc[day, "official_total"], table.loc[day, "listed"]) == (
            int(official),
            int(listed),
        )


def test_seventy_eight_attacks_as_of_6_december(study):
    table = official_series(study.official_totals, **OWN).table.set_index("as_of")
    assert table.loc["2023-12-06", ["low", "high", "chosen", "reports"]].tolist() == [76, 78, 78, 2]


def test_the_finding_is_one_sentence(study):
    given = {"start": START, "end": "2024-02-05", "noun": "attacks"}
    comparison = compare_official_totals(study.events, study.official_totals, **given, **OWN)
    assert str(comparison) == (
        "By 5 Feb 2024 the list holds 208 attacks where officials counted 168 (+40, 24 % more); "
        "of the listed, 85 are officially confirmed."
    )
    assert str(comparison.official_totals) == (
        "Officials counted 168 attacks by 5 Feb 2024 (largest official figure of each day, never "
        "falling; 106 reports for 50 days, contradicting each other on 14)."
    )


@pytest.mark.parametrize(
    ("listed", "words"), [(3, "counted 4 (-1, 25 % fewer);"), (4, "counted 4, the same;")]
)
def test_fewer_or_as_many_are_said_so(listed, words):
    day = pd.Timestamp("2023-11-01")
    events = pd.DataFrame({"date": [day] * listed, "confirmation": ["official"] * listed})
    totals = pd.DataFrame([report(day, 4)])
    assert words in str(compare_official_totals(events, totals, start=START, column="total"))


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(1, 99)), min_size=1, max_size=20
    )
)
def test_a_running_total_never_falls_and_the_rules_enclose_each_other(rows):
    first = pd.Timestamp("2023-11-01")
    reports = [
        report(first + pd.Timedelta(days=day), total, reported=first + pd.Timedelta(days=day + lag))
        for day, lag, total in rows
    ]
    largest, lowest = chosen(reports), chosen(reports, "lowest")
    assert largest == sorted(largest)
    assert lowest == sorted(lowest)
    latest = chosen(reports, "latest")
    assert all(low <= last <= high for low, last, high in zip(lowest, latest, largest, strict=True))
    assert len(official_series(pd.DataFrame(reports), column="total").reports) == len(rows)


def test_the_rules_differ_as_they_say():
    reports = [
        report("2023-11-01", 10, reported="2023-11-03"),
        report("2023-11-01", 12, reported="2023-11-01"),
        report("2023-11-05", 11),
    ]
    assert chosen(reports) == [12, 12]
    assert chosen(reports, "lowest") == [10, 11]
    assert chosen(reports, "latest") == [10, 11]


def test_an_inexact_figure_gives_way_to_an_exact_one():
    day = "2023-11-01"
    exact = report(day, 23, note="About 62 injuries")
    for words in ("At least 24", "more than 24; others say less", "Words say nearly 24"):
        assert chosen([exact, report(day, 24, note=words)]) == [23]
        assert chosen([report(day, 24, note=words)]) == [24]


def test_an_unofficial_figure_widens_the_spread_only():
    reports = [
        report("2023-11-01", 10),
        report("2023-11-01", 30, source="UANI (not official)"),
        report("2023-11-02", 31, source="UANI (not official)"),
    ]
    table = official_series(pd.DataFrame(reports), unofficial=MARK).table
    assert table["high"].tolist() == [30, 31]
    assert table["chosen"].tolist()[0] == 10
    assert pd.isna(table["chosen"].tolist()[1])
    with pytest.raises(NotAnswerable, match="No official figure"):
        official_series(pd.DataFrame(reports[1:2]), unofficial=MARK)
    every = official_series(pd.DataFrame(reports)).table
    assert every["chosen"].tolist() == [30, 31]  # without a mark every report is official


def test_unusable_totals_are_refused(study):
    with pytest.raises(InvalidOption, match="latest, by source, got 'median'"):
        official_series(study.official_totals, rule="median", **OWN)
    with pytest.raises(MissingColumn, match="no column 'lebanon'"):
        official_series(study.official_totals, column="lebanon")
    with pytest.raises(NotAnswerable, match="No official figure"):
        compare_official_totals(
            study.events, study.official_totals, start=START, end="2023-10-20", **OWN
        )
