from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import ChangepointResult
from analytics.dispersion import INDEPENDENT
from charts.chart import About, Bars, Source
from charts.figures.timeline import timeline_chart
from charts.style.theme import Look

DAYS = pd.date_range("2023-10-17", "2024-02-29", name="date")
CEASEFIRE = (pd.Timestamp("2023-11-24"), pd.Timestamp("2023-12-01"), "Gaza ceasefire")


@pytest.fixture
def result():
    rng = np.random.default_rng(1)
    counts = pd.Series(rng.poisson(2, len(DAYS)), DAYS, name="attacks")
    change = pd.Timestamp("2023-11-24")
    rates = {"rate": [2.0, 0.5], "rate_low": [1.5, 0.3], "rate_high": [2.6, 0.8]}
    ends = {"start": [DAYS[0], change], "end": [change - pd.Timedelta(1, "D"), DAYS[-1]]}
    dates = {"changepoint": [change], "ci_low": [change - pd.Timedelta(2, "D")]}
    return ChangepointResult(
        counts=counts,
        exposure=pd.Series(1.0, DAYS),
        verdict="found",
        evidence=29.0,
        evidence_if_independent=4000.0,
        lull_ratio=3.0,
        lull_line=17.0,
        kind="steps",
        gradual=False,
        trend_against_steps=0.1,
        wandering=False,
        wandering_against_steps=0.1,
        branching=0.0,
        size=None,
        weekday=False,
        scatter=INDEPENDENT,
        standing_out=pd.DataFrame({"day": DAYS[:0], "events": []}),
        table=pd.DataFrame(dates | {"ci_high": [change + pd.Timedelta(3, "D")]}).assign(
            rate_before=2.0,
            rate_after=0.5,
            rate_ratio=0.25,
            ratio_low=0.1,
            ratio_high=0.4,
            evidence=29.0,
        ),
        segments=pd.DataFrame(ends | {"days": [38, 98], "events": [76, 49]} | rates),
    )


@pytest.fixture
def strikes():
    return pd.Series(0, DAYS, name="strikes").where(DAYS != "2024-02-03", 3)


def made(result, *, strikes=None, labels=(), periods=(), about=None, **look):
    dates = pd.DatetimeIndex([day for day, _ in labels])
    context = pd.DataFrame({"date": dates, "label": [label for _, label in labels]})
    context["source_publisher"] = "A <i>publisher</i>"
    return timeline_chart(
        result,
        below=strikes,
        context=context,
        periods=periods,
        smooth=None,
        look=Look(**look),
        about=about,
    )


def draw(result, **given):
    return made(result, **given).figure


def notes(figure, name):
    return [a for a in figure.layout.annotations if a.name == name]


def test_attacks_rise_and_strikes_hang_with_unsigned_ticks(result, strikes):
    figure = draw(result, strikes=strikes)
    up, down = figure.data[0], figure.data[1]
    assert sum(up.y) == result.counts.sum()
    assert sum(down.y) == -3
    assert down.customdata[109] == ["2024-02-03", 3]
    assert [row[0] for row in up.customdata] == [f"{day:%Y-%m-%d}" for day in DAYS]
    assert not any("-" in text for text in figure.layout.yaxis.ticktext)
    assert all(value == int(value) for value in figure.layout.yaxis.tickvals)
    low, high = figure.layout.yaxis.range
    assert low < min(down.y)
    assert high > max(up.y)


def test_strikes_alone_hang_too(result):
    result.counts.name = "strikes"
    figure = draw(result)
    assert max(figure.data[0].y) <= 0
    assert figure.layout.yaxis.range[1] == 0


def test_rates_are_steps_with_their_interval(result):
    rate = next(trace for trace in draw(result).data if trace.name == "rate")
    assert rate.line.shape == "hvh"
    assert list(rate.y[36:40]) == [2.0, 2.0, 0.5, 0.5]
    assert list(rate.customdata[0]) == [2.0, 1.5, 2.6]


def test_a_bracket_covers_its_days_whole(result):
    across = [s for s in draw(result).layout.shapes if s.name == "bracket" and s.y0 == s.y1]
    assert [(s.x0, s.x1) for s in across] == [("2023-11-21T12:00:00", "2023-11-27T12:00:00")]


