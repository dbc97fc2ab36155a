"""Tables of the page: named, whole at every width, and never anything but text."""

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
    # A number or a day stands in one line, however narrow the page: rows are no higher than texts.
    broken = """cells => cells.filter(function (cell) {
        const written = document.createRange();
        written.selectNodeContents(cell);
        return new Set(Array.from(written.getClientRects(), (one) => Math.round(one.top))).size > 1;
    }).map((cell) => cell.textContent)"""
    short = page.locator("table.plain:visible td:not(.long, :first-child)")
    assert short.count() > 100
    assert short.evaluate_all(broken) == []
    signed = """box => [
        box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1,
        Boolean(box.previousElementSibling?.matches('.scrolls')),
    ]"""
    found = [tuple(box.evaluate(signed)) for box in boxes.all()]
    assert (True, True) in found
    assert {(True, True), (False, False)} >= set(found)
    for width in (390, 768):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{address}/?tab=incidents")
        page.locator(".ag-row").first.wait_for()
        page.get_by_text("More columns to the right: scroll sideways.").locator(
            "visible=true"
        ).wait_for()


LONG_ROW = """() => {
    const box = document.createElement("div");
    const cells = "<td>found</td>".repeat(5) + `<td class="long">${"2 to 9 May 2014; ".repeat(30)}`;
    box.innerHTML = `<table class="plain"><tbody><tr><td>14 days at both ends</td>${cells}`;
    document.querySelector(".content, main").append(box);
    const { fontSize } = getComputedStyle(box);
    return {
        name: box.querySelector("td").scrollWidth / parseFloat(fontSize),
        wide: box.querySelector("td.long").scrollWidth / parseFloat(fontSize),
    };
}"""


@pytest.mark.parametrize("width", [390, 1440])
def test_what_names_a_row_has_room_beside_a_long_list(page, address, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/?tab=overview")
    drawn(page, "timeline")
    row = page.evaluate(LONG_ROW)
    assert row["name"] >= 7
    assert row["wide"] >= (11 if width < 600 else 24) - 1


def test_text_in_a_table_stays_text(page, address):
    page.goto(f"{address}/?tab=changes")
    drawn(page, "regimes")
    periods = page.get_by_role("region", name="Periods")
    rows = periods.locator("tbody tr")
    assert rows.count() > 1
    rows.last.get_by_role("button").click()
    page.wait_for_url("**tab=incidents**")
    page.locator(".ag-row").first.wait_for()


WIDER = """() => [...document.querySelectorAll("table.plain")].filter((table) => {
    const box = table.closest('[role="region"]');
    return box.scrollWidth > box.clientWidth + 1;
}).map((table) => table.textContent.slice(0, 80))"""


@pytest.mark.parametrize(
    ("tab", "last"),
    [
        ("changes", "The same days by other methods"),
        ("around", "Sensitivity to what is counted"),
        ("totals", "Rules"),
    ],
)
def test_a_heading_breaks_before_a_table_scrolls_on_a_desk(page, address, tab, last):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}/?tab={tab}")
    page.get_by_text(last).first.wait_for()
    page.wait_for_function("!document.querySelector('.tab-panel').innerText.includes('\u2026')")
    assert page.locator("table.plain:visible").count()
    assert page.evaluate(WIDER) == []
