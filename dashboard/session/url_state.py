"""The whole view in the URL: what the page shows is what its address says."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from analytics.selection.columns import column_label, known_values
from analytics.selection.link import (
    DATA,
    JOIN,
    given_again,
    link_parts,
    unknown_parts,
    view_from,
    view_parts,
)
from analytics.selection.options import default_view
from analytics.selection.reach import beyond_years
from analytics.selection.selected import Selection
from analytics.selection.unused import Unused, plain
from analytics.selection.view import View
from data.study import Study
from data.tables.cells import is_day

TABS = (
    "overview", "where", "changes", "around", "responses", "totals", "map", "incidents",
    "revisions", "methods",
)  # fmt: skip
# What tabs were called before, as old links say.
OLD_TABS = {"tallies": "totals"}
THEMES = ("auto", "light", "dark")
# Over which days two groups are compared, as the comparison itself calls them.
SINCE = ("recent", "event", "change")


@dataclass(frozen=True, kw_only=True)
class PageState:
    """What the address says: the view, and what of it the page shows.

    Parameters
    ----------
    view : View
    tab, theme : str
    days : tuple of str
        Picked for the table of incidents.
    pair : tuple of str
        Two groups that are held against each other, the first over the second; empty takes those
        that changed most.
    since : {"recent", "event", "change"}
        Over which days.
    """

    view: View
    tab: str = TABS[0]
    theme: str = THEMES[0]
    days: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()
    since: str = SINCE[0]


def default_state(study: Study) -> PageState:
    """Return what the bare address shows."""
    return PageState(view=default_view(study))


def page_is_dark(state: PageState, viewport: dict) -> bool:
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
    if state.pair:
        query["pair"] = JOIN.join(state.pair)
    if state.since != base.since:
        query["since"] = state.since
    if data:
        query[DATA] = study.digest
    return f"?{urlencode(query)}" if query else ""


def decode(search: str | None, study: Study) -> PageState:
    """Read a query string; what cannot be read falls back to the default."""
    return read_link(search, study)[0]


def read_link(search: str | None, study: Study) -> tuple[PageState, tuple[Unused, ...]]:
    """Read a query string, and say which parts of it cannot be used as they stand.

    Parameters
    ----------
    search : str or None
        As the browser gives it, with or without the leading ``?``.
    study : Study

    Returns
    -------
    state : PageState
        With the default in place of what cannot be used.
    unused : tuple of Unused
        The parts that the state does not follow.
    """
    given = link_parts(search)
    given |= {"tab": OLD_TABS.get(given["tab"], given["tab"])} if "tab" in given else {}
    view, unused = view_from(given, study)
    state, wrong = default_state(study), []
    page: dict[str, str] = {}
    for name, allowed in (("tab", TABS), ("theme", THEMES), ("since", SINCE)):
        text = given.get(name)
        if text is None:
            continue
        if text in allowed:
            page[name] = text
        else:
            wrong.append(_unused(name, text, f"one of {', '.join(allowed)}", getattr(state, name)))
    days = state.days
    # Empty, it asks for no day, as a page without one does.
    if given.get("days"):
        days = _days(given["days"])
        if not days:
            far = beyond_years(given["days"], study)
            why = f"is {plain(given['days'])}, {far or 'not a day, or two joined by ..'}"
            wrong.append(Unused(name="days", why=why, used="none"))
    pair = tuple(given["pair"].split(JOIN)) if given.get("pair") else ()
    if pair and not is_pair(pair, Selection(study, view)):
        expected = f"two values of {column_label(study, view.by).lower()} joined by {JOIN}"
        wrong.append(_unused("pair", given["pair"], expected, "none"))
        pair = ()
    wrong += unknown_parts(given)
    state = replace(
        state,
        view=view,
        tab=page.get("tab", state.tab),
        theme=page.get("theme", state.theme),
        days=days,
        pair=pair,
        since=page.get("since", state.since),
    )
    return state, (*unused, *wrong, *given_again(search))


def is_pair(pair: tuple[str, ...], selection: Selection) -> bool:
    """Tell whether two texts are values of the column that a view divides by."""
    return len(pair) == 2 and set(pair) <= known_values(selection, selection.view.by)


def _unused(name: str, found: str, expected: str, used: str) -> Unused:
    return Unused(name=name, why=f"is {plain(found)}, not {expected}", used=used)


def _days(text: str) -> tuple[str, ...]:
    """Read ``2023-12-06`` or ``2023-12-01..2023-12-06``; nothing where it is neither."""
    days = tuple(text.split(".."))
    fits = len(days) <= 2 and all(map(is_day, days)) and days[0] <= days[-1]
    return days if fits else ()