def test_a_period_ends_before_its_end_day(result):
    shapes = draw(result, periods=[CEASEFIRE]).layout.shapes
    band = next(s for s in shapes if s.name == "period")
    assert (band.x0, band.x1) == ("2023-11-23T12:00:00", "2023-11-30T12:00:00")


def test_a_phone_shows_numbers_and_a_list(result):
    labels = [("2023-12-01", "Truce expires"), ("2024-01-28", "Drone kills three")]
    wide, phone = (draw(result, labels=labels, width=width) for width in (1000, 358))
    assert [a.text.replace("<br>", " ") for a in notes(wide, "label")] == [e for _, e in labels]
    assert not notes(phone, "label")
    assert [a.text for a in notes(phone, "marker")] == ["<b>1</b>", "<b>2</b>"]
    listed = " ".join(a.text for a in notes(phone, "list"))
    assert "1 Dec 2023" in listed
    assert "Drone kills three" in listed
    assert phone.layout.height > draw(result, width=358).layout.height


def test_every_event_is_named_once_however_many(result):
    labels = [(day, f"Event {k}") for k, day in enumerate(DAYS[5:125:3])]
    figure = draw(result, labels=labels, width=700, periods=[CEASEFIRE])
    named = [a.text for a in notes(figure, "label")]
    named += [a.text.split("</span> ")[1] for a in notes(figure, "list")[1::2]]
    assert sorted(named) == sorted(["Gaza ceasefire", *(label for _, label in labels)])


def test_hostile_labels_stay_text(result):
    evil = "<a href='javascript:alert(1)'>x</a> <b>y</b> %{y} & $z$"
    about = About(subtitle=evil, source=Source(credit=evil))
    figure = draw(result, labels=[("2023-12-01", evil)], width=358, about=about)
    hover = next(trace for trace in figure.data if trace.name == "events").hovertext[0]
    texts = [a.text for a in figure.layout.annotations]
    for text in [*texts, hover]:
        assert "<a" not in text
        assert "$" not in text
        assert "<b>y" not in text
    assert "&lt;a href" in hover
    assert "A &lt;i&gt;publisher" in hover


def test_events_outside_the_period_are_left_out(result):
    figure = draw(result, labels=[("2024-07-30", "Later")])
    assert not notes(figure, "label")
    assert "events" not in [trace.name for trace in figure.data]


def test_without_changes_or_events_or_attacks_it_still_draws(result):
    quiet = result.counts * 0
    calm = replace(
        result,
        counts=quiet,
        verdict="no sign of a change",
        table=result.table[:0],
        segments=result.segments[:1].assign(rate=0.0, rate_low=0.0, rate_high=np.inf),
    )
    chart = made(calm)
    assert chart.figure.layout.yaxis.range[1] > 0
    assert "No attacks" in chart.description


def test_the_table_holds_what_is_drawn(result, strikes):
    table = made(result, strikes=strikes).table
    assert list(table) == [
        *("date", "attacks", "strikes", "rate", "rate_low", "rate_high"),
        *("changepoint_low", "changepoint_high"),
    ]
    assert table["attacks"].sum() == result.counts.sum()
    change = table.dropna(subset="changepoint_low").iloc[0]
    assert f"{change.date:%F} {change.changepoint_low:%F}" == "2023-11-24 2023-11-22"


def test_a_day_that_stands_out_is_ringed_and_marked_in_the_table(result):
    day = DAYS[30]
    odd = pd.DataFrame({"day": [day], "events": [result.counts[day]]})
    chart = made(replace(result, standing_out=odd))
    (ring,) = [trace for trace in chart.figure.data if trace.name == "days that stand out"]
    assert list(ring.x) == [f"{day:%Y-%m-%d}"]
    assert list(ring.y) == [result.counts[day]]
    assert chart.table.set_index("date")["stands_out"].sum() == 1
    assert chart.table.set_index("date")["stands_out"][day]


