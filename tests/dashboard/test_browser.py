"""The real server, a real browser, and what a reader does there."""

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.helpers.browser import answer, drawn, served
from tests.helpers.sources import ACLED_2022, acled
from tests.helpers.waiting import PATIENCE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def test_the_first_view_answers_with_numbers(page, address):
    page.goto(address)
    drawn(page)
    assert re.search(r"\d.* a day", answer(page))
    assert page.locator(".number").count() >= 1


def test_a_filter_changes_the_address_and_the_answer_and_survives_a_reload(page, address):
    page.goto(address)
    drawn(page)
    first = answer(page)
    page.locator("#country").click()
    page.get_by_role("option", name="Iraq", exact=True).click()
    page.wait_for_url("**/?country=Iraq")
    page.wait_for_function("t => document.querySelector('.answer').innerText !== t", arg=first)
    second = answer(page)
    page.reload()
    drawn(page)
    assert answer(page) == second
    page.go_back()
    page.wait_for_function("t => document.querySelector('.answer').innerText === t", arg=first)


def test_one_click_is_one_round_trip(page, address):
    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    asked, later = [], '\\"type\\":\\"checked\\"'

    def counts(request):
        # What a verdict hangs on is asked for once the answer stands there.
        return "_dash-update-component" in request.url and later not in request.post_data

    page.on("request", lambda request: asked.append(request) if counts(request) else None)
    for click, there in (
        (lambda: page.get_by_role("tab", name="Map").click(), '[data-chart="map"] .main-svg'),
        (lambda: page.locator("label", has_text="Official").first.click(), "text=Official"),
        (lambda: page.locator("#theme").click(), 'html[data-theme="dark"]'),
    ):
        asked.clear()
        # On a busy machine the next click would come before the answer to this one.
        with page.expect_response(lambda response: counts(response.request)):
            click()
        page.locator(there).first.wait_for()
        page.wait_for_load_state("networkidle")
        assert len(asked) == 1, [request.post_data[:200] for request in asked]


@pytest.mark.parametrize("pause", [0, 100, 300, 600])
def test_a_second_click_before_the_first_answer_keeps_both(page, address, pause):
    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    page.get_by_role("tab", name="Totals").click()
    page.wait_for_timeout(pause)  # as a person has it between two clicks
    page.locator("label", has_text="Imputed").first.click()
    page.wait_for_url("**dates=imputed**")
    page.wait_for_load_state("networkidle")
    assert "tab=totals" in page.url
    assert page.get_by_role("tab", name="Totals").get_attribute("aria-selected") == "true"


def test_a_link_with_state_opens_the_same_view(page, address):
    page.goto(f"{address}/?confirmation=official&tab=around&before=14&after=14")
    drawn(page, "around")
    assert page.locator("#before").input_value() == "14"
    assert page.get_by_role("tab", name="Around").get_attribute("aria-selected") == "true"
    assert page.get_by_label("Officials", exact=True).is_checked()


def test_a_link_that_cannot_be_followed_says_so_and_the_page_stands(page, address):
    from playwright.sync_api import expect

    page.goto(f"{address}/?window=14&country=Atlantis")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("window is 14, not an odd number of days")
    expect(notice).to_contain_text("country is Atlantis")
    expect(page.locator("#smoothing-label")).to_have_text("7-day mean")
    expect(page.locator(".answer")).to_contain_text("a day")
    page.goto(f"{address}/?smoothing=trailing&window=14")
    expect(page.locator("#smoothing-label")).to_have_text("14-day mean")
    page.get_by_text("Centred", exact=True).click()
    expect(notice).to_contain_text("a centred mean needs an odd number of days")


def test_every_tab_draws_and_charts_download(page, address):
    page.goto(address)
    drawn(page)
    for tab, chart in [("Changes", "regimes"), ("Totals", "totals"), ("Map", "map")]:
        page.get_by_role("tab", name=tab, exact=True).click()
        drawn(page, chart)
    page.get_by_role("tab", name="Overview", exact=True).click()
    for kind in ("SVG", "PNG", "Data (CSV)"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"{kind}, timeline chart").click()
        content = Path(waiting.value.path()).read_bytes()
        assert len(content) > 500
        if kind == "SVG":
            assert content.startswith(b"<svg")
        if kind == "PNG":
            assert content.startswith(b"\x89PNG")


