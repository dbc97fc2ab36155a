"""Several studies in a real browser: from the start page to one, to another, and back."""

import pytest

from tests.helpers.accessible import SIDEWAYS, violations
from tests.helpers.browser import drawn, served
from tests.helpers.study import TOML, write_study

pytestmark = pytest.mark.browser
NAMES = ("north", "south", "broken")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    root = tmp_path_factory.mktemp("studies")
    for name in NAMES:
        (root / name).mkdir()
        titled = {"study.toml": TOML.replace("Made up", f"The {name}")}
        write_study(root / name, titled | ({"attacks.csv": None} if name == "broken" else {}))
    with served(*(str(root / name) for name in NAMES)) as url:
        yield url


def test_a_reader_goes_from_the_list_to_a_study_and_to_another_in_the_dark(page, address):
    page.goto(address)
    page.get_by_role("heading", name="3 studies").wait_for()
    page.wait_for_function("!document.querySelector('#studies [data-waits]')")
    assert "3 attacks: too few to tell" in page.locator("#study-north").inner_text()
    assert "It cannot be read" in page.locator("#study-broken").inner_text()
    for theme in ("light", "dark"):
        assert violations(page, {}) == [], theme
        page.locator("#theme").click()
    page.locator("#theme").click()
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate(SIDEWAYS)
    page.set_viewport_size({"width": 1440, "height": 900})

    page.get_by_role("link", name="The north").click()
    drawn(page)
    assert page.url == f"{address}/s/north/?theme=dark"
    page.get_by_role("tab", name="Map").click()
    page.wait_for_url("**/s/north/?tab=map&theme=dark")
    page.locator(".studies-menu summary").click()
    page.get_by_role("link", name="The south").click()
    drawn(page)
    assert page.url == f"{address}/s/south/?theme=dark"
    assert page.locator(".header h1").last.inner_text() == "The south"
    page.go_back()
    page.locator('[data-chart="map"] .main-svg').first.wait_for()
    assert page.locator(".header h1").last.inner_text() == "The north"

    # A saved link opens the right one; one that leads to none says so.
    page.goto(f"{address}/s/south?tab=methods")
    page.locator(".methods").first.wait_for()
    assert page.title() == "The south"
