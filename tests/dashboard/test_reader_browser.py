"""What a reader adds to the page: it is in the address, so the back button takes it away."""

import pytest

from tests.helpers.browser import drawn, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address():
    with served("--allow-embed", "https://desk.example") as url:
        yield url


def written(page, when, what):
    page.get_by_label("When").fill(when)
    page.get_by_label("What happened").fill(what)
    page.keyboard.press("Enter")


def test_an_event_is_added_by_keyboard_looked_at_saved_removed_and_undone(page, address):
    from playwright.sync_api import expect

    page.goto(f"{address}/?country=Iraq&shown=none")
    drawn(page)
    page.wait_for_load_state("networkidle")
    page.get_by_text("Add an event or note").focus()
    page.keyboard.press("Enter")
    errors = page.locator(".add-event .mantine-InputWrapper-error")
    written(page, "3/4/2023", "x" * 121)
    expect(errors).to_have_text(
        ["Write a day, like 20 Dec 2023, or two: 1 to 8 Jan 2024.",
         "At most 120 characters, so that the link stays short: these are 121."]
    )  # fmt: skip
    assert "added" not in page.url
    written(page, "20 Dec 2023", "Talks <b>begin</b>")
    page.wait_for_url("**added.1=2023-12-20**")
    labels = page.locator('[data-chart="timeline"] .annotation-text', has_text="<b>begin</b>")
    expect(labels).to_have_count(1)
    expect(errors).to_have_count(0)
    expect(page.get_by_label("When")).to_have_value("")
    written(page, "1 to 8 Jan 2024", "Storm")
    page.wait_for_url("**added.2=2024-01-01+to+2024-01-08**")
    entries = page.locator(".added li")
    expect(entries).to_have_count(2)
    page.go_back()
    expect(entries).to_have_count(1)
    expect(labels).to_have_count(1)
    page.go_forward()
    page.get_by_role("button", name="Around this event: Storm").click()
    drawn(page, "around")
    expect(page.locator("#event")).to_have_value(
        "1 Jan 2024 to 8 Jan 2024: Storm (added by the reader)"
    )
    page.go_back()
    page.wait_for_url(lambda url: "tab=" not in url)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the events as context.csv").click()
    assert saved.value.suggested_filename == "context.csv"
    rows = saved.value.path().read_text(encoding="utf-8").splitlines()
    assert rows[-3].startswith("R-20231220-01,2023-12-20,other,Talks <b>begin</b>,")
    assert rows[-2].startswith("R-20240101-01,2024-01-01,other,Storm,")
    assert rows[-1].startswith("R-20240109-01,2024-01-09,other,Storm: over,")
    page.get_by_role("button", name="Remove the added event: Storm").click()
    expect(entries).to_have_count(1)
    page.go_back()
    expect(entries).to_have_count(2)
    assert "country=Iraq" in page.url


def test_a_title_and_a_note_stand_on_the_chart_and_in_its_files_until_taken_back(page, address):
    from playwright.sync_api import expect

    page.goto(f"{address}/?tab=around")
    drawn(page, "around")
    page.wait_for_load_state("networkidle")
    edit = page.get_by_role("button", name="Title and note, around chart")
    edit.click()
    title, note = page.get_by_label("Title", exact=True), page.get_by_label("Note under the chart")
    assert title.input_value().startswith("In the 28 days from 1 Dec 2023")
    title.fill("x" * 201)
    page.keyboard.press("Enter")
    expect(page.locator("#words-title-error")).to_contain_text("At most 200 characters")
    title.fill("After <the> pause")
    note.fill("See page 3")
    page.keyboard.press("Enter")
    page.wait_for_url("**title.around=After+**note.around=See+page+3**")
    card = page.locator('[data-chart="around"]')
    expect(card.locator("h2")).to_have_text("After <the> pause")
    expect(card.locator(".annotation-text", has_text="See page 3")).to_have_count(1)
    with page.expect_download() as saved:
        page.get_by_role("button", name="SVG, around chart").click()
    svg = saved.value.path().read_text(encoding="utf-8")
    assert "After &lt;the&gt; pause</title>" in svg
    assert "the finding is: In the 28 days from 1 Dec 2023" in svg
    edit.click()
    page.get_by_role("button", name="Back to the finding").click()
    expect(card.locator("h2")).to_contain_text("In the 28 days")
    page.go_back()
    expect(card.locator("h2")).to_have_text("After <the> pause")


