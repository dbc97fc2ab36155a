"""What a reader points at and types, with the pauses that a person makes."""

import re

import pytest

from tests.helpers.browser import drawn, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def bar_at(page, share):
    """Give the place of the plot's area where a person points, as a share of its width."""
    area = page.locator('[data-chart="timeline"] .nsewdrag').first.bounding_box()
    return area["x"] + share * area["width"], area["y"] + 0.4 * area["height"]


SHOWN = (
    "document.querySelector('[data-chart=timeline] .js-plotly-plot')"
    "._fullLayout.xaxis.range.map(day => +new Date(day))"
)
# After the first of two presses the page is busy for longer than any pause between them.
BUSY = """() => document.addEventListener('click', function () {
    const end = performance.now() + 900;
    while (performance.now() < end);
}, { capture: true, once: true })"""


# When each button was pressed, as the page has it.
PRESSES = """() => {
    window.presses = [];
    document.addEventListener("mousedown", (event) => presses.push(event.timeStamp), true);
}"""
DOUBLE = 400


def zoomed(page, address):
    """Open the page and zoom in; give what was shown before, and where the pointer is."""
    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    whole = page.evaluate(SHOWN)
    x, y = bar_at(page, 0.4)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y, steps=8)
    page.mouse.up()
    page.wait_for_function(f"whole => String({SHOWN}) !== String(whole)", arg=whole)
    page.wait_for_timeout(700)
    page.mouse.move(x + 20, y, steps=3)
    return whole, x + 20, y


@pytest.mark.parametrize("pause", [60, 150, "busy"])
def test_a_double_click_zooms_out_and_opens_nothing(page, address, pause):
    gap = DOUBLE
    # On a busy machine two presses may come as two clicks: those are made anew.
    while gap > DOUBLE - 20:
        whole, x, y = zoomed(page, address)
        place = page.evaluate("window.scrollY")
        page.evaluate(PRESSES)
        if pause == "busy":
            # The browser has both presses at once; the page comes to the second when it is free.
            page.evaluate(BUSY)
            page.mouse.dblclick(x, y)
        else:
            for _ in range(2):
                page.mouse.down()
                page.mouse.up()
                page.wait_for_timeout(pause)
        first, second = page.evaluate("presses")
        gap = second - first
    page.wait_for_function(f"whole => String({SHOWN}) === String(whole)", arg=whole)
    page.wait_for_timeout(1500)
    assert "tab=" not in page.url
    assert page.evaluate("window.scrollY") == place


def test_a_click_on_a_bar_opens_its_day_also_the_second_time(page, address):
    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    for _ in range(2):
        page.evaluate("window.scrollTo(0, 0)")
        page.wait_for_timeout(800)
        x, y = bar_at(page, 0.5)
        page.mouse.move(x - 9, y)
        page.mouse.move(x, y, steps=3)
        page.wait_for_timeout(400)
        page.mouse.down()
        page.mouse.up()
        page.wait_for_url("**days=20**")
        page.go_back()
        page.wait_for_function("!location.search.includes('days')")
        page.wait_for_load_state("networkidle")


def test_bars_become_weeks_each_opens_its_days_and_back_is_undo(page, address):
    from playwright.sync_api import expect

    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    page.locator("#unit").get_by_text("Week").click()
    page.wait_for_url("**unit=week**")
    key = page.locator('[data-chart="timeline"] .annotation-text', has_text="Week not wholly")
    expect(key).to_be_visible()
    expect(page.locator("#smoothing-label")).to_have_text("7-day mean, over days only")
    page.wait_for_load_state("networkidle")
    x, y = bar_at(page, 0.25)
    page.mouse.move(x - 9, y)
    page.mouse.move(x, y, steps=3)
    page.wait_for_timeout(400)
    page.mouse.down()
    page.mouse.up()
    # From Monday to Sunday.
    page.wait_for_url("**unit=week&tab=incidents&days=2023-11-20..2023-11-26")
    page.get_by_text("12 events of 20 Nov 2023 to 26 Nov 2023").wait_for()
    page.go_back()
    expect(key).to_be_visible()
    page.go_back()
    page.wait_for_url(lambda url: "unit" not in url)
    expect(page.locator("#unit input:checked")).to_have_value("day")
    expect(key).to_have_count(0)


def test_half_a_period_is_given_up_to_the_one_that_is_drawn(page, address):
    from playwright.sync_api import expect

    page.goto(f"{address}/?from=2023-11-01&to=2023-12-31")
    drawn(page)
    box = page.locator("#period")
    for leave in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.locator(".answer").click(),
        lambda: page.get_by_role("tab", name="Map").click(),
    ):
        box.click()
        page.get_by_role("button", name="20 November 2023").click()
        expect(box).to_have_text(re.compile(r"^20 Nov 2023 –\s*$"))
        page.wait_for_timeout(700)
        leave()
        expect(box).to_have_text("1 Nov 2023 – 31 Dec 2023")
        assert "from=2023-11-01&to=2023-12-31" in page.url


@pytest.mark.parametrize("pause", [150, 1000, 2500])
def test_two_clicks_with_a_pause_choose_the_period(page, address, pause):
    page.goto(address)
    drawn(page)
    page.locator("#period").click()
    page.get_by_role("button", name="20 October 2023").click()
    page.wait_for_timeout(pause)
    page.get_by_role("button", name="28 October 2023").click()
    page.wait_for_url("**from=2023-10-20&to=2023-10-28**")
    drawn(page)