def with_days(result, counts, odd):
    """Return the result with other counts on some days, of which these stand out."""
    days = DAYS[list(counts)]
    other = result.counts.copy()
    other[days] = list(counts.values())
    table = pd.DataFrame({"day": DAYS[odd], "events": other[DAYS[odd]].to_numpy()})
    return replace(result, counts=other, standing_out=table)


def test_an_axis_ends_below_a_day_that_stands_out_far_above_all_others(result):
    highest = int(result.counts.max())
    chart = made(with_days(result, {30: 300, 130: 400, 60: highest + 1}, [30, 60, 130]))
    top = chart.figure.layout.yaxis.range[1]
    assert highest + 1 < top < 3 * highest
    (ring,) = [trace for trace in chart.figure.data if trace.name == "days that stand out"]
    assert list(ring.text) == ["300", "", "400"]
    assert ring.y[1] == highest + 1
    assert max(ring.y) < top
    # Near the end there is no room to the right.
    assert list(ring.textposition) == ["middle right", "middle right", "middle left"]
    assert "its number where it is cut" in chart.figure.to_json()
    assert "The axis ends below the 2 highest bars." in chart.alt
    # What is drawn of it, and given of it, is whole.
    (bars,) = [trace for trace in chart.figure.data if trace.type == "bar"]
    assert max(bars.y) == chart.table["attacks"].max() == 400


@pytest.mark.parametrize(
    ("counts", "odd"),
    [({30: 300}, []), ({30: 12}, [30]), (dict.fromkeys(range(30, 37), 300), [*range(30, 37)])],
    ids=["not told apart", "not far above", "many"],
)
def test_no_other_day_is_cut(result, counts, odd):
    chart = made(with_days(result, counts, odd))
    assert chart.figure.layout.yaxis.range[1] > max(counts.values())
    assert "The axis ends" not in chart.alt


def test_the_chart_says_which_events_and_bars_it_has(result, strikes):
    labels = [("2024-01-28", "Drone <kills> three"), ("2023-12-01", "Truce expires")]
    labels.append(("2025-01-01", "Later than the days drawn"))
    chart = made(result, strikes=strikes, labels=labels)
    assert chart.events == (
        (pd.Timestamp("2023-12-01"), "1 Dec 2023: Truce expires"),
        (pd.Timestamp("2024-01-28"), "28 Jan 2024: Drone <kills> three"),
    )
    colours = Look().colours
    assert chart.bars == (
        Bars(column="attacks", colour=colours.events),
        Bars(column="strikes", colour=colours.strikes, down=True),
    )
    result.counts.name = "strikes"
    assert made(result).bars == (Bars(column="strikes", colour=colours.strikes, down=True),)


def test_a_given_height_is_kept_unless_it_would_squash_the_plot(result):
    assert draw(result, height=540).layout.height == 540
    assert draw(result, height=100).layout.height > 200


def test_changes_by_another_method_are_drawn_dashed_and_told(result):
    days = pd.DatetimeIndex(["2023-11-25", "2024-01-30"], name="OLS-CUSUM")
    chart = timeline_chart(
        result, below=None, context=pd.DataFrame(columns=["date", "label"]), periods=(),
        smooth=None, marked=days, look=Look(),
    )  # fmt: skip
    line = next(trace for trace in chart.figure.data if trace.name == "OLS-CUSUM")
    assert line.line.dash == "dash"
    assert list(line.x) == [
        *("2023-11-24T12:00:00", "2023-11-24T12:00:00", None),
        *("2024-01-29T12:00:00", "2024-01-29T12:00:00", None),
    ]
    assert "Changes by OLS-CUSUM: 25 Nov 2023, 30 Jan 2024." in chart.alt
    told = chart.table.dropna(subset="other_method")
    assert told["date"].tolist() == list(days)
    plain = made(result)
    assert "other_method" not in plain.table
    assert "OLS-CUSUM" not in plain.alt


@pytest.mark.parametrize("name", ["attacks", "strikes", "events"])
def test_the_key_has_the_colours_of_the_bars(result, name):
    result.counts.name = name
    figure = draw(result)
    keyed = next(shape for shape in figure.layout.shapes if shape.name == "key")
    assert keyed.fillcolor == figure.data[0].marker.color
