from collections import Counter
from dataclasses import replace

import pytest
from dash import dcc

from analytics.selection import selected
from analytics.selection.confirmation import CONFIRMED_BY
from analytics.selection.options import default_view
from analytics.selection.selected import MOST_TABLES, Selection
from analytics.selection.sentences import subtitle
from dashboard.app import create_app
from data.study import load_study

DESK = {"width": 1200, "dark": False}


@pytest.fixture
def fresh(study_folder):
    """A study of which nothing is remembered yet."""
    return load_study(study_folder)


@pytest.fixture
def chosen(monkeypatch):
    """Counts how often the rows of each series are selected; strikes have no weapon."""
    counted, select = Counter(), selected.rows_meeting

    def counting(table, conditions):
        counted["attacks" if "weapon" in table else "strikes"] += 1
        return select(table, conditions)

    monkeypatch.setattr(selected, "rows_meeting", counting)
    return counted


def show(app, search):
    app.callbacks["show_view"](search, DESK)


def test_one_click_selects_each_series_once(fresh, chosen, monkeypatch):
    # The headline counts under every confirmation: each of them is a choice of rows of its own.
    choices = Counter()
    select = selected.selected_rows

    def choosing(events, **filters):
        choices["weapon" in events, filters.get("confirmation", ())] += 1
        return select(events, **filters)

    monkeypatch.setattr(selected, "selected_rows", choosing)
    app = create_app(fresh)
    content = app.callbacks["show_view"]("?country=Iraq", DESK)["content"]
    for asked in [part.data for part in content["answer"] if isinstance(part, dcc.Store)]:
        app.callbacks["show_checked"](asked, "?country=Iraq")
    attacks = {(True, confirmed): 1 for confirmed in CONFIRMED_BY.values()}
    assert choices == attacks | {(False, ()): 1}
    assert chosen == {"attacks": len(attacks), "strikes": 1}


@pytest.mark.parametrize("tab", ["changes", "around", "totals", "map", "incidents"])
def test_another_tab_or_event_selects_nothing_anew(fresh, chosen, tab):
    app = create_app(fresh)
    show(app, "")
    chosen.clear()
    show(app, f"?tab={tab}&event=2024-01-28&before=20")
    assert not chosen


def test_equal_views_share_their_rows_and_counts(fresh):
    one, same = (Selection(fresh, default_view(fresh)) for _ in range(2))
    assert one == same
    assert hash(one) == hash(same)
    other = one.under(event="2024-01-28", dates="imputed", shown=())
    for series in one.shown:
        assert one.events(series) is same.events(series) is other.events(series)
        assert one.counts(series) is same.counts(series) is other.counts(series)


def test_only_the_rows_of_a_few_choices_are_kept(fresh, chosen):
    selection = Selection(fresh, default_view(fresh))
    views = [selection.under(end=f"2024-01-{day:02}") for day in range(1, MOST_TABLES + 2)]
    for view in [*views, views[0]]:
        view.events("attacks")
    assert chosen == {"attacks": MOST_TABLES + 2}


def test_a_subtitle_says_of_which_series_a_filter_is(fresh):
    both = replace(default_view(fresh), weapon=("drone",), country=("Iraq",))
    assert "Iraq only, weapon: drone (of attacks)" in subtitle(Selection(fresh, both))
    attacks = replace(both, series="attacks")
    assert subtitle(Selection(fresh, attacks)).endswith("Iraq only, weapon: drone")
    # Nothing is filtered by a column that the series does not have.
    strikes = replace(both, series="strikes")
    assert subtitle(Selection(fresh, strikes)).endswith("Iraq only")
