import pytest

from charts.tables.locale import Language


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0 %"), (0.001, "under 1 %"), (0.005, "under 1 %"), (0.006, "1 %"), (0.12, "12 %")],
)
def test_a_part_is_never_written_as_none(share, told):
    assert Language().share(share) == told


def test_the_ends_of_a_ratio_show_on_which_side_of_one_they_lie_in_any_language():
    assert Language().ratio_interval(0.97, 1.04) == "0.97 to 1.04"
    assert Language("de").ratio_interval(0.97, 1.04) == "0,97\u20131,04"
    assert Language("de").ratio(1.04) == "1,04"
    assert Language().ratio(float("nan")) == ""
    # A rate of one a day is on no side.
    assert Language().interval(0.97, 1.04) == "1.0 to 1.0"
