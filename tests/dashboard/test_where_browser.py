"""The view of groups, used with mouse and keyboard."""

import pandas as pd
import pytest

from tests.helpers.browser import drawn, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def column(page, button, name):
    """Save a table and give a column of the file."""
    with page.expect_download() as saved:
        page.get_by_role("button", name=button).click()
    return pd.read_csv(saved.value.path())[name].tolist()


def test_groups_are_sorted_chosen_and_held_against_each_other(page, address):
    page.goto(address)
    drawn(page)
    page.get_by_role("tab", name="Where").click()
    drawn(page, "where")
    page.get_by_role("button", name="Country", exact=True).click()
    table = page.get_by_role("region", name="Now against usual")
    table.get_by_role("button", name="Show only Iraq").wait_for()
    page.wait_for_url("**by=country**")

    def first_cells():
        return table.locator("tbody tr td:first-child").all_inner_texts()

    assert first_cells() == ["Iraq", "Syria", "Jordan"]
    table.get_by_role("button", name="Attacks").click()
    assert first_cells() == ["Syria", "Iraq", "Jordan"]
    table.get_by_role("button", name="Attacks").press("Enter")
    assert first_cells() == ["Jordan", "Iraq", "Syria"]
    assert table.locator("th[aria-sort=ascending]").count() == 1
    # The file has the rows as they stand there.
    assert column(page, "Table as CSV: Now against usual", "group") == ["Jordan", "Iraq", "Syria"]

    pair = page.get_by_text("Iraq over Syria:")
    pair.wait_for()
    said = pair.inner_text()
    page.get_by_role("textbox", name="Days compared").click()
    page.get_by_role("option", name="Around the chosen event").click()
    page.get_by_text("against 27 Oct").or_(page.get_by_text("to 23 Nov 2023.")).first.wait_for()
    assert pair.inner_text() != said
    # What is compared stands in the address, as a chip, and is undone by going back.
    page.wait_for_url("**pair=Iraq~Syria&since=event**")
    page.reload()
    page.get_by_role("button", name="Take back two groups: Iraq against Syria").wait_for()
    page.get_by_text("against 27 Oct").or_(page.get_by_text("to 23 Nov 2023.")).first.wait_for()
    page.go_back()
    page.get_by_role("button", name="Take back two groups").wait_for(state="detached")
    assert pair.inner_text() == said
    page.go_forward()
    page.get_by_role("button", name="Take back two groups").click()
    page.wait_for_function("!location.search.includes('pair')")

    table.get_by_role("button", name="Show only Syria").press("Enter")
    page.wait_for_url("**country=Syria**")
    page.get_by_role("button", name="Take back Country: Syria").wait_for()
    # So has that of incidents which were sorted in their grid.
    page.get_by_role("tab", name="Incidents").click()
    page.locator(".ag-row").first.wait_for()
    newest = column(page, "These rows (CSV)", "confirmation")
    page.get_by_role("columnheader", name="Confirmation").click()
    found = column(page, "These rows (CSV)", "confirmation")
    assert found == sorted(newest) != newest


def test_a_row_that_is_written_otherwise_than_the_data_opens_what_these_call_it(page, address):
    page.goto(f"{address}/?tab=where&by=weapon")
    for name in ("Now against usual", "Every unit"):
        table = page.get_by_role("region", name=name)
        table.get_by_role("button", name="Show only Drone").first.click()
        page.wait_for_url("**weapon=drone**")
        page.get_by_role("button", name="Take back Weapon: drone").click()
        page.wait_for_url(lambda url: "weapon=" not in url)


@pytest.mark.parametrize("width", [390, 1440])
def test_few_rows_are_all_in_sight_and_what_is_beside_them_is_announced(page, address, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{address}/?tab=where")
    drawn(page, "where")
    shape = """box => ({
        signed: box.previousElementSibling.innerText,
        hidden: box.scrollHeight - box.clientHeight,
        heights: new Set(
            Array.from(box.querySelectorAll("tbody tr"), (row) => row.offsetHeight)
        ).size,
        rows: box.querySelectorAll("tbody tr").length,
    })"""
    # The attacks of an unknown weapon stand beside the five, and are no unit of the scan.
    for name, rows in (("Now against usual", 6), ("Every unit, over the whole period", 5)):
        table = page.get_by_role("region", name=name)
        table.get_by_text("Mortar").wait_for()
        page.wait_for_function(
            "name => document.querySelector(`[aria-label='${name}']`)"
            ".previousElementSibling.matches('.scrolls')",
            arg=name,
        )
        assert table.evaluate(shape) == {
            "signed": "More columns to the right: scroll sideways.",
            "hidden": 0,
            "heights": 1,
            "rows": rows,
        }
    # The button that takes a zoom back would cover the end of the title on a phone.
    page.locator('[data-chart="where"] .nsewdrag').first.hover()
    assert page.locator('[data-chart="where"] .modebar').is_visible() == (width > 600)
