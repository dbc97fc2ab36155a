"""A view of very many units, used with mouse and keyboard."""

import json

import pandas as pd
import pytest

from tests.helpers.browser import served
from tests.helpers.commands import run

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Serve a study of 600 places, of which one has more than a few events."""
    folder = tmp_path_factory.mktemp("many")
    days = pd.date_range("2024-01-01", periods=120).strftime("%Y-%m-%d")
    rows = [(days[number % 120], f"Place {number:03}") for number in range(600)]
    rows += [(days[day], "Place 007") for day in range(80, 120)]
    table = pd.DataFrame(rows, columns=["date", "location"])
    table.to_csv(folder / "own.csv", index=False)
    out = str(folder / "study")
    run("import", folder / "own.csv", "--out", out)
    with served("--study", out) as url:
        yield url


def test_of_many_units_those_in_sight_are_drawn_and_each_opens_as_a_view(page, address):
    page.goto(f"{address}/?tab=where&by=location")
    table = page.get_by_role("region", name="Every unit")
    rows = table.locator("tbody tr[aria-rowindex]")
    rows.first.wait_for()
    assert table.locator("table").get_attribute("aria-rowcount") == "601"
    assert rows.count() < 60
    table.get_by_role("cell", name="firm", exact=True).wait_for()
    table.evaluate("box => { box.scrollTop = box.scrollHeight; }")
    table.locator("tr[aria-rowindex='601']").wait_for()
    assert table.locator("tr[aria-rowindex='2']").count() == 0
    newest = page.get_by_role("button", name="Newest", exact=True)
    newest.click()
    assert newest.get_attribute("aria-pressed") == "true"
    first = table.locator("tr[aria-rowindex='2']")
    first.wait_for()
    assert first.locator("td").first.inner_text() == "Place 007"
    # Those that were compared come after the rest, and are the largest.
    page.get_by_text(
        "200 places, those with the most incidents of 600, were looked at"
    ).last.wait_for(state="attached")
    # On paper nothing scrolls: every row is there.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert table.locator("tbody tr").count() == 600
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    table.locator("tbody tr[aria-rowindex]").first.wait_for()
    first.get_by_role("button").press("Enter")
    page.wait_for_url("**place=Place**")
    page.get_by_role("button", name="Take back Place: Place 007").wait_for()
    page.go_back()
    page.wait_for_url(lambda url: "place=Place" not in url)
    table.locator("tr[aria-rowindex='2']").wait_for()


def test_a_file_of_units_that_are_still_weighed_is_in_the_order_of_what_is_found(page, address):
    held = []

    def hold(route):
        waits = "units-said" in json.loads(route.request.post_data)["output"]
        held.append(route) if waits else route.continue_()

    page.route("**/_dash-update-component*", hold)
    page.goto(f"{address}/?tab=where&by=location")
    table = page.get_by_role("region", name="Every unit")
    table.get_by_role("button", name="Place", exact=True).click()
    table.locator("tr[aria-rowindex='2']").get_by_role("button", name="Place 599").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Table as CSV: Every unit").click()
    rows = pd.read_csv(saved.value.path())
    assert len(held) == 1
    assert rows["unit"].iloc[0] == "Place 007"
    assert rows["firm"].tolist() == [True] + [False] * 599
