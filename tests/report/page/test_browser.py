"""A report as HTML in a real browser, from a file."""

import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.style.colours import COLOURS
from data.study import load_study
from report.content.plan import Plan
from report.document import write_report

pytestmark = pytest.mark.browser
PLAN = Plan(sections=("summary", "changes", "breakdown"))


@pytest.fixture(scope="module")
def address(study_folder, tmp_path_factory):
    study = load_study(study_folder)
    path = tmp_path_factory.mktemp("stick") / "brief.html"
    return write_report(Selection(study, default_view(study)), path, plan=PLAN).as_uri()


@pytest.mark.parametrize(("width", "chart"), [(1440, 860), (700, 600), (390, 340)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_take_the_room_and_the_theme(page, address, width, chart, theme):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot')].map(e => e._fullLayout.width)"
    ) == [chart, chart]
    papers = page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot')].map(e => e._fullLayout.paper_bgcolor)"
    )
    assert set(papers) == {COLOURS[theme == "dark"].paper}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_the_drawn_figures(page, address):
    page.goto(address)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert not page.locator("img.static").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator("img.static").first.is_visible()
    assert not page.locator(".chart").first.is_visible()
