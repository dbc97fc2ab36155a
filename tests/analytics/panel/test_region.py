import numpy as np
import pytest

from analytics.panel.region import empty_region, most_information, region_of


def drawn(seed, units=40, days=140, wave=0.5, rate=2.0):
    """Draw units that share a wave with a period of 20 days."""
    rng = np.random.default_rng(seed)
    course = 1 + wave * np.sin(np.arange(days) / 20 * 2 * np.pi)
    return rng.poisson(rate * course[:, None], (days, units)), course


def test_the_rest_of_the_region_is_what_the_units_share():
    counts, course = drawn(1)
    factor = region_of(counts).rest(counts[:, 0].astype(float))
    assert np.sqrt(np.mean((factor - course) ** 2)) < 0.12
    assert factor.mean() == pytest.approx(1.0)


def test_units_that_move_by_themselves_have_no_rest_to_speak_of():
    counts, _ = drawn(2, wave=0.0)
    factor = region_of(counts).rest(counts[:, 0].astype(float))
    raw = np.delete(counts, 0, axis=1).sum(axis=1)
    assert factor.std() < 0.25 * (raw / raw.mean()).std()


def test_a_unit_does_not_move_its_own_rest():
    counts, _ = drawn(3)
    other = counts.copy()
    other[70:, 0] *= 5
    rests = [
        empty.rest(table[:, 0].astype(float))
        for table, empty in ((counts, region_of(counts)), (other, region_of(other)))
    ]
    # Only through how much of the others counts at most.
    assert np.abs(rests[0] - rests[1]).max() < 0.02


def test_the_largest_unit_is_not_the_region():
    counts, course = drawn(4, units=30)
    counts[:, 0] = 50 * np.repeat([1, 4], 70)
    factor = region_of(counts).rest(counts[:, 1].astype(float))
    assert np.abs(factor[:70].mean() - factor[70:].mean()) < 0.25


def test_parts_of_a_region_add_up():
    counts, _ = drawn(5, units=10)
    most = most_information(counts.T.astype(float))
    parts = [empty_region(len(counts), most) for _ in range(2)]
    for place, column in enumerate(counts.T.astype(float)):
        parts[place % 2] = parts[place % 2].with_unit(column)
    whole, summed = region_of(counts), parts[0] + parts[1]
    unit = counts[:, 3].astype(float)
    assert summed.units == whole.units == 10
    assert summed.rest(unit) == pytest.approx(whole.rest(unit))
