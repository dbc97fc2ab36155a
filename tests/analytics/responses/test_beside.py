"""What is told beside the ratio: delays, sizes, predictions, the order of a day."""

import numpy as np
import pandas as pd
import pytest

from analytics.responses.dose import dose_response
from analytics.responses.episode_table import same_day
from analytics.responses.episodes import find_episodes, pair_days
from analytics.responses.expected import expected_days
from analytics.responses.prediction import log_probability, mean_error, prediction_gain
from analytics.responses.sentence import could_be_seen, singular
from analytics.responses.waiting import next_delays, waiting_times
from tests.helpers.responses import DAYS, record

NAMES = {"trigger": "strikes", "responder": "attacks"}


def test_delays_count_from_the_next_day_and_end_where_nobody_looked():
    counts = np.array([1, 0, 2, 0, np.nan, 1, 0, 0.0])
    found = next_delays(counts)
    assert found[:2].tolist() == [2, 1]
    assert np.isnan(found[2:4]).all()
    assert found[4] == 1
    assert np.isnan(found[5:]).all()


def test_waiting_times_are_held_against_moved_episodes():
    attacks, strikes = record(21)
    attacks[:] = 0
    attacks.iloc[np.flatnonzero(strikes) + 1] = 1
    paired = pair_days(strikes, attacks)
    starts = find_episodes(paired.trigger, gap=1, least=1).starts
    moved = np.clip(starts + np.arange(-6, 7)[:, None], 0, DAYS.size - 1)
    found = waiting_times(paired, starts, moved, least=1, **NAMES)
    assert found.mean == 1
    assert found.expected > 2
    assert found.table.set_index("delay").loc[1, "episodes"] == len(starts)
    assert (found.links["delay"] == 1).all()
    assert "after 1.0 days on average" in str(found)


@pytest.mark.parametrize(("slope", "least", "most"), [(0.7, 0.0, 0.01), (0.0, 0.02, 1.0)])
def test_larger_episodes_are_followed_by_more_where_they_are(slope, least, most):
    attacks, strikes = record(22, mean=3.0)
    rng = np.random.default_rng(5)
    sizes = np.round(2.0 ** rng.integers(0, 5, int(strikes.sum())))
    for day, size in zip(np.flatnonzero(strikes), sizes, strict=True):
        mean = 3.0 * 2 ** (slope * (np.log2(size) - 2))
        attacks.iloc[day + 1 : day + 4] = rng.poisson(mean, 3)
    paired = pair_days(strikes, attacks)
    starts = find_episodes(paired.trigger, gap=1, least=1).starts
    doses = pd.DataFrame({"deaths": sizes[: starts.size], "alike": 1.0})
    found = dose_response(paired, expected_days(paired), starts, doses, **NAMES)
    row = found.table.set_index("dose")
    assert least <= row.loc["deaths", "pvalue"] <= most
    assert row.loc["alike", "reason"] == "All episodes are of the same size."
    if slope:
        assert row.loc["deaths", "ratio"] > 1.3


def test_unknown_sizes_take_no_part_and_are_not_0():
    attacks, strikes = record(23)
    paired = pair_days(strikes, attacks)
    starts = find_episodes(paired.trigger, gap=1, least=1).starts
    sizes = np.full(starts.size, np.nan)
    sizes[:7] = np.arange(1, 8)
    found = dose_response(
        paired, expected_days(paired), starts, pd.DataFrame({"deaths": sizes}), **NAMES
    )
    assert found.table["reason"].iloc[0] == "The size is known of 7 episodes: it takes 8."
    assert str(found) == (
        "Whether more attacks follow larger strikes cannot be answered. The size is known of 7 "
        "episodes: it takes 8."
    )


def test_a_prediction_uses_no_future():
    attacks, strikes = record(24, ratio=3.0)
    changed = attacks.copy()
    changed.iloc[130:] = 9
    found = []
    for counts in (attacks, changed):
        paired = pair_days(strikes, counts)
        starts = find_episodes(paired.trigger, gap=1, least=1).starts
        table = prediction_gain(paired, starts, **NAMES, reach=3).table.set_index("day")
        found.append(table.loc[: DAYS[129]])
    pd.testing.assert_frame_equal(*found)
    assert found[0]["gain"].mean() > 0


def test_a_gain_is_told_with_its_error():
    attacks, strikes = record(25, ratio=5.0)
    paired = pair_days(strikes, attacks)
    starts = find_episodes(paired.trigger, gap=1, least=1).starts
    gained = prediction_gain(paired, starts, **NAMES, reach=3)
    assert gained.gain > 2 * gained.error > 0
    assert "better than from their own past alone" in str(gained)
    short = prediction_gain(pair_days(strikes.iloc[:80], attacks.iloc[:80]), starts[:5], **NAMES)
    assert "cannot be answered" in str(short)


def test_probabilities_sum_to_one_and_errors_allow_for_neighbours():
    counts = np.arange(400.0)
    for dispersion in (0.0, 0.5):
        assert np.exp(log_probability(counts, np.full(400, 3.0), dispersion)).sum() == (
            pytest.approx(1.0)
        )
    rng = np.random.default_rng(6)
    white = rng.normal(size=400)
    runs = np.repeat(rng.normal(size=100), 4)
    assert mean_error(white) == pytest.approx(1 / 20, rel=0.3)
    assert mean_error(runs) > 1.5 * runs.std() / 20


def test_rows_of_one_day_that_differ_are_between_and_a_blank_is_unknown():
    days = pd.DatetimeIndex(["2024-01-01", "2024-01-01", "2024-01-02", "2024-01-03", "2024-01-03"])
    orders = pd.Series(["before", "after", "before", "after", None], days)
    starts = pd.DatetimeIndex(["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"])
    found = same_day(orders, starts, np.array([2.0, 1.0, 4.0, 0.0]), **NAMES)
    assert found.orders == ("between", "before", "unknown", "none that day")
    assert found.table.set_index("order").loc["unknown", "events"] == 4
    assert "came first on 1, came between on 1, of unknown order on 1" in str(found)


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("strikes", "a strike"),
        ("attacks", "an attack"),
        ("air strikes", "an air strike"),
        ("batteries", "a battery"),
        ("clashes", "a clash"),
        ("attacks (Syria)", "an episode of attacks (Syria)"),
        ("deaths in strikes", "an episode of deaths in strikes"),
        ("violence", "an episode of violence"),
    ],
)
def test_one_of_what_a_plural_counts(plural, one):
    assert singular(plural) == one


def test_what_could_be_seen_names_halving_and_doubling_only_where_they_would_be():
    assert could_be_seen(0.52, 1.9).startswith("A halving or a doubling would have been seen")
    assert could_be_seen(0.4, 2.6).startswith("A fall to 0.4 times or a rise to 2.6 times")
    assert "No fall, however deep" in could_be_seen(np.nan, 3.0)
    assert "No fall and no rise" in could_be_seen(np.nan, np.nan)
