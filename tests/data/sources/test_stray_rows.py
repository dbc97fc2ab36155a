"""Rows that are no events, and dates that merged cells hold for several rows."""

import pandas as pd
import pytest

from tests.helpers.sources import adds_up, read

DAYS = [f"{day:%Y-%m-%d}" for day in pd.date_range("2024-01-01", periods=10)]


def table(header, rows):
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]).encode()


@pytest.mark.parametrize(
    "word", ["TOTAL", "Total January", "Grand total", "Summe", "Итого", "المجموع"]
)
@pytest.mark.parametrize("day", ["", "2024-01-31"])
def test_a_total_that_adds_up_is_left_out(word, day):
    rows = [(d, "A", n) for n, d in enumerate(DAYS)]
    outcome = read(table("date,location,killed", [*rows, (day, word, 45)]))
    assert outcome.left_out == {"a total of other rows": 1}
    assert len(outcome.events) == 10
    assert adds_up(outcome)


def test_totals_of_parts_and_of_all_are_left_out():
    rows = [(d, "A", 1) for d in DAYS]
    parts = [*rows[:5], ("2024-01-05", "Subtotal", 5), *rows[5:], ("2024-01-10", "Subtotal", 5)]
    outcome = read(table("date,location,killed", [*parts, ("2024-01-10", "TOTAL", 10)]))
    assert outcome.left_out == {"a total of other rows": 3}


def test_a_total_that_adds_up_to_nothing_is_kept_and_named():
    rows = [(d, "A", 1) for d in DAYS]
    outcome = read(table("date,location,killed", [*rows, ("2024-01-11", "Total Station", 3)]))
    assert len(outcome.events) == 11
    assert "called a total (first row 12)" in outcome.cautions[0]


@pytest.mark.parametrize(("tail", "many"), [("FALSE", 3), ("☐", 3), ("Pending", 20)])
def test_a_tail_of_check_boxes_or_of_a_default_is_left_out(tail, many):
    rows = [(d, "A", "TRUE") for d in DAYS] + [("", "", tail)] * many
    outcome = read(table("date,location,done", rows))
    assert sum(outcome.left_out.values()) == many
    assert outcome.rejected.empty
    assert adds_up(outcome)


def test_a_few_undated_rows_with_content_are_rejected_and_not_lost_from_sight():
    rows = [(d, "A") for d in DAYS] + [("", "B")] * 3
    outcome = read(table("date,location", rows))
    assert len(outcome.rejected) == 3


@pytest.mark.parametrize("repeated", [False, True])
def test_dates_of_merged_cells_hold_for_the_rows_below(repeated):
    rows = [(DAYS[n // 2] if n % 2 == 0 else "", f"P{n}") for n in range(12)]
    rows += [(DAYS[8], "Q"), (DAYS[8], "R")] if repeated else []
    outcome = read(table("date,location", rows))
    assert outcome.rejected.empty
    assert outcome.events["date"].tolist()[:4] == [DAYS[0], DAYS[0], DAYS[1], DAYS[1]]
    assert "6 rows have no" in outcome.cautions[0]


def test_unknown_dates_here_and_there_are_not_filled():
    rows = [(DAYS[n % 3] if n % 3 else "", f"P{n}") for n in range(1, 13)]
    outcome = read(table("date,location", rows))
    assert len(outcome.rejected) == 4


@pytest.mark.parametrize("tag", ["#date", "#date+occurred", "#Date +start"])
def test_a_row_of_tags_is_left_out(tag):
    rows = [(tag, "#adm1+name", ""), *[(d, "A", "x") for d in DAYS]]
    outcome = read(table("date,location,other", rows))
    assert outcome.left_out == {"HXL tag row": 1}


@pytest.mark.parametrize("word", ["Gesamtsumme", "Razem", "Усього", "Genel Toplam", 'סה"כ', "合计"])
def test_a_dated_total_is_one_in_other_languages_too(word):
    rows = [(d, "A", n) for n, d in enumerate(DAYS)]
    quoted = word.replace('"', '""')
    outcome = read(table("date,location,killed", [*rows, ("2024-01-31", f'"{quoted}"', 45)]))
    assert outcome.left_out == {"a total of other rows": 1}
    assert adds_up(outcome)


def test_a_last_row_that_is_the_sum_of_all_is_told_by_its_number():
    rows = [(d, "A", n) for n, d in enumerate(DAYS)]
    dated = read(table("date,location,killed", [*rows, ("2024-01-31", "Jumla", 45)]))
    assert "the last row (row 12) holds 45" in dated.cautions[0]
    assert len(dated.events) == 11
    undated = read(table("date,location,killed", [*rows, ("Jumla", "", 45)]))
    assert undated.left_out == {"a total of other rows": 1}
    other = read(table("date,location,killed", [*rows, ("2024-01-31", "B", 44)]))
    assert not other.cautions


def test_a_dated_total_of_counts_is_not_counted_twice():
    rows = [(d, "A", 1 + n % 2) for n, d in enumerate(DAYS)]
    outcome = read(table("date,location,attacks", [*rows, ("2024-01-31", "TOTAL", 15)]))
    assert outcome.left_out == {"a total of other rows": 1}
