"""Two downloads compared, in a real browser."""

from pathlib import Path

import pytest

from tests.helpers.browser import drawn, served
from tests.helpers.vintages import write_vintages

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with served("--study", str(write_vintages(tmp_path_factory.mktemp("made")))) as url:
        yield url


def test_another_download_is_chosen_and_stands_in_the_address(page, address):
    page.goto(f"{address}/?tab=revisions")
    drawn(page, "revisions")
    page.get_by_role("textbox", name="Older download").click()
    page.get_by_role("option", name="15 Feb 2024").click()
    page.wait_for_url("**older=2024-02-15**")
    page.get_by_text("From 15 Feb 2024 to 30 Apr 2024").first.wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Table as CSV: Changed, deleted").click()
    assert "revised-rows" in waiting.value.suggested_filename
    assert "GONE" in Path(waiting.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_sees_no_sideways_scrolling(page, address, theme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/?tab=revisions&theme={theme}")
    drawn(page, "revisions")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