def test_an_open_table_follows_its_chart_and_says_what_its_button_does(page, address):
    page.goto(address)
    drawn(page)
    page.get_by_role("button", name="Show as table, timeline chart").click()
    table = page.get_by_role("region", name="Data of the timeline chart.")
    table.wait_for()
    assert "Rate, lower end (95 %)" in table.inner_text()
    first = table.inner_text()
    page.wait_for_timeout(300)  # as a person looks first
    page.locator("#country").click()
    page.get_by_role("option", name="Syria", exact=True).click()
    shown = "[shown => document.querySelector('.table-box').innerText !== shown][0]"
    page.wait_for_function(shown, arg=first)
    page.get_by_role("button", name="Hide the table, timeline chart").click()
    table.wait_for(state="detached")
    page.get_by_role("button", name="Show as table, timeline chart").wait_for()


def test_a_report_of_the_view_is_made_and_its_chart_cited(page, address):
    page.goto(f"{address}/?country=Iraq&data=000000000000")
    drawn(page)
    page.get_by_text("The data have changed since this link was made").wait_for()
    page.locator(".menu summary").click()
    with page.expect_download() as waiting:
        page.locator(".menu-item", has_text="PDF").click()
        page.get_by_text("Making the report").wait_for()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")
    page.get_by_role("button", name="Cite, timeline chart").click()
    page.get_by_text("Iraq only").last.wait_for()
    link = page.locator(".citation").inner_text().split()[-1]
    page.get_by_role("button", name="Copy link").click()
    # The browser writes to the clipboard in its own time.
    copied = "async link => (await navigator.clipboard.readText()) === link"
    page.wait_for_function(copied, arg=link)
    page.goto(link)
    drawn(page)
    assert page.locator("#notice").inner_text() == ""


def test_a_bar_opens_the_incidents_of_its_day(page, address):
    page.goto(f"{address}/?days=2023-12-06&tab=incidents")
    page.locator(".ag-row").first.wait_for()
    dates = page.locator('.ag-center-cols-container [col-id="date"]').all_inner_texts()
    assert dates
    assert set(dates) == {"6 Dec 2023"}
    links = page.locator('.ag-center-cols-container [col-id="source_publisher"] a')
    assert links.first.get_attribute("href").startswith("http")


def test_tabs_move_with_the_keyboard(page, address):
    page.goto(address)
    drawn(page)
    page.get_by_role("tab", name="Overview").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**tab=where**")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_sees_no_sideways_scrolling(page, address, theme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/?theme={theme}")
    drawn(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    assert page.evaluate("document.documentElement.dataset.theme") == theme


def test_an_impossible_filter_gives_a_calm_sentence(page, address):
    page.goto(f"{address}/?country=Jordan&weapon=mortar")
    assert len(answer(page)) > 20
    assert "Error" not in page.locator("body").inner_text()


DROP = """([name, text]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name));
    const tell = (kind) => window.dispatchEvent(
        new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true })
    );
    tell("dragenter");
    const seen = !document.querySelector(".drop-overlay").hidden;
    tell("drop");
    return seen && document.querySelector(".drop-overlay").hidden;
}"""


def dropped_days():
    """Make ACLED-like rows: one a day, three a day from the hundredth."""
    start = pd.Timestamp("2022-01-01")
    days = [start + pd.Timedelta(days=n) for n in range(200) for _ in range(3 if n >= 100 else 1)]
    return acled(ACLED_2022, [f"{day:%d %B %Y}" for day in days] + ["never"]).decode()


def test_a_dropped_file_is_shown_to_this_browser_only_until_it_is_closed(page, browser, address):
    page.goto(f"{address}/?country=Iraq&theme=dark")
    drawn(page)
    served = page.locator(".header h1").inner_text()
    assert page.evaluate(DROP, ["made.csv", dropped_days()])
    page.locator("#file-report[open]").wait_for()
    drawn(page)
    assert "401 rows in, 400 kept, 0 left out, 1 rejected" in page.locator("#main").inner_text()
    assert 'found "never"' in page.locator("#file-report").inner_text()
    assert "made.csv" in page.title()
    assert "from 1.0 to 3.0 a day" in answer(page)
    assert re.fullmatch(r".*/\?file=[0-9a-f]{12}&theme=dark", page.url)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="All rejected rows (CSV)").click()
    assert "402" in Path(waiting.value.path()).read_text(encoding="utf-8")
    link = page.url
    # Another view is not looked for below it; who unfolds it again has it in every view.
    page.get_by_role("tab", name="Map", exact=True).click()
    page.locator("#file-report:not([open])").wait_for()
    page.locator("#file-report > summary").click()
    page.get_by_role("tab", name="Overview", exact=True).click()
    page.wait_for_url(link)
    assert page.locator("#file-report").get_attribute("open") is not None
    page.reload()
    drawn(page)
    assert page.locator("#file-report").get_attribute("open") is None
    other = browser.new_context().new_page()
    other.set_default_timeout(PATIENCE * 1000)
    other.goto(link)
    drawn(other)
    assert other.locator(".header h1").inner_text() == served
    assert "made for another file" in other.locator("#notice").inner_text()
    other.context.close()
    page.locator("#close-file").click()
    page.wait_for_url(f"{address}/?theme=dark")
    drawn(page)
    assert page.locator(".header h1").inner_text() == served


