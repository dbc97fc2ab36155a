"""What a page may send for a callback: its shape, and the type of every value in it."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import flask
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard import ids
from data.tables.cells import is_day

Check = Callable[[Any], bool]
# How Dash writes that an id stands for all components of a kind.
MANY = '["ALL"]'
# What a click sends: the values of all controls, and what the page shows. A dropped file has a
# route of its own, and a limit of its own.
LARGEST_BODY = 1 << 20
WIDEST = 100_000
LONGEST_LIST = LONGEST_TEXT = 10_000
# As much as a header may have, in which an address comes that is opened.
LONGEST_ADDRESS = 1 << 16


def sent_values() -> object:
    """Return the values of a body of JSON; None where it is none, or more than is read."""
    try:
        return flask.request.get_json(silent=True)
    except (RecursionError, RequestEntityTooLarge):  # lists in lists, deeper than any page has
        return None


def is_callback(body: object, known: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell whether a body is what the page sends for a callback.

    Parameters
    ----------
    body : object
        Values of JSON.
    known : mapping
        The callbacks of the page by their output, as Dash has them.

    Returns
    -------
    bool
    """
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    found = known.get(body["output"])
    # What the browser does by itself has an output and nobody here who fills it.
    if found is None or "callback" not in found:
        return False
    if not _are_outputs(body["output"], body.get("outputs")):
        return False
    changed = body.get("changedPropIds", [])
    return (
        isinstance(changed, list)
        and all(isinstance(name, str) and _is_input(name, found["inputs"]) for name in changed)
        and _are_values(body.get("inputs", []), found["inputs"])
        and _are_values(body.get("state", []), found["state"])
    )


