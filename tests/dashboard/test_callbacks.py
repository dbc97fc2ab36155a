import json
import re
from types import SimpleNamespace

import pandas as pd
import pytest
from dash import dcc, no_update
from plotly.utils import PlotlyJSONEncoder

from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.style.theme import Look
from dashboard import callbacks, ids
from dashboard.app import create_app
from dashboard.session.url_state import TABS, decode, default_state
from dashboard.tabs import builders, changepoints, files
from dashboard.tabs.sensitivity import HEADING
from tests.helpers.components import DESK, PHONE, text_of


@pytest.fixture(scope="module")
def app(study):
    return create_app(study)


@pytest.mark.parametrize("viewport", [DESK, PHONE])
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_has_content(app, tab, viewport):
    content = app.callbacks["show_view"](f"?tab={tab}", viewport)["content"]
    assert content[tab] is not no_update
    assert all(content[other] is no_update for other in builders.BUILDERS if other != tab)
    shown = content[tab]
    if tab == "responses":
        # Its content is what asks for the answer, which comes beside the click.
        (asks,) = shown
        shown = app.callbacks["show_followed"](asks.data, f"?tab={tab}", viewport)
    assert len(text_of(shown)) > 20


def test_the_answer_has_numbers_with_intervals(app):
    shown = dict(app.callbacks["show_view"]("", DESK)["content"])
    if asked := [kid.data for kid in shown["answer"] if isinstance(kid, dcc.Store)]:
        shown["answer"], shown["numbers"] = app.callbacks["show_checked"](asked[0], "")
    assert "a day" in text_of(shown["answer"])
    said, notes = shown["answer"]
    assert re.search(
        r"found in (all )?\d+ (of \d+ )?ways to count and .* cuts of the period", said.children
    )
    assert notes.children[0].children == "How sure, and what is counted"
    *told, fold = notes.children
    assert "A series like this without any change shows one in " in text_of(told)
    # What the range rests on is folded up: the first screen has no word of the models.
    shown_first = said.children + text_of(told)
    assert not any(word in shown_first for word in ("NB", "branching", "nominal"))
    assert fold.children[0].children == "How often, by kind of series"
    assert "self-exciting, branching 0.5, NB size 2" in text_of(fold)
    assert "95 % interval" in text_of(shown["numbers"])
    assert shown["timeline"].data
    assert shown["alt"]
    assert "219 of 235 rows count as attacks" in text_of(shown["left_out"])


@pytest.mark.parametrize(
    "search",
    [
        "?country=Jordan",
        "?country=Atlantis",
        "?from=2023-11-01&to=2023-11-03",
        "?from=2030-01-01&to=2030-02-01",
        "?weapon=mortar&confirmation=official&country=Jordan",
        "?series=strikes&place=Tower+22",
        "?event=nonsense&tab=around",
        "?event=2099-01-01&tab=around",
    ],
)
def test_little_or_no_data_gives_a_calm_sentence(app, search):
    show_view = app.callbacks["show_view"]
    said = text_of(show_view(search, DESK)["content"]["answer"])
    assert len(said) > 20
    assert "Traceback" not in said
    assert "Error" not in said
    for tab in ("overview", "where", "changes", "around", "totals", "map", "incidents"):
        content = show_view(f"{search}&tab={tab}", DESK)["content"]
        assert len(text_of(content[tab])) > 5


def test_a_part_of_a_link_that_cannot_be_used_leaves_the_page_whole_and_is_told(app):
    content = app.callbacks["show_view"]("?window=14&country=Iraq", DESK)["content"]
    assert content["timeline"].data
    assert "7-day mean, centred" in {trace.name for trace in content["timeline"].data}
    assert "window is 14" in app.opened.notice("?window=14&country=Iraq", "")
    assert app.opened.notice("?window=15&country=Iraq", "") == ""
    assert app.opened.notice("?window=x&data=0", "").count(".") == 2
    assert "other file" in app.opened.notice("?window=14&file=0123", "").replace("another", "other")


def test_nothing_is_drawn_before_the_browser_has_said_its_width(app):
    shown = app.callbacks["show_view"]("", None)
    assert set(shown["content"].values()) == {no_update}
    assert shown["drawn"] is no_update


