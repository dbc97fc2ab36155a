import io
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from pptx.util import Inches, Pt

from report.content.blocks import Heading, Paragraph
from report.slides.plan import plan_slides
from report.slides.write import write_slides
from tests.helpers.report import (
    ATTACKS,
    DAYS,
    FINDING,
    STRIKES,
    UP,
    effect_picture,
    hostile_table,
    made_report,
    map_picture,
    table_block,
    timeline_picture,
)
from tests.helpers.slides import charts, opened
from tests.helpers.waiting import until_the_clock_has_turned


@pytest.fixture(scope="module")
def content():
    return write_slides(made_report())


@pytest.fixture(scope="module")
def deck(content):
    return opened(content)


def series_of(chart):
    return {one.name: list(one.values) for plot in chart.plots for one in plot.series}


def alt(shape):
    return shape._element.xpath(".//p:cNvPr")[0].get("descr")


def test_titles_are_the_findings_in_real_placeholders(deck):
    assert deck.slide_width == pytest.approx(Inches(13.333), abs=1)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == [
        "Made up",
        FINDING,
        FINDING,
        "What cannot be answered",
        "One change was found.",
        FINDING,
        FINDING,
    ]


def test_every_slide_has_its_number_and_names_the_data(deck):
    for slide in deck.slides:
        texts = [shape.text_frame.text for shape in slide.placeholders]
        assert "Made up · Data to 12 Jan 2024 · hash 1a2b3c4d5e6f" in texts
        assert slide._element.xpath(".//a:fld[@type='slidenum']")
    identifiers = [
        [node.get("id") for node in slide._element.xpath(".//p:cNvPr")] for slide in deck.slides
    ]
    assert all(len(set(found)) == len(found) for found in identifiers)


def test_the_timeline_is_native_and_equals_the_counts(deck):
    (chart,) = charts(deck.slides[2])
    shown = series_of(chart)
    seen = [None if k == 3 else float(count) for k, count in enumerate(ATTACKS)]
    down = [None if k == 3 else -float(count) for k, count in enumerate(STRIKES)]
    assert shown["Attacks"] == seen
    assert shown["Strikes"] == down
    assert shown["Rate"] == [1.0] * 6 + [1.9] * 6
    dates = list(chart.plots[0].categories)
    # Days since the end of 1899, as a spreadsheet counts them.
    assert [float(date) for date in dates] == [45292 + k for k in range(len(DAYS))]
    assert [plot._element.tag.split("}")[1] for plot in chart.plots] == ["barChart", "lineChart"]
    marked = [k for k, value in enumerate(shown["Listed events"]) if value is not None]
    assert marked == [4]
    texts = [shape.text_frame.text for shape in deck.slides[2].shapes if shape.has_text_frame]
    assert "1  5 Jan 2024: A & B" in texts


def test_the_workbook_behind_the_timeline_holds_the_same(deck):
    (chart,) = charts(deck.slides[2])
    sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][1:3] == ("Attacks", "Strikes")
    assert [row[1] for row in rows[1:]] == [None if k == 3 else n for k, n in enumerate(ATTACKS)]


def test_the_effect_is_native_with_error_bars(deck):
    days, rates = charts(deck.slides[5])
    assert series_of(days)["Attacks"] == ATTACKS
    (values,) = series_of(rates).values()
    assert values == [0.75, 2.0]
    reach = [
        [float(v.text) for v in rates._chartSpace.xpath(f".//c:errBars/c:{side}//c:v")]
        for side in ("plus", "minus")
    ]
    assert reach == [[1.5, 4.0], [0.375, 1.0]]
    assert list(rates.plots[0].categories) == [
        "0.75 a day in the 4 days before 5 Jan 2024",
        "2.0 a day in the 8 days from 5 Jan 2024",
    ]
    assert rates.value_axis.maximum_scale >= 6


def test_charts_pictures_and_tables_say_what_they_show(deck):
    shapes = [
        shape
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_chart or shape.has_table or shape.shape_type == 13
    ]
    assert [alt(shape) for shape in shapes] == [
        f"Chart of the timeline. {FINDING}",
        "Table of 3 rows: Place, Events, Source.",
        f"Chart of the around. {FINDING}",
        "Column chart of two rates: 0.75 a day in the 4 days before 5 Jan 2024; "
        "2.0 a day in the 8 days from 5 Jan 2024.",
        f"Chart of the map. {FINDING}",
    ]


def test_notes_have_the_full_sentences(deck):
    notes = [slide.notes_slide.notes_text_frame.text for slide in list(deck.slides)[1:]]
    assert notes[0] == f"{FINDING}\nOfficials counted fewer."
    assert "See https://example.org/places, which lists them." in notes[-1]


def test_tables_are_native_and_their_links_lead_on(deck):
    (table,) = [shape.table for shape in deck.slides[4].shapes if shape.has_table]
    assert [cell.text for cell in table.rows[0].cells] == ["Place", "Events", "Source"]
    run = table.cell(1, 2).text_frame.paragraphs[0].runs[0]
    assert run.hyperlink.address == "https://example.org/0"


