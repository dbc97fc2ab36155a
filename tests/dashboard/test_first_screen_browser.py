"""What a reader meets first: all of it in sight, nothing that jumps, and little to fetch."""

import pytest

from tests.helpers.browser import answer, drawn, served

pytestmark = pytest.mark.browser

SHIFT = """
window.shift = 0;
new PerformanceObserver(function (list) {
    list.getEntries().forEach((entry) => (window.shift += entry.hadRecentInput ? 0 : entry.value));
}).observe({ type: "layout-shift", buffered: true });
"""
LOWEST = """selector => Math.max(...Array.from(document.querySelectorAll(selector))
    .map((element) => element.getBoundingClientRect().bottom))"""
MOST_BYTES, MOST_REQUESTS, MOST_SHIFT = 1_500_000, 16, 0.02


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def opened(page, address, size):
    """Open the page, and give how many requests and bytes that took."""
    taken = []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.add_init_script(SHIFT)
    page.goto(address)
    drawn(page)
    page.locator("#first").wait_for(state="detached")
    page.wait_for_load_state("networkidle")
    return len(taken), sum(taken)


def lowest(page, selector):
    return page.evaluate(LOWEST, selector)


def test_a_desk_sees_answer_figures_timeline_and_views_without_scrolling(page, address):
    requests, size = opened(page, address, (1440, 900))
    assert page.locator(".number:visible").count() == 3
    assert 0 < lowest(page, ".answer") < lowest(page, ".number") < 300
    assert lowest(page, '[data-chart="timeline"] .bars path') < 860
    assert lowest(page, '[data-chart="timeline"] .xtick text') < 860
    tabs = page.get_by_role("tab")
    assert tabs.filter(visible=True).count() >= 7
    assert lowest(page, '[role="tab"]') <= 56
    assert page.evaluate("window.shift") <= MOST_SHIFT
    assert requests <= MOST_REQUESTS
    assert size <= MOST_BYTES


def test_a_phone_sees_the_menu_of_views_answer_figures_and_the_timeline_begin(page, address):
    opened(page, address, (390, 844))
    assert page.locator(".number:visible").count() == 3
    assert lowest(page, ".number") < 560
    assert page.locator('[data-chart="timeline"]').bounding_box()["y"] < 620
    assert page.evaluate("window.shift") <= MOST_SHIFT
    menu = page.get_by_role("button", name="Choose a view")
    assert menu.inner_text() == "Overview"
    assert page.get_by_role("tab").filter(visible=True).count() == 0
    menu.click()
    page.get_by_role("tab", name="Map").click()
    drawn(page, "map")
    assert menu.inner_text() == "Map"
    assert page.get_by_role("tab").filter(visible=True).count() == 0
    assert not page.locator('[data-chart="timeline"]').is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Filters").click()
    page.locator("#country").click()
    page.get_by_role("option", name="Syria", exact=True).click()
    page.wait_for_url("**country=Syria**")


def test_the_first_answer_and_its_chart_stand_before_the_scripts_come(page, address):
    held = []
    page.route("**/dash-renderer-*.js", lambda route: held.append(route))
    page.goto(f"{address}/?country=Iraq&theme=dark", wait_until="commit")
    page.locator("#first svg .xtick text").first.wait_for()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    said = page.locator(".answer").inner_text()
    before = page.locator("#first .chart").last.bounding_box()
    held[0].continue_()
    page.locator("#first").wait_for(state="detached")
    assert " a day" in said
    assert " a day" in answer(page)
    after = page.locator('[data-chart="timeline"]').bounding_box()
    assert after == pytest.approx(before, abs=2)


def test_a_chip_tells_a_filter_and_takes_it_back(page, address):
    page.goto(f"{address}/?country=Iraq~Syria&confirmation=official")
    drawn(page)
    chips = page.locator(".chips .chip")
    told = [chip.inner_text().removesuffix(" ×") for chip in chips.all()]
    assert told == ["Iraq", "Syria", "Confirmed by officials"]
    page.get_by_role("button", name="Take back Country: Iraq").click()
    page.wait_for_url("**/?country=Syria&confirmation=official")
    page.get_by_role("button", name="Take back Confirmed by").click()
    page.wait_for_url("**/?country=Syria")
    assert chips.count() == 1