def _is_input(name: str, known: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a property is one that sets a callback off; those of a pattern are many."""
    text, _, prop = name.rpartition(".")
    try:
        identity = json.loads(text) if text.startswith("{") else text
    except (ValueError, RecursionError):
        return False
    return any(_is_place({"id": identity, "property": prop}, part) for part in known)


def _are_outputs(output: str, sent: object) -> bool:
    """Tell whether the outputs are those that the callback's name lists; the only one it tells."""
    several = output.startswith("..")
    if sent is None:
        return not several
    names = output[2:-2].split("...") if several else [output]
    places = sent if several or isinstance(sent, list) else [sent]
    if not isinstance(places, list) or len(places) != len(names):
        return False
    return all(_is_output(place, name) for place, name in zip(places, names, strict=True))


def _is_output(sent: object, name: str) -> bool:
    """Tell whether a property of a component is the one of a name, or several under a pattern."""
    identity, _, prop = name.rpartition(".")
    # Of an output that several callbacks have, Dash adds a hash.
    known = {"id": identity, "property": prop.partition("@")[0]}
    parts = sent if isinstance(sent, list) else [sent]
    return all(_is_place(part, known) for part in parts)


def _is_place(sent: object, known: Mapping[str, Any]) -> bool:
    """Tell whether a property of a component is one that is known by its id or pattern."""
    if not isinstance(sent, dict) or not isinstance(sent.get("property"), str):
        return False
    same = sent["property"].partition("@")[0] == known["property"]
    return same and _stands_for(sent.get("id"), known["id"])


def _stands_for(sent: object, known: str) -> bool:
    """Tell whether an id is the one that a callback names, or one of its pattern."""
    if not known.startswith("{"):
        return sent == known
    pattern = json.loads(known)
    return (
        isinstance(sent, dict)
        and sent.keys() == pattern.keys()
        and all(
            isinstance(sent[key], str) if isinstance(fixed, list) else sent[key] == fixed
            for key, fixed in pattern.items()
        )
    )


def _are_values(sent: object, known: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether each value is given, with its control; a pattern of many gives a list."""
    if not isinstance(sent, list) or len(sent) != len(known):
        return False
    for given, part in zip(sent, known, strict=True):
        of_many = MANY in str(part["id"])
        if isinstance(given, list) is not of_many:
            return False
        for one in given if of_many else [given]:
            if not _is_place(one, part) or not _fits(one["id"], one["property"], one.get("value")):
                return False
            # What a component says of itself is what it is asked by.
            if one["property"] == "id" and one.get("value") != one["id"]:
                return False
    return True


def _fits(identity: str | dict, prop: str, value: object) -> bool:
    kind = identity if isinstance(identity, str) else identity.get("type")
    check = CHECKS.get((kind, prop)) if isinstance(kind, str) else None
    if check is None:
        check = {"n_clicks": _is_count, "id": _is_object}.get(prop)
    if value is None:
        return (kind, prop) not in ALWAYS_GIVEN
    # What a control holds is checked with the view that it becomes part of.
    return (check or _is_plain)(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_ADDRESS


def _is_count(value: object) -> bool:
    return isinstance(value, int)


def _is_plain(value: object) -> bool:
    """Tell whether a value is text, a number, or a list of such."""
    if isinstance(value, list):
        return len(value) <= LONGEST_LIST and all(isinstance(one, str | int) for one in value)
    return isinstance(value, str | int | float)


def _is_viewport(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    width = value.get("width")
    # What is true or false is no number here.
    if isinstance(width, bool) or not isinstance(width, int | float):
        return False
    return 0 < width <= WIDEST and isinstance(value.get("dark"), bool)


def _is_period(value: object) -> bool:
    days = value if isinstance(value, list) else [None]
    return len(days) in (0, 2) and all(day is None or isinstance(day, str) for day in days)


def _is_clicked(value: object) -> bool:
    days = value.get("days") if isinstance(value, dict) else None
    return isinstance(days, str) and _are_days(days.split(".."))


def _is_picked(value: object) -> bool:
    name = value.get("name") if isinstance(value, dict) else None
    return isinstance(name, str) and _are_days([day for day in name.split("..") if day])


def _are_days(days: list[str]) -> bool:
    return len(days) <= 2 and all(map(is_day, days))


def _is_paired(value: object) -> bool:
    """Tell whether a value names two groups, or none, and over which days."""
    if not isinstance(value, dict) or not isinstance(value.get("since"), str):
        return False
    pair = value.get("pair")
    if not isinstance(pair, list) or len(pair) not in (0, 2):
        return False
    return all(isinstance(one, str) for one in pair)


def _is_named(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("name"), str)


def _is_wanted(value: object) -> bool:
    """Tell whether a value names what is to be saved, and the order of its rows, if any."""
    if not isinstance(value, dict) or not _is_named(value) or len(value["name"]) > LONGEST_TEXT:
        return False
    order = value.get("order")
    if order is None:
        return True
    return (
        isinstance(order, list)
        and len(order) <= LONGEST_LIST
        and all(type(place) is int for place in order)
    )


def _is_asked(value: object) -> bool:
    return _is_named(value) and isinstance(value, dict) and isinstance(value.get("search"), str)


def _is_drawn(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(key, str) for key in value.values())


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_looked_for(value: object) -> bool:
    """Tell whether a value is a key and how many groups are wanted."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], str)
        and isinstance(value[1], int)
    )


# What sets a callback off by being there.
ALWAYS_GIVEN = {
    *((ids.ASKED, "data"), (ids.ASKED_FURTHER, "data"), (ids.WANTED, "data")),
    *(("ask", "data"), ("follow", "data"), ("look-for", "data")),
}
CHECKS: dict[tuple[str, str], Check] = {
    (ids.URL, "search"): _is_text,
    (ids.MARK, "data"): _is_text,
    (ids.TAB, "value"): _is_text,
    (ids.CONFIRMATION, "value"): _is_text,
    (ids.VIEWPORT, "data"): _is_viewport,
    (ids.PERIOD, "value"): _is_period,
    (ids.CLICKED, "data"): _is_clicked,
    (ids.PICKED, "data"): _is_picked,
    (ids.PAIR, "data"): _is_paired,
    (ids.EMPTIED, "data"): _is_named,
    (ids.WANTED, "data"): _is_wanted,
    (ids.DRAWN, "data"): _is_drawn,
    (ids.SHELL, "navbar"): _is_object,
    (ids.BURGER, "opened"): _is_count,
    ("ask", "data"): _is_text,
    ("follow", "data"): _is_text,
    ("look-for", "data"): _is_looked_for,
    (ids.ASKED, "data"): _is_asked,
    (ids.ASKED_FURTHER, "data"): _is_asked,
    (ids.WHERE, "id"): _is_named,
    ("paired", "id"): _is_named,
    ("one", "value"): _is_text,
    ("other", "value"): _is_text,
    ("since", "value"): _is_text,
    # A chart that is drawn anew sets off its table; what it shows does not matter then.
    ("graph", "figure"): _is_object,
}
