"""What a reader points at and types, with the pauses that a person makes."""

import pytest

from tests.helpers.browser import drawn, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def test_tables_are_named_and_say_when_they_scroll(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/?tab=totals")
    drawn(page, "totals")
    folded = page.locator(".tab-panel details:not([open]) > summary:visible")
    while folded.count():
        folded.first.click()
    boxes = page.get_by_role("region").filter(has=page.locator("table.plain"))
    names = [box.get_attribute("aria-label") for box in boxes.all()]
    assert len(names) > 4
    assert all(names)
    assert len(set(names)) == len(names)
    assert page.locator("table.plain th:not([scope])").count() == 0
    signed = """box => [
        box.scrollWidth > box.clientWidth + 1,
        Boolean(box.previousElementSibling?.matches('.scrolls')),
    ]"""
    found = [tuple(box.evaluate(signed)) for box in boxes.all()]
    assert (True, True) in found
    assert {(True, True), (False, False)} >= set(found)


def test_text_in_a_table_stays_text(page, address):
    page.goto(f"{address}/?tab=changes")
    drawn(page, "regimes")
    periods = page.get_by_role("region", name="Periods")
    rows = periods.locator("tbody tr")
    assert rows.count() > 1
    rows.last.get_by_role("button").click()
    page.wait_for_url("**tab=incidents**")
    page.locator(".ag-row").first.wait_for()
