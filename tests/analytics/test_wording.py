import pytest

from analytics.wording import all_of, plain_count, plain_ratio


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("incidents", "1 incident"),
        ("attacks on US and coalition forces", "1 attack on US and coalition forces"),
        ("observed days", "1 observed day"),
        ("clashes", "1 clash"),
        ("losses by drones", "1 loss by drones"),
        ("casualties", "1 casualty"),
        ("people", "1 person"),
        # What is no plural, or two of them, stays.
        ("attacks and strikes", "1 attacks and strikes"),
        ("Angriffe", "1 Angriffe"),
        ("series", "1 series"),
        ("of all", "1 of all"),
        ("", "1 "),
    ],
)
def test_one_of_what_is_counted_is_no_plural(plural, one):
    assert plain_count(1, plural) == one
    assert plain_count(1240, plural) == f"1,240 {plural}"
    assert plain_count(0, plural) == f"0 {plural}"


def test_all_of_two_are_both():
    assert [all_of(number, "ways") for number in (2, 7)] == ["both ways", "all 7 ways"]


@pytest.mark.parametrize(
    ("ratio", "written"),
    [
        (0.949, "0.95"),
        (0.97, "0.97"),
        (1.0, "1.0"),
        (1.04, "1.04"),
        (1.06, "1.1"),
        (0.9996, "0.9996"),
        (1.004, "1.004"),
        (0.21, "0.21"),
        (24.2, "24"),
        (0.0, "0"),
        (float("inf"), "no upper bound"),
        (float("nan"), "unknown"),
    ],
)
def test_a_ratio_shows_on_which_side_of_one_it_lies(ratio, written):
    assert plain_ratio(ratio) == written