def test_the_page_loads_nothing_from_outside(app):
    client = app.server.test_client()
    page = client.get("/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    body = page.get_data(as_text=True)
    assert "http://" not in body.replace("http://www.w3.org", "")
    assert "https://" not in body
    layout = json.loads(client.get("/_dash-layout").get_data(as_text=True))
    assert ids.ANSWER in json.dumps(layout)


def test_a_failure_never_shows_python(app):
    client = app.server.test_client()
    reply = client.post("/_dash-update-component", json={"output": "x.y", "inputs": []})
    assert "Traceback" not in reply.get_data(as_text=True)


@pytest.mark.parametrize(("tab", "name"), [("changes", "changes"), ("around", "effect")])
def test_other_ways_to_count_come_after_the_tab_and_for_its_own_view(app, study, tab, name):
    search = f"?tab={tab}&country=Iraq"
    state = decode(search, study)
    place = builders.BUILDERS[tab](Selection(study, state.view), state, DESK)
    parts = [kid for part in place for kid in getattr(part, "children", None) or ()]
    asked = [kid.data for kid in parts if isinstance(kid, dcc.Store)]
    first = "period" if tab == "around" else "cuts"
    assert asked == [first, *(["effect"] if tab == "around" else ["changes", "methods"])]
    words = text_of(app.callbacks["show_sensitivity"](name, search))
    assert HEADING in words
    assert "Official only" in words
    assert words != text_of(app.callbacks["show_sensitivity"](name, f"?tab={tab}"))


def test_the_cuts_of_the_period_come_after_the_tab(app):
    words = text_of(app.callbacks["show_sensitivity"]("cuts", "?tab=changes"))
    assert "Does it hold when the period is cut?" in words
    assert "Found when the period is cut" in words
    assert "3 days at the start" in words


def test_the_data_of_the_timeline_wait_for_no_cut_of_the_period(study, monkeypatch):
    selection = Selection(study, decode("?country=Iraq", study).view)
    monkeypatch.setattr("charts.catalogue.answer_of", None)
    shown = files.data_table(selection, "timeline")
    monkeypatch.undo()
    assert len(shown.rows) == len(draw("timeline", selection, Look()).table)


def test_other_methods_come_with_their_false_alarms(app):
    words = text_of(app.callbacks["show_sensitivity"]("methods", "?tab=changes"))
    assert "is found by Markov switching, OLS-CUSUM and sup-LR of step regressions too" in words
    assert "False alarms, independent days" in words


def test_a_period_and_the_event_that_ends_it_lead_with_three_comparisons(app, study):
    words = text_of(app.callbacks["show_sensitivity"]("period", "?tab=around"))
    assert "Gaza ceasefire, 24 to 30 Nov 2023. During it there were" in words
    assert "During, against before" in words
    state = decode("?tab=around&event=C-20240128-01", study)
    place = builders.BUILDERS["around"](Selection(study, state.view), state, DESK)
    parts = [kid for part in place for kid in getattr(part, "children", None) or ()]
    assert [kid.data for kid in parts if isinstance(kid, dcc.Store)] == ["effect"]


def test_no_verdict_is_shown_before_the_cuts_and_the_ways_to_count_are_searched(study):
    app, search = create_app(study), "?from=2023-10-19&country=Iraq"
    shown = app.callbacks["show_view"](search, DESK)["content"]
    words, to_come = text_of(shown["answer"]), text_of(shown["numbers"])
    assert "Whether the rate of attacks" in words
    assert "is being checked; by how much is not settled (" in words
    assert "Evidence of any change" in words
    assert "fell by" not in words
    assert "found in" not in words
    assert "interval" not in to_come
    key = next(kid.data for kid in shown["answer"] if isinstance(kid, dcc.Store))
    checked = app.callbacks["show_checked"]
    answer, numbers = checked(key, search)
    assert "ways to count" in text_of(answer)
    assert "being checked" not in text_of(answer)
    assert "95 % interval" in text_of(numbers)
    assert checked(key, "?country=Syria") == (no_update, no_update)
    again = app.callbacks["show_view"](search, DESK)["content"]
    assert text_of(again["answer"]) == text_of(answer)


def redrawn(app, before, after):
    """Name the pieces that going from one address to another draws anew."""
    show_view = app.callbacks["show_view"]
    drawn = show_view(before, DESK)["drawn"]
    content = show_view(after, DESK, drawn=drawn)["content"]
    return {name for name, piece in content.items() if piece is not no_update}


TIMELINE = {"timeline", "alt", "heading", "unit_hint"}
FIRST = TIMELINE | {"chips", "answer", "numbers", "left_out", "quick"}


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "?tab=map", {"map"}),
        ("?tab=changes", "?tab=changes&smoothing=none", TIMELINE),
        ("?tab=changes", "?tab=changes&events=none", TIMELINE),
        # The bars of regimes are of weeks then, too.
        ("?tab=changes", "?tab=changes&unit=week", TIMELINE | {"changes"}),
        ("?tab=map", "?tab=map&smoothing=none", set()),
        ("", "?method=sup-lr", TIMELINE),
        ("?tab=map", "?tab=map&unit=month", set()),
        ("", "?by=country", {"overview"}),
        ("?tab=around", "?tab=around&before=14", {"around", "quick"}),
        ("?tab=where", "?tab=where&scale=own", {"where"}),
        ("?tab=where", "?tab=where&smoothing=none", set()),
        ("", "?country=Iraq", FIRST | {"overview"}),
        ("", "?theme=dark", TIMELINE | {"overview"}),
        ("", "?added.1=2023-12-20:+x", TIMELINE | {"added"}),
        ("", "?title.map=x", set()),
        ("?tab=map", "?tab=map&title.map=x", {"map"}),
        ("?tab=incidents", "?tab=incidents&days=2023-12-08", {"incidents"}),
        ("?tab=methods", "?tab=methods&by=country", set()),
        ("?country=Iraq", "?country=Iraq", set()),
    ],
)
def test_a_click_draws_only_what_it_changes(app, before, after, pieces):
    assert redrawn(app, before, after) == pieces


