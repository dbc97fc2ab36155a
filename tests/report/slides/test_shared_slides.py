"""What shares a slide: two small tables that are whole there, and a chart under one title."""

import pandas as pd
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.style.theme import Look
from report.content.blocks import Heading, Paragraph, Picture
from report.content.build import build_report
from report.content.plan import Plan
from report.slides.write import write_slides
from tests.helpers.report import made_report, table_block
from tests.helpers.slides import opened


def tables(slide):
    return [shape.table for shape in slide.shapes if shape.has_table]


def notes(slide):
    return slide.notes_slide.notes_text_frame.text


def two_tables(words):
    """Return the slides of two tables of two and four rows, whose cells have so many words."""
    first, second = (
        table_block(rows, frame=pd.DataFrame({"What": [" ".join(["word"] * words)] * rows}))
        for rows in (2, 4)
    )
    report = made_report(
        Heading(level=1, text="Changes"),
        Paragraph(text="One finding."),
        first,
        Paragraph(text="Another finding."),
        second,
    )
    return list(opened(write_slides(report)).slides)[1:]


def test_two_small_tables_share_a_slide():
    (slide,) = two_tables(2)
    assert [len(table.rows) for table in tables(slide)] == [3, 5]
    assert "Another finding." in notes(slide)


def test_a_small_table_of_long_rows_is_whole_on_a_slide_of_its_own():
    first, second = two_tables(60)
    assert [len(table.rows) for slide in (first, second) for table in tables(slide)] == [3, 5]
    assert second.shapes.title.text_frame.text == "Another finding."
    assert "Another finding." not in notes(first)


def test_a_second_table_under_a_heading_is_named_by_its_caption():
    report = made_report(
        Heading(level=1, text="Changes"),
        Paragraph(text="A finding too long for a title. " * 20),
        table_block(8, caption="The first."),
        Paragraph(text="Another too long for a title. " * 20),
        table_block(8, caption="The second."),
    )
    titles = [slide.shapes.title.text_frame.text for slide in opened(write_slides(report)).slides]
    assert titles[1:] == ["Changes", "The second"]


@pytest.mark.parametrize("section", ["totals", "breakdown", "map"])
def test_a_chart_on_a_slide_has_the_title_of_the_slide_alone(study, section):
    report = build_report(Selection(study, default_view(study)), Plan(sections=(section,)))
    (picture,) = [block for block in report.blocks if isinstance(block, Picture)]
    written, bare = (
        picture.redraw(Look(titled=titled)).figure.to_json() for titled in (True, False)
    )
    words = " ".join(picture.chart.title.split()[:3])
    assert words in written
    assert words not in bare
