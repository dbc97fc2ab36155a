"""Callbacks that fill the places of what takes further searches, once the rest is there."""

from typing import Any

from dash import MATCH, Dash, Input, Output, State, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.session.active_study import Opened
from dashboard.session.url_state import page_is_dark
from dashboard.tabs import builders
from dashboard.tabs.later import CHECKED, GROUPS, UNITS, Later, followed_in
from dashboard.tabs.sensitivity import BODIES
from dashboard.tabs.units import units_key
from dashboard.tabs.where import groups_key, searched_of


def fill_later(app: Dash, opened: Opened, later: Later) -> dict[str, object]:
    """Attach what fills these places; returned by name so that tests can call them."""

    @app.callback(
        Output(ids.part("checked", MATCH), "children"),
        Output(ids.part("checked-numbers", MATCH), "children"),
        Input(ids.part("check", MATCH), "data"),
        State(ids.URL, "search"),
        State(ids.MARK, "data"),
    )
    def show_checked(key: str, search: str | None, mark: str = "") -> tuple:
        selection, _ = opened.read(search, mark)
        # The page may have moved on to another view.
        if key != builders.answer_key(selection):
            return no_update, no_update
        found = later(CHECKED, selection)
        return found["answer"], found["numbers"]

    @app.callback(
        Output(ids.part("sensitivity", MATCH), "children"),
        Input(ids.part("ask", MATCH), "data"),
        State(ids.URL, "search"),
        State(ids.MARK, "data"),
    )
    def show_sensitivity(name: str, search: str | None, mark: str = "") -> list[Component]:
        # Only the places of the page are worked for.
        if name not in BODIES:
            return []
        selection, _ = opened.read(search, mark)
        return later(name, selection)["table"]

    @app.callback(
        Output(ids.part("followed", MATCH), "children"),
        Input(ids.part("follow", MATCH), "data"),
        State(ids.URL, "search"),
        State(ids.VIEWPORT, "data"),
        State(ids.MARK, "data"),
    )
    def show_followed(
        key: str, search: str | None, viewport: dict[str, Any] | None, mark: str = ""
    ) -> object:
        selection, state = opened.read(search, mark)
        if not viewport:
            return no_update
        look = {"width": int(viewport["width"]), "dark": page_is_dark(state, viewport)}
        # The page may have moved on to another view.
        if key != builders.followed_key(selection, look):
            return no_update
        return later(followed_in(look), selection)["cards"]

    @app.callback(
        Output(ids.part("groups", MATCH), "rows"),
        Output(ids.part("looked-for", MATCH), "children"),
        Input(ids.part("look-for", MATCH), "data"),
        State(ids.URL, "search"),
        State(ids.MARK, "data"),
    )
    def show_groups(asked: list, search: str | None, mark: str = "") -> tuple:
        selection, _ = opened.read(search, mark)
        key, most = asked
        # The page may have moved on to other groups.
        if key != groups_key(selection):
            return no_update, no_update
        found = later(f"{GROUPS}{searched_of(int(most))}", selection)
        return found["rows"], found["said"]

    @app.callback(
        Output(ids.part("units", MATCH), "rows"),
        Output(ids.part("units", MATCH), "values"),
        Output(ids.part("units", MATCH), "keys"),
        Output(ids.part("units-said", MATCH), "children"),
        Input(ids.part("scan", MATCH), "data"),
        State(ids.URL, "search"),
        State(ids.MARK, "data"),
    )
    def show_units(key: str, search: str | None, mark: str = "") -> tuple:
        selection, _ = opened.read(search, mark)
        # The page may have moved on to other units.
        if key != units_key(selection):
            return (no_update,) * 4
        found = later(UNITS, selection)
        if not found["rows"]:
            return no_update, no_update, no_update, found["said"]
        return found["rows"], found["values"], found["keys"], found["said"]

    @app.callback(
        Output(ids.part("named", MATCH), "children"),
        Input(ids.part("name", MATCH), "data"),
        State(ids.URL, "search"),
        State(ids.VIEWPORT, "data"),
        State(ids.MARK, "data"),
    )
    def show_named(
        key: str, search: str | None, viewport: dict[str, Any] | None, mark: str = ""
    ) -> object:
        selection, state = opened.read(search, mark)
        if not viewport or key != groups_key(selection):
            return no_update
        return builders.named_part(selection, state, viewport, key, opened.recall)

    return {
        "show_named": show_named,
        "show_units": show_units,
        "show_groups": show_groups,
        "show_sensitivity": show_sensitivity,
        "show_checked": show_checked,
        "show_followed": show_followed,
    }
