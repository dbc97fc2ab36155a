"""Tables of the page as files: every one has its file, with the rows shown and raw numbers."""

import io
import json

import pandas as pd
import pytest
from dash import html
from dash.development.base_component import Component

import escalation
from analytics.errors import InvalidOption
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.style.theme import Look
from dashboard.components.table import Table
from dashboard.session.url_state import decode
from dashboard.tabs import builders, files, sensitivity, table_files, where
from dashboard.tabs.official_totals import reconciliation_cards
from dashboard.tabs.responses import responses_view
from data.study import load_study
from tests.helpers.components import DESK
from tests.helpers.downloads import write_downloads

OF_SEVERAL = ("newest-days", "delays")


def tables_in(part):
    if isinstance(part, list | tuple):
        return [table for one in part for table in tables_in(one)]
    if isinstance(part, Table):
        return [part]
    return tables_in(getattr(part, "children", None)) if isinstance(part, Component) else []


def rows_of(table):
    if table.rows is not None:
        return len(table.rows)
    return len(table.children.children[-1].children)


def test_every_table_of_every_view_has_its_file_with_as_many_rows(study):
    state = decode("?tab=changes&by=country&added.1=2023-12-20: Talks", study)
    selection = Selection(study, state.view)
    shown = [builders.BUILDERS[tab](selection, state, DESK) for tab in ("where", "changes")]
    shown += where.pair_view(selection, state.pair, state.since)
    shown += [builders.BUILDERS["around"](selection, state, DESK)]
    shown += reconciliation_cards(selection)
    shown += responses_view(selection, lambda name: html.Div(name))
    shown += [
        sensitivity.sensitivity_table(n, selection)
        for n in ("cuts", "changes", "methods", "effect", "period", "looked")
    ]
    tables = tables_in(shown)
    assert len(tables) > 12
    names = [table.save for table in tables]
    assert all(names)
    assert len(set(names)) == len(names)
    for table in tables:
        rows, file = table_files.table_rows(selection, table.save)
        assert len(rows) == rows_of(table), table.save
        assert file
    asked = {json.loads(name)[0] for name in names}
    # One download has nothing to be held against.
    assert asked == set(table_files.TABLES) - {*table_files.OF_TWO, *OF_SEVERAL}


def test_the_newest_days_have_their_files_with_as_many_rows(tmp_path):
    made = load_study(write_downloads(tmp_path))
    state = decode("?tab=revisions", made)
    selection = Selection(made, state.view)
    tables = tables_in(builders.BUILDERS["revisions"](selection, state, DESK))
    tables = [table for table in tables if json.loads(table.save)[0] in OF_SEVERAL]
    assert len(tables) == len(OF_SEVERAL)
    for table in tables:
        rows, _ = table_files.table_rows(selection, table.save)
        assert len(rows) == rows_of(table) > 0


def test_a_file_holds_numbers_and_days_that_a_program_reads(study):
    state = decode("", study)
    sent = files.data_file(Selection(study, state.view), state, '["changes"]')
    assert sent["filename"].startswith("iraq-syria-2023-changes-2023-10-17-to-2024-02-29-")
    table = pd.read_csv(io.StringIO(sent["content"].removeprefix("\ufeff")))
    assert table["rate_before"].between(1, 3).all()
    assert pd.to_datetime(table["changepoint"], format="%Y-%m-%d").notna().all()


def test_what_adds_up_a_toll_is_called_so_in_the_files_of_its_groups():
    days = pd.date_range("2024-01-01", periods=60)
    rows = pd.DataFrame({"date": days.repeat(2), "location": ["A", "B"] * 60, "killed": 2})
    rows = rows.assign(lat=33.0, lon=44.0)
    made = escalation.study(rows, start="2024-01-01", end="2024-02-29")
    for series, column in (("deaths", "deaths"), ("incidents", "events")):
        selection = Selection(made, decode(f"?by=location&series={series}", made).view)
        for name in ('["groups"]', '["units"]', '["pair", "location", "A", "B", "recent"]'):
            table, _ = table_files.table_rows(selection, name)
            columns = [one for one in table if one.startswith(("deaths", "events"))]
            assert [one.split("_")[0] for one in columns] == [column] * len(columns) != []
        for name in ("where", "where-map"):
            assert column in draw(name, selection, Look()).table


def test_the_file_of_many_units_follows_the_order_that_the_reader_sees():
    days = pd.date_range("2024-01-01", periods=90)
    places = [f"Place {number:03}" for number in range(450)]
    rows = pd.DataFrame({"date": [days[n % 90] for n in range(450)], "location": places})
    made = escalation.study(rows, start="2024-01-01", end="2024-03-30")
    state = decode("?by=location", made)
    selection = Selection(made, state.view)
    order = [*range(450)][::-1]
    content = files.data_file(selection, state, '["units"]', order)["content"]
    written = pd.read_csv(io.StringIO(content.removeprefix("\ufeff")))
    assert (
        written["unit"].tolist()
        == table_files.table_rows(selection, '["units"]')[0]["unit"].tolist()[::-1]
    )


@pytest.mark.parametrize("name", ['["wars"]', '["changes", "x"]', "[", '["pair"]', "[1]", "[[]]"])
def test_what_is_no_table_is_refused(study, name):
    with pytest.raises(InvalidOption, match="has no table"):
        table_files.table_rows(Selection(study, decode("", study).view), name)


def test_a_file_follows_the_order_that_the_reader_sees(study):
    state = decode("?by=country", study)
    selection = Selection(study, state.view)

    def saved(name, order):
        content = files.data_file(selection, state, name, order)["content"]
        return pd.read_csv(io.StringIO(content.removeprefix("\ufeff")))

    plain = saved('["groups"]', None)
    assert (
        saved('["groups"]', [2, 0, 1])["group"].tolist() == plain["group"].iloc[[2, 0, 1]].tolist()
    )
    newest = saved("incidents", None)
    order = [*range(len(newest))][::-1]
    assert saved("incidents", order)["event_id"].tolist() == newest["event_id"].tolist()[::-1]
    # Some were filtered out in the grid: these rows are the file's.
    assert saved("incidents", [3, 1])["event_id"].tolist() == newest["event_id"][[3, 1]].tolist()
    for wrong in ([0, 0, 1], [0, 1, 3], [True, 1, 2], "210", [0, 1, "2"], [-1, 0, 1]):
        with pytest.raises(InvalidOption, match="do not fit a table of 3"):
            saved('["groups"]', wrong)


def test_rows_that_the_page_does_not_list_follow():
    rows = pd.DataFrame({"n": range(5)})
    assert files.as_seen(rows, [2, 0, 1], 3)["n"].tolist() == [2, 0, 1, 3, 4]
    assert files.as_seen(rows, [2, 0], 3)["n"].tolist() == [2, 0]
