from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from analytics.changepoints.sensitivity import compare_choices
from analytics.changepoints.sentence import (
    both_evidences,
    headline,
    move,
    size_and_ends,
    size_words,
    stand_out,
    unchecked,
    unsettled,
    way_of,
)
from analytics.wording import plain_number

DAYS = pd.date_range("2023-10-17", periods=140)


def change(before, after, low, high, first="2024-01-29", last="2024-02-13", evidence=40.0):
    return SimpleNamespace(
        evidence=evidence,
        rate_before=before,
        rate_after=after,
        rate_ratio=after / before if before else np.inf,
        ratio_low=low,
        ratio_high=high,
        ci_low=pd.Timestamp(first),
        ci_high=pd.Timestamp(last),
    )


def counts(*levels, seed=1, name="raids"):
    rates = np.repeat(*map(np.array, zip(*levels, strict=True)))
    return pd.Series(np.random.default_rng(seed).poisson(rates), DAYS[: len(rates)], name=name)


def test_a_change_is_told_with_its_size_its_rates_and_its_dates():
    told = move(change(1.8, 0.216, 0.04, 0.33), "a day")
    assert told == (
        "fell by 88 % (67 to 96 %), from 1.8 to 0.22 a day, between 29 January and 13 February 2024"
    )


@pytest.mark.parametrize(
    ("ratio", "low", "high", "told"),
    [
        (0.5, 0.4, 0.6, "by 50 % (40 to 60 %), "),
        (0.433, 0.16, 0.92, "by 57 % (8 to 84 %), "),
        (2.37, 1.8, 3.3, "by 137 % (80 to 230 %), "),
        # From three times on as so many times.
        (4.23, 3.1, 5.74, "to 4.2 times the rate before (3.1 to 5.7), "),
        (9.35, 1.22, 71.8, "to 9.3 times the rate before (1.2 to 72), "),
        (4.23, 1.9, np.inf, "to 4.2 times the rate before (1.9 to no upper bound), "),
        (3.5, 1.004, 9.0, "to 3.5 times the rate before (1.004 to 9), "),
        # All is never gone while something is left.
        (0.004, 0.001, 0.02, "by over 99 % (98 to over 99 %), "),
        # From nothing, or to nothing, the rates say it.
        (0.0, 0.0, 0.3, ""),
    ],
)
def test_percent_up_to_a_tripling_and_times_above(ratio, low, high, told):
    assert size_words(change(1.0, ratio, low, high)) == told


@pytest.mark.parametrize(
    ("before", "after", "low", "high", "told"),
    [
        (1.0, 0.8, 0.6, 1.1, "40 % less to 10 % more"),
        # No end of the interval goes over to the other side, and all is never gone.
        (1.0, 0.8, 0.6, 1.0004, "40 % less to under 0.1 % more"),
        (2.5, 0.14, 0.002, 1.73, "over 99 % less to 73 % more"),
        (1.0, 3.5, 0.996, 9.0, "0.996 to 9 times the rate before"),
        (0.1, 1.5, 0.026, 8800.0, "0.026 to 8,800 times the rate before"),
        (0.1, 1.5, 0.9, np.inf, "0.9 times the rate before to no upper bound"),
        # Also from nothing and to nothing.
        (0.0, 0.3, 0.5, np.inf, "0.5 times the rate before to no upper bound"),
        (0.3, 0.0, 0.0, 1.2, "100 % less to 20 % more"),
    ],
)
def test_a_change_that_its_interval_denies_has_neither_size_nor_way(before, after, low, high, told):
    row = change(before, after, low, high)
    assert move(row, "a day") == (
        f"changed from {plain_number(before)} to {plain_number(after)} a day, "
        "between 29 January and 13 February 2024; "
        f"by how much is not settled ({told})"
    )
    assert size_and_ends(row.rate_ratio, low, high) == ("not settled", told)
    assert way_of(row, "rise", "fall", "change") == "change"
    # With no change outside of the interval the same change has both.
    settled = change(before, after, *((low, 0.99) if after < before else (1.01, high)))
    assert way_of(settled) == ("fell" if after < before else "rose")
    assert "settled" not in move(settled, "a day")


