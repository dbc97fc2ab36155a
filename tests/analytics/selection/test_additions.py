"""What a reader adds to a view: what it may be, and what is computed with it."""

from dataclasses import asdict, replace

import pytest

from analytics.errors import InvalidOption
from analytics.findings.multiple_events import event_effects
from analytics.selection.additions import CHARTS, Edited, edited_of, read_added
from analytics.selection.context_events import named_period, shown_events, shown_periods
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.view import View
from charts import catalogue

TALKS, STORM = "2023-12-20: Talks begin", "2024-01-05 to 2024-01-15: Storm"


@pytest.fixture
def selection(study):
    view = replace(default_view(study), added=(STORM, TALKS), event="2024-01-05..2024-01-16")
    return Selection(study, view)


def test_every_chart_can_have_another_title():
    assert set(CHARTS) == set(catalogue.CHARTS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("soon: talks", "'soon'"),
        ("2023-12-20", "no event with a day"),
        ("2023-02-30: talks", "which is no day"),
        ("2023-12-20 to 2023-12-01: talks", "ends on 2023-12-01, before it starts"),
        ("2023-12-20: \u202e", "needs words"),
        (f"2023-12-20: {'x' * 121}", "at most 120 characters"),
    ],
)
def test_what_is_no_event_is_refused_in_words(text, told):
    with pytest.raises(InvalidOption, match=told):
        read_added(text)


def test_words_stay_on_one_line_and_turn_no_others_round():
    assert read_added("2023-12-20: a\u202eb \n c").text == "a b c"
    assert Edited(chart="map", title=" a\tb ").title == "a b"


def test_a_record_gives_the_same_view_and_later_words_take_the_place_of_earlier_ones(study):
    one, two = Edited(chart="map", title="A", note="B"), {"chart": "map", "title": "C"}
    view = replace(default_view(study), added=(TALKS,), edited=(one, two))
    assert edited_of(view.edited, "map") == Edited(chart="map", title="C", note="B")
    assert View(**asdict(view)) == view
    with pytest.raises(InvalidOption, match="at most 12 added"):
        replace(view, added=[f"2024-01-{day:02d}: x" for day in range(1, 14)])
    with pytest.raises(InvalidOption, match="no chart called 'wars'"):
        replace(view, edited=[{"chart": "wars"}])


def test_added_events_are_drawn_and_counted_among_what_was_looked_at(selection):
    plain = selection.under(added=())
    labels = shown_events(selection)["label"].tolist()
    assert labels[-1] == "Talks begin (added by the reader)"
    assert shown_periods(selection)[-1][2] == "Storm (added by the reader)"
    assert shown_events(selection).dtypes.equals(shown_events(plain).dtypes)
    before, after = event_effects(plain.under(event="")), event_effects(selection)
    assert len(after.table) == len(before.table) + 2
    assert str(after).startswith(f"{len(after.table)} events and periods are compared")
    held = after.table.set_index("event")["holm"]
    alone = before.table.set_index("event")["holm"]
    assert (held[alone.index] >= alone).all()
    assert (held[alone.index] > alone).any()


def test_a_period_of_the_reader_is_called_so_and_outside_the_view_nothing_is_drawn(selection):
    assert named_period(selection).label == "Storm (added by the reader)"
    assert named_period(selection.under(added=())).label == ""
    early = selection.under(end="2023-12-10", event="")
    assert len(shown_events(early)) == len(shown_events(early.under(added=())))
    assert len(event_effects(early).table) == len(event_effects(early.under(added=())).table)
