"""The account of a dropped file on the page: everything once."""

import json

from tests.helpers.upload import drop, layout, mark_of

ALIKE = "Goma is also written goma: 2 rows"


def test_what_the_account_says_is_not_said_again_as_a_warning(browser):
    rows = [f"2024-01-{day:02},{place}" for day, place in enumerate(["Goma"] * 3 + ["goma"] * 2, 1)]
    mark_of(drop(browser, "\n".join(["date,place", *rows]).encode()))
    page = layout(browser)
    assert page.count(ALIKE) == 1
    assert f'CAUTION: in \\"location\\" {ALIKE}' in page


def parts(component):
    """Give a component of the page as it is sent, and all that it holds."""
    yield component
    children = component["props"].get("children") or []
    for child in children if isinstance(children, list) else [children]:
        if isinstance(child, dict):
            yield from parts(child)


def test_the_rejected_rows_have_a_line_of_their_own(browser):
    rows = [f"2024-01-{day:02},Goma" for day in range(1, 4)]
    mark_of(drop(browser, "\n".join(["date,place", *rows, "never,Goma"]).encode()))
    lines = [part for part in parts(json.loads(layout(browser))) if part["type"] == "P"]
    held = [line["props"]["children"] for line in lines]
    links = [one["props"]["children"] for one in held if isinstance(one, dict)]
    assert "All rejected rows (CSV)" in links
