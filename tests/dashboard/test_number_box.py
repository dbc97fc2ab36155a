"""The boxes for a number of days: they show what is used, and say what is not."""

from dataclasses import replace

import pytest

from analytics.errors import InvalidOption
from analytics.findings import results
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from dashboard import ids
from dashboard.components.compared_days import compared_boxes
from dashboard.components.number_box import days_written
from tests.helpers.browser import served

LEFT_OUT = "The 7 days of the period that ended are always left out."


def selected(study, **choices):
    return Selection(study, replace(default_view(study), **choices))


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({}, [LEFT_OUT]),
        ({"before": 200}, ["Of the 200 days before, 38 can be compared.", LEFT_OUT]),
        ({"gap": 5}, [LEFT_OUT]),
        ({"event": "2024-02-20"}, ["Of the 28 days from the event on, 10 can be compared."]),
        (
            {"event": "2023-11-24..2023-12-01"},
            ["A period is compared whole: 7 days, not the 28 asked for."],
        ),
    ],
)
def test_the_boxes_show_the_days_that_the_comparison_has(study, choices, said):
    selection = selected(study, **choices)
    boxes, compared = compared_boxes(selection), results.effect(selection).windows
    assert boxes.days == {
        "before": len(compared.before), "after": len(compared.after), "gap": compared.gap,
    }  # fmt: skip
    assert boxes.said == " ".join(said)


def test_what_cannot_be_compared_leaves_the_boxes_as_they_are_asked_for(study):
    boxes = compared_boxes(selected(study, event="2023-10-17", before=9))
    assert (boxes.days, boxes.said) == ({"before": 9, "after": 28, "gap": 0}, "")


def test_the_days_of_a_period_that_ended_are_in_the_box_and_not_in_the_view(study):
    assert days_written(selected(study), ids.GAP, 10) == 3
    assert days_written(selected(study, event="2024-01-28"), ids.GAP, 10) == 10


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        (ids.BEFORE, -5, "Days before cannot be -5: write a whole number from 1 to 366."),
        (ids.GAP, 3, "Days left out cannot be 3: write a whole number from 7 to 67."),
        (ids.AFTER, "", "Days after cannot be empty: write a whole number from 1 to 366."),
        (ids.AFTER, None, "Days after cannot be empty: write a whole number from 1 to 366."),
        (ids.RECENT, "9e9", "Last days cannot be 9e9: write a whole number from 7 to 366."),
    ],
)
def test_a_number_that_cannot_be_used_is_refused_in_the_words_of_its_box(
    study, name, written, said
):
    with pytest.raises(InvalidOption) as refused:
        days_written(selected(study), name, written)
    assert str(refused.value) == said


@pytest.mark.browser
def test_what_is_written_is_used_or_told_beside_the_box(browser):
    from playwright.sync_api import expect

    with served() as url:
        page = browser.new_page()
        page.goto(f"{url}/?tab=around")
        note = page.locator(".box-note:visible")
        expect(page.locator("#gap")).to_have_value("7")
        for name, written, shown, told in (
            ("before", "200", "38", "Of the 200 days before, 38 can be compared."),
            ("gap", "200", "7", "Days left out cannot be 200:"),
            ("before", "abc-5", "38", "Days before cannot be -5:"),
            ("before", "200", "38", "Of the 200 days before, 38 can be compared."),
            ("after", "1.5", "28", "Days after cannot be 1.5:"),
            ("before", "Backspace", "38", "Days before cannot be empty:"),
            ("gap", "Backspace", "7", "Days left out cannot be empty:"),
            ("after", "Backspace", "28", "Days after cannot be empty:"),
            ("before", "20", "20", LEFT_OUT),
        ):
            box = page.locator(f"#{name}")
            box.click()
            page.keyboard.press("Control+a")
            page.keyboard.press(written) if written.isalpha() else page.keyboard.type(written)
            page.keyboard.press("Tab")
            expect(note).to_contain_text(told)
            expect(box).to_have_value(shown)
        expect(note).to_have_text(LEFT_OUT)
