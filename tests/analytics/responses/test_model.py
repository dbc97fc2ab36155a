import numpy as np
import pandas as pd
import pytest
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from analytics.responses import ratios
from analytics.responses.asked import ask_direction
from analytics.responses.episodes import find_episodes, inside, pair_days
from analytics.responses.expected import QUIET, RIDGE, fit_counts, recent_mean
from analytics.responses.moved_tests import BLOCK_DAYS, MovedTests, move_episodes, statistics
from analytics.responses.ratios import fit_window, run_on, smallest_response
from tests.helpers.responses import DAYS, record


@pytest.fixture(scope="module")
def asked():
    attacks, strikes = record(11)
    return ask_direction(
        pair_days(strikes, attacks), trigger="strikes", responder="attacks", gap=1, least=None
    )


def test_the_fast_fit_is_that_of_statsmodels(asked):
    design, counts = asked.expected.design, asked.expected.counts
    fit = GLM(counts, design, family=families.Poisson()).fit()
    assert np.log(asked.expected.mean) == pytest.approx(design @ fit.params, abs=2e-3)
    freedom = counts.size - design.shape[1]
    assert asked.expected.dispersion == pytest.approx(
        max(fit.pearson_chi2 / freedom, 1.0), rel=1e-3
    )


def test_the_own_past_knows_nothing_of_its_day_and_remembers_over_a_gap():
    counts = np.array([2.0, 2.0, 10.0, np.nan, 0.0, 0.0])
    found = recent_mean(counts, 2.0)
    assert found[2] == found[1] * 0.5 + 1.0
    assert found[4] == found[3]
    assert found[5] == found[4] / 2


def test_episodes_are_joined_over_quiet_days():
    trigger = np.array([1, 0, 1, 0, 0, 1, 2, np.nan, 1.0])
    for gap, starts, ends in ((0, [0, 2, 5, 8], [0, 2, 6, 8]), (1, [0, 5], [2, 8]), (2, [0], [8])):
        found = find_episodes(trigger, gap=gap, least=1)
        assert (found.starts.tolist(), found.ends.tolist()) == (starts, ends)
    assert find_episodes(trigger, gap=1, least=2).starts.tolist() == [6]


def test_windows_lie_after_or_before_their_episode():
    found = inside(np.array([[2, 5]]), 8, 1, 2)[0]
    assert np.flatnonzero(found).tolist() == [3, 4, 6, 7]
    assert np.flatnonzero(inside(np.array([[2, 5]]), 8, -1, -1)[0]).tolist() == [1, 4]


def test_a_day_is_not_told_where_an_unseen_day_would_decide():
    attacks, strikes = record(12)
    kept = np.ones(DAYS.size, bool)
    kept[40] = False
    paired = pair_days(strikes[kept], attacks)
    known = paired.known(1, 3)
    assert np.flatnonzero(~known).tolist() == [0, 1, 2, 41, 42, 43]


def test_moved_episodes_stay_in_their_three_weeks_and_on_observed_days():
    starts = np.array([3, 20, 21, 60, 99])
    watched = np.ones(100, bool)
    watched[55:59] = False
    moved = move_episodes(starts, watched, 4200, np.random.default_rng(1))
    assert np.abs(moved - starts).max() < BLOCK_DAYS
    assert watched[moved].all()
    # Each goes both ways, wherever the blocks begin, and on average nowhere.
    middle = (moved - starts)[:, 1:4].mean(axis=0)
    assert np.abs(middle).max() < 0.8
    again = move_episodes(starts[1:], watched, 4200, np.random.default_rng(1))
    # An episode alone in its block moves alike whether others are there or not.
    assert (again[:, 2] == moved[:, 3]).all()


def test_the_statistic_is_that_of_the_window_freed_of_what_the_model_holds(asked):
    expected, within, known = asked.expected, asked.within[1], asked.known[1]
    weight = expected.mean * known
    weighted = expected.design * weight[:, None]
    gram = expected.design.T @ weighted + RIDGE * np.eye(weighted.shape[1])
    free = within - expected.design @ np.linalg.solve(gram, weighted.T @ within)
    score = (free * known) @ (expected.counts - expected.mean)
    by_hand = score / np.sqrt(expected.dispersion * weight @ free**2)
    assert statistics(expected, within[None], known)[0][0] == pytest.approx(by_hand, rel=1e-4)


def test_corrected_p_values_are_larger_and_those_of_many_directions_larger_still():
    rng = np.random.default_rng(3)
    found = MovedTests(
        observed=np.array([2.6, 0.1, 1.0, 0.0]),
        moved=rng.normal(size=(999, 4)),
        tested=np.array([True, True, True, False]),
    )
    assert found.pvalues[:3] == pytest.approx([0.009, 0.92, 0.32], abs=0.05)
    assert np.isnan(found.pvalues[3])
    corrected = found.corrected(1)
    assert (corrected[:3] >= found.pvalues[:3]).all()
    assert found.corrected(2)[0] == pytest.approx(2 * corrected[0])
    assert found.near(0.05)
    assert not found.near(0.2)