def test_same_report_same_bytes(content):
    until_the_clock_has_turned()
    assert write_slides(made_report()) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        external = [name for name in archive.namelist() if b"External" in archive.read(name)]
    assert external
    assert all(name.endswith(".rels") for name in external)


def test_a_long_table_is_cut_where_the_slide_ends():
    report = made_report(
        Heading(level=1, text="Places"), Paragraph(text="Many places."), table_block(90)
    )
    slide = opened(write_slides(report)).slides[1]
    (shape,) = [shape for shape in slide.shapes if shape.has_table]
    shown = len(shape.table.rows) - 1
    assert 8 <= shown < 90
    assert shape.top + shape.height < Inches(6.95)
    said = [one.text_frame.text for one in slide.shapes if one.has_text_frame]
    assert any(f"{shown} of 90 rows" in text for text in said)


def test_tables_without_a_finding_come_last():
    report = made_report(
        Heading(level=1, text="Series"),
        Paragraph(text=f"Data to 12 Jan 2024 · {made_report().footer.rpartition(' · ')[2]}."),
        table_block(caption="States of the days."),
        Heading(level=1, text="Places"),
        map_picture(),
        table_block(17, small=True),
        table_block(slide="never"),
    )
    assert [slide.title for slide in plan_slides(report)] == [FINDING, "States of the days"]


@pytest.mark.parametrize("length", [400, 1500])
def test_a_long_title_shrinks_to_its_box(length):
    words = ("An attack of a long name " * 80)[:length].strip()
    picture = map_picture(title=words)
    deck = opened(write_slides(made_report(picture, title=words)))
    for slide in deck.slides:
        shape = slide.shapes.title
        size = shape.text_frame.paragraphs[0].runs[0].font.size
        assert shape.text_frame.text == words
        # An average letter of Arial bold is over half as wide as it is high.
        lines = np.ceil(len(words) * 0.52 * size / (shape.width - Pt(14)))
        assert lines * 1.15 * size <= shape.height or size == Pt(10)


def test_a_title_has_two_lines_and_what_finds_no_room_is_in_the_notes():
    words = " ".join(
        f"Sentence {k} says something of sixty letters or thereabouts." for k in range(6)
    )
    deck = opened(write_slides(made_report(map_picture(title=words))))
    slide = deck.slides[1]
    shape = slide.shapes.title
    title, size = shape.text_frame.text, shape.text_frame.paragraphs[0].runs[0].font.size
    assert words.startswith(title)
    assert title.endswith("thereabouts.")
    assert np.ceil(len(title) * 0.5 * size / (shape.width - Pt(14))) <= 2
    assert size >= Pt(16)
    assert words in slide.notes_slide.notes_text_frame.text


def test_no_small_table_stands_alone_in_the_top_of_a_slide():
    report = made_report(
        Heading(level=1, text="Places"),
        Paragraph(text="One finding."),
        table_block(2),
        Heading(level=1, text="Further"),
        Paragraph(text="Another finding."),
        table_block(2),
        Heading(level=1, text="Last"),
        Paragraph(text="The last finding. It is explained in a second sentence."),
        table_block(2),
    )
    _, first, last = opened(write_slides(report)).slides
    tables = [shape for shape in first.shapes if shape.has_table]
    assert len(tables) == 2
    assert tables[0].top + tables[0].height < tables[1].top
    said = [shape.text_frame.text for shape in first.shapes if shape.has_text_frame]
    assert {"One finding.", "Another finding."} <= set(said)
    notes = first.notes_slide.notes_text_frame.text
    assert "Another finding." in notes
    (table,) = [shape for shape in last.shapes if shape.has_table]
    assert len(table.table.rows) == 3


def test_the_native_timeline_has_periods_and_the_dates_of_changes():
    picture = timeline_picture(periods=((DAYS[2], DAYS[5], "Truce"),))
    dates = {"changepoint": [DAYS[6]], "ci_low": [DAYS[4]], "ci_high": [DAYS[8]]}
    picture = timeline_picture(changes=pd.DataFrame(dates), periods=picture.chart.periods)
    (chart,) = charts(opened(write_slides(made_report(picture))).slides[1])
    shown = series_of(chart)
    seen = {name: [k for k, v in enumerate(values) if v] for name, values in shown.items()}
    assert seen["Truce"] == [2, 3, 4]
    assert seen["Date of a change, 95 % interval"] == [4, 5, 6, 7, 8]
    top, bottom = (
        max(v or 0 for v in shown["Truce"]),
        min(v or 0 for v in shown["Truce, downwards"]),
    )
    assert (chart.value_axis.maximum_scale, chart.value_axis.minimum_scale) == (top, bottom)
    highest = max(v for v in shown["Date of a change, 95 % interval"] if v)
    assert max(ATTACKS) < highest <= top
    assert bottom <= -max(STRIKES)