FILL = "button => getComputedStyle(button).backgroundColor"


def test_a_file_that_does_not_say_enough_is_asked_about_with_the_keyboard(page, address, tmp_path):
    path = tmp_path / "own.csv"
    rows = "".join(f"0{n}/02/2024,0{n}/03/2024,Here\n" for n in range(1, 10))
    path.write_text("When,Until,Country\n" + rows)
    page.goto(address)
    drawn(page)
    first = answer(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a file").press("Enter")
    chooser.value.set_files(path)
    said = page.locator(".drop-status")
    page.wait_for_function("document.activeElement.name === 'map'")
    assert 'found "When" and "Until", expected one column of days' in said.inner_text()
    assert answer(page) == first
    again = page.get_by_role("button", name="Read it again")
    primary = again.evaluate(FILL)
    page.keyboard.type("date=When")
    page.get_by_role("button", name="Read it again").press("Enter")
    page.wait_for_function("document.activeElement.name === 'date-order'")
    assert "does not settle" in said.inner_text()
    page.get_by_label("Dates are").select_option("dmy")
    page.get_by_role("button", name="Read it again").press("Enter")
    page.wait_for_function("document.activeElement.id === 'open-preview'")
    assert page.locator("#open-preview").evaluate(FILL) == primary != again.evaluate(FILL)
    assert "First day 2024-02-01, last day 2024-02-09" in page.locator(".drop-preview").inner_text()
    assert answer(page) == first
    page.get_by_label("What Country is taken for").select_option("location")
    page.get_by_role("button", name="Read it again").press("Enter")
    page.wait_for_function("document.activeElement.id === 'open-preview'")
    assert page.get_by_label("What Country is taken for").input_value() == "location"
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save as a study folder").click()
    assert waiting.value.suggested_filename == "study.zip"
    page.get_by_role("button", name="Open it").press("Enter")
    page.locator("#file-report[open]").wait_for()
    assert "9 rows in, 9 kept" in page.locator("#file-report summary").first.inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_opens_a_file_without_sideways_scrolling(page, address, theme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/?theme={theme}")
    drawn(page)
    assert page.evaluate(DROP, [f"{'long' * 20}.csv", "name\nnothing\n"])
    page.locator(".drop-form").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(DROP, [f"{'long' * 20}.csv", dropped_days()])
    page.locator("#file-report[open]").wait_for()
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_going_back_takes_the_whole_page_back_to_the_theme_of_the_system(page, address):
    page.emulate_media(color_scheme="light")
    page.goto(address)
    drawn(page)
    page.locator("#theme").click()
    page.locator('html[data-theme="dark"][data-mantine-color-scheme="dark"]').wait_for()
    page.wait_for_url("**/?theme=dark")
    page.go_back()
    page.locator('html[data-theme="light"]').wait_for()
    assert page.locator("html").get_attribute("data-mantine-color-scheme") == "light"


def test_choosing_the_event_that_is_chosen_keeps_it(page, address):
    page.goto(f"{address}/?tab=around")
    drawn(page, "around")
    chosen = page.locator("#event").input_value()
    page.locator("#event").click()
    page.locator('[role="option"][aria-selected="true"][value^="C-"]:visible').click()
    assert page.locator("#event").input_value() == chosen != ""