def test_a_window_without_events_has_ratio_0_and_an_upper_end():
    attacks, strikes = record(13)
    for day in np.flatnonzero(strikes):
        attacks.iloc[day + 1 : day + 4] = 0
    one = ask_direction(
        pair_days(strikes, attacks), trigger="strikes", responder="attacks", gap=1, least=None
    )
    fit = fit_window(
        one.expected, one.within[1], one.known[1], one.found.starts, last=3, critical=2.0
    )
    assert fit.direct.value == fit.direct.ci_low == 0
    assert 0 < fit.direct.ci_high < 0.2
    outside = attacks.to_numpy()[one.known[1] & ~one.within[1]].mean()
    days = (one.known[1] & one.within[1]).sum()
    assert fit.expected == pytest.approx(outside * days, rel=0.3)


def test_the_model_run_on_gives_the_mean_of_what_it_draws(asked):
    """By simulation: days drawn one after another, each put into the past of the next."""
    design, start, days = asked.expected.design, 80, 14
    params = np.append(fit_counts(asked.expected.counts, design), 0.7)
    params[-3:-1] = [0.25, 0.15]
    params[:-3] += np.log(6.0)
    rng, kept, paths = np.random.default_rng(4), 1 - 1 / np.array([2.5, 8.0]), 40_000
    sums = []
    for effect in (0.7, 0.0):
        past = np.tile(np.exp(design[start + 1, -2:]) - QUIET, (paths, 1))
        total = 0.0
        for day in range(1, days + 1):
            level = design[start + day, :-2] @ params[:-3] + np.log(QUIET + past) @ params[-3:-1]
            drawn = rng.poisson(np.exp(level + effect * (day <= 3)))
            total += drawn.mean()
            past = kept * past + (1 - kept) * drawn[:, None]
        sums.append(total)
    found = run_on(design, params[None], np.array([start]), 3, days)[0, -1]
    assert found == pytest.approx(sums[0] / sums[1], rel=0.02)
    # What follows by itself is more than the window's own days bring.
    alone = np.append(params[:-3], [0, 0, 0.7])
    assert found > run_on(design, alone[None], np.array([start]), 3, days)[0, -1]


def test_the_last_digits_of_a_fit_decide_nothing(asked, monkeypatch):
    """They depend on the processor; what is drawn follows from the counts."""
    given = (asked.within[1], asked.known[1], asked.found.starts)
    fits = [fit_window(asked.expected, *given, last=3, critical=2.0)]
    fit = ratios.fit_glm
    monkeypatch.setattr(ratios, "fit_glm", lambda *data: tuple(x * (1 + 1e-13) for x in fit(*data)))
    fits.append(fit_window(asked.expected, *given, last=3, critical=2.0))
    ends = [[one.total.ci_low, one.total_later.ci_high] for one in fits]
    assert ends[0] != ends[1]
    assert ends[0] == pytest.approx(ends[1], rel=1e-9)


def test_the_smallest_response_is_larger_where_the_line_is_higher(asked):
    low, high = (
        smallest_response(asked.expected, asked.within[1], asked.known[1], line)
        for line in (1.7, 2.6)
    )
    assert 0 < high.fall < low.fall < 1 < low.rise < high.rise
    nothing = smallest_response(asked.expected, asked.within[1], asked.known[1], 40.0)
    assert np.isnan([nothing.fall, nothing.rise]).all()


def test_a_series_that_hardly_rests_has_episodes_of_busy_days():
    attacks, strikes = record(14, mean=3.0)
    found = ask_direction(
        pair_days(attacks, strikes), trigger="attacks", responder="strikes", gap=1, least=None
    ).found
    assert found.least > 1
    assert (found.ends - found.starts).max() < 7
    set_by_hand = ask_direction(
        pair_days(attacks, strikes), trigger="attacks", responder="strikes", gap=1, least=2
    )
    assert set_by_hand.found.least == 2


def test_days_of_the_calendar_that_only_one_series_has_are_unobserved():
    one = pd.Series([1, 2], DAYS[:2], name="a")
    other = pd.Series([3], DAYS[2:3], name="b")
    paired = pair_days(one, other)
    assert paired.days.size == 3
    assert paired.seen.tolist() == [False, False, True]
    assert paired.watched.tolist() == [True, True, False]


def test_what_is_expected_in_a_window_is_what_the_model_fits_there_without_it(asked):
    expected, within, known = asked.expected, asked.within[1], asked.known[1]
    fit = fit_window(expected, within, known, asked.found.starts, last=3, critical=2.0)
    both = np.column_stack([expected.design, within])
    params = GLM(expected.counts[known], both[known], family=families.Poisson()).fit().params
    inside = expected.design[known & within]
    assert fit.expected == pytest.approx(np.exp(inside @ params[:-1]).sum(), rel=1e-3)
    # Fitted without the window, its events raise what is expected there.
    assert fit.direct.value > 1.0
    assert fit.expected < expected.mean[known & within].sum()
