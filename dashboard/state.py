"""The whole view in the URL: what the page shows is what its address says."""

from dataclasses import dataclass, fields, replace
from urllib.parse import parse_qs, urlencode

import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection import default_view
from analytics.view import BOTH, View
from data.study import Study

TABS = ("overview", "changes", "around", "tallies", "map", "incidents", "revisions", "methods")
THEMES = ("auto", "light", "dark")
# Short names keep a link short enough for a message; they are part of the public address.
NAMES = {
    "start": "from",
    "end": "to",
    "shown": "events",
    "location": "place",
}
LISTS = ("country", "location", "weapon", "confidence", "shown")
NUMBERS = ("before", "after", "gap", "window")
NONE = "none"


@dataclass(frozen=True, kw_only=True)
class PageState:
    """What the address says: the view, the tab, the theme and the days picked for the table."""

    view: View
    tab: str = TABS[0]
    theme: str = THEMES[0]
    days: tuple[str, ...] = ()


def default_state(study: Study) -> PageState:
    """Return what the bare address shows."""
    return PageState(view=default_view(study))


def encode(state: PageState, study: Study) -> str:
    """Return the query string of a state; what equals the default is left out.

    Parameters
    ----------
    state : PageState
    study : Study
        Gives the defaults.

    Returns
    -------
    str
        Empty, or starting with ``?``.
    """
    base = default_state(study)
    query: dict[str, str] = {}
    for field in fields(View):
        value = getattr(state.view, field.name)
        if value != getattr(base.view, field.name):
            query[NAMES.get(field.name, field.name)] = _text(value)
    if state.tab != base.tab:
        query["tab"] = state.tab
    if state.theme != base.theme:
        query["theme"] = state.theme
    if state.days:
        query["days"] = "..".join(state.days)
    return f"?{urlencode(query)}" if query else ""


def _text(value: object) -> str:
    """Write one value of the view; ``~`` joins lists since place names hold commas."""
    if isinstance(value, tuple):
        return "~".join(value) if value else NONE
    return str(value)


def decode(search: str | None, study: Study) -> PageState:
    """Read a query string; what cannot be read falls back to the default.

    Parameters
    ----------
    search : str or None
        As the browser gives it, with or without the leading ``?``.
    study : Study

    Returns
    -------
    PageState
    """
    given = {key: values[-1] for key, values in parse_qs((search or "").lstrip("?")).items()}
    state = default_state(study)
    return replace(
        state,
        view=_view(state.view, given, study),
        tab=given["tab"] if given.get("tab") in TABS else state.tab,
        theme=given["theme"] if given.get("theme") in THEMES else state.theme,
        days=_days(given.get("days", "")),
    )


def _view(view: View, given: dict[str, str], study: Study) -> View:
    """Apply what the address gives, one field at a time, so that a bad one spoils only itself."""
    changes = {}
    for field in fields(View):
        text = given.get(NAMES.get(field.name, field.name))
        if text is not None:
            changes[field.name] = _value(field.name, text, getattr(view, field.name))
    period = {name: changes.pop(name) for name in ("start", "end") if name in changes}
    for change in (period, *({name: value} for name, value in changes.items())):
        try:
            view = replace(view, **change)
        except InvalidOption:
            continue
    if view.series not in (BOTH, *study.settings.get("series", ())):
        view = replace(view, series=default_view(study).series)
    return view


def _value(name: str, text: str, default: object) -> object:
    """Read one value of the view from its text."""
    if name in LISTS:
        return () if text == NONE else tuple(part for part in text.split("~") if part)
    if name in NUMBERS:
        return int(text) if text.isdigit() and len(text) < 5 else default
    if name in ("start", "end"):
        return text if _is_day(text) else default
    return text


def _days(text: str) -> tuple[str, ...]:
    """Read ``2023-12-06`` or ``2023-12-01..2023-12-06``."""
    days = tuple(part for part in text.split("..") if _is_day(part))
    return days[:2]


def _is_day(text: str) -> bool:
    """Tell whether a text is an ISO day."""
    return not pd.isna(pd.to_datetime(text, format="%Y-%m-%d", errors="coerce"))