def test_a_study_without_strikes_events_or_change_points():
    table = timeline_picture().chart.table.drop(columns="strikes")
    picture = timeline_picture(table=table, bars=(UP,), events=())
    (chart,) = charts(opened(write_slides(made_report(picture))).slides[1])
    assert list(series_of(chart)) == [
        "Attacks",
        "Rate",
        "95 % interval",
        "95 % interval, upper end",
    ]


def test_one_day_is_a_chart_too():
    picture = timeline_picture(table=timeline_picture().chart.table.head(1))
    (chart,) = charts(opened(write_slides(made_report(picture))).slides[1])
    assert series_of(chart)["Attacks"] == [0]


def test_an_effect_without_an_answer_has_no_error_bars():
    table = effect_picture().chart.table.assign(rate_low=np.nan, rate_high=np.nan)
    picture = effect_picture(table=table)
    days, rates = charts(opened(write_slides(made_report(picture))).slides[1])
    assert not rates._chartSpace.xpath(".//c:errBars")
    assert series_of(days)["95 % interval"] == [None] * 12


def hatched(chart):
    """Give the places of the columns that are hatched."""
    points = chart._chartSpace.xpath(".//c:dPt[.//a:pattFill]/c:idx")
    return [int(point.get("val")) for point in points]


def test_years_of_days_are_added_up_and_a_month_seen_in_part_is_hatched():
    days = pd.date_range("2010-01-10", "2019-12-31")
    table = pd.DataFrame({"date": days, "attacks": pd.array([1] * len(days), dtype="Int64")})
    table["rate"] = 1.0
    table["rate_low"], table["rate_high"] = 0.9, 1.1
    picture = timeline_picture(table=table, bars=(UP,), events=())
    (chart,) = charts(opened(write_slides(made_report(picture))).slides[1])
    shown = series_of(chart)
    assert len(shown["Attacks"]) == 120
    assert sum(shown["Attacks"]) == len(days)
    assert chart.value_axis.axis_title.text_frame.text == "Attacks per month"
    assert hatched(chart) == [0]


def test_a_figure_of_weeks_is_a_chart_of_weeks():
    table = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=4, freq="7D")})
    table["attacks"] = pd.array([4, 9, pd.NA, 3], dtype="Int64")
    table["state"] = ["partial", "observed", "not covered", "partial"]
    table["days_observed"], table["of_days"] = [3, 7, 0, 2], 7
    table["rate"] = [1.5, 1.5, np.nan, 1.5]
    table["rate_low"], table["rate_high"] = table["rate"] - 0.5, table["rate"] + 0.5
    dates = pd.DataFrame({"changepoint": [pd.Timestamp("2024-01-11")]})
    dates["ci_low"], dates["ci_high"] = pd.Timestamp("2024-01-09"), pd.Timestamp("2024-01-23")
    picture = timeline_picture(table=table, bars=(UP,), events=(), unit="week", changes=dates)
    (chart,) = charts(opened(write_slides(made_report(picture))).slides[1])
    shown = series_of(chart)
    assert shown["Attacks"] == [4, 9, None, 3]
    # What the observed days of each week would hold at the rate a day.
    assert shown["Rate"] == [4.5, 10.5, None, 3]
    assert [bool(v) for v in shown["Date of a change, 95 % interval"]] == [False, True, True, True]
    assert hatched(chart) == [0, 3]
    assert chart.value_axis.axis_title.text_frame.text == "Attacks per week"


def test_forty_events_in_a_week_are_left_to_the_notes_of_the_reader():
    events = tuple((DAYS[4], f"5 Jan 2024: Event {k}") for k in range(40))
    picture = timeline_picture(events=events)
    slide = opened(write_slides(made_report(picture))).slides[1]
    assert "Listed events" not in series_of(charts(slide)[0])
    assert "Event 39" in slide.notes_slide.notes_text_frame.text


HOSTILE = "nul\0 bell\a lone\ud800 not\uffff <b>&amp;"


def test_what_xml_cannot_hold_is_left_out():
    report = made_report(
        Heading(level=1, text=HOSTILE),
        Paragraph(text=HOSTILE, style="lead"),
        Paragraph(text=HOSTILE),
        replace(timeline_picture(description=HOSTILE), caption=HOSTILE),
        Paragraph(text=HOSTILE),
        hostile_table(HOSTILE),
        title=HOSTILE,
        footer=HOSTILE,
    )
    deck = opened(write_slides(report))
    assert deck.slides[0].shapes.title.text_frame.text == "nul bell lone not <b>&amp;"


def test_right_to_left_text_runs_so():
    report = made_report(Heading(level=1, text="A"), Paragraph(text="هجوم drone", style="lead"))
    title = opened(write_slides(report)).slides[1].shapes.title
    assert title.text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"