def test_every_sentence_of_an_open_change_leaves_its_way_open():
    result = find_changepoints(counts((1.0, 70), (5.0, 70)))
    table = result.table.assign(ratio_low=0.5, ratio_high=40.0)
    open_ = replace(result, table=table, gradual=True)
    told = headline(open_)
    assert ", or gradually; by how much is not settled (0.5 to 40 times the rate before). " in told
    sentences = (told, str(open_), unchecked(open_), unsettled(open_, "2 of 9 cuts"))
    for sentence in sentences:
        assert "changed " in sentence
        assert not any(word in sentence for word in ("rose", "rise", "fell", "fall"))
    assert "; by how much is not settled (0.5 to 40 times" in unchecked(open_)
    other = compare_choices({"raids": open_, "the day before": result})
    assert "the change " in str(other)
    # The same sentences do tell the way of the change as it was found.
    for sentence in (headline(result), str(result), unchecked(result), unsettled(result, "2 of 9")):
        assert "rose " in sentence


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2024-02-04", "2024-02-04", "on 4 February 2024"),
        ("2024-02-04", "2024-02-13", "between 4 and 13 February 2024"),
        ("2023-12-30", "2024-01-02", "between 30 December 2023 and 2 January 2024"),
    ],
)
def test_dates_are_written_out(first, last, told):
    assert move(change(2.0, 1.0, 0.4, 0.6, first, last), "a day").endswith(f"a day, {told}")


def test_the_headline_tells_the_last_change_and_its_own_evidence():
    result = find_changepoints(counts((0.5, 50), (4.0, 40), (0.4, 50)))
    assert len(result.table) == 2
    told = headline(result, "; found in all 12 cuts of the period")
    assert told.startswith("Raids fell by ")
    assert ". Evidence of this change " in told
    assert told.endswith(" to 1; found in all 12 cuts of the period.")
    assert "rose" not in told
    assert "Raids rose " in str(result)
    assert "; then fell by " in str(result)


def test_a_change_below_the_line_is_told_as_not_found_by_itself_and_counted_so():
    result = find_changepoints(counts((0.5, 50), (4.0, 40), (0.4, 50)))
    strong = result.table.iloc[0]
    weak = replace(result, evidence=2e6, table=pd.DataFrame([strong] * 4 + [strong, strong]))
    weak.table["evidence"] = [90.0, 0.3, 90.0, 90.0, 3.4, 17.0]
    told = str(weak)
    assert told.startswith("Raids changed 6 times (2 of these not found by themselves); at last ")
    assert told.count(" (not found by itself); then ") == 1
    assert (
        ". Evidence of any change over a million to 1, of these 2 in turn 3.4 to 1 and 17" in told
    )
    last = replace(weak, table=weak.table.iloc[:5])
    assert (
        " (not found by itself). Evidence of any change over a million to 1, of this one 3.4 to 1"
        in headline(last)
    )


def test_nothing_of_the_model_is_told():
    for result in map(find_changepoints, (counts((1.0, 140)), counts((1.0, 70), (5.0, 70)))):
        for word in ("size", "branching", "nominal", "p =", "level"):
            assert word not in f"{result} {headline(result)}"


def test_without_a_change_the_rate_and_the_evidence_are_told():
    result = find_changepoints(counts((1.0, 140)))
    assert result.verdict == "no sign of a change"
    assert headline(result) == str(result)
    assert headline(result).startswith("There is no sign of a change in the rate of raids: ")
    assert " Evidence of any change 1 to " in headline(result)


def test_days_that_stand_out_are_named_with_their_counts():
    busy = counts((1.0, 140))
    busy.iloc[[30, 90]] = 40, 60
    result = find_changepoints(busy)
    assert stand_out(result) == (
        "16 Nov 2023 (40 raids), 15 Jan 2024 (60 raids) stand out, and no change rests on that."
    )
    assert str(result).endswith(stand_out(result))
    assert stand_out(find_changepoints(counts((1.0, 140)))) == ""


def test_a_lull_found_by_its_ratio_is_told_by_it():
    result = find_changepoints(counts((3.0, 60), (0.2, 20), (3.0, 60)))
    weak = replace(result, evidence=4.2, lull_ratio=19.3, lull_line=16.25)
    told = headline(weak)
    assert told.endswith(". The likelihood ratio of the lull or burst is 19 (line 16).")
    assert "Evidence" not in told


def test_both_evidences_are_told_and_which_decides():
    result = find_changepoints(counts((1.0, 70), (2.0, 70)))
    told = both_evidences(replace(result, evidence=29.4, evidence_if_independent=3210.0))
    assert told == (
        "The evidence of any change is 29 to 1 whatever the clustering, which decides; 3,210 to 1 "
        "if days were independent."
    )
