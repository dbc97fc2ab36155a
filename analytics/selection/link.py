"""A view as part of an address: what differs from the default, and which data it was made of."""

from dataclasses import fields, replace
from urllib.parse import parse_qs, urlencode

import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.options import default_view
from analytics.selection.view import BOTH, View
from data.study import Study
from data.tables.names import OLD_NAMES

# Short names keep a link short enough for a message; they are part of the public address.
NAMES = {
    "start": "from",
    "end": "to",
    "shown": "events",
    "location": "place",
}
LISTS = ("country", "location", "weapon", "confirmation", "shown")
NUMBERS = ("before", "after", "gap", "window")
NONE = "none"
# In a link that is given to others: the hash of the data that it was made of.
DATA = "data"
# In the address of a page that shows a dropped file: the hash of that file.
FILE = "file"


def view_parts(view: View, study: Study) -> dict[str, str]:
    """Return what an address must say of a view; what equals the default is left out.

    Parameters
    ----------
    view : View
    study : Study
        Gives the defaults.

    Returns
    -------
    dict of str
    """
    base = default_view(study)
    return {
        NAMES.get(field.name, field.name): _text(getattr(view, field.name))
        for field in fields(View)
        if getattr(view, field.name) != getattr(base, field.name)
    }


def view_query(view: View, study: Study) -> str:
    """Return the query string of a view.

    Parameters
    ----------
    view : View
    study : Study

    Returns
    -------
    str
        Empty, or starting with ``?``.
    """
    parts = view_parts(view, study)
    return f"?{urlencode(parts)}" if parts else ""


def link_parts(link: str | None) -> dict[str, str]:
    """Return the parts of an address, a query string, or a query string without its ``?``.

    Parameters
    ----------
    link : str or None

    Returns
    -------
    dict of str
        The last value of each name.
    """
    before, mark, after = (link or "").partition("?")
    query = after if mark else "" if "://" in before else before
    return {name: values[-1] for name, values in parse_qs(query.partition("#")[0]).items()}


def stale(link: str | None, study: Study) -> str:
    """Say that the data have changed since a link was made.

    Parameters
    ----------
    link : str or None
    study : Study

    Returns
    -------
    str
        One sentence; empty where the data are the same, or the link does not name them.
    """
    made = link_parts(link).get(DATA, "")
    if not made or made == study.digest:
        return ""
    return (
        f"The data have changed since this link was made (hash {made[:40]} then, {study.digest} "
        "now): numbers and findings may differ from those that were shared."
    )


def check_made_here(link: str | None, study: Study) -> None:
    """Refuse a link to a file that was dropped onto a page: only that page has held it.

    Parameters
    ----------
    link : str or None
    study : Study

    Raises
    ------
    InvalidOption
    """
    if link_parts(link).get(FILE, study.digest) != study.digest:
        raise InvalidOption(
            "This link was made for a file that was opened on the page, which holds it for one "
            "browser session only: import the file, and name its folder by --study."
        )


def in_new_names(given: dict) -> dict:
    """Give the parts of an old link, or old options, the names that they have now.

    Parameters
    ----------
    given : dict of str to object

    Returns
    -------
    dict
    """
    named = {OLD_NAMES.get(name, name): value for name, value in given.items()}
    return named | {"by": OLD_NAMES.get(named["by"], named["by"])} if "by" in named else named


def view_from(given: dict[str, str], study: Study) -> View:
    """Read a view; what cannot be read falls back to the default, one field at a time.

    Parameters
    ----------
    given : dict of str
        Parts of an address; others than a view's are passed over.
    study : Study

    Returns
    -------
    View
    """
    view, changes = default_view(study), {}
    given = in_new_names(given)
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


def is_day(text: str) -> bool:
    """Tell whether a text is an ISO day."""
    return not pd.isna(pd.to_datetime(text, format="%Y-%m-%d", errors="coerce"))


def _text(value: object) -> str:
    """Write one value of the view; ``~`` joins lists since place names hold commas."""
    if isinstance(value, tuple):
        return "~".join(value) if value else NONE
    return str(value)


def _value(name: str, text: str, default: object) -> object:
    """Read one value of the view from its text."""
    if name in LISTS:
        return () if text == NONE else tuple(part for part in text.split("~") if part)
    if name in NUMBERS:
        return int(text) if text.isdecimal() and len(text) < 5 else default
    if name in ("start", "end"):
        return text if is_day(text) else default
    return text
