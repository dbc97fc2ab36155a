"""Events that a reader has added, as charts draw and tell them; and edited words."""

from dataclasses import replace

import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import draw, timeline_under_answer
from charts.elements.added_events import COLUMN
from charts.style.theme import Look
from charts.tables.safe_csv import chart_csv

ADDED = ("2023-12-20: Talks <b>begin</b>", "2024-01-05 to 2024-01-15: Storm")


@pytest.fixture(scope="module")
def selection(study):
    return Selection(study, replace(default_view(study), added=ADDED, event="2023-12-20"))


def written(chart, name):
    return [note.text for note in chart.figure.layout.annotations if note.name == name]


@pytest.mark.parametrize("name", ["timeline", "around"])
@pytest.mark.parametrize("look", [Look(), Look(width=360, grey=True)])
def test_what_a_reader_adds_is_drawn_as_the_readers_in_figure_data_and_words(selection, name, look):
    chart = draw(name, selection, look)
    plain = draw(name, selection.under(added=()), look)
    assert "Added by the reader" in written(chart, "key")
    assert "Added by the reader" not in written(plain, "key")
    place = "list" if look.phone else "label"
    shown = " ".join(written(chart, place))
    assert "&lt;b&gt;begin" in shown
    assert "<b>begin" not in shown
    bands = [s for s in chart.figure.layout.shapes if s.name == "period"]
    assert len(bands) == len([s for s in plain.figure.layout.shapes if s.name == "period"]) + 1
    days = chart.table.set_index("date")[COLUMN]
    assert days["2023-12-20"] == "Talks <b>begin</b>"
    assert (days == "Storm").sum() == 11
    assert COLUMN not in plain.table
    assert "Added by the reader: 20 Dec 2023, Talks <b>begin</b>; 5 to 15 Jan 2024" in chart.alt
    assert any("(added by the reader)" in words for _, words in chart.events)


def test_an_added_event_stands_on_its_day_around_another(selection):
    chart = draw("around", selection.under(event="2023-12-10"), Look())
    poles = {shape.x0 for shape in chart.figure.layout.shapes if shape.name == "pole"}
    # Of the event, and of the period's first day.
    assert poles == {10.0, 26.0}


def test_a_title_of_the_reader_keeps_the_finding_beside_it(selection):
    words = ({"chart": "around", "title": "After <the> talks", "note": "=2+3"},)
    chart = draw("around", selection.under(edited=words), Look())
    plain = draw("around", selection, Look())
    assert chart.title == "After <the> talks"
    assert chart.found == plain.title
    assert plain.found == ""
    assert written(chart, "title") == ["<b>After &lt;the&gt; talks</b>"]
    assert written(chart, "note") == ["=2+3"]
    # The figure tells the whole finding under such a title.
    assert "attacks a day, against" in written(chart, "finding")[0].replace("<br>", " ")
    assert f"the finding is: {plain.title}" in chart.alt
    text = chart_csv(chart)
    assert text.splitlines()[0].endswith("added_by_reader,title,note")
    assert text.splitlines()[1].endswith(",After <the> talks,'=2+3")
    assert "title" not in chart_csv(plain).splitlines()[0]


def test_the_page_shows_an_edited_title_though_the_answer_stands_above(selection):
    words = ({"chart": "timeline", "title": "Ours"},)
    assert written(timeline_under_answer(selection, Look()), "title") == []
    shown = timeline_under_answer(selection.under(edited=words), Look())
    assert written(shown, "title") == ["<b>Ours</b>"]
    # What is read aloud, or copied with the figure, has no answer above it.
    bare = timeline_under_answer(selection, Look())
    assert shown.found == bare.title
    assert bare.title.startswith("Attacks fell by ")
    assert bare.title.endswith(" to 1, in the search of the whole period alone.")
    assert f"the finding is: {bare.title}" in shown.alt
    quiet = timeline_under_answer(selection.under(country=("Jordan",)), Look())
    assert quiet.title.startswith("1 attack: too few to tell whether the rate changed (")
    assert quiet.title in quiet.alt
    other = timeline_under_answer(selection.under(edited=({**words[0], "chart": "map"},)), Look())
    assert written(other, "title") == []