def test_the_incidents_of_a_day_are_reached_by_keyboard_three_ways(page, address):
    from playwright.sync_api import expect

    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    note = page.locator("#incidents-note")
    page.get_by_role("group", name="Chart: timeline").focus()
    page.keyboard.press("End")
    status = page.get_by_role("status").filter(has_text="Enter lists")
    expect(status).to_contain_text("29 Feb 2024: 0 attacks, 0 strikes.")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(status).to_contain_text("26 Feb 2024")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**days=2023-10-18**")
    expect(note).to_be_focused()
    expect(note).to_have_text("2 events of 18 Oct 2023")
    page.get_by_label("Incidents of a day, or of two and those between").fill("1 to 8 Jan 2024")
    page.keyboard.press("Enter")
    page.wait_for_url("**days=2024-01-01..2024-01-08**")
    expect(note).to_contain_text("of 1 Jan 2024 to 8 Jan 2024")
    expect(note).to_be_focused()
    page.go_back()
    page.go_back()
    page.wait_for_url(lambda url: "days" not in url)
    page.goto(f"{address}/?unit=week")
    drawn(page)
    page.get_by_role("group", name="Chart: timeline").focus()
    page.keyboard.press("End")
    expect(status).to_contain_text("26 Feb 2024 to 29 Feb 2024: ")
    page.get_by_role("button", name="Show as table, timeline chart").press("Enter")
    page.get_by_role("button", name="Incidents of 4 Dec 2023").press("Enter")
    page.wait_for_url("**days=2023-12-04..2023-12-10**")
    page.goto(address)
    drawn(page)
    page.get_by_role("button", name="Show as table, timeline chart").press("Enter")
    page.get_by_role("button", name="Incidents of 8 Dec 2023").press("Enter")
    expect(note).to_contain_text("events of 8 Dec 2023")
    expect(note).to_be_focused()


def test_views_are_saved_by_name_opened_renamed_and_removed_in_this_browser_alone(page, address):
    from playwright.sync_api import expect

    page.goto(f"{address}/?country=Syria&data=000000000000")
    drawn(page)
    page.wait_for_load_state("networkidle")
    page.get_by_text("Saved views").click()
    name, said = page.get_by_label("Name of this view"), page.locator("#saved-views [role=status]")
    for text, told in (("Syria <b>only</b>", "Saved"), ("Syria <b>only</b>", "choose another")):
        name.fill(text)
        page.keyboard.press("Enter")
        expect(said).to_contain_text(told)
    kept = page.evaluate("Object.entries({...localStorage})")
    assert [key for key, _ in kept] == ["escalation views of iraq-syria-2023"]
    assert "country=Syria" in kept[0][1]
    assert "data=" not in kept[0][1]
    page.locator(".chip", has_text="Syria").click()
    page.wait_for_url(lambda url: "country" not in url)
    page.get_by_role("link", name="Syria <b>only</b>").click()
    page.wait_for_url("**country=Syria**")
    expect(page.locator(".chip", has_text="Syria")).to_have_count(1)
    page.go_back()
    expect(page.locator(".chip", has_text="Syria")).to_have_count(0)
    page.get_by_role("button", name="Rename the saved view").click()
    page.get_by_label("New name of").fill("Syria")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Now called “Syria”.")
    page.get_by_role("button", name="Remove the saved view Syria").click()
    expect(page.locator("#saved-views li")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#saved-views li")).to_have_count(1)
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); }"
    )
    page.reload()
    drawn(page)
    page.get_by_text("Saved views").click()
    name.fill("Another")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("This browser lets the page keep nothing")


def test_the_line_for_a_page_of_another_frames_the_present_view(page, address):
    page.goto(f"{address}/?country=Syria&title.map=%22%3Cb%3E")
    drawn(page)
    page.get_by_text("Report", exact=True).click()
    page.get_by_role("button", name="Line for a page (iframe)").click()
    page.get_by_text("The line is copied").wait_for()
    line = page.evaluate("navigator.clipboard.readText()")
    frame = page.evaluate(
        """line => {
            const frame = new DOMParser().parseFromString(line, "text/html").body.children;
            return [frame.length, frame[0].tagName, frame[0].src, frame[0].title];
        }""",
        line,
    )
    assert frame[:2] == [1, "IFRAME"]
    assert frame[2].startswith(f"{address}/?country=Syria&title.map=%22%3Cb%3E&data=")
    assert frame[3].startswith("Attacks on US")
