import pytest

from analytics.selection.link import link_parts, view_from, view_query
from data.study import load_study
from tests.helpers.study import write_study


@pytest.fixture
def made(tmp_path):
    return load_study(write_study(tmp_path))


@pytest.mark.parametrize("name", ["confirmation", "confidence"])
def test_a_link_under_the_old_name_opens_and_is_written_under_the_new(made, name):
    view, unused = view_from(link_parts(f"?{name}=official~media&by={name}"), made)
    assert unused == ()
    assert view.confirmation == ("media", "official")
    assert view.by == "confirmation"
    assert view_query(view, made) == "?confirmation=media~official&by=confirmation"
