import numpy as np
import pytest

from benchmarks.panel.ceiling import _chances, found_at, planted_odds
from benchmarks.panel.worlds import PanelWorld, draw_panel


def test_whoever_knows_the_sizes_tells_most_of_the_changes_of_busy_units():
    world = PanelWorld(name="a few units", units=24, planted=0.3)
    changed, quiet = [], []
    for run in range(6):
        drawn, told = draw_panel(world, run), planted_odds(world, run)
        odds = np.array(told["odds"])
        assert told["planted"] == np.flatnonzero(drawn.planted).tolist()
        changed.extend(odds[(drawn.means >= 1.5) & drawn.planted])
        quiet.extend(odds[~drawn.planted])
    assert len(changed) > 8
    assert np.median(changed) > 2 > np.median(quiet)


def test_the_line_is_the_lowest_above_which_the_mean_share_of_false_ones_is_right():
    # Two panels: the first has a change above a quiet unit above a change, the second one change.
    scores = {0: np.array([5.0, 4.0, 3.0]), 1: np.array([6.0, 1.0])}
    planted = {0: np.array([True, False, True]), 1: np.array([True, False])}
    many = {0: 2, 1: 2}
    assert found_at(scores, planted, many, 0.0)[0] == pytest.approx(2 / 4)
    # A third of three in the first panel and nothing in the second: a sixth in the mean.
    assert found_at(scores, planted, many, 0.17)[0] == pytest.approx(3 / 4)


def test_chances_are_counted_where_there_are_many_and_fall_off_beyond():
    quiet = np.sort(np.random.default_rng(4).exponential(0.5, 4_000))
    found = _chances(np.array([0.0, 0.5, 4.0]), quiet)
    assert found[0] == 1.0
    assert found[1] == pytest.approx(np.exp(-1.0), rel=0.05)
    assert found[2] == pytest.approx(np.exp(-8.0), rel=0.6)
