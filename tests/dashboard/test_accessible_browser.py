"""For who sees little, hears the page, or does without a mouse: every view, in both themes."""

import pytest

from dashboard.layout import TAB_LABELS
from tests.helpers.accessible import EVERY_RULE, SIDEWAYS, THEMES, settled, violations
from tests.helpers.browser import drawn, drop, served

pytestmark = pytest.mark.browser

VIEWS = [tab for tab in TAB_LABELS if tab != "revisions"]
SMALL = """() => Array.from(document.querySelectorAll(
        'button, summary, a, .mantine-SegmentedControl-label, input:not([type=radio]), [role=tab]'))
    .filter((part) => part.checkVisibility({ visibilityProperty: true }))
    .filter((part) => !part.closest('p, li, .plain, .modebar'))
    .map((part) => [part, part.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.right > 0 && Math.min(box.width, box.height) < 23.5)
    .map(([part, box]) => `${part.outerHTML.slice(0, 120)} ${box.width} x ${box.height}`)"""
# A file that the page asks about before it is opened, with a row that it cannot take.
OWN = "Day,Town,Side,Notes\n" + "".join(
    f"{day} {month} 2023,Town {day % 3},{'Rebels' if day % 2 else 'Militia'},A clash\n"
    for month in ("March", "April")
    for day in range(1, 30)
)
OWN += "never,Town 1,Rebels,A clash\n"
# The same beside every view, and looked at with the first.
PANEL = ".filters"


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def opened_views(page):
    """Go through the views, the first of which is open."""
    for view in VIEWS[1:]:
        page.get_by_role("tab", name=TAB_LABELS[view], exact=True).click()
        page.wait_for_function("v => document.getElementById('main').dataset.view === v", arg=view)
        settled(page)
        yield view


@pytest.mark.parametrize(("theme", "options"), THEMES)
def test_no_view_breaks_a_rule_of_axe(page, address, theme, options):
    page.goto(f"{address}/?theme={theme}")
    settled(page)
    # What unfolds is looked at unfolded.
    page.get_by_role("button", name="Show as table, timeline chart").click()
    page.get_by_role("region", name="Data of the timeline chart.").wait_for()
    page.locator(".menu summary").first.click()
    assert violations(page, options) == []
    page.locator("#period").click()
    page.get_by_role("dialog", name="Choose a period").wait_for()
    settled(page)
    assert violations(page, options, ".main", ".filters") == []
    page.keyboard.press("Escape")
    # Each view has its own part of the page; the last is looked at with all that is around it.
    parts = {view: f"#tab-panel-{view}" for view in VIEWS[1:-1]}
    broken = {
        view: violations(page, options, PANEL, inside=parts.get(view))
        for view in opened_views(page)
    }
    assert broken == {view: [] for view in VIEWS[1:]}
    # A file of one's own: how it is understood, then its page with its account unfolded.
    drop(page, "own.csv", OWN)
    page.locator("#open-preview").wait_for()
    settled(page)
    assert violations(page, options, ".main", PANEL) == []
    page.locator("#open-preview").click()
    page.wait_for_url("**file=**")
    settled(page)
    page.locator("#file-report[open]").wait_for()
    assert violations(page, options) == []


def test_a_narrow_page_scrolls_down_only_and_has_nothing_small_to_press(page, address):
    # A phone's 320 px, and a desk's 1440 at 400 %; then the same desk at 200 %.
    sizes = [{"width": 320, "height": 640}, {"width": 720, "height": 450}]
    page.set_viewport_size(sizes[0])
    page.goto(address)
    settled(page)
    assert violations(page, EVERY_RULE) == []
    wide, small = [], []
    for number, view in enumerate(VIEWS):
        if view != "overview":
            page.get_by_role("button", name="choose a view").click()
            page.get_by_role("tab", name=TAB_LABELS[view], exact=True).click()
            settled(page)
        # Each view begins at the size at which the one before it ended.
        for size in sizes[:: 1 if number % 2 == 0 else -1]:
            page.set_viewport_size(size)
            settled(page)
            wide += [(view, size["width"])] if page.evaluate(SIDEWAYS) else []
        small += page.evaluate(SMALL)
    assert wide == []
    assert small == []


def test_the_source_of_an_incident_is_not_cut_on_a_desk(page, address):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}/?tab=incidents")
    page.locator(".ag-row a").first.wait_for()
    grid = page.locator("#incidents-grid").bounding_box()
    sources = page.locator('.ag-cell[col-id="source_publisher"]')
    box = sources.first.bounding_box()
    assert box["x"] + box["width"] <= grid["x"] + grid["width"]
    cut = """cells => cells.filter(function (cell) {
        const written = document.createRange();
        written.selectNodeContents(cell);
        return written.getBoundingClientRect().right > cell.getBoundingClientRect().right;
    }).length"""
    assert sources.evaluate_all(cut) == 0
    assert page.locator('.ag-cell[col-id="date"]').evaluate_all(cut) == 0
    # Long texts are cut, and are seen to be by this measure.
    assert page.locator('.ag-cell[col-id="summary"]').evaluate_all(cut) > 0


def test_answer_and_charts_are_headings(page, address):
    page.goto(address)
    drawn(page)
    settled(page)
    names = [heading.inner_text() for heading in page.get_by_role("heading", level=2).all()]
    assert page.locator(".answer").inner_text() in names
    for chart in page.locator("[data-chart]").all():
        assert chart.get_by_role("heading").inner_text()


def test_the_menu_of_reports_is_used_by_keyboard(page, address):
    page.goto(address)
    settled(page)
    summary = page.locator(".menu summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "menu-item"
    page.keyboard.press("Escape")
    assert page.locator(".menu[open]").count() == 0
    assert summary.evaluate("part => part === document.activeElement")
