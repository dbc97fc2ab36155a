import numpy as np
import pandas as pd
import pytest

from analytics.responses.both import responses
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.chart import About
from charts.figures import responses as figure_of
from charts.figures.exchanges import exchanges_chart
from charts.figures.responses import responses_chart
from charts.style.colours import COLOURS
from charts.style.theme import Look
from tests.helpers.figures import boxes

DAYS = pd.date_range("2024-01-01", periods=90, name="date")


def answering(every=9):
    """Strikes every few days, and three attacks on the day after each."""
    strikes, attacks = np.zeros(90, int), np.ones(90, int)
    strikes[3::every] = 1
    attacks[4::every] = 3
    return pd.Series(attacks, DAYS, name="attacks"), pd.Series(strikes, DAYS, name="strikes")


@pytest.fixture(scope="module")
def result():
    return responses(*answering())


@pytest.fixture(scope="module")
def chart(result):
    return responses_chart(result, look=Look())


def bars_of(chart, colour):
    return [t for t in chart.figure.select_traces({"type": "bar"}) if t.marker.color == colour]


def said(chart, name):
    found = [a.text for a in chart.figure.layout.annotations if a.name == name]
    return [text.replace("<br>", " ").replace("<b>", "").replace("</b>", "") for text in found]


def test_all_together_are_the_sum_of_the_rows(chart, result):
    table, one = chart.table, result.directions[0]
    of_one = table[table["direction"] == one.name]
    together = of_one[of_one["episode"].isna()].set_index("day")["events"]
    rows = of_one.dropna(subset="episode").groupby("day")["events"].sum()
    assert together.tolist() == rows.tolist() == one.curve["events"].tolist()
    drawn = next(t for t in chart.figure.data if t.type == "bar" and t.xaxis == "x")
    assert list(drawn.y) == together.tolist()
    assert drawn.marker.color[7] == COLOURS[False].other  # day 0


def test_every_episode_is_a_row_whose_bars_are_its_events(chart, result):
    one = result.directions[0]
    (drawn,) = (t for t in bars_of(chart, COLOURS[False].events) if t.xaxis == "x2")
    counts = one.aligned.to_numpy(dtype=float)
    assert len(drawn.x) == np.nansum(counts > 0)
    assert {day for day, _ in drawn.customdata} <= set(DAYS.strftime("%Y-%m-%d"))
    assert max(drawn.y) < 1  # no row reaches into the one above
    assert sorted(set(drawn.base)) == list(range(len(one.aligned)))


def test_each_direction_says_its_sentence_and_the_title_says_both(chart, result):
    assert chart.title == result.brief
    for one, text in zip(result.directions, said(chart, "heading"), strict=True):
        assert text.startswith(f"{one.name.capitalize()}: {len(one.aligned)} episodes")
        assert str(one).removeprefix(f"{one.name.capitalize()}: ") in text
        assert str(one) in chart.alt
    assert result.by_luck.replace("<", "&lt;") in said(chart, "foot")[0]


@pytest.mark.parametrize("width", [358, 700, 1400])
@pytest.mark.parametrize("draw_one", [responses_chart, exchanges_chart])
def test_no_words_stand_on_a_panel(result, draw_one, width):
    figure = draw_one(result, look=Look(width=width)).figure
    layout, margin = figure.layout, figure.layout.margin
    tall, wide = layout.height - margin.t - margin.b, layout.width - margin.l - margin.r
    panels = []
    for x, y in zip(figure.select_xaxes(), figure.select_yaxes(), strict=True):
        left, right = (margin.l + end * wide for end in x.domain)
        bottom, top = (margin.t + (1 - end) * tall for end in y.domain)
        panels.append((left, top, right, bottom))
    for name, (left, top, right, bottom) in boxes(figure):
        for panel in panels:
            apart = right <= panel[0] or panel[2] <= left or bottom <= panel[1] + 2
            assert apart or panel[3] - 2 <= top, (name, panel)


def test_a_direction_without_enough_episodes_says_what_it_takes():
    attacks, strikes = answering()
    few = strikes.where(strikes.cumsum() <= 3, 0)
    chart = responses_chart(responses(attacks, few), look=Look(width=358))
    text = said(chart, "heading")[0]
    assert "Attacks after strikes: 3 episodes" in text
    assert "Cannot be answered. There are 3 episodes of strikes: it takes 8." in text
    assert "Attacks after strikes: cannot be answered." in chart.title


def test_without_any_episode_there_are_words_and_no_figure():
    none = [s.where(s < 0, 0) for s in answering()]
    for draw_one in (responses_chart, exchanges_chart):
        chart = draw_one(responses(*none), look=Look())
        assert "cannot be answered" in chart.title
        assert not chart.figure.data


def test_the_latest_of_many_episodes_are_rows(result, monkeypatch):
    monkeypatch.setattr(figure_of, "MOST_ROWS", 4)
    chart = responses_chart(result, look=Look(), about=About(second="strikes"))
    number = len(result.directions[0].aligned)
    assert f"The last 4 of {number} episodes, a row each" in said(chart, "caption")
    latest = result.directions[0].aligned.tail(4).to_numpy(dtype=float)
    (drawn,) = (t for t in bars_of(chart, COLOURS[False].events) if t.xaxis == "x2")
    assert len(drawn.x) == np.nansum(latest > 0)


def test_links_lead_from_the_start_of_an_episode_to_the_next_day_of_the_other(result):
    chart = exchanges_chart(result, look=Look())
    episodes = result.directions[0].episodes.dropna(subset="delay")
    up = next(chart.figure.select_traces({"mode": "lines", "yaxis": "y2"}))
    starts, ends = list(up.x)[::3], list(up.x)[1::3]
    assert starts == episodes["start"].dt.strftime("%Y-%m-%d").tolist()
    assert ends == episodes["next"].dt.strftime("%Y-%m-%d").tolist()
    assert (pd.to_datetime(ends) - pd.to_datetime(starts)).days.tolist() == [1] * len(ends)
    table = chart.table.dropna(subset="next attacks")
    assert table["date"].tolist() == episodes["start"].tolist()
    waited = [t for t in chart.figure.data if t.type == "bar" and t.yaxis == "y4"]
    assert sum(waited[0].y) == len(ends)


def test_one_series_alone_says_what_it_would_take(study):
    alone = Selection(study, default_view(study)).under(other="")
    with pytest.raises(ValueError, match="takes two series, and this study has one alone, attacks"):
        draw("responses", alone, Look())


def test_a_view_asks_of_the_two_series_that_it_names(study):
    view = {"one": "attacks:country=Iraq", "other": "attacks:country=Syria", "quiet": 3}
    chart = draw("responses", Selection(study, default_view(study)).under(**view), Look())
    assert "Attacks (Iraq) after attacks (Syria)" in chart.title
    assert chart.subtitle.startswith(
        "Attacks on US and coalition forces (Iraq) and attacks (Syria)"
    )
