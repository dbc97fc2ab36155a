"""A view as part of an address: what differs from the default, and which data it was made of."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from analytics.errors import InvalidOption
from analytics.selection.additions import addition_parts, additions_from, is_addition
from analytics.selection.columns import asked_columns, known_values
from analytics.selection.condition import Condition, conditions_of, in_full
from analytics.selection.context_events import event_span
from analytics.selection.options import default_view
from analytics.selection.reach import beyond, beyond_years, held_to_study, out_of_order
from analytics.selection.selected import Selection
from analytics.selection.study_series import defined_series
from analytics.selection.unused import Unused, plain, refused_sentence
from analytics.selection.view import (
    BOTH_SERIES,
    CHOICES,
    LIMITS,
    View,
    can_smooth,
)
from data.study import Study
from data.tables.cells import is_day
from data.tables.names import OLD_NAMES
from data.vintages import vintage_days

# Short names keep a link short enough for a message; they are part of the public address.
SHORT_NAMES = {
    "start": "from",
    "end": "to",
    "shown": "events",
    "location": "place",
}
# In front of the name of any column: the values of it that count, or with "-" do not.
WHERE = "where."
# Fields of a view that are parts under names of their own.
PREFIXED = ("where", "added", "edited")
# The lists of a view, and what each holds.
LISTS = {
    "country": "country",
    "location": "place",
    "weapon": "weapon",
    "confirmation": "confirmation",
    "shown": "event",
}
# Between the values of a list, since place names hold commas.
JOIN = "~"
MOST_VALUES = 3
# Fields that hold days.
DATED = ("start", "end", "event")
EMPTY = "none"
# In a link that is given to others: the hash of the data that it was made of.
DATA = "data"
# In the address of a page that shows a dropped file: the hash of that file.
FILE = "file"
# What of the page a link says beside the view.
OF_PAGE = ("tab", "theme", "days", "pair", "since")
# Every place of a study can be named in it; a server reads no more for a click.
LONGEST_LINK = 100_000


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
    plain_fields = {
        SHORT_NAMES.get(field.name, field.name): _text(getattr(view, field.name))
        for field in fields(View)
        if field.name not in PREFIXED and getattr(view, field.name) != getattr(base, field.name)
    }
    texts: dict[str, list[str]] = {}
    for condition in view.where:
        texts.setdefault(f"{WHERE}{condition.column}", []).extend(condition.texts)
    joined = {name: JOIN.join(values) for name, values in texts.items()}
    return plain_fields | joined | addition_parts(view.added, view.edited)


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
    return dict(_pairs(link))


def _pairs(link: str | None) -> list[tuple[str, str]]:
    if len(link or "") > LONGEST_LINK:
        return []
    before, mark, after = (link or "").partition("?")
    query = after if mark else "" if "://" in before else before
    return parse_qsl(query.partition("#")[0], keep_blank_values=True)


def given_again(link: str | None) -> tuple[Unused, ...]:
    """Name the parts that a link gives more than once, of which the last is used; or its excess."""
    if (length := len(link or "")) > LONGEST_LINK:
        why = f"is {length} characters long, more than {LONGEST_LINK}, and not read"
        return (Unused(name="it", why=why),)
    counted = Counter(OLD_NAMES.get(name, name) for name, _ in _pairs(link))
    return tuple(
        Unused(name=name, why=f"is given {number} times", used="the last")
        for name, number in counted.items()
        if number > 1
    )


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
    recorded = link_parts(link).get(DATA, "")
    if not recorded or recorded == study.digest:
        return ""
    return (
        f"The data have changed since this link was made (hash {recorded[:40]} then, "
        f"{study.digest} now): numbers and findings may differ from those that were shared."
    )


def check_link(link: str | None, study: Study) -> None:
    """Refuse a link to a file that was dropped onto a page: only that page has held it.

    Parameters
    ----------
    link : str or None
    study : Study

    Raises
    ------
    InvalidOption
    """
    if (link_parts(link).get(FILE) or study.digest) != study.digest:
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


def in_link_names(names: Iterable[str]) -> set[str]:
    """Return what a link calls fields of the view."""
    return {SHORT_NAMES.get(name, name) for name in names}


def view_from(given: dict[str, str], study: Study) -> tuple[View, tuple[Unused, ...]]:
    """Read a view; what cannot be read falls back to the default, one field at a time.

    Parameters
    ----------
    given : dict of str
        Parts of an address; others than a view's are passed over.
    study : Study

    Returns
    -------
    view : View
    unused : tuple of Unused
        The parts that were not used as they stand.
    """
    base, given = default_view(study), in_new_names(given)
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields(View):
        name = field.name
        if name not in PREFIXED and (text := given.get(SHORT_NAMES.get(name, name))) is not None:
            value, expected = _read(name, text, base, study)
            found |= {} if value is None else {name: value}
            far = beyond_years(text, study) if expected and name in DATED else ""
            wrong |= {name: f"is {plain(text)}, {far or f'not {expected}'}"} if expected else {}
    where, asked_wrongly = _conditions(given, Selection(study, base))
    additions, lost = additions_from(given)
    found |= {"where": where} | additions
    misfits = _misfits(found, base)
    fitting = {name: found[name] for name in found.keys() - misfits.keys()}
    view = replace(base, **fitting)
    start, end = held_to_study(view.start, view.end, study)
    misfits |= {
        name: f"is {fitting[name]}, more than a year {beyond(fitting[name], study)}"
        for name, held in (("start", start), ("end", end))
        if held != getattr(view, name)
    }
    view = replace(view, start=start, end=end)
    # Of two days in the wrong order neither is used.
    used = {name: _words(name, getattr(view, name)) for name in wrong | misfits}
    used |= {"start": "the whole period"} if misfits.get("end") == "" else {}
    return view, tuple(
        Unused(name=SHORT_NAMES.get(name, name), why=why, used=used[name])
        for name, why in (wrong | misfits).items()
        if why
    ) + asked_wrongly + lost


def followed_view(link: str, study: Study) -> View:
    """Return the view that a link asks for, and no other.

    Parameters
    ----------
    link : str
    study : Study

    Returns
    -------
    View

    Raises
    ------
    InvalidOption
        When a part of the link cannot be used: who is not there to read a note would take what is
        shown for what was asked.
    """
    given = link_parts(link)
    view, unused = view_from(given, study)
    if parts := (*unused, *unknown_parts(given), *given_again(link)):
        raise InvalidOption(refused_sentence(parts))
    return view


def unknown_parts(given: Iterable[str]) -> list[Unused]:
    """Name the parts of a link that no link has."""
    names = view_names() | {*OF_PAGE, DATA, FILE}
    return [
        Unused(name=name, why="is no part of a link")
        for name in given
        if name not in names and not name.startswith(WHERE) and not is_addition(name)
    ]


def _conditions(
    given: dict[str, str], selection: Selection
) -> tuple[tuple[Condition, ...], tuple[Unused, ...]]:
    """Read the conditions on columns; of each the values that are known stay."""
    found: list[Condition] = []
    unused: list[Unused] = []
    for name in [name for name in given if name.startswith(WHERE)]:
        column = name.removeprefix(WHERE)
        if column not in asked_columns(selection.study):
            unused.append(Unused(name=name, why="names no column of this study"))
            continue
        known = known_values(selection, column)
        asked = in_full(conditions_of(column, given[name].split(JOIN)), selection.study)
        kept = [
            replace(one, values=tuple(value for value in one.values if value in known))
            for one in asked
        ]
        unknown = [value for one in asked for value in one.values if value not in known]
        if unknown:
            used = " and ".join(plain(text) for one in kept for text in one.texts)
            why = f"is {plain(unknown[0])}, not a value of this column"
            unused.append(Unused(name=name, why=why, used=used))
        found += [one for one in kept if one.values]
    return tuple(found), tuple(unused)


def _misfits(found: dict, base: View) -> dict[str, str]:
    """Say of the values that can be read which ones do not fit the others."""
    wrong = out_of_order(found, base)
    if not can_smooth(found.get("smoothing", base.smoothing), window := found.get("window", 1)):
        wrong["window"] = f"is {window}, not an odd number of days, as a centred mean needs"
    return {name: why for name, why in wrong.items() if name in found}


def view_names() -> set[str]:
    """Return what the parts of a link about its view are called."""
    names = (field.name for field in fields(View) if field.name not in PREFIXED)
    return in_link_names(names) | set(OLD_NAMES)


def _text(value: object) -> str:
    """Write one value of the view."""
    if isinstance(value, tuple):
        return JOIN.join(value) if value else EMPTY
    return str(value)


def _words(name: str, value: object) -> str:
    """Write one value of the view for a sentence."""
    if not isinstance(value, tuple):
        return str(value) or "none"
    if len(value) > MOST_VALUES:
        return "the default"
    return " and ".join(map(plain, value)) or ("none" if name == "shown" else "all")


def _read(name: str, text: str, base: View, study: Study) -> tuple[object, str]:
    """Read one value of the view: None where it has none, and what was expected where it is wrong.

    Of a list the values that are known stay.
    """
    if name in LISTS:
        return _listed(name, text, Selection(study, base))
    if name in LIMITS:
        low, high = LIMITS[name]
        fits = text.isdecimal() and len(text) < 5 and low <= int(text) <= high
        return (int(text), "") if fits else (None, f"a whole number from {low} to {high}")
    expected = _expected(name, text, Selection(study, base))
    return (None, expected) if expected else (text, "")


def _expected(name: str, text: str, selection: Selection) -> str:
    """Say what a text should be for one field of the view; empty where it is that."""
    study = selection.study
    if name in ("start", "end"):
        return "" if is_day(text) else "a day such as 2023-12-01"
    if name == "event":
        fits = not text or _is_event(text, selection)
        return "" if fits else "a listed event, a day, or two of them joined by .."
    if name in CHOICES:
        return "" if text in CHOICES[name] else f"one of {', '.join(CHOICES[name])}"
    if name == "by":
        return "" if text in asked_columns(study) else "a column of this study"
    if name in ("one", "other"):
        fits = text.partition(":")[0] in defined_series(study)
        return "" if fits else "a series of this study, or one with conditions such as :country=A"
    if name == "series":
        return "" if text in (BOTH_SERIES, *defined_series(study)) else "a series of this study"
    return "" if text in (vintage_days(study) or ("",)) else "a download of this study"


def _listed(name: str, text: str, selection: Selection) -> tuple[tuple[str, ...] | None, str]:
    if text == EMPTY:
        return (), ""
    parts = selection.study.full_names(name, text.split(JOIN))
    known = known_values(selection, name)
    kept = tuple(part for part in parts if part in known)
    unknown = [part for part in parts if part not in known]
    if not unknown:
        return kept, ""
    named = unknown[0] if len(unknown) == 1 and len(parts) > 1 else ""
    article = "an" if LISTS[name][0] in "aeiou" else "a"
    expected = f"{article} {LISTS[name]} of this study"
    return kept or None, f"{expected} throughout: {plain(named)} is none" if named else expected


def _is_event(text: str, selection: Selection) -> bool:
    try:
        event_span(selection.under(event=text))
    except InvalidOption:
        return False
    return True
