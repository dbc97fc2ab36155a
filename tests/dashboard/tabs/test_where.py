import pytest
from dash import no_update

from analytics.groups.compare import compare_groups
from charts.tables.groups import group_words
from charts.tables.locale import Language
from dashboard import ids
from dashboard.app import create_app
from dashboard.callbacks import _changed, _paired
from dashboard.components.table import Table, cells_of
from dashboard.session.url_state import SINCE
from dashboard.tabs import where
from dashboard.tabs.where import groups_key, pair_part
from tests.helpers.components import DESK, PHONE, text_of


@pytest.fixture(scope="module")
def app(study):
    return create_app(study)


def shown(app, search, viewport=DESK):
    return app.callbacks["show_view"](search, viewport)["content"]["where"]


def pair_of(app, search, viewport=DESK):
    return app.callbacks["show_view"](search, viewport)["content"]["pair"]


def table_of(content):
    (table,) = [part for part in content[2].children if isinstance(part, Table)]
    return table


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_the_view_says_what_changed_and_what_luck_does(app, viewport):
    said = text_of(shown(app, "?tab=where&by=country", viewport))
    assert "3 countries were looked at, of which 2 can be tested" in said
    assert "by luck" in said
    thin = table_of(shown(app, "?tab=where&by=country", viewport)).rows[-1]
    assert (thin[0], thin[6]) == ("Jordan", "too thin")
    assert "an answer takes 10" in thin[-1]
    assert "Iraq over Syria" in text_of(pair_of(app, "?tab=where&by=country", viewport))


def test_rows_stand_there_at_once_and_groups_are_searched_some_at_a_time(app, monkeypatch):
    monkeypatch.setattr(where, "AT_A_TIME", 2)
    monkeypatch.setattr(where, "FEW_DAYS", 500)
    # Fewer days together than the page waits for.
    assert "searching" not in text_of(shown(app, "?tab=where&by=country"))
    address = "?tab=where&by=location&from=2023-10-30"
    content = shown(app, address)
    whole = compare_groups(app.opened.read(address, "")[0])
    waiting, asked = len(whole.large), content[2].children[-1].children[-1].data
    assert waiting > 4
    for searched in range(2, waiting + 2, 2):
        assert text_of(table_of(content)).count("searching") == waiting
        key = groups_key(app.opened.read(address, "")[0])
        assert asked == [key, searched]
        rows, said = app.callbacks["show_groups"](asked, address)
        asked = said[-1].data if len(said) > 1 else None
        table_of(content).rows = rows
        waiting = max(0, waiting - 2)
    assert asked is None
    assert f"A change was looked for in {len(whole.large)} places with 10 attacks" in text_of(said)
    assert rows == cells_of(group_words(whole, Language()))
    # For a page that shows other groups by now nothing is searched.
    assert app.callbacks["show_groups"]([key, 2], "?tab=where&by=country") == (no_update,) * 2


def test_a_click_on_a_group_sets_the_filter_on_its_column(app):
    table = table_of(shown(app, "?tab=where&by=country"))
    assert table.sortable
    assert table.pick == "country"
    assert table.rows[0][0] == "Iraq"
    # Each is chosen by the text of its cell, which is not sent again.
    assert table.values is None
    # What a cell writes otherwise than the data is.
    by_weapon = table_of(shown(app, "?tab=where&by=weapon"))
    assert len(by_weapon.values) == len(by_weapon.rows)
    assert "Drone" in [row[0] for row in by_weapon.rows]
    assert "drone" in by_weapon.values


@pytest.mark.parametrize("by", ["weapon", "location", "confirmation"])
def test_every_column_is_shown_whole(app, by):
    content = shown(app, f"?tab=where&by={by}")
    assert len(table_of(content).rows) > 2
    assert "unknown" not in {cell for row in table_of(content).rows for cell in row[2:]}


def test_a_column_without_a_filter_of_its_own_has_no_buttons(app):
    assert table_of(shown(app, "?tab=where&by=confirmation")).pick is None


def test_the_last_days_can_be_chosen_and_stand_in_the_address(app):
    said = text_of(shown(app, "?tab=where&by=country&recent=60"))
    assert "in the last 60 days" in said
    assert "recent is 3, not a whole number from 7" in app.opened.notice("?recent=3", "")


def test_two_groups_are_compared_on_the_days_that_are_asked_for(app):
    address = "?tab=where&by=country&pair=Syria~Iraq"
    said = [text_of(pair_of(app, f"{address}&since={days}")) for days in SINCE]
    assert len(set(said)) == 3
    assert all("Syria over Iraq" in one for one in said)
    # A chip says so and takes it back; without a choice there is none.
    assert all("Syria against Iraq" in one for one in said)
    assert "against Syria" not in text_of(pair_of(app, "?tab=where&by=country"))


def test_two_groups_are_called_in_their_choice_as_they_are_in_their_table(app):
    (card,) = pair_of(app, "?tab=where&by=weapon")
    chosen = card.children[2].children[0]
    assert {"value": "drone", "label": "Drone"} in chosen.data
    assert chosen.value == "drone"


def test_another_pair_draws_nothing_anew_but_itself(app):
    first, address = app.callbacks["show_view"], "?tab=where&by=country"
    drawn = first(address, DESK)["drawn"]
    content = first(f"{address}&pair=Syria~Iraq", DESK, "", drawn)["content"]
    assert [name for name, part in content.items() if part is not no_update] == ["pair"]


def test_two_groups_of_another_column_or_of_none_are_told_and_not_used(app):
    told = app.opened.notice("?tab=where&by=country&pair=Syria~drone&since=ever", "")
    assert "pair is Syria~drone, not two values of country" in told
    assert "since is ever, not one of recent, event, change" in told
    assert app.opened.notice("?tab=where&by=country&pair=Syria~Jordan", "") == ""
    # One that is too thin is offered all the same where a link names it.
    said = text_of(pair_of(app, "?tab=where&by=country&pair=Syria~Jordan"))
    assert "Jordan cannot be compared with itself" in said


def chosen(app, search, trigger, **given):
    """Give the address after a control was moved, as the page asks for it."""
    selection, state = app.opened.read(search, "")
    study = selection.study
    state = (
        _paired(study, state, given)
        if trigger == ids.PAIR
        else _changed(study, state, trigger, given)[0]
    )
    return app.opened.address(state, study)


def test_a_choice_goes_into_the_address_and_leaves_it_with_its_column(app):
    both = {"pair": ["Syria", "Iraq"], "since": "event"}
    address = chosen(app, "?tab=where&by=country", ids.PAIR, **both)
    assert "pair=Syria~Iraq" in address
    assert "since=event" in address
    assert "pair" not in chosen(app, address, ids.PAIR, pair=[], since="recent")
    assert "pair" not in chosen(app, address, ids.BY, by="location")
    assert chosen(app, address, ids.SCALE, scale="own").count("pair") == 1
    for wrong in ({"pair": ["Syria", "drone"], "since": "event"}, {**both, "since": "ever"}):
        assert chosen(app, "?tab=where&by=country", ids.PAIR, **wrong).count("pair") == 0


def test_what_cannot_be_compared_is_a_sentence(app):
    selection, _ = app.opened.read("?tab=where&by=country", "")
    said = text_of(pair_part(selection, "country", "Iraq", "Iraq", "recent"))
    assert said == "'Iraq' is named twice: name two groups."
    assert "cannot be compared with those before" in text_of(
        shown(app, "?tab=where&from=2024-02-10")
    )
