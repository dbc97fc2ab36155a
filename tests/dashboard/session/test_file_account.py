"""The account of a dropped file on the page: everything once."""

from tests.helpers.upload import drop, layout, mark_of

ALIKE = "Goma is also written goma: 2 rows"


def test_what_the_account_says_is_not_said_again_as_a_warning(browser):
    rows = [f"2024-01-{day:02},{place}" for day, place in enumerate(["Goma"] * 3 + ["goma"] * 2, 1)]
    mark_of(drop(browser, "\n".join(["date,place", *rows]).encode()))
    page = layout(browser)
    assert page.count(ALIKE) == 1
    assert f'CAUTION: in \\"location\\" {ALIKE}' in page
