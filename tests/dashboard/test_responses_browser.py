"""What follows what, in a real browser: the answer comes after the click, the link has it all."""

import re

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import drawn, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def test_the_view_is_asked_named_taken_back_and_leads_to_its_rows(page, address):
    page.goto(f"{address}/?tab=responses")
    drawn(page, "responses")
    drawn(page, "exchanges")
    said = page.locator(".finding")
    expect(said).to_have_count(2)
    expect(page.get_by_text("Nothing was named before looking")).to_be_visible()
    expect(page.get_by_text("No other series, period, filter or quiet days")).to_be_visible()

    page.get_by_label("Quiet days that join").fill("3")
    expect(page).to_have_url(re.compile("quiet=3"))
    # Strikes with three quiet days between them are one episode now.
    rows = page.get_by_role("region", name="Episodes of strikes").locator("tbody tr")
    expect(rows).not_to_have_count(16)
    page.go_back()
    expect(page.get_by_label("Quiet days that join")).to_have_value("1")
    expect(rows).to_have_count(16)
    # What was looked at is counted, and going back takes nothing back.
    asked = page.get_by_text("In this visit 2 questions were asked")
    expect(asked).to_contain_text("16 windows")
    page.get_by_label("Named before looking").first.click()
    page.get_by_role("option", name="The first series, days 1 to 3", exact=True).click()
    expect(page.get_by_text("shown in this visit before that response was named")).to_be_visible()

    rows.nth(4).get_by_role("button").click()
    expect(page).to_have_url(re.compile("tab=incidents.*days=2023-11-21..2023-11-22"))
    expect(page.get_by_text("of 21 Nov 2023 to 22 Nov 2023")).to_be_visible()