def test_a_quick_range_and_two_written_dates_are_the_period(page, address):
    from playwright.sync_api import expect

    page.goto(address)
    drawn(page)
    page.locator("#period").click()
    page.get_by_role("button", name="Last 30 days").click()
    page.wait_for_url("**from=**")
    written = page.get_by_label("Period in writing: two dates, a month, a quarter or a year")
    written.click()
    page.keyboard.type("1 Dec 2023 to 2024-01-15", delay=30)
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2023-12-01&to=2024-01-15**")
    expect(page.locator("#period")).to_contain_text("1 Dec 2023")
    expect(written).to_have_value("1 Dec 2023 to 2024-01-15")
    written.fill("3/4/2023")
    written.press("Enter")
    refusal = page.get_by_text("Write two dates, like")
    refusal.wait_for()
    assert "from=2023-12-01&to=2024-01-15" in page.url
    # A refusal, and what was refused, go with another period.
    page.locator("#whole-period").click()
    refusal.wait_for(state="detached")
    expect(written).to_have_value("")
    written.fill("Nov 2023")
    written.press("Enter")
    page.wait_for_url("**from=2023-11-01&to=2023-11-30**")
    expect(page.locator("#period")).to_contain_text("1 Nov 2023")


ENTERED_SINCE = """() => {
    const { period, otherPeriod } = dash_clientside.dates;
    const kept = (search, text) => otherPeriod(search, text)[0] === dash_clientside.no_update;
    const days = ["2023-10-17", "2024-02-29"];
    period("Dec 2023", ...days);
    kept("?from=2023-12-01&to=2023-12-31", "Dec 2023");
    const gone = !kept("?from=2024-01-01", "Dec 2023");
    period("", ...days);
    const stays = kept("", "Nov 2023");
    period("Nov 2023", ...days);
    return [gone, stays, kept("?from=2023-11-01&to=2023-11-30", "Nov 2023")];
}"""


def test_a_period_entered_while_the_answer_to_a_click_is_drawn_is_not_wiped(page, address):
    page.goto(address)
    drawn(page)
    assert page.evaluate(ENTERED_SINCE) == [True, True, True]


def test_a_date_of_the_address_stands_in_the_box_and_another_can_be_written(page, address):
    from playwright.sync_api import expect

    page.goto(f"{address}/?tab=around&event=2023-12-20")
    drawn(page, "around")
    box = page.locator("#event")
    expect(box).to_have_value("20 Dec 2023")
    for text, day, label in (
        ("2024-01-05", "2024-01-05", "5 Jan 2024"),
        ("12 January 2024", "2024-01-12", "12 Jan 2024"),
    ):
        box.click()
        page.keyboard.press("Control+A")
        page.keyboard.type(text, delay=60)
        page.get_by_role("option", name=label, exact=True).wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**event={day}**")
        expect(box).to_have_value(label)


@pytest.mark.parametrize("clipboard", ["refuses", "is missing"])
def test_a_link_that_cannot_be_copied_is_shown_to_copy_by_hand(page, address, clipboard):
    given = {
        "refuses": "{ writeText: () => Promise.reject(new DOMException('refused')) }",
        "is missing": "undefined",
    }[clipboard]
    page.add_init_script(
        f"Object.defineProperty(navigator, 'clipboard', {{ get: () => ({given}) }})"
    )
    page.goto(f"{address}/?country=Iraq")
    drawn(page)
    page.get_by_role("button", name="Copy link").click()
    field = page.get_by_label("Link to this view")
    field.wait_for()
    assert "country=Iraq" in field.input_value()
    assert page.evaluate("String(getSelection())") == field.input_value()
    assert page.get_by_text("Link copied").count() == 0


def test_a_zoom_becomes_the_period_and_a_value_is_left_out_in_two_clicks(page, address):
    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    zoom = page.get_by_role("button", name="Use this zoom as the period")
    assert not zoom.is_visible()
    page.mouse.move(*bar_at(page, 0.3))
    page.mouse.down()
    page.mouse.move(*bar_at(page, 0.6), steps=5)
    page.mouse.up()
    zoom.click()
    page.wait_for_url("**from=2023-1*")
    zoom.wait_for(state="hidden")
    page.get_by_role("button", name="Whole period").click()
    page.wait_for_url(lambda url: "from=" not in url)
    page.locator("#weapon").click()
    page.get_by_role("option", name="not drone").click()
    page.wait_for_url("**where.weapon=-drone*")
    page.locator(".chip", has_text="not drone").click()
    page.wait_for_url(lambda url: "where" not in url)


def test_what_a_double_click_unfolds_stays_open(page, address):
    page.goto(address)
    menu = page.locator("details.menu").first
    menu.locator("summary").dblclick()
    assert menu.evaluate("menu => menu.open")
    # By the keyboard, for a click so soon would be the third of a triple one.
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert not menu.evaluate("menu => menu.open")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#views").dblclick()
    assert page.locator("#views").get_attribute("aria-expanded") == "true"


def test_a_refused_period_is_told_no_longer_than_it_stands(page, address):
    page.goto(address)
    drawn(page)
    box, told = page.locator("#written-period"), page.get_by_text("is no day of the calendar.")
    box.fill("31 Feb 2024")
    box.press("Enter")
    told.wait_for()
    box.press_sequentially(" x")
    told.wait_for(state="hidden")
    page.keyboard.press("Control+a")
    page.keyboard.type("31 Feb 2024")
    box.press("Enter")
    told.wait_for()
    page.locator("#whole-period").click()
    told.wait_for(state="detached")
    assert box.input_value() == ""
