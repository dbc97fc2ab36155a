import numpy as np
import pytest

from analytics.nowcast.delays import listed_shares, steps_of
from analytics.nowcast.to_come import Open

# Taylor and Ashe (1983), incremental, as R ChainLadder has it under GenIns.
TAYLOR_ASHE = """
357848 766940 610542 482940 527326 574398 146342 139950 227229 67948
352118 884021 933894 1183289 445745 320996 527804 266172 425046
290507 1001799 926219 1016654 750816 146923 495992 280405
310608 1108250 776189 1562400 272482 352053 206286
443160 693190 991983 769488 504851 470639
396132 937085 847498 805037 705960
440832 847631 1131398 1063269
359480 1061648 1443370
376686 986608
344014
"""


def triangle(text):
    """Lay rows of what came out as a triangle: what was there at each look, and the age then."""
    came = [list(map(int, row.split())) for row in text.strip().splitlines()]
    ages = max(map(len, came))
    looks = max(row + len(cells) for row, cells in enumerate(came))
    seen, age = np.zeros((len(came), looks), dtype=int), np.full((len(came), looks), -1)
    for row, cells in enumerate(came):
        places = np.arange(len(cells)) + looks - len(cells)
        seen[row, places], age[row, places] = np.cumsum(cells), np.arange(len(cells))
    return came, seen, age, ages - 1


def all_looks(seen, age, final):
    steps = steps_of(seen, age, final)
    return listed_shares(steps.since(np.zeros(age.shape[1], dtype=int)).newest, final)


def test_agrees_with_the_chain_ladder_and_its_errors_in_r():
    # R ChainLadder, documented output of glmReserve(GenIns / 1000): IBNR, S.E and dispersion
    # (England & Verrall 2002 print the same prediction errors: 110,100 to 1,980,101).
    came, seen, age, final = triangle(TAYLOR_ASHE)
    found = all_looks(seen, age, final)
    share = found.share[0]
    factors = [3.491, 1.747, 1.457, 1.174, 1.104, 1.086, 1.054, 1.077, 1.018]
    assert share[1:] / share[:-1] == pytest.approx(factors, abs=5e-4)
    ages = age[1:, -1]
    rows = Open(
        seen=seen[1:, -1],
        share=share[ages],
        spread=found.spread[0][ages],
        usual=np.ones(9),
        until=np.ones(9),
        spread_until=np.zeros(9),
    )
    to_come = rows.expected(0.0)
    said = [95, 470, 710, 985, 1419, 2178, 3920, 4279, 4626]
    assert to_come / 1000 == pytest.approx(said, abs=0.5)
    assert to_come.sum() == pytest.approx(18_680_856, abs=1)
    whole = seen[:, -1] / share[age[:, -1]]
    fitted = np.outer(whole, np.diff(share, prepend=0))
    cells = [(r, c) for r, row in enumerate(came) for c in range(len(row))]
    scale = sum((came[r][c] - fitted[r, c]) ** 2 / fitted[r, c] for r, c in cells) / (55 - 19)
    assert scale / 1000 == pytest.approx(52.60193, rel=2e-5)
    variance = to_come + to_come**2 * (rows.own(0.0, 0.0) + rows.common(0.0, 0.0))
    errors = [110.0999, 216.0434, 260.8721, 303.55, 375.0139, 495.378, 789.9611, 1046.5138]
    assert np.sqrt(scale * variance) / 1000 == pytest.approx([*errors, 1980.1014], rel=1e-5)


def test_agrees_with_baselinenowcast():
    # R baselinenowcast 0.2.0, documented output of estimate_delay() with the last four rows.
    _, seen, age, final = triangle("100 50 30 20\n90 45 25\n80 40\n70")
    said = [0.5029412, 0.2514706, 0.1455882, 0.1]
    assert np.diff(all_looks(seen, age, final).share[0], prepend=0) == pytest.approx(said, abs=5e-8)
    # And of estimate_and_apply_delay(example_reporting_triangle), which adds the share to come to
    # what is seen, so that a zero expects something; here the usual number does that.
    _, seen, age, final = triangle("80 50 25 10\n100 50 20\n90 45\n110")
    share = all_looks(seen, age, final).share[0]
    for listed, reached, said in (
        (170, 2, [10.97165]),
        (135, 1, [21.72707, 10.11533]),
        (110, 0, [59.32834, 27.24413, 12.68600]),
        (95, 0, [51.27278, 23.53877, 10.95949]),
    ):
        for cell, number in enumerate(said, reached):
            came = (listed + 1 - share[cell]) / share[cell] * (share[cell + 1] - share[cell])
            assert came == pytest.approx(number, abs=5e-6)
            listed += came


def test_a_step_over_several_ages_loses_none_of_them():
    # Days looked at every third age, each from another on, tell of the ages between.
    rng = np.random.default_rng(3)
    days, final = 600, 8
    late = rng.geometric(0.4, (days, 40)) - 1
    age = np.stack([(np.arange(4) * 3 + day % 3) for day in range(days)])
    seen = (late[:, None, :] <= age[:, :, None]).sum(axis=2)
    age = np.where(age > final, -1, age)
    share = all_looks(seen, age, final).share[0]
    true = 1 - 0.6 ** (np.arange(final + 1) + 1)
    assert share == pytest.approx(true / true[-1], abs=0.02)
    assert (np.diff(share) >= 0).all()


def test_what_never_came_so_early_leaves_no_share():
    _, seen, age, final = triangle("0 0 5\n0 0\n0")
    assert all_looks(seen, age, final).share[0].tolist() == [0.0, 0.0, 1.0]
