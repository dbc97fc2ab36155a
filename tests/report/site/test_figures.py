import pytest

from report.content.plan import Plan
from report.site import figures
from report.site.figures import SiteContext, draw_beside
from tests.helpers.site import view_of


@pytest.fixture(scope="module")
def context(folder):
    return SiteContext(selection=view_of(folder), plan=Plan(), widths=(340,))


@pytest.mark.parametrize("second_core", [True, False])
def test_what_is_drawn_beside_is_what_would_be_drawn_here(context, monkeypatch, second_core):
    def pictures():
        return [context.picture("breakdown", ""), context.bare_timeline("")]

    begun = []

    def beside(compute):
        begun.append(compute)
        return compute if second_core else lambda: None

    monkeypatch.setattr(figures, "beside", beside)
    there, here = pictures(), pictures()
    draw_beside(there)
    assert not begun
    monkeypatch.setattr(figures, "LEAST_BESIDE", 2)
    draw_beside(there)
    assert len(begun) == 1
    assert ["drawn" in vars(one) for one in there] == [second_core] * 2
    assert [one.drawn for one in there] == [one.drawn for one in here]
    # The file of the one that has one was drawn meanwhile.
    assert ["svg" in vars(one) for one in there] == [True, False]
