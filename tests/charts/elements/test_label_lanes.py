from itertools import combinations

import numpy as np
import pytest

from charts.elements.label_lanes import Flag, gather, number_text, place

BOUNDS = (0.0, 900.0)


def flags_clash(flags):
    return any(one.clashes(other) for one, other in combinations(flags, 2))


def test_a_pole_through_a_text_is_a_clash():
    text = Flag(x=100, low=104, high=200, lane=0)
    assert text.clashes(Flag(x=150, low=154, high=260, lane=1))
    assert not text.clashes(Flag(x=300, low=304, high=400, lane=1))
    assert not text.clashes(Flag(x=100, low=104, high=200, lane=1))


def test_the_longest_gap_comes_first():
    flags = place([100.0, 120.0], [80.0, 80.0], lanes=range(2), bounds=(90, 900))
    assert [flag.lane for flag in flags] == [1, 0]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("width", [320, 700, 1400])
def test_nothing_overlaps_and_nothing_is_lost(seed, width):
    rng = np.random.default_rng(seed)
    poles = np.sort(rng.uniform(0, width, 40)).round().tolist()
    widths = rng.uniform(60, 200, 40).tolist()
    flags = place(poles, widths, lanes=range(3), bounds=(0, width))
    taken = [flag for flag in flags if flag]
    rest = [pole for pole, flag in zip(poles, flags, strict=True) if flag is None]
    groups, markers, rows = gather(rest, bounds=(0, width), taken=taken, digit=8)
    assert [i for group in groups for i in group] == list(range(len(rest)))
    lifted = [Flag(x=f.x, low=f.low, high=f.high, lane=f.lane + rows) for f in taken]
    drawn = [*markers, *lifted]
    assert not flags_clash(drawn)
    assert all(flag.low >= 0 and flag.high <= width for flag in drawn)


def test_forty_events_in_one_week_have_markers():
    poles = sorted([400.0 + 7 * (i % 7) for i in range(40)])
    groups, markers, _ = gather(poles, bounds=BOUNDS, taken=[], digit=8)
    assert sum(map(len, groups)) == 40
    assert len(markers) == len(groups)
    assert not flags_clash(markers)


def test_without_room_one_marker_crosses_a_pole_rather_than_vanish():
    fence = [Flag(x=x, low=x + 4, high=x + 5, lane=0) for x in range(0, 900, 6)]
    groups, markers, _ = gather([450.0], bounds=BOUNDS, taken=fence, digit=8)
    assert groups == [[0]]
    assert markers[0].x == 450


def test_no_event_needs_no_row():
    assert gather([], bounds=BOUNDS, taken=[], digit=8) == ([], [], 0)


def test_numbers_count_from_one():
    assert number_text([4]) == "5"
    assert number_text([4, 5, 6]) == "5\u20137"
