"""What a reader adds to the page: it is in the address, so the back button takes it away."""

import pytest

from tests.helpers.browser import drawn, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address():
    with served() as url:
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
