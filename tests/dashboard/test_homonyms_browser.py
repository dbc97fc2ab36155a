"""Where, and the filters, for a study of two countries that share names of places."""

import pytest

from tests.helpers.browser import drawn, served
from tests.helpers.commands import run
from tests.helpers.homonyms import UNITS, homonyms

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("homonyms")
    homonyms().to_csv(folder / "own.csv", index=False)
    run("import", folder / "own.csv", "--out", folder / "study")
    with served("--study", str(folder / "study")) as url:
        yield url


def test_a_unit_opens_by_its_full_name_and_a_name_alone_chooses_all_of_them(page, address):
    page.goto(f"{address}/?tab=where&by=admin1")
    drawn(page, "where")
    table = page.get_by_role("region", name="Now against usual")
    table.get_by_role("button", name="Show only Est (Cameroon)").wait_for()
    cells = table.locator("tbody tr td:first-child").all_inner_texts()
    assert {cell.split("\n")[0] for cell in cells} == UNITS
    table.get_by_role("button", name="Show only Est (Cameroon)").click()
    page.wait_for_url("**where.admin1=Est**Cameroon**")
    page.get_by_role("button", name="Admin 1: Est (Cameroon)").wait_for()
    page.get_by_text("102 incidents").first.wait_for(state="attached")
    page.goto(f"{address}/?tab=where&by=admin1&where.admin1=Est")
    for country in ("Burkina Faso", "Cameroon", "country unknown"):
        page.get_by_role("button", name=f"Show only Est ({country})").first.wait_for()
    assert page.get_by_role("button", name="Show only Sahel").count() == 0
    assert page.get_by_text("Not all of this link can be used").count() == 0