OTHERS = {
    "smoothing": "none", "window": "15", "events": "none", "event": "C-20240128-01",
    "before": "14", "after": "14", "gap": "2", "by": "country", "unit": "week",
    "added.1": "2023-12-20: Talks", "title.timeline": "Ours", "note.map": "Ours",
}  # fmt: skip


@pytest.mark.parametrize("tab", ["overview", "where", "changes", "around", "totals", "map"])
def test_what_is_left_alone_would_be_drawn_the_same(app, tab):
    show_view = app.callbacks["show_view"]
    first = show_view(f"?tab={tab}", DESK)
    for name, value in OTHERS.items():
        link = f"?tab={tab}&{name}={value}"
        fresh = show_view(link, DESK)["content"]
        content = show_view(link, DESK, drawn=first["drawn"])["content"]
        for piece, shown in content.items():
            if shown is no_update and first["content"][piece] is not no_update:
                assert as_json(fresh[piece]) == as_json(first["content"][piece]), (name, piece)


def test_a_click_on_a_bar_lists_the_incidents_of_its_day(app, monkeypatch):
    asked = {
        "triggered_id": ids.CLICKED,
        "triggered_prop_ids": {f"{ids.CLICKED}.data": ids.CLICKED},
    }
    monkeypatch.setattr(callbacks, "ctx", SimpleNamespace(**asked))
    shown = app.callbacks["show"](
        search="",
        viewport=None,
        controls=dict.fromkeys(callbacks.CHOICES),
        period=[None, None],
        tab="overview",
        clicked={"days": "2024-01-28"},
        picked=None,
        paired=None,
        pressed={},
    )
    assert (shown["tab"], shown["days"]) == ("incidents", ["2024-01-28"])


def as_json(component):
    return json.dumps(component, cls=PlotlyJSONEncoder, sort_keys=True)


def test_a_period_from_the_body_of_a_request_is_held_to_the_study_too(study):
    state = default_state(study)
    far = ["1900-01-01", "2100-12-31"]
    kept, refused = callbacks._changed(study, state, ids.PERIOD, {ids.PERIOD: far})
    assert kept == state
    assert "whose days are 2023-10-07 to 2025-01-19" in refused


@pytest.mark.parametrize(
    ("ratio", "low", "high", "said"),
    [
        (0.27, 0.13, 0.56, ("down 73 %", "44 to 87 %")),
        (1.8, 1.2, 2.6, ("up 80 %", "20 to 160 %")),
        (4.2, 2.1, 6.0, ("4.2 times", "2.1 to 6 times")),
        (4.2, 0.9, 72, ("not settled", "0.9 to 72 times the rate before")),
        (0.046, 0.002, 1.05, ("not settled", "over 99 % less to 5 % more")),
        (15.0, 0.026, 8800.0, ("not settled", "0.026 to 8,800 times the rate before")),
        (float("inf"), 3.0, float("inf"), ("from none", "3.0 to no upper bound times")),
        (0.0, 0.0, 0.4, ("to none", "0 to 0.4 times")),
    ],
)
def test_the_third_figure_is_told_as_the_headline_tells_it(ratio, low, high, said):
    day = pd.Timestamp("2024-01-01")
    rows = {"quantity": "ratio", "value": ratio, "ci_low": low, "ci_high": high}
    rows |= {"events": 10, "days": 20, "start": day, "end": day}
    row = next(pd.DataFrame([rows]).itertuples())
    words = text_of(changepoints._number("attacks", row))
    assert words.startswith("Now against before")
    assert said[0] in words
    assert f"95 % interval {said[1]}" in words


def test_an_event_of_the_readers_own_is_told_among_all_that_are_compared(app, study):
    search = "?tab=around&event=2023-12-20&added.1=2023-12-20: Talks <b>begin</b>"
    state = decode(search, study)
    place = builders.BUILDERS["around"](Selection(study, state.view), state, DESK)
    parts = [kid for part in place for kid in getattr(part, "children", None) or ()]
    assert "looked" in [kid.data for kid in parts if isinstance(kid, dcc.Store)]
    words = text_of(app.callbacks["show_sensitivity"]("looked", search))
    assert "perhaps with the days in sight" in words
    assert "6 events and periods are compared" in words
    assert "Talks <b>begin</b> (added by the reader)" in words
