"""Two downloads compared, in a real browser."""

from pathlib import Path

import pytest

from tests.helpers.accessible import SIDEWAYS, THEMES, settled, violations
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


@pytest.mark.parametrize(("theme", "options"), THEMES)
def test_it_breaks_no_rule_of_axe_and_scrolls_down_only(page, address, theme, options):
    page.set_viewport_size({"width": 720, "height": 450})
    page.goto(f"{address}/?tab=revisions&theme={theme}")
    drawn(page, "revisions")
    settled(page)
    assert not page.evaluate(SIDEWAYS)
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 640})
        settled(page)
        assert not page.evaluate(SIDEWAYS)
    assert violations(page, options) == []
