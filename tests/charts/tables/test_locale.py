import pytest

from charts.tables.locale import Language


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0 %"), (0.001, "under 1 %"), (0.005, "under 1 %"), (0.006, "1 %"), (0.12, "12 %")],
)
def test_a_part_is_never_written_as_none(share, told):
    assert Language().share(share) == told
