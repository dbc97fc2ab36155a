"""The whole view in the URL: what the page shows is what its address says."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from analytics.selection.link import DATA, is_day, link_parts, view_from, view_parts
from analytics.selection.options import default_view
from analytics.selection.view import View
from data.study import Study

TABS = ("overview", "changes", "around", "totals", "map", "incidents", "revisions", "methods")
# What tabs were called before, as old links say.
OLD_TABS = {"tallies": "totals"}
THEMES = ("auto", "light", "dark")


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


def is_dark(state: PageState, viewport: dict) -> bool:
    """Tell whether a page is dark: as the address says, else as the reader's system is."""
    return state.theme == "dark" if state.theme != "auto" else bool(viewport.get("dark"))


def encode(state: PageState, study: Study, *, data: bool = False) -> str:
    """Return the query string of a state; what equals the default is left out.

    Parameters
    ----------
    state : PageState
    study : Study
        Gives the defaults.
    data : bool
        Name the data too, so that who opens the link learns whether they have changed since.

    Returns
    -------
    str
        Empty, or starting with ``?``.
    """
    base, query = default_state(study), view_parts(state.view, study)
    if state.tab != base.tab:
        query["tab"] = state.tab
    if state.theme != base.theme:
        query["theme"] = state.theme
    if state.days:
        query["days"] = "..".join(state.days)
    if data:
        query[DATA] = study.digest
    return f"?{urlencode(query)}" if query else ""


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
    given = link_parts(search)
    state = default_state(study)
    tab = OLD_TABS.get(given.get("tab", ""), given.get("tab", ""))
    return replace(
        state,
        view=view_from(given, study),
        tab=tab if tab in TABS else state.tab,
        theme=given["theme"] if given.get("theme") in THEMES else state.theme,
        days=_days(given.get("days", "")),
    )


def _days(text: str) -> tuple[str, ...]:
    """Read ``2023-12-06`` or ``2023-12-01..2023-12-06``."""
    days = tuple(part for part in text.split("..") if is_day(part))
    return days[:2]
