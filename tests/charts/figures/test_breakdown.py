import pandas as pd
import pytest

from charts.figures.breakdown import breakdown_chart, breakdown_table
from charts.style.theme import Look

DAYS = pd.date_range("2023-11-01", periods=2, name="date")


def made(totals, by="weapon"):
    table = pd.DataFrame([list(totals.values()), [0] * len(totals)], DAYS, columns=list(totals))
    return table.rename_axis(columns=by).astype("int64")


def test_bars_are_sorted_and_say_count_and_share():
    table = made({"rocket": 73, "drone": 135, "unknown": 14})
    bars = breakdown_chart(table, by="weapon", look=Look()).figure.data[0]
    assert list(bars.x) == [135, 73, 14]
    assert bars.text[0] == "<b>135</b> of 222 (61 %)"
    assert [row[0] for row in bars.customdata] == ["drone", "rocket", "unknown"]


def test_the_unknown_come_last_and_never_lead():
    chart = breakdown_chart(made({"unknown": 50, "drone": 3}), by="weapon", look=Look())
    assert chart.figure.data[0].customdata[-1] == ["unknown"]
    assert chart.title.startswith("Drone is the most frequent weapon: 3 of 53")
    alone = breakdown_chart(made({"unknown": 5}), by="weapon", look=Look())
    assert alone.title == "For all 5 events it is unknown"


def test_ties_share_the_title():
    table = made({"Conoco": 39, "Green Village": 39, "Erbil": 2}, by="location")
    chart = breakdown_chart(table, by="location", look=Look())
    assert (
        chart.title == "Conoco and Green Village saw the most events: 39 of 80 events (49 %) each"
    )


def test_the_rest_is_summed_up_and_the_table_keeps_it():
    table = made({f"place {k}": 30 - k for k in range(15)}, by="location")
    figure = breakdown_chart(table, by="location", look=Look(), kinds="places").figure
    assert len(figure.data[0].x) == 11
    assert figure.layout.yaxis.ticktext[-1] == "other (5 places)"
    assert sum(figure.data[0].x) == table.to_numpy().sum()
    rows = breakdown_table(table)
    assert len(rows) == 15
    assert rows["events"].sum() == rows["of"].iloc[0]


def test_eleven_kinds_need_no_rest():
    table = made({f"place {k}": 30 - k for k in range(11)}, by="location")
    ticks = breakdown_chart(table, by="location", look=Look()).figure.layout.yaxis.ticktext
    assert ticks[-1] == "place 10"


@pytest.mark.parametrize(("noun", "colour"), [("attacks", "#D55E00"), ("strikes", "#0072B2")])
def test_the_noun_sets_the_colour(noun, colour):
    figure = breakdown_chart(made({"Iraq": 2}), by="country", look=Look(), noun=noun).figure
    assert figure.data[0].marker.color == (colour,)


def test_hostile_names_stay_text():
    figure = breakdown_chart(made({"<b>x</b>": 2}), by="weapon", look=Look()).figure
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;x&lt;/b&gt;"
    assert figure.data[0].hovertext[0] == "&lt;b&gt;x&lt;/b&gt;"


def test_nothing_to_divide_is_said_calmly():
    empty = breakdown_chart(made({"drone": 0}), by="weapon", look=Look(), noun="raids")
    assert "no raids" in empty.title
