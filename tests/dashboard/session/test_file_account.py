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


def test_a_mistyped_year_is_told_once_by_the_row_of_the_reader_and_can_be_had(browser):
    rows = [f"2024-01-{day:02},Goma" for day in range(1, 31)]
    # A row left out before it, so that the study's own file numbers it otherwise.
    lines = ["date,place", *rows[:9], "never,Goma", "2042-03-14,Goma", *rows[9:]]
    mark_of(drop(browser, "\n".join(lines).encode()))
    page = layout(browser)
    lines = [one for one in parts(json.loads(page)) if one["type"] == "Li"]
    told = [str(one["props"]["children"]) for one in lines if "2042-03-14" in str(one["props"])]
    assert len(told) == 1
    assert "2042-03-14 (row 12)" in told[0]
    assert "events.csv" not in page
    assert "All rejected rows, and those kept outside the days covered (CSV)" in page
    listed = browser.get("/rejected.csv").get_data(as_text=True).splitlines()
    assert [line.split(",")[1] for line in listed[1:]] == ["11", "12"]
    assert "2042-03-14 is outside the days covered" in listed[2]


def test_rows_outside_the_days_covered_can_be_had_where_none_is_rejected(browser):
    rows = [f"2024-01-{day:02},Goma" for day in range(1, 31)]
    mark_of(drop(browser, "\n".join(["date,place", *rows, "2042-03-14,Goma"]).encode()))
    assert "Rows kept outside the days covered (CSV)" in layout(browser)
    assert "2042-03-14" in browser.get("/rejected.csv").get_data(as_text=True)
